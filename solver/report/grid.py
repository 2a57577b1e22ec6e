"""The grid of problems × rows, and the attempts that its cells open."""

import base64
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from statistics import mode

import numpy as np
from natsort import natsorted

from judge.attempt import Outcome
from judge.judgement import Verdict
from problems.problem import Problem
from solver.report.attempts import attempts_shown
from solver.report.grading.cells import CellGrades, CellName
from solver.report.grading.grades import CODE, MARKS, Grades, ProblemRow
from solver.report.grading.splits import band
from solver.report.report import Report
from solver.report.statistics.hidden_rate import Support
from solver.report.statistics.rating import clipped
from solver.report.tables.names import cell_words
from solver.view.language import sentences

MOST_CELLS = 12_000  # of the grid: about 2 MB
MOST_PACKED_BYTES = 1_800_000  # of the attempts: with the grid the page stays below 3 MB
_PER_CELL = 3  # attempts that one cell opens
_ALL_LEFT = 2  # problems shown even if MOST_CELLS / columns allows fewer
_MOST_CHIPS = 6  # rows up to which each has its own chip
_SIGNS = {  # one letter per cell; the word is shown on hover, to screen readers and when opened
    Verdict.AC: "✓", Verdict.WA: "W", Verdict.TLE: "T", Verdict.MLE: "M", Verdict.OLE: "O", Verdict.RE: "R",
    Verdict.CE: "C", Verdict.UNCHECKED: "?", Verdict.IE: "i", Outcome.TRUNCATED: "…", Outcome.EMPTY: "∅",
    Outcome.LOOPED: "∞", Outcome.REFUSED: "×", Outcome.NO_CODE: "N", Outcome.SERVER_ERROR: "s",
}  # fmt: skip
REFUTED = "!"
DISPUTED = "≠"

ProblemOf = Callable[[str], Problem | None]  # a stored problem with its samples and limits, by id


@dataclass(frozen=True, slots=True)
class GridCell:
    """One problem × row: its sign, the word for it, its look, and its sort key."""

    sign: str
    word: str
    look: str
    sort: float
    right: float  # the share of its answers that are right beyond the samples


@dataclass(frozen=True, slots=True)
class GridRow:
    """One problem in the grid; the chips filter by `kinds`."""

    place: int
    problem: ProblemRow
    url: str | None
    difficulty: int | None
    band: str
    cells: tuple[GridCell | None, ...]
    kinds: str
    right: str


@dataclass(frozen=True, slots=True)
class PageGrid:
    """Problem × row, and the attempts that its cells open, packed by problem."""

    names: tuple[tuple[str, str], ...]  # the whole name, and the name in two lines
    rows: tuple[GridRow, ...]
    sums: tuple[str, ...]  # right answers of each row
    chips: tuple[tuple[str, str], ...]  # a kind and its label
    legend: str
    data: tuple[tuple[int, str], ...]
    opens: bool  # False: the page is to be published and holds no programs
    left_out: str


