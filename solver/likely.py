"""What an attempt that passed the samples would probably have earned beyond them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from judge.attempt import Attempt, Likely
from judge.judgement import Verdict
from judge.log.log import Log
from judge.progress import Progress, silent
from judge.stress.calibration import Calibration
from judge.stress.engine import Beyond
from judge.stress.look import beyond_samples
from judge.stress.record import record
from judge.stress.split import name_smaller, smaller_split, split_of
from problems.problem import Problem
from sandbox.sandbox import Sandbox

CLEAR = 0.7  # the confidence from which a finding needs no further one


def may_be_looked_at(attempt: Attempt) -> bool:
    """Whether its program passed the samples, so that there is something left to ask.

    Where many answers are right the samples cannot tell (UNCHECKED), but a crash or a time still can.
    """
    judgement = attempt.judgement
    passed = judgement is not None and judgement.verdict in (Verdict.AC, Verdict.UNCHECKED)
    return passed and attempt.submission is not None


def look_beyond(
    attempt: Attempt, problem: Problem, sandbox: Sandbox, calibration: Calibration, progress: Progress = silent
) -> Beyond | None:
    """What its program does on generated inputs; None where it may not be looked at."""
    submission = attempt.submission
    if submission is None or not may_be_looked_at(attempt):
        return None
    return beyond_samples(problem, submission, sandbox, calibration, progress=progress)


def with_likely(attempt: Attempt, problem: Problem, beyond: Beyond | None, log: Log, now: datetime) -> Attempt:
    """The logged attempt with what is likely of it, which is logged too, with what has changed for earlier ones."""
    return replace(attempt, likely=changes(attempt, problem, beyond, log, now).get(attempt.id or 0, attempt.likely))


def changes(attempt: Attempt, problem: Problem, beyond: Beyond | None, log: Log, now: datetime) -> Mapping[int, Likely]:
    """Log what a logged attempt did; returns what is likely now, of it and of the earlier ones for which it changed."""
    if beyond is None:
        return {}
    assert attempt.id is not None
    return record(log, problem, attempt.id, attempt.author, beyond, now)


def rejects(likely: Likely) -> bool:
    """Whether it is as good as a rejection: a failure that is clear enough to count against somebody."""
    return likely.verdict not in (None, Verdict.AC) and (likely.confidence or 0) >= CLEAR


def in_doubt(likely: Likely | None) -> bool:
    """Whether programs disagree and a vote has not made it clear who is wrong: WA is said by votes alone."""
    return likely is not None and likely.verdict is Verdict.WA and (likely.confidence or 0) < CLEAR


def looked_at(
    attempt: Attempt,
    problem: Problem,
    sandbox: Sandbox,
    calibration: Calibration,
    log: Log,
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> Attempt:
    """All in one: the logged attempt with what is likely of it, every new disagreement shown on a small input."""
    beyond = look_beyond(attempt, problem, sandbox, calibration, progress)
    return settled(attempt, problem, beyond, sandbox, calibration, log, clock)


def settled(
    attempt: Attempt,
    problem: Problem,
    beyond: Beyond | None,
    sandbox: Sandbox,
    calibration: Calibration,
    log: Log,
    clock: Callable[[], datetime],
) -> Attempt:
    """The logged attempt with what is likely of it after a look, every new disagreement shown on a small input."""
    changed = dict(changes(attempt, problem, beyond, log, clock()))
    for number, likely in changed.items():
        split = split_of(log, problem, number, likely)
        if split is not None:
            changed[number] = name_smaller(log, split, smaller_split(split, sandbox, calibration), clock())
    return replace(attempt, likely=changed.get(attempt.id or 0, attempt.likely))
