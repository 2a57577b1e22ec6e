"""What an attempt that passed the samples would probably have earned beyond them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from judge.attempt import Attempt, Likely
from judge.judgement import Verdict
from judge.log.log import Log
from judge.progress import Progress, silent
from judge.stress.record import record
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup, stress_submission
from judge.stress.split import Split, name_smaller, split_of
from problems.problem import Problem

CLEAR = 0.7  # the confidence from which a finding needs no further one


def passed_samples(attempt: Attempt) -> bool:
    """Whether its program passed the samples, so that there is something left to ask.

    Where many answers are right the samples cannot tell (UNCHECKED), but a crash or a time still can.
    """
    judgement = attempt.judgement
    passed = judgement is not None and judgement.verdict in (Verdict.AC, Verdict.UNCHECKED)
    return passed and attempt.submission is not None


def stress_attempt(
    attempt: Attempt, problem: Problem, setup: StressSetup, progress: Progress = silent
) -> StressResult | None:
    """What its program does on generated inputs; None where it did not pass the samples."""
    submission = attempt.submission
    if submission is None or not passed_samples(attempt):
        return None
    return stress_submission(problem, submission, setup, progress=progress)


def record_stress(
    attempt: Attempt,
    problem: Problem,
    result: StressResult | None,
    log: Log,
    now: datetime,
    smaller: Callable[[Split], bytes | None] | None = None,
) -> tuple[Attempt, Mapping[int, Likely]]:
    """Log what a logged attempt did on generated inputs, and what is likely now.

    Returns the attempt with what is likely of it, and every attempt for which that changed: one that comes later may
    show an earlier one wrong. With `smaller` (judge.stress.split.smaller_split) the input of each new disagreement is
    made small at once.
    """
    if result is None:
        return attempt, {}
    assert attempt.id is not None
    changed = dict(record(log, problem, attempt.id, attempt.author, result, now))
    for number, likely in changed.items():
        split = None if smaller is None else split_of(log, problem, number, likely)
        if split is not None and smaller is not None:
            changed[number] = name_smaller(log, split, smaller(split), now)
    return replace(attempt, likely=changed.get(attempt.id, attempt.likely)), changed


def rejects(likely: Likely) -> bool:
    """Whether it is as good as a rejection: a failure that is clear enough to count against somebody."""
    return likely.verdict not in (None, Verdict.AC) and (likely.confidence or 0) >= CLEAR


def in_doubt(likely: Likely | None) -> bool:
    """Whether programs disagree and a vote has not made it clear who is wrong: WA is said by votes alone."""
    return likely is not None and likely.verdict is Verdict.WA and (likely.confidence or 0) < CLEAR
