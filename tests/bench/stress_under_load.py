"""Whether a busy machine changes what generated inputs show about a slow program.

    python -m tests.bench.stress_under_load [--answers N] [--busy N] [--limit S] [--sandbox docker|bwrap]

Recorded answers that pass the samples are made slow on inputs that are not small, by various multiples of the limit,
and run on some of their problem's inputs: first on the machine as it is, then beside N endless loops per processor. No
TLE may turn into AC; one that turns into UNKNOWN is tried again by kyoso. Needs the recorded data.
"""

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.stress.calibration import Calibration
from judge.stress.cases import SMALL
from judge.stress.engine import run_cases
from judge.stress.inputs import Inputs, InputStore
from problems.problem import Limits
from sandbox.choose import open_sandbox
from tests.bench.likely_truth import SHARED, chosen, problem_of, recorded, submission_of
from tests.busy_machine import busy_machine

TIMES = (1.4, 1.8, 2.6, 1e9)  # of the limit
SLOW = """import io, sys, time
_data = sys.stdin.buffer.read()
sys.stdin = io.TextIOWrapper(io.BytesIO(_data))
while len(_data) > {least} and time.process_time() < {cpu_s}:
    pass
"""


def slow_answers(count, limit_s, sandbox, store):
    """(task, problem, limits, its cases, the slow program), for that many answers."""
    number = 0
    for task in chosen("tune", 10**6):
        problem, inputs = problem_of(task), store.of(problem_of(task))
        row = recorded("o1-preview").get(task)
        submission = None if row is None or not row["hidden_pass"] else submission_of(row)
        if submission is None or not isinstance(inputs, Inputs):
            continue
        small = inputs.cases.small[:3]
        cases = [*small, *islice((c for c in inputs.cases.for_program(lambda: False) if c.kind not in SMALL), 2)]
        least = max(len(case.stdin) for case in (*small, *problem.samples))
        if len(cases) == len(small) or len(cases[-1].stdin) <= least:
            continue
        if judge(submission, problem.samples, problem.limits, problem.checker, sandbox).verdict is not Verdict.AC:
            continue
        source = SLOW.format(least=least, cpu_s=limit_s * TIMES[number % len(TIMES)]) + submission.source
        limits = Limits(limit_s, problem.limits.memory_mib)
        yield task, problem, limits, cases, Submission(submission.language, source)
        number += 1
        if number == count:
            return


def looked(problem, limits, cases, submission, sandbox):
    limited = replace(problem, limits=limits)
    found = run_cases(
        limited, submission, lambda _is_slow: cases, sandbox, Calibration(), valid=lambda _stdin: True
    ).likely
    return "UNKNOWN" if found.verdict is None else found.verdict.value


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=60)
    parser.add_argument("--busy", type=int, default=8)
    parser.add_argument("--limit", type=float, default=0.5, help="the time limit in seconds, so that a run is short")
    parser.add_argument("--sandbox", default="auto")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    with tempfile.TemporaryDirectory() as home, open_sandbox(options.sandbox, Path(home)) as sandbox:
        answers = list(slow_answers(options.answers, options.limit, sandbox, InputStore()))
        before = [looked(*rest, sandbox) for _task, *rest in answers]
        print("as it is:", dict(Counter(before)), flush=True)
        with busy_machine(options.busy):
            after = [looked(*rest, sandbox) for _task, *rest in answers]
    print(f"beside {options.busy} endless loops:", dict(Counter(after)))
    for (task, *_rest), one, other in zip(answers, before, after, strict=True):
        if one != other:
            print(f"  {task}: {one}, then {other}")
    lost = sum((one, other) == ("TLE", "AC") for one, other in zip(before, after, strict=True))
    print(f"from TLE to AC: {lost} of {before.count('TLE')}")


if __name__ == "__main__":
    main()
