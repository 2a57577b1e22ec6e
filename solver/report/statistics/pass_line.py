"""Compares a rate with a line to reach: how many right answers are missing, and how many attempts would settle it."""

from dataclasses import dataclass
from math import ceil

from solver.report.statistics.proportions import CONFIDENCE, Rate, normal_quantile, wilson


@dataclass(frozen=True, slots=True)
class AgainstLine:
    """A rate compared with a line."""

    line: float
    missing: int  # further right answers among the same attempts that would reach it; 0 if it is reached
    decided: bool  # whether the interval lies entirely on one side
    attempts_needed: int | None  # in all, until it does, at this rate; None on the line itself


def against_line(successes: int, trials: int, rate: Rate, line: float) -> AgainstLine:
    """The rate of successes compared with the line; rate: the same with its interval."""
    missing = max(0, ceil(line * trials - 1e-9) - successes)
    decided = rate.interval.low > line or rate.interval.high < line
    return AgainstLine(line, missing, decided, None if rate.value == line else _needed(rate, trials, line, decided))


def _needed(rate: Rate, trials: int, line: float, decided: bool) -> int:
    """Wilson's interval excludes the line as soon as the score test does: n > z² line (1 − line) / (rate − line)²."""
    if decided:
        return trials
    z = normal_quantile(CONFIDENCE)
    needed = z * z * line * (1 - line) / (rate.value - line) ** 2
    # Repeats of a problem tell less than as many problems, so scale by how much wider the interval is.
    alone = wilson(rate.value * trials, trials)
    wider = (rate.interval.high - rate.interval.low) / (alone.high - alone.low)
    return max(trials + 1, ceil(needed * wider**2))
