"""Estimates the share of a model's answers that AtCoder's own tests would accept, from what is known without them.

Passing the samples is not passing. How often it is depends on the problem (easy ones hide less), on the model (a weak
one that passes a hard problem's samples is more often wrong), and on what generated tests and other models' programs
showed. A logistic regression on answers whose hidden verdicts are on record quantifies that; hidden_rate.json holds its
coefficients, what they were fitted on and by which command. An answer that fails the samples cannot pass.
"""

import json
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from math import log
from typing import Any

import numpy as np

from solver.report.statistics.proportions import Rate, normal_quantile, rate_around


class Support(IntEnum):
    """What is known about an answer that passes the samples. NONE: it does not pass them."""

    NONE = 0
    SAMPLES = 1  # only that it passes them
    PASSED = 2  # generated tests found nothing
    AGREES = 3  # likewise, and another model's program gives the same answers
    DOUBTFUL = 4  # near the limit, or other programs gave other answers
    UNKNOWN = 5  # no inputs could be generated
    SLOW = 6  # over the limit here, but not by far
    DISPUTED = 7  # other programs gave other answers, so one of them is wrong
    REFUTED = 8  # wrong, or too slow by far
    UNCHECKED = 9  # it may pass the samples, but many answers are right


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A fitted model: a coefficient per feature, their uncertainty, and how much models differ beyond them."""

    values: np.ndarray
    covariance: np.ndarray
    between_models: float  # standard deviation of a model's rate that the features leave unexplained
    # Accepted and rejected, of answers with evidence against them: parameters of Beta distributions. Too few are known
    # for a regression, so their share on record is used directly.
    against: dict[Support, tuple[float, float]]


_SHOWN = (Support.AGREES, Support.DOUBTFUL, Support.UNKNOWN)  # relative to PASSED, the baseline
_UNTESTED = (Support.SAMPLES, Support.UNCHECKED)
_PLAIN = ("intercept", "level", "strength")
FEATURES = (
    *(f"tested_{name}" for name in _PLAIN),
    *(kind.name.lower() for kind in _SHOWN),
    *(f"untested_{name}" for name in _PLAIN),
)


def features(support: np.ndarray, level: np.ndarray, strength: "np.ndarray | float") -> np.ndarray:
    """One row per answer. level: its problem's difficulty in units of 400 points; strength: see strength_of."""
    untested = np.isin(support, _UNTESTED).astype(float)[:, None]
    plain = np.stack([np.ones(len(support)), level, np.broadcast_to(strength, len(support))], axis=1)
    shown = (support[:, None] == np.array(_SHOWN)[None, :]).astype(float)
    return np.hstack([plain * (1 - untested), shown, plain * untested])


def strength_of(passed: int, answers: int) -> float:
    """A model's own strength: the logit of its rate on the samples, shrunk slightly towards zero."""
    return log((passed + 1) / (answers - passed + 1))


def chances(support: np.ndarray, level: np.ndarray, strength: float, fitted: Coefficients | None = None) -> np.ndarray:
    """The chance that the hidden tests accept each answer."""
    from scipy.special import expit

    fitted = fitted or coefficients()
    found = expit(features(support, level, strength) @ fitted.values)
    for kind, (accepted, refused) in fitted.against.items():
        found[support == kind] = accepted / (accepted + refused)
    unchecked = support == Support.UNCHECKED
    found[unchecked] *= expit(strength)  # nor is it known whether it passes the samples
    return np.where(support == Support.NONE, 0.0, found)


def hidden_rate(
    support: np.ndarray, level: np.ndarray, strength: float, fitted: Coefficients | None = None
) -> Rate | None:
    """The share of these answers that the hidden tests accept, with an interval for these very answers.

    The interval covers chance (an answer at 90 % passes or does not), the uncertainty of the coefficients, and how much
    models differ. None without answers.
    """
    if not len(support):
        return None
    fitted = fitted or coefficients()
    chance = chances(support, level, strength, fitted)
    spread = chance * (1 - chance)
    logistic = ~np.isin(support, [Support.NONE, *fitted.against])
    total = (features(support, level, strength) * spread[:, None])[logistic].sum(axis=0)
    variance = spread.sum() + total @ fitted.covariance @ total
    variance += (fitted.between_models * len(support)) ** 2
    for kind, (accepted, refused) in fitted.against.items():
        of_kind, known = np.count_nonzero(support == kind), accepted + refused
        variance += of_kind**2 * accepted * refused / (known**2 * (known + 1))
    value = float(chance.mean())
    half = normal_quantile() * float(np.sqrt(variance)) / len(support)
    # No more can pass than pass the samples, and half an answer either way is never known.
    most = float((support != Support.NONE).mean())
    half = max(half, 0.5 / len(support))
    return rate_around(value, half, high=most)


@lru_cache(maxsize=1)
def coefficients() -> Coefficients:
    kept = shipped()
    against = {Support[name.upper()]: (float(one), float(other)) for name, (one, other) in kept["against"].items()}
    values = np.array([kept["values"][name] for name in FEATURES])
    return Coefficients(values, np.array(kept["covariance"]), float(kept["between_models"]), against)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """The shipped table, with what it was fitted on."""
    kept: dict[str, Any] = json.loads(files(__package__).joinpath("hidden_rate.json").read_text("utf-8"))
    return kept
