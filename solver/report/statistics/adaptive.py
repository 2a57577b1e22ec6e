"""What a batch whose problems were chosen by earlier results says about each model and each pair.

The raw share of such a night says nothing about the whole plan, as its problems were chosen to tell models apart. So a
rate adds what a cell earned on the problems asked and what its ability predicts for the others
(solver.report.statistics.ability), with the uncertainty of both. Two cells are told apart by the test that is valid at
every look (solver.report.statistics.always_valid), even for problems chosen by earlier results; Holm's correction
(1979) covers all comparisons. A batch stops by this, and a report repeats it.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import hypot, log

import numpy as np
from scipy.special import betaincinv, expit, ndtr

from solver.report.statistics.ability import Ability, fit_ability
from solver.report.statistics.always_valid import p_value, p_with_plan
from solver.report.statistics.decide import ComparedCell, Decide
from solver.report.statistics.paired import holm, sign_flips
from solver.report.statistics.proportions import Interval, Rate, normal_quantile, rate_around
from solver.report.statistics.rating import DISCRIMINATION

# The share of the allowed error that is kept for the test of the whole plan, once all its problems have been asked. The
# plan's size was set before anybody could look; all earlier looks share the rest.
WHOLE_SHARE = 0.3
_USUAL_ABILITY, _USUAL_SLOPE = 1_000.0, 0.6  # of a cell without answers
_SURE = 0.99  # confidence that two rates differ by less than matters; high, because it is checked repeatedly
_LIKELY_RANGE = 0.1, 0.9
# Factor of the doubt about problems not asked. The fit takes difficulties as exact, but they are contestants' and each
# differs for models by some 300 points, so few answers make the fit surer of the rest of the plan than it should be
# (tests.bench.deciding_nights, unequal slopes).
_OWN_DIFFICULTY = 2.0


class State(StrEnum):
    """The state of a comparison."""

    OPEN = "open"
    DECIDED = "decided"
    TOO_CLOSE = "too close"  # the difference is surely below the smallest that matters
    DROPPED = "dropped"  # one of the two has lost to another cell and cannot be the one to keep
    EXHAUSTED = "exhausted"  # every problem of the plan was asked


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Two cells, and what is known about their difference."""

    first: ComparedCell
    second: ComparedCell
    state: State
    only_first: float  # problems that only this one solved
    only_second: float
    problems: int  # that both did
    p: float  # corrected for the number of comparisons
    difference: Rate  # first − second over the whole plan, estimated
    problems_left: tuple[int, int] | None  # until it is decided or the plan is finished; None: not open, or not known


@dataclass(frozen=True)
class Results:
    """The cells' results: cells × problems, 0 to 1, nan if there is no answer yet."""

    cells: tuple[ComparedCell, ...]
    problems: tuple[str, ...]
    difficulty: np.ndarray  # as AtCoder Problems has it, not clipped
    solved: np.ndarray
    order: tuple[int, ...] = ()  # the problems in the order in which they were chosen
    fixed: Decide = field(default_factory=Decide)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The comparisons, as indices of their cells."""
        if self.fixed.between:
            place = {name: number for number, name in enumerate(self.cells)}
            return tuple((place[one], place[other]) for one, other in self.fixed.between)
        return tuple(combinations(range(len(self.cells)), 2))

    @cached_property
    def abilities(self) -> tuple[Ability | None, ...]:
        """Each cell's ability, from its answers; None before any answer."""
        seen = ~np.isnan(self.solved)
        return tuple(
            fit_ability(self.difficulty[use], row[use], np.ones(int(use.sum())))
            for row, use in zip(self.solved, seen, strict=True)
        )

    @cached_property
    def chances(self) -> np.ndarray:
        """The chance of solving, cells × problems."""
        usual = _USUAL_ABILITY, _USUAL_SLOPE
        ratings, slopes = np.array([(a.rating.value, a.slope) if a else usual for a in self.abilities]).T
        return np.asarray(expit(DISCRIMINATION * slopes[:, None] * (ratings[:, None] - self.difficulty[None, :])))

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """Each cell's AC rate over the plan's whole problem set."""
        return tuple(
            _rate(row, self.difficulty, ability) for row, ability in zip(self.solved, self.abilities, strict=True)
        )

    @cached_property
    def comparisons(self) -> tuple[PairComparison, ...]:
        """Every comparison with its state; losers are dropped if the batch looks for the one to keep."""
        return _compared(self)


