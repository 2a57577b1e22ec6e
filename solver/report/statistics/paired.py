"""Compares two models on the same problems: whether they differ, by how much, and how many problems would decide."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import ceil, lcm, sqrt
from typing import Any

import numpy as np

from solver.report.statistics.always_valid import PLANNED_SHARE, p_value, p_with_plan
from solver.report.statistics.proportions import CONFIDENCE, Interval, Rate, normal_quantile

POWER = 0.8  # the chance with which the needed number of problems would decide
_FINEST = 20_000  # problems × steps of a difference up to which the test is exact
_SHUFFLES = 100_000
_MANY = 100  # problems from which the sum of the flipped differences is practically normal


@dataclass(frozen=True, slots=True)
class Paired:
    """How the first of two did compared with the second on the problems that both did."""

    problems: int
    difference: Rate  # of the mean AC rate over problems, first − second
    p_value: float  # for one look
    exact: bool  # False: from random sign flips, or a normal approximation
    problems_needed: int | None  # in all, to decide at the observed rates; None if they do not differ
    p_any_look: float = 1.0  # valid however often one looks


@dataclass(frozen=True, slots=True)
class Needed:
    """The range of how many problems in all would decide, given the observed rates. `high` is None for no limit."""

    low: int
    high: int | None


def compare(differences: Mapping[Fraction, int]) -> Paired | None:
    """The paired comparison, from the number of problems with each difference of AC rates; None without problems.

    With one attempt each the differences are −1, 0 and 1, and the p-value is McNemar's exact one.
    """
    problems = sum(differences.values())
    if problems == 0:
        return None
    p_value, exact = sign_flips(differences)
    return Paired(problems, mean_difference(differences), p_value, exact, problems_needed(differences))


def compare_in_order(differences: Sequence[Fraction], planned: int | None) -> Paired | None:
    """As compare, from the differences in the order in which they came, with a p-value that is valid at every look.

    planned: how many of the first ones were fixed as a sample before anybody could look; None: not yet known.
    """
    found = compare(Counter(differences))
    if found is None:
        return None
    first = None if planned is None else sign_flips(Counter(differences[:planned]))[0]
    return replace(found, p_any_look=p_with_plan(p_value([float(d) for d in differences]), first))


def sign_flips(differences: Mapping[Fraction, int], seed: int = 0) -> tuple[float, bool]:
    """The two-sided p-value of the paired permutation test over whole problems, and whether it is exact.

    If the two were alike, each problem's difference could as well have had the other sign. All 2^n choices are
    counted (as sums of binomial counts, one for each size of difference); if the sizes have no sufficiently coarse
    common step, 100,000 seeded random choices are used instead. From 100 problems with repeats the sum is taken as
    normal.
    """
    if not differences:
        return 1.0, True
    step = lcm(*(d.denominator for d in differences))
    sizes: Counter[int] = Counter()
    for d, count in differences.items():
        sizes[abs(int(d * step))] += count
    sizes.pop(0, None)
    if not sizes:
        return 1.0, True
    seen = abs(int(sum(d * step * count for d, count in differences.items())))
    if step > 1 and sum(sizes.values()) >= _MANY:
        from scipy.special import ndtr

        spread = sqrt(sum(size * size * count for size, count in sizes.items()))
        return min(1.0, 2 * float(ndtr(-seen / spread))), False
    if step * sum(sizes.values()) > _FINEST:
        rng = np.random.default_rng(seed)
        sums = np.zeros(_SHUFFLES, dtype=np.int64)
        for size, count in sizes.items():
            sums += size * (2 * rng.binomial(count, 0.5, _SHUFFLES) - count)
        return float((1 + np.count_nonzero(np.abs(sums) >= seen)) / (1 + _SHUFFLES)), False
    from scipy.stats import binom

    # chances[i]: the chance that the positive differences sum to i steps.
    chances = np.ones(1)
    for size, count in sizes.items():
        one = np.zeros(size * count + 1)
        one[::size] = binom.pmf(np.arange(count + 1), count, 0.5)
        chances = np.convolve(chances, one)
    total = len(chances) - 1
    extreme = np.abs(2 * np.arange(total + 1) - total) >= seen
    return min(1.0, float(chances[extreme].sum())), True


def mean_difference(differences: Mapping[Fraction, int]) -> Rate:
    """The mean difference over the problems, with its interval.

    The interval is Bonett and Price's for paired proportions (2012): Wald's, after adding one problem for each side,
    which keeps it honest if nearly all problems agree. With repeats the same two problems are added.
    """
    n, total, squares = _moments(differences)
    middle = total / (n + 2)
    half = normal_quantile() * sqrt(((squares + 2) / (n + 2) - middle**2) / (n + 2))
    return Rate(total / n, Interval(max(-1.0, middle - half), min(1.0, middle + half)))


def problems_needed(differences: Mapping[Fraction, int]) -> int | None:
    """How many problems in all the test needs to find the observed difference with a power of 80 %.

    Connor's formula for McNemar's test (1987), with the mean squared difference as the rate of disagreement. None if
    there is no difference overall, as then no number would decide.
    """
    n, total, squares = _moments(differences)
    mean, square = total / n, squares / n
    if mean == 0:
        return None
    needed: float = _connor(mean, square, normal_quantile())
    return ceil(needed)


def _connor(mean: Any, square: Any, z: float) -> Any:
    """The number of problems, from one or many means of the differences and means of their squares."""
    z_power = normal_quantile(2 * POWER - 1)
    return (z * np.sqrt(square) + z_power * np.sqrt(np.maximum(0, square - mean**2))) ** 2 / mean**2


def needed_range(differences: Mapping[Fraction, int]) -> Needed:
    """problems_needed as a range with a confidence of 80 %, as few problems say little about the true rates.

    It depends on the pair alone: neither on the other pairs of a report, nor on which of the two comes first.
    """
    return _needed_range(min(tuple(sorted((sign * d, n) for d, n in differences.items())) for sign in (1, -1)))


@cache
def _needed_range(differences: tuple[tuple[Fraction, int], ...]) -> Needed:
    kinds = Counter({Fraction(-1): 0.5, Fraction(0): 0.5, Fraction(1): 0.5})
    kinds.update({kind: float(count) for kind, count in differences})
    values = np.array([float(kind) for kind in kinds])
    rates = np.random.default_rng(0).dirichlet(np.array(list(kinds.values())), _DRAWN)
    mean, square = rates @ values, rates @ values**2
    with np.errstate(divide="ignore"):
        needed = _connor(mean, square, normal_quantile(1 - (1 - CONFIDENCE) * PLANNED_SHARE))
    low, high = np.quantile(needed, [0.1, 0.9], method="nearest")
    return Needed(ceil(low), ceil(high) if high < _NEVER else None)


_DRAWN = 20_000
_NEVER = 10_000  # problems: more than AtCoder has


def _moments(differences: Mapping[Fraction, int]) -> tuple[int, float, float]:
    """The number of problems, the sum of their differences and the sum of the squares."""
    return (
        sum(differences.values()),
        float(sum(d * count for d, count in differences.items())),
        float(sum(d * d * count for d, count in differences.items())),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values corrected for their number, in the given order (Holm, 1979)."""
    corrected, highest = [0.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected
