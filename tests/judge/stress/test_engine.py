"""Real programs in a real sandbox, on inputs of our own problem: what runs show without expected outputs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from judge.attempt import Attempt, Source
from judge.judgement import Judgement, Submission, Verdict
from judge.log.log import Log
from judge.stress.calibration import Calibration, Ratio
from judge.stress.cases import GeneratedCase, InputKind
from judge.stress.disagreement import adopt_smaller_input, find_disagreement, shrink_disagreement
from judge.stress.engine import compiled, run_cases, small_answers
from judge.stress.inputs import InputStore
from judge.stress.record import record
from judge.stress.results import StressBudget
from judge.stress.search import search
from judge.stress.setup import StressSetup, stress_submission
from problems.problem import Checker, CheckerKind, Limits, Sample, Statements
from tests.judge.stress.sum_problem import sum_problem

NOW = datetime(2026, 1, 2, tzinfo=UTC)
PROBLEM = replace(sum_problem("kyoso_sum", "1 \\leq N \\leq 20000", "0 \\leq A_i \\leq 10^5"), limits=Limits(0.4, 256))
READ = "n = int(input())\na = list(map(int, input().split()))\n"
RIGHT = READ + "print(sum(a))\n"
HERE = Calibration({name: Ratio(1.0, 1.0, NOW, "here", "this sandbox") for name in ("python", "cpp")})


def case(kind, name, *values):
    return GeneratedCase(name, kind, 0, f"{len(values)}\n{' '.join(map(str, values))}\n".encode())


STORE = InputStore()
CASES = (
    case(InputKind.SMALL, "small-1", 1, 2, 3),
    case(InputKind.SMALL, "small-2", 5, 7, 7, 9, 4),
    case(InputKind.EDGE, "edge-one", 4),
    case(InputKind.LARGE, "large-1", *range(12_000)),
)


def valid(stdin):
    return STORE.of(PROBLEM).valid(stdin)


def looked(sandbox, source, calibration=HERE, problem=PROBLEM, **options):
    program = Submission("python", source)
    return run_cases(problem, program, lambda _is_slow: CASES, sandbox, calibration, valid=valid, **options)


def test_a_right_program_is_likely_ac_and_its_small_answers_are_kept(any_sandbox):
    found = looked(any_sandbox, RIGHT)
    assert found.likely.verdict is Verdict.AC
    answers = [(one.case, one.output) for one in found.answers]
    assert answers == [("small-1", "6"), ("small-2", "32"), ("edge-one", "4"), ("large-1", str(sum(range(12_000))))]
    assert found.likely.evidence.cases == 4
    assert 0 < found.cpu_s < 2


def test_inputs_are_made_from_the_statement_and_are_the_same_every_time(any_sandbox):
    first, second = (
        stress_submission(PROBLEM, Submission("python", RIGHT), StressSetup(any_sandbox, HERE, InputStore()))
        for _number in range(2)
    )
    assert first.likely.verdict is Verdict.AC and first.likely.evidence.cases > 30
    assert [one.input for one in first.answers][:30] == [one.input for one in second.answers][:30]
    crashes = Submission("python", READ + "print(sum(a) // min(a) * min(a))\n")
    wrong = stress_submission(PROBLEM, crashes, StressSetup(any_sandbox, HERE, STORE))
    assert (wrong.likely.verdict, wrong.counterexample.case.stdin) == (Verdict.RE, b"1\n0\n")


def test_a_statement_that_cannot_be_read_gives_no_verdict_but_a_reason(any_sandbox):
    odd = replace(PROBLEM, statements=Statements(en="### Problem Statement\n\nPrint what I am thinking of.\n"))
    found = stress_submission(odd, Submission("python", RIGHT), StressSetup(any_sandbox, HERE, STORE))
    assert found.likely.verdict is None and found.likely.detail


def test_a_crash_is_shown_on_the_smallest_input(any_sandbox):
    found = looked(any_sandbox, READ + "print(sum(a) // (a.count(7) - 2))\n")
    assert found.likely.verdict is Verdict.RE
    assert found.counterexample.case.stdin == b"2\n7 7\n"
    assert found.likely.confidence > 0.9
    assert found.likely.case.startswith("cases/kyoso_sum/small-2-shrunk-")


def test_too_slow_on_a_large_input_is_tle_and_surer_once_calibrated(any_sandbox):
    slow = READ + "t = 0\nfor x in a:\n    for y in a:\n        t += x < y\nprint(sum(a))\n"
    calibrated, uncalibrated = looked(any_sandbox, slow), looked(any_sandbox, slow, Calibration())
    assert calibrated.likely.verdict is uncalibrated.likely.verdict is Verdict.TLE
    assert calibrated.likely.confidence > uncalibrated.likely.confidence
    assert "uncalibrated" in str(uncalibrated.likely.detail)
    assert "uncalibrated" not in str(calibrated.likely.detail)
    assert calibrated.counterexample.case.name == "large-1"


def test_a_time_near_the_limit_is_reported_as_uncertain(any_sandbox):
    busy = READ + ("import time\nwhile n > 100 and time.process_time() < 0.42:\n    pass\nprint(sum(a))\n")
    found = looked(any_sandbox, busy)
    assert (found.likely.verdict, found.likely.confidence) == (Verdict.TLE, 0.5)
    assert "near the limit" in str(found.likely.detail)
    nearly = looked(any_sandbox, busy.replace("0.42", "0.33"))
    assert (nearly.likely.verdict, nearly.likely.confidence) == (Verdict.AC, 0.6)
    assert "near the limit" in str(nearly.likely.detail)


def test_a_slower_machine_is_given_more_time(any_sandbox):
    busy = READ + "import time\nwhile n > 100 and time.process_time() < 0.55:\n    pass\nprint(sum(a))\n"
    slower = Calibration({"python": Ratio(1.0, 2.0, NOW, "here", "this sandbox")})
    assert looked(any_sandbox, busy, slower).likely.verdict is Verdict.AC


def test_too_much_memory_is_mle(any_sandbox):
    # A small memory limit and a long time limit: on some machines a fresh page costs microseconds.
    problem = replace(PROBLEM, limits=Limits(5, 64))
    source = READ + "b = bytearray(100_000_000) if n > 100 else 0\nprint(sum(a))\n"
    found = looked(any_sandbox, source, problem=problem)
    assert found.likely.verdict is Verdict.MLE


def test_the_cpu_budget_ends_a_stress_run_and_the_detail_says_so(any_sandbox):
    found = looked(any_sandbox, RIGHT, budget=StressBudget(small_s=0.001, total_s=0.001))
    assert (found.likely.evidence.cases, found.likely.evidence.whole) == (2, False)  # one small, one large
    assert "stopped at the time budget" in str(found.likely.detail)


def test_an_interactive_problem_gets_no_verdict(any_sandbox):
    problem = replace(PROBLEM, checker=Checker(CheckerKind.INTERACTIVE))
    assert looked(any_sandbox, RIGHT, problem=problem).likely.verdict is None


def test_a_program_is_stressed_against_a_correct_one(any_sandbox):
    mine, other = Submission("python", READ + "print(sum(set(a)))\n"), Submission("python", RIGHT)
    done = search(PROBLEM, mine, other, CASES, any_sandbox, HERE, valid=valid, over=lambda: False)
    assert done.counterexample.verdict is Verdict.WA
    assert done.counterexample.case.stdin == b"2\n1 1\n"
    assert (done.counterexample.expected, done.counterexample.run.stdout) == (b"2\n", b"1\n")
    fine = search(PROBLEM, other, other, CASES, any_sandbox, HERE, valid=valid, over=lambda: False)
    assert (fine.counterexample, fine.cases) == (None, 4)


@pytest.fixture
def log(tmp_path):
    with Log(tmp_path) as opened:
        yield opened


def shrunk(log, attempt, sandbox):
    disagreement = find_disagreement(log, PROBLEM, attempt, log.attempts.get(attempt).likely)
    return adopt_smaller_input(
        log, disagreement, shrink_disagreement(disagreement, StressSetup(sandbox, HERE, STORE)), NOW
    )


def logged(log, author, source):
    made = Attempt(
        id=None, source=Source.JUDGE, author=author, problem=PROBLEM.id, key=None, reply=None,
        submission=Submission("python", source), judgement=Judgement(Verdict.AC, (), "", None, None), likely=None,
        started_at=NOW,
    )  # fmt: skip
    return log.attempts.write(made).id


def test_a_later_attempt_changes_the_likely_verdicts_of_earlier_ones(any_sandbox, log):
    wrong = READ + "print(sum(set(a)))\n"
    first = logged(log, "a", wrong)
    assert record(log, PROBLEM, first, "a", looked(any_sandbox, wrong), NOW)[first].verdict is Verdict.AC
    assert log.attempts.get(first).likely.verdict is Verdict.AC
    second = logged(log, "b", RIGHT)
    record(log, PROBLEM, second, "b", looked(any_sandbox, RIGHT), NOW)
    assert log.attempts.get(first).likely.confidence == log.attempts.get(second).likely.confidence == 0.5
    third = logged(log, "c", RIGHT)
    changed = record(log, PROBLEM, third, "c", looked(any_sandbox, RIGHT), NOW)
    assert changed[third].verdict is Verdict.AC
    likely = log.attempts.get(first).likely
    assert (likely.verdict, likely.confidence) == (Verdict.WA, 0.85)
    assert (log.path.parent / likely.case).read_bytes() == b"5\n5 7 7 9 4\n"
    assert log.attempts.get(second).likely.verdict is Verdict.AC
    smaller = shrunk(log, first, any_sandbox)
    assert (log.path.parent / smaller.case).read_bytes() == b"2\n1 1\n"
    assert log.attempts.get(first).likely == smaller


def test_a_likely_wa_keeps_its_shrunk_input_when_votes_are_counted_again(any_sandbox, log):
    wrong = READ + "print(sum(set(a)))\n"
    first, second = logged(log, "a", wrong), logged(log, "b", RIGHT)
    record(log, PROBLEM, first, "a", looked(any_sandbox, wrong), NOW)
    record(log, PROBLEM, second, "b", looked(any_sandbox, RIGHT), NOW)
    smaller = shrunk(log, first, any_sandbox)
    third = logged(log, "c", RIGHT)
    record(log, PROBLEM, third, "c", looked(any_sandbox, RIGHT), NOW)
    assert log.attempts.get(first).likely.case == smaller.case
    assert log.attempts.get(first).likely.confidence == 0.85


def test_a_build_with_sanitizers_finds_an_overrun_in_cpp(any_sandbox):
    if "memory by RLIMIT_AS" in any_sandbox.describe():
        pytest.skip("RLIMIT_AS counts address space, of which sanitizers reserve terabytes")
    source = """#include <cstdio>
