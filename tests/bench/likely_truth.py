"""What `likely` says about recorded answers, beside the hidden tests' verdicts.

    python -m tests.bench.likely_truth [--half tune|held|both] [--lot] [--seed N] [--but FILE] [--problems N]
                                       [--part I/N] [--state DIR] [--sandbox docker|bwrap] [--seconds N] [--show]
                                       [--log HOME] [--opinions DIR]

Up to six models answer each problem: every answer that passes the samples is run on generated inputs, and judged alone
and beside the others. Where the record is unreliable, a failure in it counts only if the program fails on the recorded
input here too; otherwise the answer is set apart. Problems are drawn by lot, first those with an answer that passes the
samples and fails the hidden tests; half of them, by a hash of the task, are for tuning, and the other half is for the
final figure. With --lot no problem comes first; --seed draws another lot, without the tasks in FILE, which were looked
at before. The work is kept in DIR and resumes where it was left; --seconds ends a call early, --show only counts,
--part takes every N-th problem, so that several calls share the work. --log writes what is done as a log, for
tests.bench.hidden_rate. --opinions takes the replies in DIR for those of the model that kyoso asks for a second opinion
(tests.bench.recorded_opinions), and shows everything without and with them: for all problems, and for those with a
reply. Needs the recorded data beside the repository; says so if they are absent.
"""

import argparse
import gzip
import hashlib
import importlib.util
import itertools
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from judge.attempt import Attempt, Evidence, FormatSource, JobKey, Likely, Outcome, Reply, Source
from judge.effort import Effort
from judge.judge import judge
from judge.judgement import Judgement, Submission, Verdict
from judge.languages import PYTHON
from judge.log.log import Log
from judge.notes import read_note
from judge.program import Program
from judge.stress.calibration import Calibration
from judge.stress.families import strengths
from judge.stress.inputs import InputStore
from judge.stress.record import record
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup, stress_submission
from judge.stress.votes import settle
from judge.trial import Answer, Trial
from problems import resources
from problems.page import read_page
from problems.problem import CheckerKind, Limits, Sample
from sandbox.choose import open_sandbox
from solver.extraction import extract
from solver.likely import in_doubt
from solver.report.statistics.proportions import wilson
from tests.bench.recorded_opinions import OPINION, naive_of, opinion, said

SHARED = Path(__file__).parents[3] / "shared"
_FOUR = "answers-four-models-half.jsonl.gz"
MODELS = {
    "o1-preview": "answers-o1-preview.jsonl.gz",
    "o1-mini": "answers-o1-mini-half.jsonl.gz",
    **dict.fromkeys(("llama4-maverick", "llama4-scout", "qwen3-8b", "qwen2.5-7b"), _FOUR),
}
OWN_FILES = ("o1-preview", "o1-mini")  # as the recorded site reads them
# Programs for which the record of hidden verdicts is known to be unreliable.
UNRELIABLE = re.compile(r"threading|open\(0\)|/dev/stdin|os\.read")
MANY_ANSWERS = (CheckerKind.ANY, CheckerKind.INTERACTIVE)
FAILED = ("WA", "RE")
BY_ITSELF = (Verdict.TLE, Verdict.MLE)  # settled by a run alone, since the record is too lenient there
PLAINLY = 4.0  # times the time limit, which no difference of machines explains; for the memory limit it is two


@cache
def _rows(file):
    with gzip.open(SHARED / "data" / file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def recorded(model):
    """The model's recorded answers by task."""
    return {row["task_id"]: row for row in _rows(MODELS[model]) if row.get("model", model) == model}


@cache
def pages():
    """The recorded site: its module and its data."""
    spec = importlib.util.spec_from_file_location("mirror", SHARED / "mirror" / "mirror.py")
    mirror = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mirror)
    return mirror, mirror.Data(str(SHARED / "data"), [f"{model}={MODELS[model]}" for model in OWN_FILES])


@cache
def problem_of(task):
    """The problem as kyoso reads it from its page."""
    mirror, data = pages()
    contest = data.statements[task]["url"].split("/")[4]
    return read_page(mirror.task_page(data, contest, task), url=data.statements[task]["url"])


def submission_of(row):
    """The program in a recorded answer, or None."""
    found = extract(row["response"], PYTHON)
    return None if found is None else Submission(found.language.key, found.code)


class Kept:
    """Rows that are written as they come, and read back by (model, task)."""

    def __init__(self, path):
        self.path = path
        self.rows = {}
        if path.exists():
            for line in path.read_text().splitlines():
                row = json.loads(line)
                self.rows[row["model"], row["task"]] = row

    def add(self, row):
        self.rows[row["model"], row["task"]] = row
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")


