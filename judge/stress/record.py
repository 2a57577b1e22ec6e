"""Records results beyond the samples in the log, and settles them with the problem's other attempts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from judge.attempt import Likely
from judge.log.log import Log
from judge.stress.case_files import case_path, keep_case
from judge.stress.families import strengths
from judge.stress.results import StressResult
from judge.stress.votes import settle
from judge.trial import Trial, input_id
from problems.problem import Problem


def record(
    log: Log, problem: Problem, attempt: int, author: str, result: StressResult, now: datetime
) -> Mapping[int, Likely]:
    """Store an attempt's result, and update the likely verdicts on the problem's attempts.

    Returns the likely verdict on this attempt and those that changed. Cases that claims refer to become files in the
    log's folder.
    """
    if result.counterexample is not None:
        assert result.likely.case is not None
        keep_case(log.path.parent, result.likely.case, result.counterexample.case.stdin)
    log.trials.keep(Trial(attempt, problem.id, author, result.likely, result.answers))
    files = {case_path(problem.id, case.name, key): case.stdin for key, case in result.inputs.items()}
    return _settled(log, problem, files, attempt, now)


def resettle(log: Log, problem: Problem, inputs: Mapping[str, bytes], now: datetime) -> Mapping[int, Likely]:
    """Count the votes again, e.g. after a naive program arrived; inputs: by name, for the claims' files."""
    files = {case_path(problem.id, name, input_id(stdin)): stdin for name, stdin in inputs.items()}
    return _settled(log, problem, files, None, now)


def set_claim_input(log: Log, attempt: int, likely: Likely, stdin: bytes, now: datetime) -> Likely:
    """Make a smaller input the claim's case, and return the changed claim."""
    assert likely.case is not None
    path = _shrunk_path(likely.case, attempt)
    keep_case(log.path.parent, path, stdin)
    smaller = replace(likely, case=path)
    log.trials.set_likely({attempt: smaller}, now)
    return smaller


def _settled(
    log: Log, problem: Problem, files: Mapping[str, bytes], own: int | None, now: datetime
) -> Mapping[int, Likely]:
    home, known = log.path.parent, strengths(log.trials.counts(problem.id))
    settled = settle(log.trials.of(problem.id), log.trials.naive(problem), problem.checker, known)
    before = log.trials.likely(settled)
    changed: dict[int, Likely] = {}
    for attempt, likely in settled.items():
        if likely.case is not None and likely.case in files:
            keep_case(home, likely.case, files[likely.case])
        if likely.case is not None and (home / (smaller := _shrunk_path(likely.case, attempt))).exists():
            likely = replace(likely, case=smaller)  # noqa: PLW2901 - the same claim, on the input that shrinking left
        if attempt == own or before.get(attempt) != likely:
            changed[attempt] = likely
    log.trials.set_likely(changed, now)
    return changed


def is_shrunk(path: str) -> bool:
    """Whether a claim's case has been shrunk."""
    return "-shrunk-" in path


def unshrunk(path: str, attempt: int) -> str:
    """The path of a claim's case before it was shrunk."""
    return path.removesuffix(f"-shrunk-{attempt}.in") + ".in" if path.endswith(f"-shrunk-{attempt}.in") else path


def _shrunk_path(path: str, attempt: int) -> str:
    return f"{path.removesuffix('.in')}-shrunk-{attempt}.in"
