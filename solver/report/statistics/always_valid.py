"""Compares two models while answers still come in, with a test that is valid at every look.

A p-value from a test of fixed size may be looked at once. Somebody who looks every morning and stops at the first
p < 0.05 is wrong far more often than 5 %. Here the evidence against "they are equal" is the wealth of a gambler who
bets on each difference in turn and cannot expect to gain while the two are equal; by Ville's inequality it ever
reaches 20 in at most 5 % of such comparisons, however long they run and whenever one looks.

Bets on bounded means: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86
(2024), arXiv:2010.09686. The stakes are a symmetric Beta mixture (Robbins, 1970). With one answer to each problem the
wealth is the beta-binomial mixture of Howard et al., "Time-uniform, nonparametric, nonasymptotic confidence
sequences", Annals of Statistics 49 (2021), on the problems that only one of the two solved.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np

Difference = Fraction | float  # of two AC rates on one problem: −1 to 1

PLANNED_SHARE = 0.8  # of the allowed error, for the test at the planned size; the rest is for all other looks
_CONCENTRATION = 2.0  # of the stakes: Beta(2, 2) on (−1, 1)
_STAKES = 64  # the mixture is exact up to 127 differences, and valid beyond


def e_values(differences: Sequence[Difference]) -> np.ndarray:
    """The evidence against "they are equal" after each difference, in the order in which they came."""
    stakes, log_weights = _stakes()
    kinds, place = np.unique(np.asarray(differences, dtype=float), return_inverse=True)
    steps = np.log1p(kinds[:, None] * stakes[None, :])
    wealth = np.cumsum(steps[place], axis=0) + log_weights
    return np.asarray(np.exp(np.minimum(np.logaddexp.reduce(wealth, axis=1), 700.0)))


def p_value(differences: Sequence[Difference]) -> float:
    """The p-value of "they are equal" that is valid at every look, from the greatest evidence so far."""
    return min(1.0, 1.0 / float(e_values(differences).max(initial=1.0)))


def p_with_plan(sequence: float, planned: float | None, share: float = PLANNED_SHARE) -> float:
    """One p-value for all looks, combined from the sequence's and that of the test at a size fixed beforehand.

    A sequence alone needs about twice as many problems. The planned size may therefore be tested in the usual way with
    most of the error (`share`), and all other looks share the rest. planned: None if that size is not reached yet.
    """
    return min(1.0, sequence / (1 - share), 1.0 if planned is None else planned / share)


@lru_cache(maxsize=1)
def _stakes() -> tuple[np.ndarray, np.ndarray]:
    """The stakes and the logarithms of their weights: Gauss-Jacobi nodes of the Beta density on (−1, 1)."""
    from scipy.special import roots_jacobi

    stakes, weights = roots_jacobi(_STAKES, _CONCENTRATION - 1, _CONCENTRATION - 1)
    return stakes, np.log(weights / weights.sum())
