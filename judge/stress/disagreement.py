"""Finds a smaller input for two programs that disagree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from judge.attempt import Likely
from judge.judgement import Submission, Verdict
from judge.log.log import Log
from judge.stress.cases import GeneratedCase, InputKind
from judge.stress.inputs import Inputs
from judge.stress.record import is_shrunk, set_claim_input
from judge.stress.search import search
from judge.stress.setup import StressSetup
from judge.stress.votes import same_answer
from judge.trial import Answer, NaiveProgram, Trial, input_id
from problems.problem import Checker, Problem
from problems.store import stored
from sandbox.errors import SandboxError

_SHRINK_S = 4.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two programs that answer an input differently; plain values, so that another machine can do the work."""

    attempt: int  # the one that the claim is about
    likely: Likely  # the claim: WA on that input
    problem: Problem
    mine: Submission
    rival: Submission
    stdin: bytes


def find_disagreement(log: Log, problem: Problem, attempt: int, likely: Likely) -> Disagreement | None:
    """The two programs behind the claim that an attempt is WA; None for other claims and for shrunk ones."""
    if likely.verdict is not Verdict.WA or likely.case is None or is_shrunk(likely.case):
        return None
    mine = log.attempts.get(attempt, hidden=True)
    stdin = stored(log.path.parent, likely.case)
    if mine is None or mine.submission is None or stdin is None:
        return None
    rival = _rival(log, problem, attempt, input_id(stdin))
    return None if rival is None else Disagreement(attempt, likely, problem, mine.submission, rival, stdin)


def shrink_disagreement(disagreement: Disagreement, setup: StressSetup) -> bytes | None:
    """A smaller input on which the two still differ; None if none was found. Bounded in time."""
    inputs = setup.inputs.of(disagreement.problem)
    if not isinstance(inputs, Inputs):
        return None
    try:
        with inputs.validity(setup.sandbox) as valid:
            done = search(
                disagreement.problem,
                disagreement.mine,
                disagreement.rival,
                [GeneratedCase("split", InputKind.SMALL, 0, disagreement.stdin)],
                setup.sandbox,
                setup.calibration,
                valid=valid,
                over=setup.cancelled,
                shrink_s=_SHRINK_S,
            )
    except SandboxError:
        return None
    found = done.counterexample
    if found is None or found.verdict is not Verdict.WA or found.shrunk_from is None:
        return None
    return found.case.stdin


def adopt_smaller_input(log: Log, disagreement: Disagreement, stdin: bytes | None, now: datetime) -> Likely:
    """Replace the claim's case with the smaller input, unless the claim has changed; returns the current claim."""
    current = log.trials.likely([disagreement.attempt]).get(disagreement.attempt, disagreement.likely)
    if stdin is None or current != disagreement.likely:
        return current
    return set_claim_input(log, disagreement.attempt, current, stdin, now)


def differing_answers(log: Log, problem: Problem, attempt: int, identity: str) -> tuple[str, str] | None:
    """The attempt's answer to an input, and that of a program that contradicts it; None if either is unknown."""
    found = _opponent(log, problem, attempt, identity)
    return None if found is None else (found[0].output, found[1].output)


def _rival(log: Log, problem: Problem, attempt: int, identity: str) -> Submission | None:
    """A program that answered that input differently, preferably the naive one."""
    found = _opponent(log, problem, attempt, identity)
    if found is None:
        return None
    other = found[2]
    if isinstance(other, NaiveProgram):
        return other.submission
    rival = log.attempts.get(other.attempt, hidden=True)
    return None if rival is None else rival.submission


def _opponent(
    log: Log, problem: Problem, attempt: int, identity: str
) -> tuple[Answer, Answer, Trial | NaiveProgram] | None:
    """The attempt's answer to an input, a different one (the naive program's or the most common), and who gave it."""
    trials, naive = log.trials.of(problem.id), log.trials.naive(problem)
    own = next((trial for trial in trials if trial.attempt == attempt), None)
    if own is None or (answer := _answer(own, identity)) is None:
        return None
    others: list[Trial | NaiveProgram] = [trial for trial in trials if _differs(trial, answer, problem.checker)]
    if naive is not None and naive.submission is not None and _differs(naive, answer, problem.checker):
        others.insert(0, naive)
    given = [(theirs, other) for other in others if (theirs := _answer(other, identity)) is not None]
    outputs = Counter(theirs.output for theirs, _other in given)
    best = max(given, key=lambda one: (isinstance(one[1], NaiveProgram), outputs[one[0].output]), default=None)
    return None if best is None else (answer, *best)


def _differs(other: Trial | NaiveProgram, answer: Answer, checker: Checker) -> bool:
    theirs = _answer(other, answer.input)
    return theirs is not None and same_answer(theirs.output, answer.output, checker) is False


def _answer(of: Trial | NaiveProgram, identity: str) -> Answer | None:
    answers: Sequence[Answer] = of.answers
    return next((one for one in answers if one.input == identity), None)
