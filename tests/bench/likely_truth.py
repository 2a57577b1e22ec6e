"""What `likely` says of recorded answers, beside the hidden tests' verdicts.

    python -m tests.bench.likely_truth [--state DIR] [--sandbox docker|bwrap] [--seconds N] [--show]

Every answer that passes the samples is looked at beyond them, alone and beside the other model's answer to the same
problem. The work is kept in DIR and goes on where it was left; --seconds ends a call early, --show only counts.
Needs the recorded data beside the repository; says so where they are absent.
"""

import argparse
import gzip
import importlib.util
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path

from judge.attempt import Likely
from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import PYTHON
from judge.notes import read_note
from judge.stress.calibration import Calibration
from judge.stress.inputs import InputStore
from judge.stress.setup import StressSetup, stress_submission
from judge.stress.votes import settle
from judge.trial import Answer, Trial
from problems.page import read_page
from problems.problem import CheckerKind
from sandbox.choose import open_sandbox
from solver.extraction import extract
from solver.report.statistics.proportions import wilson

SHARED = Path(__file__).parents[3] / "shared"
MODELS = {"o1-preview": "answers-o1-preview.jsonl.gz", "o1-mini": "answers-o1-mini-half.jsonl.gz"}
# What the record of hidden verdicts is known to be unreliable for.
UNRELIABLE = re.compile(r"threading|open\(0\)|/dev/stdin|os\.read")


@cache
def recorded(model):
    """The model's recorded answers by task."""
    with gzip.open(SHARED / "data" / MODELS[model], "rt", encoding="utf-8") as file:
        return {row["task_id"]: row for row in map(json.loads, file)}


@cache
def pages():
    """The recorded site: its module and its data."""
    spec = importlib.util.spec_from_file_location("mirror", SHARED / "mirror" / "mirror.py")
    mirror = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mirror)
    return mirror, mirror.Data(str(SHARED / "data"), [f"{model}={file}" for model, file in MODELS.items()])


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


def judge_samples(kept, sandbox, over):
    """The sample verdict of every recorded answer."""
    for model in MODELS:
        for task, row in recorded(model).items():
            if over():
                return
            if (model, task) in kept.rows:
                continue
            submission, problem = submission_of(row), problem_of(task)
            verdict, cpu_s = "NO_CODE", 0.0
            if submission is not None:
                judged = judge(submission, problem.samples, problem.limits, problem.checker, sandbox)
                verdict, cpu_s = judged.verdict.value, sum(case.run.cpu_s for case in judged.cases if case.run)
            kept.add({"model": model, "task": task, "verdict": verdict, "cpu_s": cpu_s})


def look(kept, samples, sandbox, over):
    """What every answer that passes the samples does beyond them, and what that costs."""
    setup = StressSetup(sandbox, Calibration(), InputStore())
    # Those whose record is the truth come first, of these every problem with a failing answer, then the rest by lot.
    tasks = sorted(recorded("o1-preview"))
    random.Random(0).shuffle(tasks)
    tasks.sort(key=lambda task: (all(set_apart(model, task) for model in MODELS), not fails(samples, task)))
    for task in tasks:
        for model in MODELS:
            row = samples.rows.get((model, task))
            if row is None or row["verdict"] != "AC" or (model, task) in kept.rows:
                continue
            if over():
                return
            problem, submission = problem_of(task), submission_of(recorded(model)[task])
            began = time.process_time()
            found = stress_submission(problem, submission, setup)
            likely = found.likely
            kept.add(
                {
                    "model": model,
                    "task": task,
                    "verdict": likely.verdict,
                    "case": likely.case,
                    "confidence": likely.confidence,
                    "detail": likely.detail.stored(),
                    "cases": found.cases,
                    "cpu_s": round(found.cpu_s, 4),
                    "own_cpu_s": round(time.process_time() - began, 4),
                    "answers": [[one.case, one.input, one.size, one.output] for one in found.answers],
                }
            )


def fails(samples, task):
    """Whether an answer to it passes the samples and fails the hidden tests, as far as the record is the truth."""
    rows = [(samples.rows.get((model, task)), model) for model in MODELS if set_apart(model, task) is None]
    return any(row and row["verdict"] == "AC" and not recorded(model)[task]["hidden_pass"] for row, model in rows)


