"""A model's strength on AtCoder's own scale, from which problems it solved."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from solver.report.statistics.proportions import CONFIDENCE, Interval

if TYPE_CHECKING:
    import numpy as np

# AtCoder Problems' own: 400 points mean odds of one to six (kenkoooo/AtCoderProblems, predictSolveProbability).
DISCRIMINATION = log(6) / 400
RESAMPLES = 1_000
_FEW = 600  # problems up to which every resample is fitted to the end
# Beyond every problem's difficulty nothing can be told apart: an interval that ends here is open.
OPEN_BELOW, OPEN_ABOVE = -4_000.0, 8_000.0
_STEPS, _CLOSE = 60, 0.01  # of Newton's method, and the points within which it has arrived


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating of a contestant who would solve these problems as often."""

    value: float
    interval: Interval
    problems: int
    experimental: int  # of them, whose difficulty AtCoder Problems marks as experimental


def solve_chance(rating: float, difficulty: float, discrimination: float = DISCRIMINATION) -> float:
    """The chance that a contestant of that rating solves a problem of that (unclipped) difficulty."""
    return 1 / (1 + exp(max(-700.0, min(700.0, discrimination * (difficulty - rating)))))


def clipped(difficulty: float) -> float:
    """The difficulty as AtCoder Problems shows it: never below 0 (d < 400 becomes 400 / exp(1 − d / 400))."""
    return difficulty if difficulty >= 400 else 400 / exp(1 - difficulty / 400)


def shown_rating(rating: float) -> float:
    """The rating as the site would show it: below 400 it shrinks as difficulties do, and never reaches 0."""
    return clipped(rating)


def fit_rating(
    difficulties: Sequence[float],
    successes: Sequence[int],
    trials: Sequence[int],
    rng: "np.random.Generator",
    experimental: int = 0,
    confidence: float = CONFIDENCE,
) -> Rating | None:
    """The rating under which such results are the likeliest; each place is one problem. None without any.

    Each problem counts once, by the mean of its repeats. Firth's correction (1993) keeps it finite where all or none
    were solved. The interval is a bootstrap over problems.
    """
    import numpy as np

    from solver.report.statistics.proportions import normal_quantile

    tried = np.asarray(trials, dtype=float)
    use = tried > 0
    hard = np.asarray(difficulties, dtype=float)[use]
    count = len(hard)
    if count == 0:
        return None
    share = np.asarray(successes, dtype=float)[use] / tried[use]
    value = float(_likeliest(hard, share, np.ones((1, count)))[0])
    if share.min() == share.max() in (0.0, 1.0):
        # All drawn samples would be the same: one side is open, the other is what the model itself says.
        half = normal_quantile(confidence) / _information(hard, value) ** 0.5
        interval = Interval(value - half, OPEN_ABOVE) if share.min() == 1 else Interval(OPEN_BELOW, value + half)
    else:
        ratings = _resampled(hard, share, value, rng) if count <= _FEW else _stepped(hard, share, value, rng)
        tail = (1 - confidence) / 2
        low, high = np.quantile(ratings, [tail, 1 - tail])
        interval = Interval(float(low), float(high))
    return Rating(value, interval, count, experimental)


def _resampled(hard: "np.ndarray", share: "np.ndarray", value: float, rng: "np.random.Generator") -> "np.ndarray":
    """The ratings of bootstrap samples of the problems, each fitted anew."""
    import numpy as np

    count = len(hard)
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(float)
    return _likeliest(hard, share, drawn, value)


def _stepped(hard: "np.ndarray", share: "np.ndarray", value: float, rng: "np.random.Generator") -> "np.ndarray":
    """The same for many problems by one step of Newton's method, which is then within a point or two of the fit."""
    import numpy as np
    from scipy.special import expit

    chance = expit(DISCRIMINATION * (value - hard))
    drawn = rng.integers(0, len(hard), size=(RESAMPLES, len(hard)), dtype=np.int32)
    off = (share - chance).astype(np.float32)[drawn].sum(axis=1)
    spread = (chance * (1 - chance)).astype(np.float32)[drawn].sum(axis=1)
    return np.asarray(value + off / (DISCRIMINATION * np.maximum(spread, 1e-12)), dtype=float)


def _information(hard: "np.ndarray", rating: float) -> float:
    """Fisher's information on the rating, per point squared."""
    import numpy as np

    chance = np.array([solve_chance(rating, float(difficulty)) for difficulty in hard])
    return max(1e-12, DISCRIMINATION**2 * float((chance * (1 - chance)).sum()))


def _likeliest(
    hard: "np.ndarray", share: "np.ndarray", weights: "np.ndarray", start: float | None = None
) -> "np.ndarray":
    """For each row of weights the rating that solves Firth's score equation, by Newton's steps of 400 at most."""
    import numpy as np
    from scipy.special import expit

    begin = float(np.median(hard)) if start is None else start
    ratings = np.full(len(weights), float(np.clip(begin, OPEN_BELOW, OPEN_ABOVE)))
    solved = weights @ share
    for _step in range(_STEPS):
        chance = expit(DISCRIMINATION * (ratings[:, None] - hard[None, :]))
        spread = chance * (1 - chance)
        information = np.maximum(np.einsum("ij,ij->i", weights, spread), 1e-12)
        firth = np.einsum("ij,ij->i", weights, spread * (0.5 - chance)) / information
        score = solved - np.einsum("ij,ij->i", weights, chance) + firth
        step = np.clip(score / (DISCRIMINATION * information), -400, 400)
        ratings = np.clip(ratings + step, OPEN_BELOW, OPEN_ABOVE)
        if np.abs(step).max() < _CLOSE:
            break
    return ratings
