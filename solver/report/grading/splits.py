"""Where a row is strong and where it is weak: by letter, by difficulty, before and after its knowledge cut-off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.report.grading.counting import Counts
from solver.report.grading.grades import Grades
from solver.report.statistics.proportions import Rate, difference, rate_over_problems
from solver.report.statistics.rating import clipped

# AtCoder's colours, 400 points each.
BANDS = ("grey", "brown", "green", "cyan", "blue", "yellow", "orange", "red")


@dataclass(frozen=True, slots=True)
class Share:
    """The AC rate on a part of the problems. `rate` is None if nothing was graded."""

    name: str
    problems: int
    attempts: int
    ac: int
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class CutOff:
    """Problems of contests before and after the model's knowledge cut-off."""

    date: str
    before: Share
    after: Share
    difference: Rate | None  # before − after


@dataclass(frozen=True, slots=True)
class Splits:
    """Where a row is strong and where it is weak."""

    letters: tuple[Share, ...]
    bands: tuple[Share, ...]  # of difficulty
    cut_off: CutOff | None  # None: not known, or no problem has a date


def band(difficulty: float | None) -> str:
    """The colour of a difficulty; "" if it is not known."""
    return "" if difficulty is None else BANDS[min(len(BANDS) - 1, int(clipped(difficulty) // 400))]


def splits_of(grades: Grades, of: Counts, rng: np.random.Generator, cut_off: str | None) -> Splits:
    return Splits(
        letters=tuple(_shares([row.letter for row in grades.problems], of, rng)),
        bands=tuple(_shares([band(row.difficulty) for row in grades.problems], of, rng, BANDS)),
        cut_off=None if cut_off is None else _cut_off(grades, of, rng, cut_off),
    )


def _shares(names: Sequence[str], of: Counts, rng: np.random.Generator, order: Sequence[str] = ()) -> Iterator[Share]:
    kinds, place = np.unique(np.array(names, dtype=str), return_inverse=True)
    for kind in sorted(kinds.tolist(), key=lambda k: (order.index(k) if k in order else len(order), len(k), k)):
        share = _share(kind, of, place == list(kinds).index(kind), rng)
        if share.problems:
            yield share


def _share(name: str, of: Counts, chosen: np.ndarray, rng: np.random.Generator) -> Share:
    won, tried = of.ac[chosen], of.graded[chosen]
    return Share(
        name=name,
        problems=int(np.count_nonzero(tried)),
        attempts=int(tried.sum()),
        ac=int(won.sum()),
        rate=rate_over_problems(won, tried, rng),
    )


def _cut_off(grades: Grades, of: Counts, rng: np.random.Generator, date: str) -> CutOff | None:
    """Before: held in the cut-off's month (or on its day) or earlier. Problems without a date are in neither part."""
    held = [("" if row.held_at is None else row.held_at.date().isoformat())[: len(date)] for row in grades.problems]
    before = _share("before", of, np.array([bool(day) and day <= date for day in held]), rng)
    after = _share("after", of, np.array([bool(day) and day > date for day in held]), rng)
    if before.rate is None and after.rate is None:
        return None
    gap = None if before.rate is None or after.rate is None else difference(before.rate, after.rate)
    return CutOff(date, before, after, gap)
