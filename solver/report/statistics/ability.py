"""How strong a model is and how steeply it falls off: two numbers on AtCoder's scale, fitted to its results.

A contestant's odds on a problem fall by a factor of six for each 400 points of difficulty. Models are flatter: they
fail easy problems and solve hard ones more often than a contestant of their strength. The slope is therefore fitted
together with the rating (the two-parameter logistic model of item response theory, Birnbaum 1968), with a prior from
what is known about models. Both are found on a grid, so nothing can diverge and no interval has to be normal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.report.statistics.proportions import CONFIDENCE, Interval
from solver.report.statistics.rating import DISCRIMINATION, OPEN_ABOVE, OPEN_BELOW, Rating

# The prior on the slope, as a multiple of a contestant's: models have been seen at 0.23 to 0.65, contestants are at 1.
_USUAL_SLOPE, _SPREAD = 0.6, 0.6  # the median, and the standard deviation of its logarithm
_NO_WEIGHT = 1e-6  # a grid point of less weight does not matter
_BINS, _FEW_BINS = 60, 20  # of difficulty, into which more problems are grouped; the few for the coarse grid


@dataclass(frozen=True, slots=True)
class Ability:
    """What is known about one model's strength: ratings and slopes on a grid, each with its probability."""

    rating: Rating  # of the problems that it solves half of
    slope: float  # times a contestant's; the median
    slope_interval: Interval
    grid: "_Grid"

    def chance(self, difficulties: Sequence[float]) -> np.ndarray:
        """The chance of solving a problem of each (raw) difficulty, as three rows: mean and ends of the 95 % band."""
        chances, weights = self._at(np.asarray(difficulties, dtype=float))
        tail = (1 - CONFIDENCE) / 2
        ends = np.array([[_quantile(column, weights, share) for column in chances.T] for share in (tail, 1 - tail)])
        return np.vstack([weights @ chances, ends])

    def expected(self, difficulties: np.ndarray) -> tuple[float, float]:
        """How many problems of these (raw) difficulties it solves: the mean, and the variance of the true number."""
        hard, _share, count = _binned(difficulties, np.zeros(len(difficulties)))
        chances, weights = self._at(hard)
        totals, luck = chances @ count, (chances * (1 - chances)) @ count
        mean = float(weights @ totals)
        return mean, float(weights @ (luck + (totals - mean) ** 2))

    def _at(self, hard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The chance of solving, grid points × difficulties, and the weights of these points."""
        from scipy.special import expit

        used = np.flatnonzero(self.grid.weights > _NO_WEIGHT)
        ratings, slopes = self.grid.ratings[used, None], self.grid.slopes[used, None]
        weights = self.grid.weights[used] / self.grid.weights[used].sum()
        return expit(DISCRIMINATION * slopes * (ratings - hard[None, :])), weights


def fit_ability(
    difficulties: "Sequence[float] | np.ndarray",
    successes: "Sequence[float] | np.ndarray",
    trials: "Sequence[int] | np.ndarray",
    experimental: int = 0,
) -> Ability | None:
    """The rating and the slope from these results; each entry is one problem, counted once by the mean of its repeats.

    The rating is the difficulty at which the model solves half. None without any problem.
    """
    tried = np.asarray(trials, dtype=float)
    use = tried > 0
    hard = np.asarray(difficulties, dtype=float)[use]
    if not len(hard):
        return None
    share = np.asarray(successes, dtype=float)[use] / tried[use]
    grid = _around(_weighed(_everywhere(), *_binned(hard, share, _FEW_BINS)), *_binned(hard, share))
    tail = (1 - CONFIDENCE) / 2
    low, value, high = (_quantile(grid.ratings, grid.weights, quantile) for quantile in (tail, 0.5, 1 - tail))
    slopes = [_quantile(grid.slopes, grid.weights, quantile) for quantile in (tail, 0.5, 1 - tail)]
    # If all or nothing was solved, one side is open: only the prior on the slope would limit it.
    interval = Interval(OPEN_BELOW if share.max() == 0 else low, OPEN_ABOVE if share.min() == 1 else high)
    return Ability(
        rating=Rating(value, interval, len(hard), experimental),
        slope=slopes[1],
        slope_interval=Interval(slopes[0], slopes[2]),
        grid=grid,
    )


def _binned(hard: np.ndarray, share: np.ndarray, bins: int = _BINS) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The difficulties, how much was solved at each, and their counts; many problems are grouped with neighbours."""
    if len(hard) <= bins:
        return hard, share, np.ones(len(hard))
    order = np.argsort(hard)
    first = np.arange(bins) * len(hard) // bins  # index in each bin
    count = np.diff(first, append=len(hard)).astype(float)
    return np.add.reduceat(hard[order], first) / count, np.add.reduceat(share[order], first), count


@dataclass(frozen=True, slots=True)
class _Grid:
    """Ratings crossed with slopes; equally probable a priori, except for the prior on the slope."""

    ratings: np.ndarray
    slopes: np.ndarray
    weights: np.ndarray


def _everywhere() -> _Grid:
    return _crossed(np.arange(-3_000.0, 6_001.0, 100.0), np.exp(np.linspace(np.log(0.12), np.log(2.6), 10)))


def _around(coarse: _Grid, hard: np.ndarray, solved: np.ndarray, count: np.ndarray) -> _Grid:
    """A finer grid around the weight of the coarse one."""
    held = coarse.weights > 1e-5 * coarse.weights.max()
    ratings, slopes = coarse.ratings[held], np.log(coarse.slopes[held])
    fine = _crossed(
        np.linspace(ratings.min() - 100, ratings.max() + 100, 61),
        np.exp(np.linspace(slopes.min() - 0.3, slopes.max() + 0.3, 15)),
    )
    return _weighed(fine, hard, solved, count)


def _crossed(ratings: np.ndarray, slopes: np.ndarray) -> _Grid:
    one, other = (axis.ravel() for axis in np.meshgrid(ratings, slopes))
    return _Grid(one, other, np.ones(len(one)))


def _weighed(grid: _Grid, hard: np.ndarray, solved: np.ndarray, count: np.ndarray) -> _Grid:
    """The grid with its probabilities after these results."""
    logit = DISCRIMINATION * grid.slopes[:, None] * (grid.ratings[:, None] - hard[None, :])
    # log σ(x) = x − log(1 + eˣ), log(1 − σ(x)) = −log(1 + eˣ); logaddexp would take five times as long.
    likelihood = logit @ solved - (np.maximum(logit, 0) + np.log(1 + np.exp(-np.abs(logit)))) @ count
    weights = likelihood - (np.log(grid.slopes / _USUAL_SLOPE) / _SPREAD) ** 2 / 2
    weights = np.exp(weights - weights.max())
    return replace(grid, weights=weights / weights.sum())


def _quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The value below which that share of the weight lies, interpolated between values."""
    kinds, place = np.unique(values, return_inverse=True)
    mass = np.bincount(place, weights=weights)
    middle = np.cumsum(mass) - mass / 2
    return float(np.interp(share, middle, kinds))