def chosen(half, count, failing_first=True, seed=0, but=frozenset()):
    """The problems of that half, by lot; with `failing_first`, those first where some answer fails the hidden tests."""
    tasks = sorted({task for model in MODELS for task in recorded(model)})
    known = pages()[1].statements
    tasks = [task for task in tasks if half in (half_of(task), "both") and task in known]
    random.Random(seed).shuffle(tasks)
    tasks = [task for task in tasks if task not in but]
    if failing_first:
        tasks.sort(key=lambda task: not may_fail(task))
    return tasks[:count]


def half_of(task):
    return "tune" if hashlib.sha256(task.encode()).digest()[0] % 2 else "held"


def may_fail(task):
    """Whether an answer to the task seems to fail only beyond the samples, as far as the record can be trusted."""
    samples = {b" ".join(sample.stdin.split()) for sample in problem_of(task).samples}
    rows = [recorded(model)[task] for model in MODELS if task in recorded(model) and set_apart(model, task) is None]
    failing = [row["failing_input"] or "" for row in rows if not row["hidden_pass"] and submission_of(row)]
    unreliable = [failing_test(model, task) for model in MODELS if set_apart(model, task) is not None]
    failing += [test.stdin.decode() for test in unreliable if test is not None]
    return any(b" ".join(stdin.encode().split()) not in samples for stdin in failing)


def failing_test(model, task):
    """The test that the answer fails according to the record; None if it passes or the test is cut short."""
    row = recorded(model).get(task)
    if row is None or row["hidden_pass"] or problem_of(task).checker.kind in MANY_ANSWERS:
        return None
    stdin, expected = row["failing_input"], row["failing_expected"]
    if not stdin or not expected or "..." in stdin + expected:
        return None
    return Sample("recorded", stdin.encode() + b"\n", expected.encode() + b"\n")


def work(tasks, samples, looks, sandbox, home, over):
    """Judge every answer on the samples, run those that pass on generated inputs, and keep what that costs.

    A recorded failure that may be the record's own fault is run again.
    """
    setup = StressSetup(sandbox, Calibration(), InputStore(home))
    for task in tasks:
        for model in MODELS:
            if over():
                return
            row = recorded(model).get(task)
            sampled = samples.rows.get((model, task))
            if row is None or (model, task) in looks.rows or (sampled and sampled["verdict"] != "AC"):
                continue
            submission, problem = submission_of(row), problem_of(task)
            if sampled is None:
                verdict, cpu_s = "NO_CODE", 0.0
                if submission is not None:
                    judged = judge(submission, problem.samples, problem.limits, problem.checker, sandbox)
                    verdict, cpu_s = judged.verdict.value, sum(case.run.cpu_s for case in judged.cases if case.run)
                again = failing_test(model, task) if verdict == "AC" and set_apart(model, task) else None
                if again is not None:
                    again = judge(submission, (again,), problem.limits, problem.checker, sandbox).verdict.value
                samples.add({"model": model, "task": task, "verdict": verdict, "cpu_s": cpu_s, "again": again})
            if samples.rows[model, task]["verdict"] == "AC":
                looks.add({"model": model, "task": task} | look(problem, submission, setup))


def settle_blamed(tasks, looks, alone, sandbox, home, over):
    """Run the answers that the record passes but time or memory blames, each alone with four times the time limit."""
    setup = StressSetup(sandbox, Calibration(), InputStore(home))
    for (model, task), row in looks.items():
        if task not in tasks or row["verdict"] not in BY_ITSELF or not recorded(model)[task]["hidden_pass"]:
            continue
        if over() or (model, task) in alone.rows:
            continue
        problem, submission = problem_of(task), submission_of(recorded(model)[task])
        found = stress_submission(problem, submission, setup).counterexample
        plain, ran = False, None
        if found is not None:
            limits = Limits(PLAINLY * problem.limits.time_s, 2 * problem.limits.memory_mib)
            with Program(submission, limits, sandbox) as program:
                run = program.alone(found.case.stdin)
                plain = program.verdict(run) in BY_ITSELF
            ran = {"cpu_s": round(run.cpu_s, 3), "limit_s": problem.limits.time_s, "ending": run.ending.value}
        alone.add({"model": model, "task": task, "plain": plain, "run": ran})


