"""Looks for an input on which a program fails: by itself, or by answering otherwise than another one."""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from judge.checkers import compare
from judge.judgement import Submission, Verdict
from judge.progress import Progress, RunningBeyond, silent
from judge.stress.calibration import Calibration
from judge.stress.cases import GeneratedCase
from judge.stress.engine import Program, shrunk_case
from judge.stress.shrink import shrink
from problems.problem import Problem
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

_LONGEST_SHRINK_S = 20.0
_TLE_RUNS = 12  # of the attempts to shrink an input that takes too long: each costs the time limit


@dataclass(frozen=True, slots=True)
class Failure:
    """An input on which the program fails."""

    verdict: Verdict
    case: GeneratedCase
    run: RunResult
    expected: bytes | None  # what the other program wrote; None: it failed by itself
    detail: str
    confidence: float
    shrunk_from: int | None = None  # bytes that the input had before it was made smaller


@dataclass(frozen=True, slots=True)
class Stressed:
    """What the search came to."""

    failure: Failure | None
    cases: int  # that were run
    seconds: float
    other_failed: str = ""  # how the other program failed, where it did: its first case and how


def stress(
    problem: Problem,
    submission: Submission,
    other: Submission | None,
    cases: Iterable[GeneratedCase],
    sandbox: Sandbox,
    calibration: Calibration,
    *,
    valid: Callable[[bytes], bool],
    over: Callable[[], bool],
    shrink_s: float = _LONGEST_SHRINK_S,
    progress: Progress = silent,
) -> Stressed:
    """Run both on the cases until one shows a failure, none is left or `over` says so; a failing input is shrunk.

    Raises SandboxError where a program does not compile or cannot be run.
    """
    began = time.monotonic()
    count, other_failed = 0, ""
    with ExitStack() as stack:
        mine = stack.enter_context(Program(submission, problem.limits, sandbox, calibration.ratio(submission.language)))
        theirs = None
        if other is not None:
            theirs = stack.enter_context(Program(other, problem.limits, sandbox, calibration.ratio(other.language)))
        for case in cases:
            if over():
                break
            count += 1
            progress(RunningBeyond(count, case.name))
            run = mine.run(case.stdin)
            found = mine.confirmed(case, run)
            failure = None
            if found is not None:
                failure = Failure(found.verdict, case, found.run, None, found.detail, found.confidence)
            elif theirs is not None:
                failure, how = _difference(problem, theirs, case, run)
                other_failed = other_failed or (how and f"{case.name}: {how}")
            if failure is not None:
                smaller = _smaller(problem, mine, theirs, failure, valid, over, shrink_s)
                return Stressed(smaller, count, time.monotonic() - began, other_failed)
    return Stressed(None, count, time.monotonic() - began, other_failed)


def _difference(problem: Problem, theirs: Program, case: GeneratedCase, run: RunResult) -> tuple[Failure | None, str]:
    """Where the other program answers otherwise; or how it failed itself."""
    if run.ending is not Ending.EXITED:
        return None, ""  # too much output: nothing to compare
    reference = theirs.run(case.stdin)
    how = theirs.failure(reference)
    if how is not None:
        return None, how.value
    opinion = compare(problem.checker, reference.stdout, run.stdout)
    if opinion.verdict is not Verdict.WA:
        return None, ""
    return Failure(Verdict.WA, case, run, reference.stdout, opinion.note, 0.5), ""


def _smaller(
    problem: Problem,
    mine: Program,
    theirs: Program | None,
    failure: Failure,
    valid: Callable[[bytes], bool],
    over: Callable[[], bool],
    shrink_s: float,
) -> Failure:
    """The same failure on the smallest input found."""
    ends_at = time.monotonic() + shrink_s
    best = {failure.case.stdin: failure}

    def fails(stdin: bytes) -> bool:
        case = replace(failure.case, stdin=stdin)
        run = mine.run(stdin)
        how = mine.failure(run)
        again: Failure | None = None
        if how is not None:
            # A time that is near the limit would shrink to one that is not above it.
            slow = how is Verdict.TLE and run.ending is Ending.EXITED
            if how is failure.verdict and not slow:
                again = replace(failure, case=case, run=run)
        elif theirs is not None and failure.verdict is Verdict.WA:
            again, _how = _difference(problem, theirs, case, run)
        if again is not None:
            best[stdin] = again
        return again is not None

    def spent() -> bool:
        return over() or time.monotonic() > ends_at

    most = {"most_runs": _TLE_RUNS} if failure.verdict is Verdict.TLE else {}
    smallest = shrink(failure.case.stdin, fails, valid, spent, **most)
    found = best[smallest]
    shrunk_from = len(failure.case.stdin) if smallest != failure.case.stdin else None
    return replace(found, case=shrunk_case(failure.case, smallest), shrunk_from=shrunk_from)
