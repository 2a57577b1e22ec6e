"""AtCoder's own scale of strength and difficulty."""

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.report.statistics.proportions import Interval

# AtCoder Problems' own: 400 points mean odds of one to six (kenkoooo/AtCoderProblems, predictSolveProbability).
DISCRIMINATION = log(6) / 400
# Ratings beyond every problem's difficulty cannot be told apart, so an interval that ends here is open.
OPEN_BELOW, OPEN_ABOVE = -4_000.0, 8_000.0


@dataclass(frozen=True, slots=True)
class Rating:
    """A model's strength: the difficulty at which it solves half of the problems."""

    value: float
    interval: "Interval"
    problems: int
    experimental: int  # of these, problems whose difficulty AtCoder Problems marks as experimental


def clipped(difficulty: float) -> float:
    """The difficulty as AtCoder Problems shows it: never below 0 (d < 400 becomes 400 / exp(1 − d / 400))."""
    return difficulty if difficulty >= 400 else 400 / exp(1 - difficulty / 400)


def unclipped(shown: float) -> float:
    """The difficulty behind a shown one: the inverse of clipped."""
    return shown if shown >= 400 else 400 * (1 + log(max(1.0, shown) / 400))


def shown_rating(rating: float) -> float:
    """The rating as the site would show it: below 400 it shrinks as difficulties do, and never reaches 0."""
    return clipped(rating)
