"""The rows of a report: which attempts are grouped under one name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from judge.effort import Effort
from solver.report.grading.chosen import DecidingPlan
from solver.report.grading.grades import CellRow, Grades

_EFFORTS = tuple(Effort)


@dataclass(frozen=True, slots=True, order=True)
class CellName:
    """The name of a row of the report. `variant` tells settings apart, if that was asked for."""

    label: str
    effort: str  # as it was asked for
    language: str
    honoured: bool = True  # False: the server ignored the effort, so this is no result for it
    variant: str = ""


@dataclass(frozen=True, slots=True)
class CellGrades:
    """The attempts of one row of the report, as places in Grades, and how many were left out."""

    name: CellName
    rows: np.ndarray  # all that count, repair rounds included
    chain: np.ndarray  # for each of them, the number of its independent try
    superseded: int  # tries made again with other settings, of which only the newest counts
    settings: tuple[CellRow, ...]


def cells_of(grades: Grades, variants: bool = False) -> list[CellGrades]:
    """The rows of the report, in the order of model, then effort.

    An effort that was not honoured gets its own row. Tries that differ only in settings (max_tokens, prompt, statement
    language) are one row, in which the newest for each problem and repeat counts; with `variants` they are separate
    rows.
    """
    if not len(grades):
        return []
    names = [_name(row, grades.cells if variants else ()) for row in grades.cells]
    groups = sorted(set(names))
    place = np.array([groups.index(name) for name in names])
    # Twice as many groups: the odd ones are for efforts that were not honoured.
    group = place[grades.cell] * 2 + grades.ignored
    tries = _number(group, grades.problem, grades.source, grades.repeat)
    first = grades.round == 0
    # Rows come oldest first, so the last one written is the cell of each try's newest first answer.
    newest = np.full(int(tries.max()) + 1, -1, dtype=np.int64)
    newest[tries[first]] = grades.cell[first]
    stays = newest[tries] == grades.cell
    found = []
    for number in np.unique(group).tolist():
        within = group == number
        rows = np.flatnonzero(within & stays)
        name = groups[number // 2]
        honoured = number % 2 == 0
        _chains, chain = np.unique(tries[rows], return_inverse=True)
        found.append(
            CellGrades(
                name=CellName(name.label, name.effort, name.language, honoured, name.variant),
                rows=rows,
                chain=chain,
                superseded=int(np.count_nonzero(within & ~stays & first)),
                settings=tuple(grades.cells[c] for c in np.unique(grades.cell[rows]).tolist()),
            )
        )
    return sorted(found, key=lambda cell: _order(cell.name))


def deciding_plan_of(grades: Grades, *names: CellName) -> DecidingPlan | None:
    """The newest plan of a batch that decides whose cells include all of these rows; None if there is none."""
    return next(
        (deciding for deciding in grades.chosen if all(deciding.holds(n.label, n.effort, n.language) for n in names)),
        None,
    )


def _name(row: CellRow, all_rows: Sequence[CellRow]) -> CellName:
    return CellName(row.label, row.effort, row.language, variant=" ".join(_variant(row, all_rows)))


def _variant(row: CellRow, all_rows: Sequence[CellRow]) -> Iterator[str]:
    """What tells the row apart from others of the same model, effort and language."""
    alike = [o for o in all_rows if (o.label, o.effort, o.language) == (row.label, row.effort, row.language)]
    if len({other.statement_lang for other in alike}) > 1:
        yield row.statement_lang
    if len({other.prompt_version for other in alike}) > 1:
        yield f"prompt {row.prompt_version}"
    if len({other.settings for other in alike}) > 1:
        yield row.settings.replace('"', "").strip("{}")


def _order(name: CellName) -> tuple[object, int, str, bool, str]:
    """A sort key: by model in natural order, 20b before 120b, then by effort."""
    model = [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name.label)]
    effort = _EFFORTS.index(Effort(name.effort)) if name.effort in set(_EFFORTS) else len(_EFFORTS)
    return model, effort, name.language, not name.honoured, name.variant


def _number(*columns: np.ndarray) -> np.ndarray:
    """One dense number for each distinct combination."""
    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        packed = packed * (int(column.max()) + 1) + column
    _distinct, numbers = np.unique(packed, return_inverse=True)
    return numbers
