"""AC rates with their intervals: for single answers, for repeats, and for the difference of two rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

CONFIDENCE = 0.95
_MANY = 100  # problems from which the bootstrap's variance is taken in closed form
RESAMPLES = 1_000  # of a bootstrap, which give the standard error to 2 %


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence or credible interval."""

    low: float
    high: float

    @property
    def half(self) -> float:
        """Half its width."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Rate:
    """A proportion with its interval."""

    value: float
    interval: Interval


def rate_around(value: float, half: float, low: float = 0.0, high: float = 1.0) -> Rate:
    """The value with an interval of that half-width, limited to low and high."""
    return Rate(value, Interval(max(low, value - half), min(high, value + half)))


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of the normal distribution: 1.96 for 95 %."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2))


def wilson(successes: float, trials: float, quantile: float | None = None) -> Interval:
    """Wilson's score interval (1927), which also holds for small samples and near 0 and 1, where Wald's fails.

    Neither count has to be an integer. [0, 1] without trials.
    """
    if trials <= 0:
        return Interval(0.0, 1.0)
    z = normal_quantile() if quantile is None else quantile
    rate = successes / trials
    middle = (rate + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    # At the ends the two terms cancel, except for rounding.
    low = 0.0 if successes <= 0 else max(0.0, middle - half)
    high = 1.0 if successes >= trials else min(1.0, middle + half)
    return Interval(low, high)


def rate_over_problems(
    successes: "Sequence[int] | np.ndarray",
    trials: "Sequence[int] | np.ndarray",
    rng: np.random.Generator,
) -> Rate | None:
    """The share of successes with its interval; each entry of the two is one problem. None without trials.

    With at most one trial per problem this is Wilson's interval. Repeats of one problem are not independent, so with
    repeats whole problems are resampled (bootstrap). The variance found gives an equivalent number of independent
    trials, and the result is Wilson's interval for that number, with Student's quantile for the number of problems. In
    simulated nights it has better coverage than the bootstrap's own percentiles, which are too narrow near 0 and 1.
    """
    won, tried = np.asarray(successes, dtype=np.int64), np.asarray(trials, dtype=np.int64)
    won, tried = won[tried > 0], tried[tried > 0]
    total, problems = int(tried.sum()), len(tried)
    if total == 0:
        return None
    value = float(won.sum()) / total
    if total == problems:
        return Rate(value, wilson(int(won.sum()), total))
    if problems == 1:
        # One problem does not show how much problems differ, so its repeats count as one trial.
        return Rate(value, wilson(value, 1))
    from scipy.special import stdtrit

    variance = _variance_over_problems(won, tried, rng)
    independent = value * (1 - value) / variance if variance > 0 else float(problems)
    independent = min(independent, float(total))
    quantile = float(stdtrit(problems - 1, 0.5 + CONFIDENCE / 2))
    return Rate(value, wilson(value * independent, independent, quantile=quantile))


def _variance_over_problems(won: np.ndarray, tried: np.ndarray, rng: np.random.Generator) -> float:
    problems = len(won)
    if tried.min() == tried.max() or problems >= _MANY:
        # The limit of endless resampling: exact if all were tried equally often, else up to terms of 1 / n.
        off = won - tried * (won.sum() / tried.sum())
        return float((off**2).sum() / tried.sum() ** 2 * problems / (problems - 1))
    chosen = rng.integers(0, problems, size=(RESAMPLES, problems), dtype=np.int32)
    rates = won[chosen].sum(axis=1) / tried[chosen].sum(axis=1)
    return float(rates.var() * problems / (problems - 1))


def difference(first: Rate, second: Rate) -> Rate:
    """first − second for two independent samples, by Newcombe's hybrid of the two intervals (1998, method 10)."""
    value = first.value - second.value
    down = sqrt((first.value - first.interval.low) ** 2 + (second.interval.high - second.value) ** 2)
    up = sqrt((first.interval.high - first.value) ** 2 + (second.value - second.interval.low) ** 2)
    return Rate(value, Interval(max(-1.0, value - down), min(1.0, value + up)))


def pass_at_k(successes: Sequence[int], trials: Sequence[int], k: int) -> float | None:
    """The chance that at least one of k answers is right, as the mean over the problems with at least k trials.

    The unbiased estimator 1 − C(n − c, k) / C(n, k) of Chen et al., 2021 (arXiv:2107.03374). None if no problem was
    tried k times.
    """
    chances = [1 - comb(n - c, k) / comb(n, k) for c, n in zip(successes, trials, strict=True) if n >= k]
    return sum(chances) / len(chances) if chances else None
