"""Counts first answers by problem, and measures how long a model took."""

from dataclasses import dataclass

import numpy as np

from judge.judgement import Verdict
from solver.report.grading.cells import CellGrades
from solver.report.grading.grades import CENSORED_CODES, CODE, SAYS_NOTHING, Grades
from solver.report.statistics.hidden_rate import Support


@dataclass(frozen=True, slots=True)
class Spread:
    """The median and the slow end of a measurement; None if nothing was measured."""

    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts for each problem, by its place in Grades.problems."""

    graded: np.ndarray
    ac: np.ndarray
    right: np.ndarray  # AC and not refuted beyond the samples
    tested: np.ndarray  # of the AC, those that were tested beyond the samples
    unchecked: np.ndarray
    censored: np.ndarray  # of the graded
    last_attempt: np.ndarray  # the id of its newest first answer, 0 without any
    last_run: np.ndarray  # the run that made it


def counts(grades: Grades, cell: CellGrades) -> Counts:
    """Counts of the first answers that say something about the model, by problem."""
    rows = cell.rows[grades.round[cell.rows] == 0]
    mark, problem = grades.mark[rows], grades.problem[rows]

    def by_problem(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(problem[chosen], minlength=len(grades.problems))

    graded = ~np.isin(mark, SAYS_NOTHING)
    passed, beyond, support = mark == CODE[Verdict.AC], grades.likely[rows], grades.support[rows]
    refuted = (beyond >= 0) & (beyond != CODE[Verdict.AC])
    last_attempt, last_run = (np.zeros(len(grades.problems), dtype=np.int64) for _kind in range(2))
    # Rows come oldest first, so the newest one is kept.
    last_attempt[problem[graded]] = grades.attempt[rows][graded]
    last_run[problem[graded]] = grades.run[rows][graded]
    return Counts(
        graded=by_problem(graded),
        ac=by_problem(passed),
        right=by_problem(passed & ~refuted),
        tested=by_problem(passed & (support != Support.SAMPLES)),
        unchecked=by_problem(mark == CODE[Verdict.UNCHECKED]),
        censored=by_problem(graded & np.isin(mark, CENSORED_CODES)),
        last_attempt=last_attempt,
        last_run=last_run,
    )


def seconds_to_ac(grades: Grades, cell: CellGrades) -> np.ndarray:
    """The model's seconds over all rounds, for each try that ended in AC."""
    size = int(cell.chain.max(initial=-1)) + 1
    won = np.bincount(cell.chain[grades.mark[cell.rows] == CODE[Verdict.AC]], minlength=size) > 0
    seconds = np.nan_to_num(grades.seconds[cell.rows].astype(np.float64))
    return np.asarray(np.bincount(cell.chain, weights=seconds, minlength=size)[won])


def spread(values: np.ndarray, slow_is_low: bool = False) -> Spread:
    known = values[~np.isnan(values)]
    if not len(known):
        return Spread(None, None)
    median, p90 = np.quantile(known.astype(np.float64), [0.5, 0.1 if slow_is_low else 0.9])
    return Spread(float(median), float(p90))
