"""A line that a model is to reach: how many right answers are missing, and how many problems would settle it."""

from dataclasses import dataclass
from math import ceil

from solver.report.statistics.proportions import CONFIDENCE, Rate, normal_quantile, wilson


@dataclass(frozen=True, slots=True)
class AgainstLine:
    """Where a rate stands against a line."""

    line: float
    missing: int  # more right answers among the same attempts that would reach it; 0 where it is reached
    decided: bool  # the interval lies wholly on one side
    attempts_needed: int | None  # in all, until it would, at this rate; None on the line itself


def against_line(successes: int, trials: int, rate: Rate, line: float) -> AgainstLine:
    """How the rate of successes stands against the line; `rate` is the same with its interval."""
    missing = max(0, ceil(line * trials - 1e-9) - successes)
    decided = rate.interval.low > line or rate.interval.high < line
    return AgainstLine(line, missing, decided, None if rate.value == line else _needed(rate, trials, line, decided))


def _needed(rate: Rate, trials: int, line: float, decided: bool) -> int:
    """Wilson's interval excludes the line as soon as the score test does: n > z² line (1 − line) / (rate − line)²."""
    if decided:
        return trials
    z = normal_quantile(CONFIDENCE)
    needed = z * z * line * (1 - line) / (rate.value - line) ** 2
    # Repeats of a problem tell less than as many problems: as much more is needed as the interval is wider.
    alone = wilson(rate.value * trials, trials)
    wider = (rate.interval.high - rate.interval.low) / (alone.high - alone.low)
    return max(trials + 1, ceil(needed * wider**2))