def grid_of(report: Report, opens: bool, problem_of: ProblemOf) -> PageGrid:
    """The grid, as far as there is room; opens: whether to include the attempts."""
    grades, columns = report.grades, len(report.cells)
    tried = np.unique(grades.problem[np.concatenate([cell.rows for cell in report.cells])])
    order = natsorted(tried.tolist(), key=lambda place: grades.problems[place].id)
    room = max(_ALL_LEFT, MOST_CELLS // columns)
    shown, left = order[:room], order[room:]
    by_cell = [_by_problem(grades, cell, set(shown)) for cell in report.cells]
    rows = []
    for place in shown:
        problem = grades.problems[place]
        cells = tuple(_grid_cell(grades, found.get(place)) for found in by_cell)
        rows.append(
            GridRow(
                place=place,
                problem=problem,
                url=problem.url if (problem.url or "").startswith(("https://", "http://")) else None,
                difficulty=None if problem.difficulty is None else round(clipped(problem.difficulty)),
                band=band(problem.difficulty),
                cells=cells,
                kinds=" ".join(_kinds(cells)),
                right=_sum(cells),
            )
        )
    data, packed = _packed(Path(report.log), grades, shown, by_cell, problem_of) if opens else ([], len(shown))
    notes = []
    if left:
        text = ngettext(
            "{count} problem is left out of the grid to keep the page small.",
            "{count} problems are left out of the grid to keep the page small.",
            len(left),
        )
        notes.append(text.format(count=len(left)))
    if packed < len(shown):
        notes.append(
            _("The attempts at the last {count} problems are not in the page; `kyoso log` has them.").format(
                count=len(shown) - packed
            )
        )
    columns_of = list(zip(*(row.cells for row in rows), strict=True)) if rows else []
    return PageGrid(
        names=tuple((cell_words(cell.name), _two_lines(cell.name)) for cell in report.cells),
        rows=tuple(rows),
        sums=tuple(f"{sum(cell.right for cell in column if cell):.0f}" for column in columns_of),
        chips=tuple(_chips(report)),
        legend=_legend([cell for row in rows for cell in row.cells if cell]),
        data=tuple(data),
        opens=opens,
        left_out=sentences(*notes),
    )


def _two_lines(name: CellName) -> str:
    return f"{name.label}\n{cell_words(name).removeprefix(name.label).strip()}".rstrip()


def _chips(report: Report) -> list[tuple[str, str]]:
    chips = [("differ", _("differ")), ("none", _("all fail")), ("refuted", _("refuted"))]
    if 1 < len(report.cells) <= _MOST_CHIPS:
        chips += [
            (f"only{place}", _("only {name}").format(name=cell_words(cell.name)))
            for place, cell in enumerate(report.cells)
        ]
    return chips


def _kinds(cells: Sequence[GridCell | None]) -> list[str]:
    """The kinds that apply to the problem; `onlyN` if only the row at place N is right."""
    right = [cell.right > 0 for cell in cells if cell]
    kinds = ["differ"] if any(right) and not all(right) else [] if any(right) else ["none"]
    if sum(right) == 1 and len(right) > 1:
        kinds.append(f"only{next(place for place, cell in enumerate(cells) if cell and cell.right > 0)}")
    if any(cell and cell.sign == REFUTED for cell in cells):
        kinds.append("refuted")
    return kinds


def _sum(cells: Sequence[GridCell | None]) -> str:
    known = [cell.right for cell in cells if cell]
    return (
        f"{sum(known):g}/{len(known)}" if all(share in (0, 1) for share in known) else f"{sum(known):.1f}/{len(known)}"
    )


def _legend(cells: Sequence[GridCell]) -> str:
    found = {cell.sign: cell.word for cell in cells if len(cell.sign) == 1}
    meant = {
        REFUTED: _("AC on the samples, refuted by generated tests"),
        DISPUTED: _("AC on the samples, other programs answer differently, undecided"),
    }
    return " · ".join(f"{sign} {meant.get(sign, word)}" for sign, word in found.items())


def _by_problem(grades: Grades, cell: CellGrades, shown: set[int]) -> dict[int, list[int]]:
    """The places in Grades of each problem's attempts, oldest first."""
    found: dict[int, list[int]] = {}
    for row, problem in zip(cell.rows.tolist(), grades.problem[cell.rows].tolist(), strict=True):
        if problem in shown:
            found.setdefault(problem, []).append(row)
    return found


def _grid_cell(grades: Grades, rows: list[int] | None) -> GridCell | None:
    first = [row for row in rows or () if grades.round[row] == 0]
    if not first:
        return None
    marks = [MARKS[grades.mark[row]] for row in first]
    stays = [_stays(grades, row) for row in first]
    share = sum(stays) / len(stays)
    if len(marks) > 1:
        look = Verdict.AC if share == 1 else "some" if share else mode(marks)
        text = f"{sum(stays)}/{len(marks)}"
        return GridCell(text, text, str(look), -share, share)
    word = marks[0]
    if word == Verdict.AC and not stays[0]:
        likely = MARKS[int(grades.likely[first[0]])]
        sign = DISPUTED if grades.support[first[0]] == Support.DISPUTED else REFUTED
        return GridCell(sign, f"AC ({likely})", "some", CODE[Verdict.AC] + 0.5, 0.0)
    if any(grades.mark[row] == CODE[Verdict.AC] for row in rows or () if grades.round[row]):
        return GridCell(f"{_SIGNS.get(word, '-')}→✓", f"{word} → AC", word, CODE[word], share)
    return GridCell(_SIGNS.get(word, "-"), word, word, CODE[word], share)


def _stays(grades: Grades, row: int) -> bool:
    """Whether the answer is right, as far as is known."""
    likely = int(grades.likely[row])
    return bool(grades.mark[row] == CODE[Verdict.AC]) and likely in (-1, CODE[Verdict.AC])


def _packed(
    log: Path,
    grades: Grades,
    shown: Sequence[int],
    by_cell: Sequence[dict[int, list[int]]],
    problem_of: ProblemOf,
) -> tuple[list[tuple[int, str]], int]:
    """Each problem's attempts as deflated JSON in base64, as far as there is room, and for how many problems."""
    data, used = list[tuple[int, str]](), 0
    step = max(1, 1_500 // max(1, len(by_cell)))
    for start in range(0, len(shown), step):
        wanted = {
            place: {
                column: [int(grades.attempt[row]) for row in _to_open(grades, found[place])]
                for column, found in enumerate(by_cell)
                if place in found
            }
            for place in shown[start : start + step]
        }
        ids = [number for cells in wanted.values() for numbers in cells.values() for number in numbers]
        texts = dict(attempts_shown(log, ids, problem_of))
        for place, cells in wanted.items():
            opened = {
                column: [texts[number] for number in numbers if number in texts] for column, numbers in cells.items()
            }
            raw = json.dumps(opened, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
            text = base64.b64encode(zlib.compress(raw, 9)).decode()
            used += len(text)
            if used > MOST_PACKED_BYTES:
                return data, len(data)
            data.append((place, text))
    return data, len(data)


def _to_open(grades: Grades, rows: list[int]) -> list[int]:
    """The attempts that a cell opens, in their order: one with each mark, before more with the same mark."""
    if len(rows) <= _PER_CELL:
        return rows
    first = {int(grades.mark[row]): row for row in reversed(rows)}
    chosen = [*first.values(), *(row for row in rows if row not in first.values())][:_PER_CELL]
    return sorted(chosen)
