"""The judge with a real sandbox: the verdict on each way a program can end, and what is kept of its run."""

import pytest

from judge.judge import judge
from judge.judgement import SHOWN_BYTES, Submission, Verdict, worst
from judge.program import RETIMINGS
from problems.problem import Checker, CheckerKind, Limits, Sample
from sandbox.run import Ending
from sandbox.supervised import SupervisedBox
from tests.busy_machine import quiet_machine
from tests.sandbox_fixtures import open_for_test

EXACT = Checker()
LIMITS = Limits(time_s=1.0, memory_mib=256)
ECHO = (Sample("1", b"1\n", b"1\n"), Sample("2", b"2\n", b"2\n"), Sample("10", b"10\n", b"10\n"))


def judged(source, sandbox, tests=ECHO, language="python", checker=EXACT, progress=lambda event: None, limits=LIMITS):
    return judge(Submission(language, source), tests, limits, checker, sandbox, progress)


@pytest.mark.parametrize(
    ("verdicts", "shown"),
    [
        ("AC WA TLE", "WA"),
        ("AC TLE MLE", "TLE"),
        ("WA RE OLE", "RE"),
        ("WA OLE", "OLE"),
        ("MLE UNCHECKED AC", "MLE"),
        ("UNCHECKED AC", "UNCHECKED"),
        ("RE IE", "IE"),
        ("AC AC", "AC"),
        ("", "UNCHECKED"),
    ],
)
def test_the_worst_case_is_shown(verdicts, shown):
    assert worst([Verdict(word) for word in verdicts.split()]) == shown


def test_cases_run_in_the_natural_order_of_their_names(any_sandbox):
    result = judged("print(input())", any_sandbox, tests=ECHO[::-1])
    assert [case.name for case in result.cases] == ["1", "2", "10"]
    assert result.verdict is Verdict.AC


def test_each_case_has_its_own_verdict_and_the_worst_is_shown(any_sandbox):
    source = "n = int(input())\nif n == 2:\n    raise ValueError(n)\nprint(n if n == 1 else n + 1)\n"
    result = judged(source, any_sandbox)
    assert [case.verdict for case in result.cases] == [Verdict.AC, Verdict.RE, Verdict.WA]
    assert result.verdict is Verdict.RE
    assert b"ValueError: 2" in result.cases[1].run.stderr


def test_a_python_syntax_error_is_ce_and_nothing_runs(any_sandbox):
    result = judged("print(1", any_sandbox)
    assert result.verdict is Verdict.CE
    assert result.cases == ()
    assert result.compile_output.startswith('  File "main.py", line 1\n')
    assert "SyntaxError" in result.compile_output


def test_a_source_with_nul_bytes_is_ce(any_sandbox):
    assert judged("print(1)\0\n", any_sandbox).verdict is Verdict.CE


def test_a_python_source_that_is_not_utf8_is_ce(any_sandbox):
    assert judged("print('\udcff')\n", any_sandbox).verdict is Verdict.CE


def test_an_output_that_is_not_utf8_is_a_wrong_answer_and_is_kept(any_sandbox):
    result = judged("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')", any_sandbox)
    assert result.verdict is Verdict.WA
    assert result.cases[0].run.stdout == b"\xff\xfe"


def test_a_long_output_is_compared_whole_and_kept_truncated(any_sandbox):
    text = b"x" * (SHOWN_BYTES + 100)
    result = judged(f"print('x' * {len(text)})", any_sandbox, tests=(Sample("1", b"", text),))
    assert result.verdict is Verdict.AC
    assert result.cases[0].truncated
    assert len(result.cases[0].run.stdout) == SHOWN_BYTES


def test_integers_of_more_than_4300_digits_can_be_read(any_sandbox):
    tests = (Sample("1", b"9" * 5000 + b"\n", b"9" * 5000 + b"\n"),)
    assert judged("print(int(input()))", any_sandbox, tests=tests).verdict is Verdict.AC


def test_without_tests_the_verdict_is_unchecked(any_sandbox):
    assert judged("print(1)", any_sandbox, tests=()).verdict is Verdict.UNCHECKED


def test_a_mismatch_where_any_answer_is_accepted_is_unchecked(any_sandbox):
    assert judged("print(0)", any_sandbox, checker=Checker(CheckerKind.ANY)).verdict is Verdict.UNCHECKED


def test_the_compiler_and_the_sandbox_are_named(any_sandbox):
    result = judged("print(input())", any_sandbox)
    assert result.compiler.startswith("Python 3.")
    assert result.sandbox
    assert result.cpu_s > 0
    assert 1 < result.peak_mib < 200


def test_progress_reports_the_steps_in_order(any_sandbox):
    events = []
    judged("print(input())", any_sandbox, progress=events.append)
    assert [type(event).__name__ for event in events] == [
        "Compiling",
        *["Running", "CaseDone"] * 3,
        "Judged",
    ]


def test_a_closed_sandbox_is_ie_and_never_a_wrong_answer(tmp_path):
    with open_for_test("docker", tmp_path) as own:
        assert judged("print(input())", own).verdict is Verdict.AC
    result = judged("print(input())", own)
    assert result.verdict is Verdict.IE
    assert result.cases[-1].note


@pytest.fixture
def runs(monkeypatch):
    """How often each program ran: append a 0 before each, and the last element counts its runs.

    A busy machine would add some: a run that it holds up is repeated.
    """
    count = []
    real = SupervisedBox.run

    def run(box, *arguments, **more):
        count[-1] += 1
        return real(box, *arguments, **more)

    monkeypatch.setattr(SupervisedBox, "run", run)
    with quiet_machine():
        yield count


def test_only_a_run_that_is_just_too_slow_is_timed_again(any_sandbox, runs):
    spin = "import time\nwhile time.process_time() < {}: pass\nprint(input())\n"

    def earned(source):
        runs.append(0)
        (case,) = judged(source, any_sandbox, tests=ECHO[:1], limits=Limits(0.4, 256)).cases
        return case.verdict, case.run.ending

    assert earned(spin.format(0.2)) == (Verdict.AC, Ending.EXITED)
    assert earned(spin.format(0.41)) == (Verdict.TLE, Ending.EXITED)
    assert earned(spin.format(60)) == (Verdict.TLE, Ending.TIME_LIMIT)
    assert earned("import time\ntime.sleep(60)\n") == (Verdict.TLE, Ending.WALL_LIMIT)
    assert runs[1] > RETIMINGS >= max(runs[2:])  # the others have one run more if the machine was too busy