def take_opinions(tasks, replies, opinions, looks, again, sandbox, home, over):
    """Record the outcome of each problem's replies; where a generator was admitted, look at the answers again."""
    setup = StressSetup(sandbox, Calibration(), InputStore(home))
    for task in tasks:
        if over():
            return
        if (OPINION, task) not in opinions.rows and (replies / f"{task}.txt").exists():
            opinions.add({"model": OPINION, "task": task} | opinion(problem_of(task), setup, replies))
        if opinions.rows.get((OPINION, task), {}).get("refused") == "":
            for model in MODELS:
                if (model, task) in looks.rows and (model, task) not in again.rows:
                    found = look(problem_of(task), submission_of(recorded(model)[task]), setup)
                    again.add({"model": model, "task": task} | found)


def look(problem, submission, setup):
    began = time.process_time()
    found = stress_submission(problem, submission, setup)
    likely = found.likely
    return {
        "verdict": likely.verdict,
        "case": likely.case,
        "confidence": likely.confidence,
        "detail": likely.detail.stored(),
        "evidence": msgspec.to_builtins(likely.evidence),
        "cpu_s": round(found.cpu_s, 4),
        "own_cpu_s": round(time.process_time() - began, 4),
        "answers": [[one.case, one.input, one.size, one.output] for one in found.answers],
    }


def settled(looks, models=tuple(MODELS), opinions=MappingProxyType({})):
    """The likely verdict of each answer beside the others to its problem; authors' strengths come from other problems.

    opinions: slow programs by task, which count where kyoso would have asked for one.
    """
    first = {task: of_problem(looks, task, models, {}, opinions) for task in sorted({task for _model, task in looks})}
    counts = defaultdict(lambda: [0, 0])
    for likely in first.values():
        for model, one in likely.items():
            if (one.confidence or 0) >= 0.7 and (one.verdict is not Verdict.AC or one.evidence.agreeing):
                counts[model][one.verdict is not Verdict.AC] += 1
    found = {}
    for task, of in first.items():
        without = {model: list(counted) for model, counted in counts.items()}
        for model, one in of.items():
            if (one.confidence or 0) >= 0.7 and (one.verdict is not Verdict.AC or one.evidence.agreeing):
                without[model][one.verdict is not Verdict.AC] -= 1
        known = strengths({model: tuple(counted) for model, counted in without.items()})
        found |= {(model, task): one for model, one in of_problem(looks, task, models, known, opinions).items()}
    return found


def of_problem(looks, task, models, known, opinions):
    names = [model for model in models if (model, task) in looks]
    trials = [trial_of(number, model, task, looks[model, task]) for number, model in enumerate(names)]
    likely = settle(trials, None, problem_of(task).checker, known)
    if task in opinions and any(map(in_doubt, likely.values())):
        likely = settle(trials, opinions[task], problem_of(task).checker, known)
    return {names[number]: one for number, one in likely.items()}


def trial_of(number, model, task, row):
    verdict = None if row["verdict"] is None else Verdict(row["verdict"])
    evidence = msgspec.convert(row["evidence"], Evidence)
    source = None if verdict is None else FormatSource.READER
    alone = Likely(verdict, row["case"], row["confidence"], read_note(row["detail"]), source, evidence)
    return Trial(number, task, model, alone, tuple(Answer(*one) for one in row["answers"]))


def set_apart(model, task, again=None):
    """Why the record is not the truth for this answer, or None. `again`: its verdict here on the test failed there."""
    if task not in recorded(model):
        return "no answer"
    kind = problem_of(task).checker.kind
    if kind in MANY_ANSWERS:
        return kind.value
    row = recorded(model)[task]
    if row["hidden_pass"] or again in FAILED:
        return None
    if row["hidden_verdict"] == "RE" and not row["failing_input"]:
        return "another program was recorded"  # one with a syntax error
    if UNRELIABLE.search(recorded(model)[task]["response"]):
        return "threads or odd reading"
    return None if kind is CheckerKind.EXACT else kind.value


def write_log(home, samples, looks, tasks):
    """Write a log of the answers to the problems that are all done, with what was found about them."""
    now = datetime.now(UTC)
    difficulties = resources._models(pages()[1].models_json)
    with Log(home) as log:
        for task in tasks:
            keys = [(model, task) for model in MODELS if task in recorded(model)]
            if not all(key in samples and (samples[key]["verdict"] != "AC" or key in looks) for key in keys):
                continue
            problem = problem_of(task)
            log.runs.record_problem(problem, difficulties.get(task), now)
            for key in keys:
                attempt = log.attempts.write(answered(key[0], problem, samples[key]["verdict"], now)).id
                if key in looks:
                    trial = trial_of(attempt, key[0], task, looks[key])
                    record(log, problem, attempt, key[0], StressResult(trial.alone, answers=trial.answers), now)