int main() {
    int n; std::scanf("%d", &n);
    volatile int *p = new int[n];
    long long sum = 0; for (int i = 0, x; i < n && std::scanf("%d", &x) == 1; ++i) sum += p[i] = x;
    if (n == 3) sum += p[n] * 0;
    std::printf("%lld\\n", sum);
    delete[] p;
}
"""
    program = Submission("cpp", source)
    found = run_cases(PROBLEM, program, lambda _is_slow: CASES, any_sandbox, HERE, valid=valid)
    assert (found.likely.verdict, found.likely.confidence) == (Verdict.RE, 0.65)
    assert found.counterexample.case.stdin == b"3\n1 2 3\n"
    fine = Submission("cpp", source.replace("p[n] * 0", "0"))
    assert run_cases(PROBLEM, fine, lambda _is_slow: CASES, any_sandbox, HERE, valid=valid).likely.verdict is Verdict.AC


@pytest.mark.parametrize(
    ("source", "answers"),
    [
        (RIGHT, ["4", "6", "32"]),
        (RIGHT + "print(a[2] and '')\n", None),  # crashes if there is only one number
        (RIGHT + "while n == 1:\n    pass\n", None),
        (RIGHT + "while n == 5:\n    pass\n", ["4", "6"]),  # merely slow
    ],
    ids=["right", "crash", "endless on the smallest", "slow"],
)
def test_a_naive_program_that_fails_on_the_smallest_inputs_gives_no_answers(any_sandbox, source, answers):
    with compiled(Submission("python", source), PROBLEM.limits, any_sandbox, HERE) as program:
        found = small_answers(program, CASES[:3], 20.0, 1.0)
    assert (None if found is None else [one.output.split()[0] for one in found]) == answers


@pytest.mark.parametrize(("half", "verdict"), [("int(x / 2)", "WA"), ("x // 2", "AC")])
def test_exact_fractions_reveal_a_wrong_rounding_in_python(any_sandbox, half, verdict):
    problem = replace(PROBLEM, samples=(Sample("1", b"2\n3 4\n", b"3\n"),))
    source = READ + f"mean = sum(a) / n\nprint(sum({half} for x in a))\n"
    cases = [case(InputKind.SMALL, f"small-{n}", n, 2 * n, 7) for n in range(1, 10)]
    cases += [case(InputKind.EDGE, "near-most", 10**18 - 1, 10**18 - 3, 10**18 - 5)]
    found = run_cases(
        problem, Submission("python", source), lambda _is_slow: cases, any_sandbox, HERE, valid=lambda _stdin: True
    )
    assert found.likely.verdict == verdict, found.likely.detail
    if verdict == "WA":
        assert "rounding" in str(found.likely.detail)
        assert found.counterexample.case.name == "near-most"
