"""A ghost: a contestant of a given rating who never took part, with solve times drawn from AtCoder Problems' model."""

import math
import random
from collections.abc import Mapping, Sequence

from problems.resources import ProblemModel
from solver.race.state import GhostTimes

_FIFTH = 0.8416  # standard deviations from the mean beyond which a fifth lies
_BARS = 12


def median_s(model: ProblemModel, rating: float) -> float | None:
    """The median solve time at that rating in seconds: exp(slope · rating + intercept). None without a time model.

    Source: AtCoder Problems (kenkoooo/AtCoderProblems), whose model is linear in the logarithm of seconds.
    """
    if model.slope is None or model.intercept is None:
        return None
    return math.exp(min(700.0, model.slope * rating + model.intercept))


def draw_s(model: ProblemModel, rating: float, rng: random.Random) -> float | None:
    """A random solve time in seconds: the median, spread by the model's variance of the logarithm."""
    middle = median_s(model, rating)
    if middle is None:
        return None
    return middle * math.exp(rng.gauss(0.0, math.sqrt(max(0.0, model.variance or 0.0))))


def rng_of(seed: int, rating: int, problem: str) -> random.Random:
    """The random source of one ghost on one problem: the same seed gives the same race, whoever else takes part."""
    return random.Random(f"{seed}/{rating}/{problem}")


def times(rating: int, seed: int, problems: Sequence[str], models: Mapping[str, ProblemModel]) -> GhostTimes | None:
    """The times of a ghost that does the problems one after the other; None if none of them has a time model.

    A problem without a time model stays unsolved.
    """
    at_s, clock_s = dict[str, float](), 0.0
    for problem in problems:
        model = models.get(problem)
        drawn = draw_s(model, rating, rng_of(seed, rating, problem)) if model is not None else None
        if drawn is not None:
            clock_s += drawn
            at_s[problem] = clock_s
    if not at_s:
        return None
    if len(problems) > 1:
        return GhostTimes(rating, at_s)
    model = models[problems[0]]
    middle, spread = median_s(model, rating) or 0.0, math.sqrt(max(0.0, model.variance or 0.0))
    early_s, late_s = (middle * math.exp(sign * _FIFTH * spread) for sign in (-1, 1))
    return GhostTimes(rating, at_s, early_s, late_s, _bars(middle, spread, 1.5 * late_s))


def _bars(middle_s: float, spread: float, until_s: float) -> tuple[int, ...]:
    """The density of solve times from 0 to `until_s`, as heights from 0 to 8."""
    if not spread:
        return ()
    moments = [until_s * (place + 0.5) / _BARS for place in range(_BARS)]
    density = [math.exp(-(math.log(at_s / middle_s) ** 2) / (2 * spread**2)) / at_s for at_s in moments]
    return tuple(round(8 * value / max(density)) for value in density)
