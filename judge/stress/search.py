"""Searches for an input on which a program fails, by itself or by answering differently from another one."""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from judge.checkers import compare
from judge.judgement import Submission, Verdict
from judge.notes import read_note
from judge.program import Program
from judge.progress import Progress, StressRun, silent
from judge.stress.calibration import Calibration
from judge.stress.cases import GeneratedCase
from judge.stress.engine import Unfinished, compiled, confirmed, failure, finished_run, shrunk_case
from judge.stress.results import Counterexample
from judge.stress.shrink import ShrinkLimit, shrink
from problems.problem import Problem
from sandbox.errors import Stopped
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

_LONGEST_SHRINK_S = 20.0
_TLE_RUNS = 12  # most runs while shrinking an input that takes too long: each costs the time limit


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The outcome of a search."""

    counterexample: Counterexample | None
    cases: int  # that were run
    seconds: float
    other_failed: str = ""  # the first case on which the other program failed, and how
    unfinished: str = ""  # the first case that could not finish, and why
    stopped: Stopped | None = None  # a signal ended the search; the rest is what it had found by then


def search(
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
) -> SearchResult:
    """Run both programs on the cases until a failure shows, none is left or `over` returns True; shrink that input.

    Stopped ends the search with what it has found. Raises SandboxError if a program does not compile or cannot be run.
    """
    began = time.monotonic()
    count, other_failed, unfinished = 0, "", ""
    found: Counterexample | None = None
    stopped: Stopped | None = None
    with ExitStack() as stack:
        mine = stack.enter_context(compiled(submission, problem.limits, sandbox, calibration))
        theirs = None
        if other is not None:
            theirs = stack.enter_context(compiled(other, problem.limits, sandbox, calibration))
        try:
            for case in cases:
                if over():
                    break
                count += 1
                progress(StressRun(count, 0, case.name))
                try:
                    run = finished_run(mine, case.stdin)
                    found = confirmed(mine, case, run)
                    if found is None and theirs is not None:
                        found, how = _difference(problem, theirs, case, run)
                        other_failed = other_failed or (how and f"{case.name}: {how}")
                except Unfinished as why:
                    unfinished = unfinished or f"{case.name}: {read_note(str(why)).shown()}"
                    continue
                if found is not None:
                    found, stopped = _smaller(problem, mine, theirs, found, valid, over, shrink_s)
                    break
        except Stopped as signalled:
            stopped = signalled
    return SearchResult(found, count, time.monotonic() - began, other_failed, unfinished, stopped)


def _difference(
    problem: Problem, theirs: Program, case: GeneratedCase, run: RunResult
) -> tuple[Counterexample | None, str]:
    """The counterexample if the other program answers differently, or else how that one failed."""
    if run.ending is not Ending.EXITED:
        return None, ""  # too much output: nothing to compare
    reference = finished_run(theirs, case.stdin)
    how = failure(theirs, reference)
    if how is not None:
        return None, how.value
    opinion = compare(problem.checker, reference.stdout, run.stdout)
    if opinion.verdict is not Verdict.WA:
        return None, ""
    return Counterexample(Verdict.WA, case, run, 0.5, opinion.note, reference.stdout), ""


def _smaller(
    problem: Problem,
    mine: Program,
    theirs: Program | None,
    found: Counterexample,
    valid: Callable[[bytes], bool],
    over: Callable[[], bool],
    shrink_s: float,
) -> tuple[Counterexample, Stopped | None]:
    """The same failure on the smallest input found, and the Stopped that ended shrinking, if any."""
    limit = ShrinkLimit([mine] if theirs is None else [mine, theirs], shrink_s, over)
    best = {found.case.stdin: found}

    def fails(stdin: bytes) -> bool:
        case = replace(found.case, stdin=stdin)
        again: Counterexample | None = None
        try:
            run = finished_run(mine, stdin)
            how = failure(mine, run)
            if how is not None:
                # A time near the limit would shrink to one that is not above it.
                slow = how is Verdict.TLE and run.ending is Ending.EXITED
                if how is found.verdict and not slow:
                    again = replace(found, case=case, run=run)
            elif theirs is not None and found.verdict is Verdict.WA:
                again, _how = _difference(problem, theirs, case, run)
        except Unfinished:
            return False
        if again is not None:
            best[stdin] = again
        return again is not None

    most = {"most_runs": _TLE_RUNS} if found.verdict is Verdict.TLE else {}
    stopped = None
    try:
        smallest = shrink(found.case.stdin, fails, valid, limit.is_over, **most)
    except Stopped as signalled:
        smallest, stopped = min(best, key=len), signalled
    shrunk_from = len(found.case.stdin) if smallest != found.case.stdin else None
    return replace(best[smallest], case=shrunk_case(found.case, smallest), shrunk_from=shrunk_from), stopped