def settled(looks):
    """What is likely of each answer, with both models' answers to a problem side by side."""
    found = {}
    for task in sorted({task for _model, task in looks}):
        trials, names = [], [model for model in MODELS if (model, task) in looks]
        for number, model in enumerate(names):
            row = looks[model, task]
            verdict = None if row["verdict"] is None else Verdict(row["verdict"])
            alone = Likely(verdict, row["case"], row["confidence"], read_note(row["detail"]))
            answers = tuple(Answer(*one) for one in row["answers"])
            trials.append(Trial(number, task, model, alone, answers))
        for number, likely in settle(trials, None, problem_of(task).checker).items():
            found[names[number], task] = likely
    return found


def set_apart(model, task):
    """Why the record is no truth for this answer; None: it is."""
    if task not in recorded(model):
        return "no answer"
    if UNRELIABLE.search(recorded(model)[task]["response"]):
        return "threads or odd reading"
    kind = problem_of(task).checker.kind
    return None if kind is CheckerKind.EXACT else kind.value


def flagged(likely):
    return likely.verdict not in (None, Verdict.AC)


def show(samples, looks):
    likely = settled(looks)
    apart = Counter(set_apart(*key) for key in likely)
    print(f"{len(likely)} answers pass the samples and were looked at; set apart:", dict(apart))
    clean = {key: value for key, value in likely.items() if set_apart(*key) is None}
    for name in (*MODELS, "both"):
        of = {key: value for key, value in clean.items() if name in (key[0], "both")}
        report(name, of)
    print("\nfailing hidden tests:")
    for key, value in clean.items():
        row = recorded(key[0])[key[1]]
        if not row["hidden_pass"]:
            print(f"  {key[1]} {key[0]}: recorded {row['hidden_verdict']}; {words(value)}")
    print("\nflagged, though they pass the hidden tests:")
    for key, value in clean.items():
        if recorded(key[0])[key[1]]["hidden_pass"] and flagged(value):
            print(f"  {key[1]} {key[0]}: {words(value)}")
    cost = sorted(row["cpu_s"] for row in looks.values() if row["verdict"] is not None)
    own = sorted(row["own_cpu_s"] for row in looks.values() if row["verdict"] is not None)
    both = sorted(row["cpu_s"] + row["own_cpu_s"] for row in looks.values() if row["verdict"] is not None)
    if cost:
        print(
            f"\nCPU seconds a submission: its runs {statistics.median(cost):.2f} in the median, "
            f"{cost[int(0.9 * len(cost))]:.2f} at 90 %, {cost[-1]:.2f} at most; making inputs and all else here "
            f"{statistics.median(own):.2f}, {own[int(0.9 * len(own))]:.2f}, {own[-1]:.2f}; "
            f"together {statistics.median(both):.2f}, {both[int(0.9 * len(both))]:.2f}, {both[-1]:.2f}"
        )
    unknown = Counter(row["detail"].partition(":")[0] for row in looks.values() if row["verdict"] is None)
    print("unknown:", dict(unknown.most_common()))


def report(name, likely):
    print(f"\n{name}:")
    known = {key: value for key, value in likely.items() if value.verdict is not None}
    for label, group in (("all", likely), ("whose input could be read", known)):
        failing = [key for key in group if not recorded(key[0])[key[1]]["hidden_pass"]]
        slow = [key for key in failing if recorded(key[0])[key[1]]["hidden_verdict"] == "TLE"]
        passing = [key for key in group if recorded(key[0])[key[1]]["hidden_pass"]]
        for what, keys in (("failing flagged", failing), ("by time", slow), ("passing flagged", passing)):
            print(f"  {label}, {what}: {share(sum(flagged(group[key]) for key in keys), len(keys))}")


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
    parser.add_argument("--state", type=Path, default=kept, help="the folder in which the work is kept")
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin nothing after so long")
    parser.add_argument("--show", action="store_true", help="only count what is there")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    options.state.mkdir(parents=True, exist_ok=True)
    samples, looks = Kept(options.state / "samples.jsonl"), Kept(options.state / "looks.jsonl")
    began = time.monotonic()
    if not options.show:
        with open_sandbox(options.sandbox, options.state / "home") as sandbox:
            judge_samples(samples, sandbox, lambda: time.monotonic() - began > options.seconds)
            look(looks, samples, sandbox, lambda: time.monotonic() - began > options.seconds)
    print("on the samples:", dict(Counter((row["model"], row["verdict"]) for row in samples.rows.values())))
    show(samples, looks.rows)


if __name__ == "__main__":
    main()
