"""Which problems a deciding batch asks next, and when each comparison is over. Pure: results in, choices out.

Abilities and difficulties are those of a two-parameter logistic model (Lord, 1980) on AtCoder's scale, with the
difficulties of AtCoder Problems as prior and one slope for all models, which are flatter than contestants. Under it
whoever of two wins a problem that only one of them solves does so with the same chance whatever the problem, so the
problems that tell most are those that most likely split the two; they are chosen for each second that they cost.
Chosen is by block: every cell of an open comparison gets all problems of the block. A comparison is over when the
always-valid test says so (solver.report.statistics.always_valid), which holds for problems chosen by what came before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from math import log

import numpy as np

from solver.batch.decide import CellName, Decide
from solver.report.statistics.always_valid import p_value, p_with_plan
from solver.report.statistics.paired import mcnemar
from solver.report.statistics.rating import DISCRIMINATION

SLOPES = tuple(DISCRIMINATION * share for share in (0.25, 0.4, 0.6, 0.8, 1.0))
ABILITY, ABILITY_SD = 1_000.0, 800.0  # of a model that nothing is known of
UNKNOWN_DIFFICULTY = 1_200.0
PROBLEM_SD = 350.0  # how far a problem's difficulty for models lies from that for contestants
SHARPNESS = 4.0  # of the draw among problems: every problem keeps a chance
_STEPS = 12  # of the fit


class State(StrEnum):
    """How far a comparison is."""

    OPEN = "open"
    DECIDED = "decided"
    TOO_CLOSE = "too close"  # the difference is surely below the smallest that matters
    DROPPED = "dropped"  # one of the two has lost to another, and cannot be the one to keep
    EXHAUSTED = "exhausted"  # every problem of the plan was asked


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Two cells, and what is known of them."""

    first: CellName
    second: CellName
    state: State
    only_first: float  # problems that only this one solved
    only_second: float
    problems: int  # that both did
    p: float
    difference: float  # first − second over the whole plan, estimated
    problems_left: tuple[int, int] | None  # until it is decided, as a range; None: not to be foreseen


@dataclass(frozen=True)
class Results:
    """What the cells earned: cells × problems, 0 to 1, nan where there is no answer yet."""

    cells: tuple[CellName, ...]
    problems: tuple[str, ...]
    difficulty: np.ndarray  # AtCoder Problems' own, nan where it is not known
    solved: np.ndarray
    order: tuple[int, ...] = ()  # the problems in the order in which they were chosen
    fixed: Decide = field(default_factory=Decide)

    @cached_property
    def fits(self) -> "tuple[Fit, ...]":
        """Abilities and difficulties that fit the results, under each slope; the likeliest first."""
        return fit(self.solved, self.difficulty)

    @property
    def fit(self) -> "Fit":
        """The likeliest of them."""
        return self.fits[0]

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The comparisons, as places of their cells."""
        if self.fixed.between:
            place = {name: number for number, name in enumerate(self.cells)}
            return tuple((place[one], place[other]) for one, other in self.fixed.between)
        return tuple(combinations(range(len(self.cells)), 2))


@dataclass(frozen=True, slots=True)
class Fit:
    """The model's parameters under one slope, with their uncertainty."""

    slope: float
    weight: float  # how likely this slope is beside the others
    ability: np.ndarray  # of each cell
    ability_sd: np.ndarray
    difficulty: np.ndarray  # of each problem, for models

    @property
    def chances(self) -> np.ndarray:
        """Cells × problems: the chance to solve."""
        return _logistic(self.slope * (self.ability[:, None] - self.difficulty[None, :]))

    @property
    def flat_slope(self) -> float:
        """The slope over problems whose own difficulty is not known: their spread flattens the curve."""
        return float(self.slope / np.sqrt(1 + np.pi * (self.slope * PROBLEM_SD) ** 2 / 8))


