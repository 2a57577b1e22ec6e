"""Decides by vote who is wrong when programs for one problem disagree, without expected outputs. Pure.

Each family of models has one vote, weighted by how often its programs turned out right: a program that passes the
samples is right on a generated input with some probability, and at most one of the answers to an input is right. A
program written to be slow but obviously right votes too. If neither of two programs is known to be better, each is as
likely as not to be wrong, and both are reported as wrong with that confidence.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from judge.attempt import Likely
from judge.checkers import compare
from judge.judgement import Verdict
from judge.notes import Note, note
from judge.stress.case_files import case_path
from judge.stress.families import NAIVE_STRENGTH, USUAL_STRENGTH, family_of
from judge.stress.results import UNSURE
from judge.trial import DIGEST, PERSON, Answer, NaiveProgram, Trial
from problems.problem import Checker, CheckerKind

AGREED = 0.95  # confidence in an AC whose answers another family's program also gives
NAIVE = "the naive program"

_TIE = 0.5
_BETTER = 1.5  # an answer is better than another from this multiple of its odds
_NOBODY = 1.0  # the weight of every answer being wrong, next to the odds of the answers
_MANY_ANSWERS = (CheckerKind.ANY, CheckerKind.INTERACTIVE)


@dataclass(frozen=True, slots=True)
class _Ballot:
    """What one program answered to an input."""

    attempt: int | None  # None: the naive program
    author: str
    family: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Vote:
    """How one input speaks for or against one program."""

    answer: Answer
    wrong: float  # the probability that its answer is wrong, given the other answers
    agreeing: frozenset[str]  # other families with the same answer
    opposing: tuple[str, ...]  # the authors of the strongest other answer
    equal: bool  # equally many families for and against


def compares_answers(checker: Checker) -> bool:
    """Whether another program's answers tell right from wrong; not if many answers are right."""
    return checker.kind not in _MANY_ANSWERS


def settle(
    trials: Sequence[Trial],
    naive: NaiveProgram | None,
    checker: Checker,
    strengths: Mapping[str, float] | None = None,
) -> dict[int, Likely]:
    """The likely verdict on each attempt at one problem, from its own runs and from the others' answers.

    strengths: how often an author is right on a generated input, where known. Of a person's attempts only the last one
    counts: it corrects the earlier ones, which stay as they are.
    """
    standing = _current(trials)
    if not compares_answers(checker):
        return {trial.attempt: trial.alone for trial in standing}
    # A program that is wrong by itself has no vote.
    settled = {trial.attempt: trial.alone for trial in standing if trial.alone.verdict is Verdict.WA}
    standing = [trial for trial in standing if trial.attempt not in settled]
    doubts: dict[int, _Vote] = {}  # against programs believed only because their authors were right more often
    while True:
        votes = _votes(standing, naive, checker, strengths or {})
        outvoted = max(standing, key=lambda trial: _against(trial, votes), default=None)
        if outvoted is None or _against(outvoted, votes) <= _TIE:
            break
        # A program that was outvoted has no vote on the others.
        settled[outvoted.attempt] = _likely(outvoted, votes[outvoted.attempt])
        standing.remove(outvoted)
        decisive = max((vote for vote in votes[outvoted.attempt] if vote.opposing), key=lambda vote: vote.wrong)
        doubts |= {
            trial.attempt: vote
            for trial in standing
            for vote in votes.get(trial.attempt, [])
            if vote.equal and vote.answer.input == decisive.answer.input and outvoted.author in vote.opposing
        }
    for trial in standing:
        own = votes.get(trial.attempt, [])
        doubt = doubts.get(trial.attempt)
        # Doubts that other votes have since settled are dropped.
        still = doubt is not None and not any(vote.agreeing for vote in own if vote.answer.input == doubt.answer.input)
        settled[trial.attempt] = _likely(trial, [*own, doubt] if doubt is not None and still else own)
    return settled


def _against(trial: Trial, votes: Mapping[int, list[_Vote]]) -> float:
    """The strongest vote against a program that did not fail by itself."""
    if trial.alone.verdict is not Verdict.AC:
        return 0.0
    return max((vote.wrong for vote in votes.get(trial.attempt, []) if vote.opposing), default=0.0)


def _current(trials: Sequence[Trial]) -> list[Trial]:
    last = max((trial.attempt for trial in trials if trial.author == PERSON), default=None)
    return [trial for trial in trials if trial.author != PERSON or trial.attempt == last]


