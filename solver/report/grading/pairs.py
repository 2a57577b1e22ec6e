"""Two rows of a report on the problems that both did."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from solver.report.grading.cells import CellGrades, CellName, Counts, counts
from solver.report.grading.grades import Grades
from solver.report.statistics.paired import Paired, compare, holm

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Pair:
    """The comparison of two rows. The lists hold task ids."""

    first: CellName
    second: CellName
    problems: int  # that both did and neither left UNCHECKED
    left_out: int  # that both did, but where one could not be checked
    repeats: bool
    both: int  # problems that both solved at least once
    neither: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    result: Paired | None  # None without a common problem
    p_corrected: float | None  # by Holm, over all pairs asked for
    answered: Paired | None  # the same on the problems where an answer came from both each time


def compare_cells(grades: Grades, first: CellGrades, second: CellGrades) -> Pair:
    """The paired comparison of two rows of the same report."""
    import numpy as np

    a, b = counts(grades, first), counts(grades, second)
    both_did = (a.graded > 0) & (b.graded > 0)
    use = both_did & (a.unchecked == 0) & (b.unchecked == 0)
    came = use & (a.censored == 0) & (b.censored == 0)
    won_a, won_b = a.ac > 0, b.ac > 0

    def ids(chosen: "np.ndarray") -> tuple[str, ...]:
        return tuple(grades.problems[place].id for place in np.flatnonzero(chosen).tolist())

    return Pair(
        first=first.name,
        second=second.name,
        problems=int(use.sum()),
        left_out=int(both_did.sum() - use.sum()),
        repeats=bool(max(a.graded[use].max(initial=0), b.graded[use].max(initial=0)) > 1),
        both=int((use & won_a & won_b).sum()),
        neither=int((use & ~won_a & ~won_b).sum()),
        only_first=ids(use & won_a & ~won_b),
        only_second=ids(use & won_b & ~won_a),
        result=compare(_differences(a, b, use)),
        p_corrected=None,
        answered=compare(_differences(a, b, came)),
    )


def compare_all(
    grades: Grades, cells: Sequence[CellGrades], wanted: Callable[[CellName, CellName], bool] | None = None
) -> list[Pair]:
    """Every pair of the rows (that is `wanted`, if given), the p-values corrected for their number."""
    pairs = [
        compare_cells(grades, first, second)
        for first, second in combinations(cells, 2)
        if wanted is None or wanted(first.name, second.name)
    ]
    tested = [pair for pair in pairs if pair.result is not None]
    corrected = dict(
        zip(map(id, tested), holm([pair.result.p_value for pair in tested if pair.result is not None]), strict=True)
    )
    return [replace(pair, p_corrected=corrected.get(id(pair))) for pair in pairs]


def _differences(a: Counts, b: Counts, use: "np.ndarray") -> Counter[Fraction]:
    """How many problems show each difference of the two AC rates."""
    import numpy as np

    table = np.stack([a.ac[use], a.graded[use], b.ac[use], b.graded[use]], axis=1)
    kinds, how_many = np.unique(table, axis=0, return_counts=True)
    found: Counter[Fraction] = Counter()
    for (ac_a, of_a, ac_b, of_b), count in zip(kinds.tolist(), how_many.tolist(), strict=True):
        found[Fraction(ac_a, of_a) - Fraction(ac_b, of_b)] += count
    return found