def plan_rate(solved: np.ndarray, difficulty: np.ndarray) -> Rate:
    """One cell's rate over all problems, from its results on those that it was asked (nan: not asked)."""
    return Results(("",), ("",) * len(solved), difficulty, solved[None, :]).rates[0]


def _rate(solved: np.ndarray, hard: np.ndarray, ability: Ability | None) -> Rate:
    unseen = np.isnan(solved)
    count, earned = len(solved), float(np.where(unseen, 0.0, solved).sum())
    if ability is None:
        return Rate(0.5, Interval(0.0, 1.0))
    mean, variance = ability.expected(hard[unseen]) if unseen.any() else (0.0, 0.0)
    return rate_around((earned + mean) / count, normal_quantile() * variance**0.5 / count)


def _compared(results: Results) -> tuple[PairComparison, ...]:
    p_values = holm([pair_p(results, first, second) for first, second in results.pairs])
    made: list[PairComparison] = []
    lost: set[ComparedCell] = set()
    for (first, second), p in zip(results.pairs, p_values, strict=True):
        seen = _differences(results, first, second)
        wins, losses = float(seen.clip(0).sum()), float((-seen).clip(0).sum())
        difference = _difference(results.rates[first], results.rates[second])
        names = results.cells[first], results.cells[second]
        state = State.OPEN
        if results.fixed.is_decided(p):
            state = State.DECIDED
            lost.add(names[wins > losses])
        elif results.fixed.is_too_close(difference, len(seen)):
            state = State.TOO_CLOSE
        elif not np.isnan(results.solved[[first, second]]).any():
            state = State.EXHAUSTED
        left = _left(results, (first, second), (wins, losses), p) if state is State.OPEN else None
        made.append(PairComparison(*names, state, wins, losses, len(seen), p, difference, left))
    if results.fixed.between:
        return tuple(made)
    return tuple(
        replace(one, state=State.DROPPED, problems_left=None)
        if one.state is State.OPEN and {one.first, one.second} & lost
        else one
        for one in made
    )


def pair_p(results: Results, first: int, second: int) -> float:
    """The p-value of "they are equal", not corrected for the number of comparisons."""
    seen = _differences(results, first, second)
    planned = None
    if len(seen) == len(results.problems):
        planned = sign_flips(Counter(Fraction(d).limit_denominator(1_000) for d in seen.tolist()))[0]
    chosen = p_with_plan(p_value(seen.tolist()), planned, WHOLE_SHARE)
    # Models of unequal slope may differ on the chosen problems but not on the whole plan, so both must favour the same
    # model. The doubt is about the problems not asked, and about how the same models would answer another time.
    difference = _difference(results.rates[first], results.rates[second])
    unseen = difference.interval.half / normal_quantile(_SURE)
    spread = hypot(_OWN_DIFFICULTY * unseen, float((seen**2).sum()) ** 0.5 / len(results.problems))
    ahead = difference.value if seen.sum() > 0 else -difference.value
    return max(chosen, min(1.0, 2 * float(ndtr(-ahead / spread)))) if spread else 1.0


def _differences(results: Results, first: int, second: int) -> np.ndarray:
    """The differences on the problems that both did, in the order in which they were chosen."""
    gaps: np.ndarray = results.solved[first, list(results.order)] - results.solved[second, list(results.order)]
    return np.asarray(gaps[~np.isnan(gaps)])


def _difference(one: Rate, other: Rate) -> Rate:
    """The difference of two rates, with a wider interval than for a single look."""
    wider = normal_quantile(_SURE) / normal_quantile()
    half = wider * hypot(one.interval.half, other.interval.half)
    return rate_around(one.value - other.value, half, low=-1.0)


def _left(results: Results, pair: tuple[int, int], score: tuple[float, float], p: float) -> tuple[int, int] | None:
    """How many more problems of the plan a decision takes: a range, from how lopsided further wins are likely to be."""
    wanted = log(max(p, 1e-9) / results.fixed.error)
    if wanted <= 0:
        return None
    more, fewer = max(score), min(score)
    one, other = results.chances[list(pair)]
    unseen = np.isnan(results.solved[list(pair)]).any(axis=0)
    most = int(unseen.sum())
    split = (one * (1 - other) + other * (1 - one))[unseen].mean() if most else 0.5
    ends = []
    for share in _LIKELY_RANGE[::-1]:
        win = float(betaincinv(more + 1, fewer + 1, share))
        growth = float(split) * (win * log(2 * win) + (1 - win) * log(max(2 * (1 - win), 1e-12)))
        ends.append(most if win <= 0.5 or growth < 1e-6 else min(most, int(np.ceil(wanted / growth))))
    return ends[0], ends[1]
