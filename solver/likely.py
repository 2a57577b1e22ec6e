"""The likely verdict of an attempt that passed the samples."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from judge.attempt import Attempt, Likely
from judge.judgement import Verdict
from judge.log.log import Log
from judge.progress import Progress, silent
from judge.stress.disagreement import adopt_smaller_input, differing_answers, find_disagreement, shrink_disagreement
from judge.stress.record import record, unshrunk
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup, stress_submission
from judge.trial import input_id
from problems.problem import Problem
from problems.store import stored
from solver.repair import FlaggedTest

CLEAR = 0.7  # the confidence from which a finding needs no second one


def passed_samples(attempt: Attempt) -> bool:
    """Whether its program passed the samples, so that generated tests may still fail it.

    UNCHECKED counts: if many answers are right the samples cannot tell, but a crash or a slow run still can. What lacks
    a library or a processor here has not run at all.
    """
    judgement = attempt.judgement
    if judgement is None or judgement.verdict not in (Verdict.AC, Verdict.UNCHECKED):
        return False
    return attempt.submission is not None and not any(case.is_lacking for case in judgement.cases)


def stress_attempt(
    attempt: Attempt, problem: Problem, setup: StressSetup, progress: Progress = silent
) -> StressResult | None:
    """What its program does on generated inputs; None if it did not pass the samples."""
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
    setup: StressSetup | None = None,
) -> tuple[Attempt, Mapping[int, Likely]]:
    """Log what a logged attempt did on generated inputs, and the likely verdicts that follow.

    Returns the attempt with its likely verdict, and every attempt whose likely verdict changed: a later attempt may
    show an earlier one to be wrong. With a setup, the input of each new disagreement is shrunk at once.
    """
    if result is None:
        return attempt, {}
    assert attempt.id is not None
    changed = dict(record(log, problem, attempt.id, attempt.author, result, now))
    for number, likely in changed.items():
        disagreement = None if setup is None else find_disagreement(log, problem, number, likely)
        if disagreement is not None and setup is not None:
            changed[number] = adopt_smaller_input(log, disagreement, shrink_disagreement(disagreement, setup), now)
    return replace(attempt, likely=changed.get(attempt.id, attempt.likely)), changed


def stressed(
    attempt: Attempt, problem: Problem, setup: StressSetup, log: Log, clock: Callable[[], datetime], progress: Progress
) -> Attempt:
    """A logged attempt with its likely verdict, found by running it on generated inputs now."""
    result = stress_attempt(attempt, problem, setup, progress)
    return record_stress(attempt, problem, result, log, clock(), setup)[0]


def rejects(likely: Likely) -> bool:
    """Whether it is as good as a rejection: a failure clear enough to count against the author."""
    return likely.verdict not in (None, Verdict.AC) and (likely.confidence or 0) >= CLEAR


def in_doubt(likely: Likely | None) -> bool:
    """Whether it needs a second opinion: no other program agrees, or some disagree and no vote has settled it."""
    if likely is None or likely.source is None:
        return False
    if likely.verdict is Verdict.AC:
        return not likely.evidence.agreeing and likely.evidence.naive is None
    return likely.verdict is Verdict.WA and (likely.confidence or 0) < CLEAR


def flagged_test(attempt: Attempt, problem: Problem, log: Log) -> FlaggedTest | None:
    """The generated test that a logged attempt clearly fails, as the log has it; None if there is none."""
    likely = attempt.likely
    if likely is None or likely.case is None or likely.verdict is None or not rejects(likely) or attempt.id is None:
        return None
    home = log.path.parent
    stdin, name = stored(home, likely.case), Path(likely.case).stem
    if likely.verdict is not Verdict.WA or likely.detail.code == "rounding":
        return None if stdin is None else FlaggedTest(likely.verdict, name, stdin, likely.detail)
    # The log has the answers on the original input, not on the one shrunk for the claim.
    whole = stored(home, unshrunk(likely.case, attempt.id))
    answers = None if whole is None else differing_answers(log, problem, attempt.id, input_id(whole))
    if whole is None or answers is None:
        return None
    return FlaggedTest(likely.verdict, name, whole, likely.detail, expected=answers[1], stdout=answers[0])