def fit(solved: np.ndarray, difficulty: np.ndarray) -> tuple[Fit, ...]:
    """The likeliest parameters given the priors under each slope, the likeliest slope first."""
    prior = np.where(np.isnan(difficulty), UNKNOWN_DIFFICULTY, difficulty)
    seen = ~np.isnan(solved)
    use = seen.any(axis=0)
    answers, mask = np.where(seen, solved, 0.0)[:, use], seen[:, use]
    made = [_fit_at(slope, prior[use], answers, mask) for slope in SLOPES]
    most = max(likelihood for likelihood, *_rest in made)
    weights = np.exp(np.array([likelihood for likelihood, *_rest in made]) - most)
    fits = []
    for slope, weight, (_likelihood, ability, spread, shift) in zip(SLOPES, weights / weights.sum(), made, strict=True):
        full = prior.copy()
        full[use] += shift
        fits.append(Fit(slope, float(weight), ability, spread, full))
    return tuple(sorted(fits, key=lambda one: -one.weight))


def _fit_at(
    slope: float, known: np.ndarray, answers: np.ndarray, mask: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Log likelihood, abilities with their spread, and the problems' shifts, by Newton's steps in turn."""
    ability, shift = np.full(len(answers), ABILITY), np.zeros(len(known))

    def slopes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        chance = _logistic(slope * (ability[:, None] - known - shift))
        bend = np.where(mask, chance * (1 - chance), 0.0) * slope**2
        return chance, np.where(mask, answers - chance, 0.0), bend

    for _step in range(_STEPS):
        _chance, error, bend = slopes()
        pull = slope * error.sum(axis=1) - (ability - ABILITY) / ABILITY_SD**2
        ability = ability + np.clip(pull / (bend.sum(axis=1) + ABILITY_SD**-2), -500, 500)
        _chance, error, bend = slopes()
        shift = shift + (-slope * error.sum(axis=0) - shift / PROBLEM_SD**2) / (bend.sum(axis=0) + PROBLEM_SD**-2)
    chance, _error, bend = slopes()
    chance = np.clip(chance, 1e-9, 1 - 1e-9)
    likelihood = np.where(mask, answers * np.log(chance) + (1 - answers) * np.log(1 - chance), 0.0).sum()
    likelihood -= (shift**2).sum() / (2 * PROBLEM_SD**2) + ((ability - ABILITY) ** 2).sum() / (2 * ABILITY_SD**2)
    # Laplace: a steeper slope leaves the shifts less free, which must not count against it.
    likelihood -= 0.5 * np.log(1 + PROBLEM_SD**2 * bend.sum(axis=0)).sum()
    # What one answer tells of the ability is blurred by its problem's own difficulty.
    blurred = (bend / (1 + bend * PROBLEM_SD**2)).sum(axis=1)
    return float(likelihood), ability, (blurred + ABILITY_SD**-2) ** -0.5, shift


def comparisons(results: Results) -> tuple[PairComparison, ...]:
    """Every comparison with its state; losers are dropped where the one to keep is looked for."""
    chances, count = results.fit.chances, len(results.pairs)
    made: list[PairComparison] = []
    lost: set[int] = set()
    for first, second in results.pairs:
        both = [p for p in results.order if not np.isnan(results.solved[[first, second], p]).any()]
        seen = results.solved[first, both] - results.solved[second, both]
        done = len(both) == len(results.problems)
        planned = mcnemar(int((seen > 0).sum()), int((seen < 0).sum())) if done else None
        p = min(1.0, count * p_with_plan(p_value(list(seen)), planned)) if both else 1.0
        expected = float((chances[first] - chances[second]).mean())
        wins, losses = float(seen.clip(0).sum()), float((-seen).clip(0).sum())
        state = State.OPEN
        if p <= results.fixed.error and (wins - losses) * expected > 0:
            state = State.DECIDED
            lost.add(second if wins > losses else first)
        elif both and _too_close(results, first, second, expected):
            state = State.TOO_CLOSE
        elif not np.isnan(results.solved[[first, second]]).any():
            state = State.EXHAUSTED
        left = _left(results, first, second, p) if state is State.OPEN else None
        names = results.cells[first], results.cells[second]
        made.append(PairComparison(*names, state, wins, losses, len(both), p, expected, left))
    if results.fixed.between:
        return tuple(made)
    out = {results.cells[number] for number in lost}
    return tuple(_dropped(one) if one.state is State.OPEN and {one.first, one.second} & out else one for one in made)


def next_block(results: Results, seconds: np.ndarray, seed: int) -> tuple[tuple[int, ...], frozenset[CellName]]:
    """The problems to ask next, the most telling first, and the cells that get them; nothing where all is decided.

    seconds: cells × problems, what an answer is expected to cost. The draw depends on the seed and on how many problems
    were chosen before, and on nothing else but the results.
    """
    place = {name: number for number, name in enumerate(results.cells)}
    open_ = [(place[c.first], place[c.second]) for c in comparisons(results) if c.state is State.OPEN]
    if not open_:
        return (), frozenset()
    cells = sorted({cell for pair in open_ for cell in pair})
    chances = results.fit.chances
    gain = sum(chances[a] * (1 - chances[b]) + chances[b] * (1 - chances[a]) for a, b in open_)
    missing = np.isnan(results.solved[cells])
    cost = np.where(missing, seconds[cells], 0.0).sum(axis=0)
    able = missing.any(axis=0)
    able[list(results.order)] = False
    candidates = np.flatnonzero(able)
    chance = np.random.default_rng([seed, len(results.order)])
    keys = SHARPNESS * np.log(np.maximum(gain[candidates] / cost[candidates], 1e-12))
    keys = keys + chance.gumbel(size=len(candidates))  # the largest of them: a draw without replacement
    chosen = candidates[np.argsort(-keys, kind="stable")[: results.fixed.block]]
    return tuple(int(p) for p in chosen), frozenset(results.cells[cell] for cell in cells)


def rates(results: Results, z: float = 1.96) -> Mapping[CellName, tuple[float, float, float]]:
    """Each cell's AC rate over the plan's whole problem set, with an interval: what it earned, and what is expected
    of it on the problems that were not asked, which were not left out by chance.
    """
    made = {}
    for number, name in enumerate(results.cells):
        answers = results.solved[number]
        unseen = np.isnan(answers)
        earned, count = float(np.where(unseen, 0.0, answers).sum()), len(answers)
        means, variances, weights = [], [], []
        for found in results.fits:
            asked = ~np.isnan(results.solved[:, unseen]).all(axis=0)  # another cell's answer told of the problem
            slope = np.where(asked, found.slope, found.flat_slope)
            chance = _logistic(slope * (found.ability[number] - found.difficulty[unseen]))
            bend = chance * (1 - chance)
            means.append(earned + chance.sum())
            variances.append(bend.sum() + float((slope * bend).sum() * found.ability_sd[number]) ** 2)
            weights.append(found.weight)
        mean = float(np.average(means, weights=weights))
        variance = float(np.average(variances + (np.array(means) - mean) ** 2, weights=weights))
        half = z * variance**0.5
        made[name] = mean / count, max(0.0, (mean - half) / count), min(1.0, (mean + half) / count)
    return made


def _too_close(results: Results, first: int, second: int, expected: float) -> bool:
    """Whether the difference over the plan is surely smaller than what matters."""
    found = results.fit
    steep = (found.chances[[first, second]] * (1 - found.chances[[first, second]])).mean(axis=1) * found.slope
    spread = float(np.hypot(*(steep * found.ability_sd[[first, second]])))
    return abs(expected) + 1.96 * spread < results.fixed.smallest


def _left(results: Results, first: int, second: int, p: float) -> tuple[int, int] | None:
    """How many more problems a decision takes: with a difference at the near and at the far end of what is likely."""
    found = results.fit
    apart = found.slope * abs(found.ability[first] - found.ability[second])
    spread = found.slope * float(np.hypot(*found.ability_sd[[first, second]]))
    split = (
        np.sort(found.chances[first] * (1 - found.chances[second]))[-max(1, len(results.problems) // 3) :].mean() * 2
    )
    wanted = log(max(p, 1e-9) / results.fixed.error)
    if wanted <= 0:
        return None
    ends = []
    for size in (apart + 0.67 * spread, max(0.0, apart - 0.67 * spread)):
        win = 1 / (1 + np.exp(-size))
        growth = split * (win * log(2 * win) + (1 - win) * log(max(2 * (1 - win), 1e-12)))
        ends.append(10**6 if growth < 1e-6 else int(np.ceil((wanted + 1.5) / growth)))
    return ends[0], ends[1]


def _dropped(one: PairComparison) -> PairComparison:
    return PairComparison(
        one.first, one.second, State.DROPPED, one.only_first, one.only_second, one.problems, one.p, one.difference, None
    )


def _logistic(value: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -35, 35))))
