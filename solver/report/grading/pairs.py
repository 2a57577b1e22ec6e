"""Compares two rows of a report on the problems that both did."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np

from solver.report.grading.cells import CellGrades, CellName, deciding_plan_of
from solver.report.grading.chosen import DecidingPlan
from solver.report.grading.counting import Counts, counts
from solver.report.grading.grades import Grades
from solver.report.statistics.decide import Decide
from solver.report.statistics.paired import Needed, Paired, compare, compare_in_order, holm, needed_range

LIKELY, SAMPLES = "likely", "samples"  # what a comparison is based on
_FIRST_PLANNED = 10  # problems; fewer could hardly tell two rows apart
_TESTED = 0.5  # the share of each row's sample ACs that must have been tested further


@dataclass(frozen=True, slots=True)
class Pair:
    """The comparison of two rows. The lists hold task ids."""

    first: CellName
    second: CellName
    basis: str  # LIKELY, or SAMPLES if one of the two was not tested further
    problems: int  # that both did, without an UNCHECKED answer
    left_out: int  # that both did, but with an answer that could not be checked
    repeats: bool
    both: int  # problems that both solved at least once
    neither: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    result: Paired | None  # None without a common problem
    on_samples: Paired | None  # the same on the samples alone
    p_corrected: float | None  # by Holm, over all pairs asked for; valid however often one looks
    needed: Needed | None  # None: decided, or nothing to compare
    answered: Paired | None  # the same on the problems that both answered every time
    terms: Decide | None  # of the batch that chose the problems by its results; None: there is none

    @property
    def decided(self) -> bool:
        """Whether the two are told apart."""
        return self.p_corrected is not None and (self.terms or Decide()).is_decided(self.p_corrected)

    @property
    def too_close(self) -> bool:
        """Whether the batch that chose the problems found that the two surely differ by less than matters."""
        if self.terms is None or self.result is None or self.decided:
            return False
        return self.terms.is_too_close(self.result.difference, self.problems)


def compare_cells(grades: Grades, first: CellGrades, second: CellGrades) -> Pair:
    """The paired comparison of two rows of the same report."""
    a, b = counts(grades, first), counts(grades, second)
    both_did = (a.graded > 0) & (b.graded > 0)
    use = both_did & (a.unchecked == 0) & (b.unchecked == 0)
    # The plan whose problems were chosen by the results of these two rows.
    adaptive = np.isin(grades.run[np.concatenate([first.rows, second.rows])], list(grades.adaptive)).any()
    deciding = deciding_plan_of(grades, first.name, second.name) if adaptive else None
    if deciding is not None:
        use &= np.isin([problem.id for problem in grades.problems], deciding.order)
    came = use & (a.censored == 0) & (b.censored == 0)
    basis = LIKELY if _tested(a) and _tested(b) else SAMPLES
    right_a, right_b = (a.right, b.right) if basis == LIKELY else (a.ac, b.ac)
    won_a, won_b = right_a > 0, right_b > 0

    def ids(chosen: np.ndarray) -> tuple[str, ...]:
        return tuple(grades.problems[place].id for place in np.flatnonzero(chosen).tolist())

    def gaps(places: np.ndarray, of_a: np.ndarray, of_b: np.ndarray) -> list[Fraction]:
        table = np.stack([of_a[places], a.graded[places], of_b[places], b.graded[places]], axis=1)
        kinds, kind = np.unique(table, axis=0, return_inverse=True)
        differences = [Fraction(won, of) - Fraction(lost, out_of) for won, of, lost, out_of in kinds.tolist()]
        return [differences[place] for place in kind.ravel().tolist()]

    # Ordered by when the later of the two answers came.
    last = np.maximum(a.last_attempt, b.last_attempt)
    places = np.flatnonzero(use)
    places = places[np.argsort(last[places], kind="stable")]
    in_order = gaps(places, right_a, right_b)
    found = compare_in_order(in_order, _planned(np.maximum(a.last_run, b.last_run)[places], grades.ended))
    left = None
    if deciding is not None and found is not None:
        tried = np.array([of.graded * (of.unchecked == 0) for of in (a, b)])
        found, left = _over_plan(grades, deciding, found, np.array([right_a, right_b]), tried)
    return Pair(
        first=first.name,
        second=second.name,
        basis=basis,
        problems=len(places),
        left_out=int(both_did.sum() - use.sum()),
        repeats=bool(max(a.graded[use].max(initial=0), b.graded[use].max(initial=0)) > 1),
        both=int((use & won_a & won_b).sum()),
        neither=int((use & ~won_a & ~won_b).sum()),
        only_first=ids(use & won_a & ~won_b),
        only_second=ids(use & won_b & ~won_a),
        result=found,
        on_samples=compare(Counter(gaps(places, a.ac, b.ac))),
        p_corrected=None,
        needed=left if found is None else left or _needed(in_order),
        answered=compare(Counter(gaps(np.flatnonzero(came), right_a, right_b))),
        terms=None if deciding is None else deciding.terms,
    )


def _over_plan(
    grades: Grades, deciding: DecidingPlan, found: Paired, won: np.ndarray, tried: np.ndarray
) -> tuple[Paired, Needed | None]:
    """The comparison as made by the batch that chose the problems, and what a decision still needs."""
    from solver.report.statistics.adaptive import pair_p

    tasks = [problem.id for problem in grades.problems]
    solved = np.array([deciding.over_plan(tasks, *row) for row in zip(won, tried, strict=True)])
    results = deciding.results(("first", "second"), solved)
    (one,) = results.comparisons
    left = None if one.problems_left is None else Needed(*(one.problems + more for more in one.problems_left))
    if left is not None and left.high is not None and left.high >= len(deciding.plan.problems):
        left = Needed(left.low, None)  # the batch counts to the end of its plan, which may decide nothing
    p = pair_p(results, 0, 1)
    return replace(found, difference=one.difference, p_value=p, p_any_look=p, problems_needed=None), left


def _tested(of: Counts) -> bool:
    return int(of.tested.sum()) > 0 and int(of.tested.sum()) >= _TESTED * int(of.ac.sum())


def _planned(last_run: np.ndarray, ended: frozenset[int]) -> int | None:
    """How many of the ordered problems both had done after the first ended run that made these enough; None if none.

    That size was set before anybody could look at the outcome.
    """
    reached = np.maximum.accumulate(last_run) if len(last_run) else last_run
    for run in np.unique(reached).tolist():
        size = int(np.count_nonzero(reached <= run))
        if run in ended and size >= _FIRST_PLANNED:
            return size
    return None


def compare_all(
    grades: Grades, cells: Sequence[CellGrades], wanted: Callable[[CellName, CellName], bool] | None = None
) -> list[Pair]:
    """Every pair of the rows (that is `wanted`, if given), with p-values corrected for their number."""
    pairs = [
        compare_cells(grades, first, second)
        for first, second in combinations(cells, 2)
        if wanted is None or wanted(first.name, second.name)
    ]
    corrected = iter(holm([pair.result.p_any_look for pair in pairs if pair.result is not None]))
    pairs = [pair if pair.result is None else replace(pair, p_corrected=next(corrected)) for pair in pairs]
    return [replace(pair, needed=None) if pair.decided or pair.too_close else pair for pair in pairs]


def _needed(differences: Sequence[Fraction]) -> Needed:
    """The estimate, but more problems than those that were not enough."""
    found = needed_range(Counter(differences))
    low = max(found.low, len(differences) + 1)
    return Needed(low, None if found.high is None else max(found.high, low))
