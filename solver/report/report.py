"""Makes a report from the log: rows, comparisons and the decision."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from itertools import permutations
from pathlib import Path

import numpy as np

from judge.attempt import Source
from solver.errors import NoSuchCell
from solver.report.decision import Decision, decide, ranked
from solver.report.grading.cells import CellGrades, CellName, cells_of
from solver.report.grading.grades import COUNTED, DEMO, Grades, read_grades
from solver.report.grading.pairs import Pair, compare_all
from solver.report.grading.summary import CellSummary, summarise

# The last month whose contests may be in the training data, as published by the maker.
KNOWLEDGE_ENDS = {"gpt-oss": "2024-06"}
MOST_PAIRED = 12  # rows up to which all are compared with each other by default


@dataclass(frozen=True, slots=True)
class Wanted:
    sources: Collection[Source] = COUNTED
    run: int | None = None
    variants: bool = False
    cut_offs: Mapping[str, str] | None = None  # by model label; "" switches it off
    pass_line: float | None = None
    compare: Sequence[str] = ()
    models: Sequence[str] = ()  # only these; empty: all


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the outputs show."""

    made_at: datetime
    log: str
    grades: Grades
    cells: tuple[CellGrades, ...]
    summaries: tuple[CellSummary, ...]
    pairs: tuple[Pair, ...]
    decision: Decision
    runs: tuple[int, ...]
    only_demo: bool
    unanswered: Mapping[str, int]  # the models, planned or asked, that never answered: how many of their tries failed

    @property
    def ranked(self) -> list[CellSummary]:
        return ranked(self.summaries)


def make_report(log: Path, wanted: Wanted, now: datetime) -> Report:
    """The report on the log at that path. Raises LogUnavailable; NoSuchCell for a name in `compare` or `models`."""
    grades = read_grades(log, wanted.sources, wanted.run)
    cells = cells_of(grades, wanted.variants)
    if wanted.models:
        cells = [cell for name in wanted.models for cell in matching(cells, name)]
    summaries = tuple(
        summarise(
            grades,
            cell,
            np.random.default_rng(0),
            knowledge_end(cell.name.label, wanted.cut_offs or {}),
            wanted.pass_line,
        )
        for cell in cells
    )
    pairs = _pairs(grades, cells, wanted.compare)
    return Report(
        made_at=now,
        log=str(log),
        grades=grades,
        cells=tuple(cells),
        summaries=summaries,
        pairs=tuple(pairs),
        decision=decide(summaries, pairs or _with_best(grades, cells, summaries)),
        runs=grades.runs,
        only_demo=bool(grades.problems) and all(row.id.startswith(DEMO) for row in grades.problems),
        unanswered=_unanswered(summaries, [label for label in grades.planned if _is_wanted(label, wanted.models)]),
    )


def _unanswered(rows: Sequence[CellSummary], planned: Sequence[str]) -> dict[str, int]:
    failed = Counter(dict.fromkeys(planned, 0))
    for row in rows:
        failed[row.name.label] += row.server_errors
    # IE is our failure and comes after an answer.
    answered = {row.name.label for row in rows if row.graded or row.not_judged or row.internal_errors}
    return {label: count for label, count in failed.items() if label not in answered}


def _is_wanted(label: str, names: Sequence[str]) -> bool:
    return not names or any(label in (name, name.rpartition("@")[0]) for name in names)


def knowledge_end(model: str, given: Mapping[str, str]) -> str | None:
    """The model's cut-off as the user gives it, else as its family's maker does; None: not known, or switched off."""
    if model in given:
        return given[model] or None
    return next((date for family, date in KNOWLEDGE_ENDS.items() if family in model.lower()), None)


def matching(cells: Sequence[CellGrades], wanted: str) -> list[CellGrades]:
    """The rows that a name means, a label or label@effort. Raises NoSuchCell if there are none."""
    found = [cell for cell in cells if cell.name.label == wanted]
    if not found:
        model, _at, effort = wanted.rpartition("@")
        found = [cell for cell in cells if (cell.name.label, cell.name.effort) == (model, effort)]
    if not found:
        known = ", ".join(dict.fromkeys(f"{cell.name.label}@{cell.name.effort}" for cell in cells)) or _("nothing")
        raise NoSuchCell(_("the log has no {name}; it has {known}").format(name=wanted, known=known))
    return found


def _pairs(grades: Grades, cells: Sequence[CellGrades], wanted: Sequence[str]) -> list[Pair]:
    """The comparisons of the named rows, at equal effort if they share one; without names of all rows, if few."""
    if not wanted:
        return compare_all(grades, cells) if 1 < len(cells) <= MOST_PAIRED else []
    chosen = [matching(cells, name) for name in wanted]
    shared = set.intersection(*({_asked(cell.name) for cell in rows} for rows in chosen))
    if shared:
        chosen = [[cell for cell in rows if _asked(cell.name) in shared] for rows in chosen]
    rows = list({cell.name: cell for cells in chosen for cell in cells}.values())
    names = [{cell.name for cell in cells} for cells in chosen]

    def is_wanted(first: CellName, second: CellName) -> bool:
        if shared:
            return _asked(first) == _asked(second)
        # Rows of the same name are not compared with each other.
        return any(first in one and second in other for one, other in permutations(names, 2))

    pairs = compare_all(grades, rows, is_wanted)
    # Rows in different languages rarely share a problem; pairs without one are only shown if there are no others.
    return [pair for pair in pairs if pair.problems] or pairs


def _with_best(grades: Grades, cells: Sequence[CellGrades], summaries: Sequence[CellSummary]) -> list[Pair]:
    """The comparisons of the best row with every other, for when there are too many rows for all pairs."""
    if len(cells) < 2:
        return []
    best = ranked(summaries)[0].name
    return compare_all(grades, cells, lambda first, second: best in (first, second))


def _asked(name: CellName) -> tuple[str, str, bool, str]:
    return name.effort, name.language, name.honoured, name.variant