def _likely(trial: Trial, votes: list[_Vote]) -> Likely:
    compared = [vote for vote in votes if vote.agreeing or vote.opposing]
    split = [vote for vote in votes if vote.opposing]
    everywhere = frozenset.intersection(*(vote.agreeing for vote in compared)) if compared else frozenset[str]()
    voted_on_by_naive = [vote for vote in compared if NAIVE in vote.agreeing or NAIVE in vote.opposing]
    evidence = replace(
        trial.alone.evidence,
        compared=len(compared),
        agreeing=len(everywhere),
        opposing=max((vote.wrong for vote in split), default=0.0),
        naive=all(NAIVE in vote.agreeing for vote in voted_on_by_naive) if voted_on_by_naive else None,
    )
    alone = replace(trial.alone, evidence=evidence)
    if alone.verdict is not Verdict.AC:
        return alone  # its own runs tell more, or nothing could be run
    if not split:
        # Equal outputs say nothing about a time that is near the limit, or that no large input has tested.
        if not any(vote.agreeing for vote in votes) or evidence.slowest is None or evidence.slowest > UNSURE[0]:
            return alone
        agreeing = sorted(everywhere or frozenset.union(*(vote.agreeing for vote in compared)))
        return replace(alone, confidence=AGREED, detail=_with(alone, note("agrees", others=", ".join(agreeing))))
    # The clearest vote; of equally clear ones, that on the smallest input.
    worst = min(split, key=lambda vote: (-vote.wrong, vote.answer.size, vote.answer.input))
    others = ", ".join(dict.fromkeys(worst.opposing))
    if worst.wrong < _TIE:
        sure = min(round(1 - worst.wrong, 2), alone.confidence or 1.0)
        code = "weaker" if worst.equal else "outvoted-others"
        return replace(alone, confidence=sure, detail=_with(alone, note(code, others=others)))
    code = "tie" if worst.wrong == _TIE else "stronger" if worst.equal else "outvoted"
    case = case_path(trial.problem, worst.answer.case, worst.answer.input)
    return replace(
        alone, verdict=Verdict.WA, case=case, confidence=round(worst.wrong, 2), detail=note(code, others=others)
    )


def _with(likely: Likely, remark: Note) -> Note:
    """The detail on its own runs, with a further remark."""
    detail = likely.detail
    return replace(detail, remarks=(*detail.remarks, remark)) if detail.code else remark


def _votes(
    trials: Sequence[Trial], naive: NaiveProgram | None, checker: Checker, strengths: Mapping[str, float]
) -> Mapping[int, list[_Vote]]:
    ballots: dict[str, list[_Ballot]] = defaultdict(list)
    for trial in trials:
        family = family_of(trial.model or trial.author)
        for one in trial.answers:
            ballots[one.input].append(_Ballot(trial.attempt, trial.author, family, one))
    for one in naive.answers if naive else ():
        ballots[one.input].append(_Ballot(None, NAIVE, NAIVE, one))
    votes: dict[int, list[_Vote]] = defaultdict(list)
    for cast in ballots.values():
        sides = _sides(cast, checker) if len(cast) > 1 else None
        if sides is None:
            continue
        odds = [_odds(side, strengths) for side in sides]
        everything = sum(odds) + (_NOBODY if len(sides) > 1 else 0.0)
        families = [{ballot.family for ballot in side} for side in sides]
        for place, side in enumerate(sides):
            others = [other for other in range(len(sides)) if other != place]
            best = max(others, key=odds.__getitem__, default=None)
            opposing = () if best is None else tuple(ballot.author for ballot in sides[best])
            wrong = 0.0 if best is None else _wrong(odds[place], odds[best], everything)
            equal = best is not None and len(families[place]) == len(families[best])
            for ballot in side:
                if ballot.attempt is not None:
                    agreeing = frozenset(families[place] - {ballot.family})
                    votes[ballot.attempt].append(_Vote(ballot.answer, wrong, agreeing, opposing, equal))
    return votes


def _wrong(mine: float, best: float, everything: float) -> float:
    """The probability that an answer is wrong. Near-equal odds are a tie: both being wrong would favour neither."""
    return _TIE if 1 / _BETTER < mine / best < _BETTER else 1 - mine / everything


def _odds(side: Sequence[_Ballot], strengths: Mapping[str, float]) -> float:
    """The odds that an answer is right, by the families that gave it; a family votes as its best author."""
    best: dict[str, float] = {}
    for ballot in side:
        known = NAIVE_STRENGTH if ballot.attempt is None else strengths.get(ballot.author, USUAL_STRENGTH)
        best[ballot.family] = max(best.get(ballot.family, 0.0), known)
    return math.prod(share / (1 - share) for share in best.values())


def _sides(cast: Sequence[_Ballot], checker: Checker) -> list[list[_Ballot]] | None:
    """The ballots grouped by equal answers; None if equality cannot be told."""
    sides: list[list[_Ballot]] = []
    for ballot in cast:
        for side in sides:
            same = same_answer(side[0].answer.output, ballot.answer.output, checker)
            if same is None:
                return None
            if same:
                side.append(ballot)
                break
        else:
            sides.append([ballot])
    return sides


def same_answer(one: str, other: str, checker: Checker) -> bool | None:
    """Whether the checker accepts one answer for the other; None if they differ and only digests are left."""
    if one == other:
        return True
    if checker.kind is not CheckerKind.EXACT and (one.startswith(DIGEST) or other.startswith(DIGEST)):
        return None
    left, right = one.encode(), other.encode()
    # Either may be the rounded one.
    return Verdict.AC in (compare(checker, left, right).verdict, compare(checker, right, left).verdict)