def answered(model, problem, verdict, now):
    key = JobKey(problem.id, model, Effort.DEFAULT, "python", "en", 0, 0, 1, "{}")
    outcome = Outcome.NO_CODE if verdict == "NO_CODE" else Outcome.ANSWERED
    reply = Reply(outcome, "", "", "stop", 0, 0, 0, None, None, 1.0, None, model, "", "", True)
    judged = None if outcome is Outcome.NO_CODE else Judgement(Verdict(verdict), (), "", 0.0, 0.0, "", "")
    submission = None if judged is None else Submission("python", "")
    return Attempt(None, Source.BATCH, model, problem.id, key, reply, submission, judged, None, now)


def flagged(likely):
    return likely.verdict not in (None, Verdict.AC)


def show(samples, looks, tasks, too_slow, opinions=MappingProxyType({})):
    """Show what is likely beside the truth: the record, except for answers it passes that are plainly too slow."""
    truth = {(model, task): recorded(model)[task]["hidden_pass"] for model, task in looks} | dict.fromkeys(
        too_slow, False
    )
    looks = {key: row for key, row in looks.items() if key[1] in set(tasks)}
    likely = settled(looks, opinions=opinions)
    why_apart = {key: set_apart(*key, samples[key].get("again")) for key in likely}
    apart = Counter(why_apart.values())
    print(
        f"{len({task for _m, task in looks})} problems, {len(likely)} answers pass the samples; set apart:", dict(apart)
    )
    clean = {key: value for key, value in likely.items() if why_apart[key] is None}
    report("six voters", clean, truth)
    alone = {}
    for model in MODELS:
        alone |= {key: value for key, value in settled(looks, (model,), opinions).items() if key in clean}
    report("alone", alone, truth)
    report_pairs(looks, clean, truth, opinions)
    report_confidence(clean, truth)
    print("\nmissed:")
    for key, value in clean.items():
        row = recorded(key[0])[key[1]]
        if not truth[key] and not flagged(value):
            print(f"  {key[1]} {key[0]}: recorded {row['hidden_verdict']}; {words(value)}")
    print("\nflagged, though they pass the hidden tests:")
    for key, value in clean.items():
        if truth[key] and flagged(value):
            print(f"  {key[1]} {key[0]}: {words(value)}")
    for name, column in (("its runs", "cpu_s"), ("making inputs and all else here", "own_cpu_s")):
        cost = sorted(row[column] for row in looks.values() if row["verdict"] is not None)
        if cost:
            ninety = cost[int(0.9 * len(cost))]
            print(f"CPU seconds, {name}: median {statistics.median(cost):.2f}, 90 % {ninety:.2f}, most {cost[-1]:.2f}")
    unknown = Counter(str(read_note(row["detail"]))[:60] for row in looks.values() if row["verdict"] is None)
    print("unknown:", dict(unknown.most_common()))


def report(name, likely, truth):
    print(f"\n{name}:")
    known = {key: value for key, value in likely.items() if value.verdict is not None}
    print(f"  UNKNOWN: {share(len(likely) - len(known), len(likely))}")
    for label, group in (("all", likely), ("whose input could be read", known)):
        failing = [key for key in group if not truth[key]]
        passing = [key for key in group if truth[key]]
        slow = [key for key in passing if group[key].verdict in BY_ITSELF]
        print(f"  {label}, false ACs flagged: {share(sum(flagged(group[key]) for key in failing), len(failing))}")
        blamed = [key for key in passing if flagged(group[key]) and key not in slow]
        print(f"  {label}, true ACs blamed for WA or RE: {share(len(blamed), len(passing))}")
        print(f"  {label}, blamed for time or memory, as a run alone showed: {share(len(slow), len(passing))}")


def report_confidence(likely, truth):
    """Show how often a finding of each kind is right, beside its own confidence."""
    kinds, squares = defaultdict(list), []
    for key, one in likely.items():
        if one.verdict is not None:
            right = truth[key] is (one.verdict is Verdict.AC)
            agreed = f", {min(one.evidence.agreeing, 2)} agree" if one.verdict is Verdict.AC else ""
            kinds[f"{one.verdict.value}: {one.detail.code}{agreed}, {one.confidence:.2f}"].append(right)
            squares.append((one.confidence - right) ** 2)
    print(f"\nBrier score of the confidence: {statistics.mean(squares):.3f}")
    for kind, rights in sorted(kinds.items()):
        print(f"  {kind}: right {share(sum(rights), len(rights))}")


