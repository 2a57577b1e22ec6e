"""Who is wrong where programs for one problem disagree: without a key, by vote. Pure.

Equal answers of independent authors are taken for right: two that err in the same way on the same small input are rare.
One author's repeats share their errors and count for little; a program written to be slow but obviously right counts
for two. Where it is one against one, either is wrong as likely as not, and both are said to be, with that confidence.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from judge.attempt import Likely
from judge.checkers import compare
from judge.judgement import Verdict
from judge.notes import note
from judge.stress.case_files import case_path
from judge.trial import PERSON, Answer, NaiveProgram, Trial
from problems.problem import Checker, CheckerKind

NAIVE_WEIGHT = 2.0
REPEAT_WEIGHT = 0.25  # of each further program by the same author
AGREED = 0.95  # of an AC whose answers another author's program gives as well

_TIE = 0.5  # as many votes for as against
_MANY_ANSWERS = (CheckerKind.ANY, CheckerKind.INTERACTIVE)
_DIGEST = "sha256:"


@dataclass(frozen=True, slots=True)
class _Vote:
    """How one input speaks for or against one program."""

    answer: Answer
    mine: float  # votes for the program's own answer
    other: float  # votes for the strongest other one
    against: tuple[str, ...]  # who gave that

    @property
    def share(self) -> float:
        return self.other / (self.mine + self.other)


def settle(trials: Sequence[Trial], naive: NaiveProgram | None, checker: Checker) -> dict[int, Likely]:
    """What is likely of each attempt at one problem, from its own runs and from what the others answered.

    Of a person's attempts only the last one: it mends the earlier ones, which speak no more and stay as they are.
    """
    standing = _current(trials)
    if checker.kind in _MANY_ANSWERS:
        return {trial.attempt: trial.alone for trial in standing}
    settled: dict[int, Likely] = {}
    while True:
        votes = _votes(standing, naive, checker)
        outvoted = max(standing, key=lambda trial: _against(trial, votes), default=None)
        if outvoted is None or _against(outvoted, votes) <= _TIE:
            break
        # Who was wrong once has no voice where the others are to be judged.
        settled[outvoted.attempt] = _likely(outvoted, votes[outvoted.attempt])
        standing.remove(outvoted)
    return settled | {trial.attempt: _likely(trial, votes.get(trial.attempt, [])) for trial in standing}


def _against(trial: Trial, votes: Mapping[int, list[_Vote]]) -> float:
    """The strongest vote against a program of which nothing worse is known."""
    if trial.alone.verdict is not Verdict.AC:
        return 0.0
    return max((vote.share for vote in votes.get(trial.attempt, [])), default=0.0)


def _current(trials: Sequence[Trial]) -> list[Trial]:
    last = max((trial.attempt for trial in trials if trial.author == PERSON), default=None)
    return [trial for trial in trials if trial.author != PERSON or trial.attempt == last]


def _likely(trial: Trial, votes: list[_Vote]) -> Likely:
    if trial.alone.verdict is not Verdict.AC:
        return trial.alone  # its own runs tell more, or nothing could be run
    split = [vote for vote in votes if vote.other]
    if not split:
        agreed = any(vote.mine > 1 for vote in votes)
        return Likely(Verdict.AC, None, AGREED, note("agrees", others="another program")) if agreed else trial.alone
    # The clearest one; of those the smallest input.
    worst = min(split, key=lambda vote: (-vote.share, vote.answer.size, vote.answer.input))
    case = case_path(trial.problem, worst.answer.case, worst.answer.input)
    others = ", ".join(dict.fromkeys(worst.against))
    if worst.share < _TIE:
        return Likely(Verdict.AC, None, round(1 - worst.share, 2), note("outvoted-others", others=others))
    if worst.share == _TIE:
        return Likely(Verdict.WA, case, 0.5, note("tie", others=others))
    return Likely(Verdict.WA, case, round(worst.share, 2), note("outvoted", others=others))


def _votes(trials: Sequence[Trial], naive: NaiveProgram | None, checker: Checker) -> Mapping[int, list[_Vote]]:
    ballots: dict[str, list[tuple[int | None, str, Answer]]] = defaultdict(list)
    for trial in trials:
        for one in trial.answers:
            ballots[one.input].append((trial.attempt, trial.author, one))
    for one in naive.answers if naive else ():
        ballots[one.input].append((None, NAIVE, one))
    votes: dict[int, list[_Vote]] = defaultdict(list)
    for cast in ballots.values():
        if len(cast) < 2:
            continue
        sides = _sides(cast, checker)
        if sides is None:
            continue
        weights = [_weight(side) for side in sides]
        for number, side in enumerate(sides):
            others = [place for place in range(len(sides)) if place != number]
            best = max(others, key=weights.__getitem__, default=None)
            against = () if best is None else tuple(author for _attempt, author, _answer in sides[best])
            for attempt, _author, one in side:
                if attempt is not None:
                    other = 0.0 if best is None else weights[best]
                    votes[attempt].append(_Vote(one, weights[number], other, against))
    return votes


NAIVE = "the naive program"


def _sides(
    cast: Sequence[tuple[int | None, str, Answer]], checker: Checker
) -> list[list[tuple[int | None, str, Answer]]] | None:
    """The ballots by equal answers; None where that cannot be told."""
    sides: list[list[tuple[int | None, str, Answer]]] = []
    for ballot in cast:
        for side in sides:
            same = same_answer(side[0][2].output, ballot[2].output, checker)
            if same is None:
                return None
            if same:
                side.append(ballot)
                break
        else:
            sides.append([ballot])
    return sides


def same_answer(one: str, other: str, checker: Checker) -> bool | None:
    """Whether the checker takes the one for the other; None where only digests are left of two that differ."""
    if one == other:
        return True
    if checker.kind is not CheckerKind.EXACT and (one.startswith(_DIGEST) or other.startswith(_DIGEST)):
        return None
    left, right = one.encode(), other.encode()
    # Either may be the rounded one.
    return Verdict.AC in (compare(checker, left, right).verdict, compare(checker, right, left).verdict)


def _weight(side: Sequence[tuple[int | None, str, Answer]]) -> float:
    authors: dict[str, int] = defaultdict(int)
    for _attempt, author, _answer in side:
        authors[author] += 1
    return sum(
        NAIVE_WEIGHT if author == NAIVE else 1 + REPEAT_WEIGHT * (count - 1) for author, count in authors.items()
    )