def report_pairs(looks, clean, truth, opinions):
    """Show each answer beside one other voter: every other model's answer to its problem, whatever became of it."""
    found = defaultdict(list)
    for pair in itertools.combinations(MODELS, 2):
        for (model, task), likely in settled(looks, pair, opinions).items():
            other = pair[pair[0] == model]
            if (model, task) in clean and task in recorded(other):
                found[model, task].append(likely)
    print("\nbeside one other voter, each pair of answers to a problem:")
    pairs = [(truth[key], one) for key, of in found.items() for one in of]
    failing = [one for right, one in pairs if not right]
    passing = [one for right, one in pairs if right and one.verdict not in BY_ITSELF]
    print(f"  false ACs flagged: {share(sum(map(flagged, failing)), len(failing))}")
    print(f"  true ACs blamed for WA or RE: {share(sum(map(flagged, passing)), len(passing))}")


def share(count, total):
    if not total:
        return "0 of 0"
    rate = wilson(count, total)
    return f"{count} of {total} ({count / total:.1%}, {rate.low:.1%} to {rate.high:.1%})"


def words(likely):
    verdict = "UNKNOWN" if likely.verdict is None else likely.verdict.value
    return f"likely {verdict} ({likely.confidence}) {likely.detail} {likely.case or ''}".rstrip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kept = Path(tempfile.gettempdir()) / "kyoso-likely-truth"
    parser.add_argument("--half", choices=["tune", "held", "both"], default="tune")
    parser.add_argument("--lot", action="store_true", help="no problem comes first")
    parser.add_argument("--seed", type=int, default=0, help="of the lot")
    parser.add_argument("--but", type=Path, metavar="FILE", help="task ids that are left out")
    parser.add_argument("--problems", type=int, default=40)
    parser.add_argument("--state", type=Path, default=kept, help="the folder in which the work is kept")
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin nothing after so long")
    parser.add_argument("--part", default="0/1")
    parser.add_argument("--show", action="store_true", help="only count what is there")
    parser.add_argument("--log", type=Path, metavar="HOME", help="write a log there")
    parser.add_argument("--opinions", type=Path, metavar="DIR", help="recorded replies of a model")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    options.state.mkdir(parents=True, exist_ok=True)
    samples, looks, alone, opinions, again = (
        Kept(options.state / f"{name}.jsonl") for name in ("samples", "looks", "alone", "opinions", "again")
    )
    began = time.monotonic()
    but = frozenset(options.but.read_text().split() if options.but else ())
    tasks = chosen(options.half, options.problems, not options.lot, options.seed, but)
    if not options.show:
        home = options.state / "home"
        with open_sandbox(options.sandbox, home) as sandbox:
            part, parts = map(int, options.part.split("/"))
            over = lambda: time.monotonic() - began > options.seconds  # noqa: E731
            work(tasks[part::parts], samples, looks, sandbox, home, over)
            if options.opinions:
                take_opinions(tasks[part::parts], options.opinions, opinions, looks, again, sandbox, home, over)
            settle_blamed(tasks[part::parts], looks.rows | again.rows, alone, sandbox, home, over)
    rows = [row for row in samples.rows.values() if row["task"] in tasks]
    print("on the samples:", dict(Counter((row["model"], row["verdict"]) for row in rows)))
    too_slow = {key for key, row in alone.rows.items() if row["plain"]}
    show(samples.rows, looks.rows, tasks, too_slow)
    if options.opinions:
        answered = [task for _model, task in opinions.rows if task in tasks]
        found = {task: naive for (_model, task), row in opinions.rows.items() if (naive := naive_of(row)) is not None}
        print("\nopinions:", dict(Counter(said(row) for row in opinions.rows.values() if row["task"] in tasks)))
        print("\n== the problems with a reply, without it")
        show(samples.rows, looks.rows, answered, too_slow)
        print("\n== the problems with a reply, with it")
        show(samples.rows, looks.rows | again.rows, answered, too_slow, found)
        print("\n== all problems, with the replies")
        show(samples.rows, looks.rows | again.rows, tasks, too_slow, found)
    if options.log:
        write_log(options.log, samples.rows, looks.rows, tasks)
        (options.log / "too_slow.json").write_text(json.dumps(sorted(too_slow)))


if __name__ == "__main__":
    main()
