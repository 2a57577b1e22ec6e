"""The report as one page that needs nothing else: no network, no second file."""

import base64
import hashlib
import json
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from gettext import gettext as _
from pathlib import Path
from typing import Any

from judge.judgement import Verdict
from solver.private_paths import without_home
from solver.report.attempts import attempts_shown
from solver.report.grading.cells import CellGrades
from solver.report.grading.grades import CODE, MARKS, Grades, ProblemRow
from solver.report.grading.splits import band
from solver.report.manifest import Manifest, brief_manifests
from solver.report.plots import MOST, legend, plots
from solver.report.report import Report
from solver.report.statistics.rating import clipped
from solver.report.tables import tables
from solver.report.tables.comparisons import pair_tables, verdict_on
from solver.report.tables.names import cell_words
from solver.view.language import message_language

MOST_CELLS = 12_000  # of the grid: about 2 MB
MOST_PACKED_BYTES = 1_900_000  # of opened attempts: with the grid the page stays below 3 MB
_PER_CELL = 3  # attempts that one cell opens
_ALL_LEFT = 2  # of MOST_CELLS / columns, where nothing fits: show a few rows all the same


@dataclass(frozen=True, slots=True)
class GridCell:
    """One problem × row: its word, its look, and its place when sorted."""

    text: str
    look: str
    sort: float


@dataclass(frozen=True, slots=True)
class GridRow:
    """One problem in the grid."""

    place: int
    problem: ProblemRow
    url: str | None
    difficulty: int | None
    band: str
    cells: tuple[GridCell | None, ...]


@dataclass(frozen=True, slots=True)
class PageGrid:
    """Problem × row, and the attempts that its cells open, packed by problem."""

    names: tuple[str, ...]
    rows: tuple[GridRow, ...]
    data: tuple[tuple[int, str], ...]
    opens: bool  # False: the page is to be published, and holds no programs
    left_out: str


def write_page(report: Report, path: Path, with_attempts: bool = True) -> None:
    """Write the page to the file, whole or not at all; without attempts it holds no program and no reasoning."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(render(report, with_attempts), "utf-8")
    part.replace(path)


def render(report: Report, with_attempts: bool = True) -> str:
    """The page's HTML. All that comes from outside is escaped, or packed and set as text when it is opened."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("solver.report", "assets"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["visible"] = visible
    environment.globals["_"] = _
    loader = environment.loader
    assert loader is not None
    style, script = (loader.get_source(environment, name)[0] for name in ("page.css", "page.js"))
    made = plots(report) if report.summaries else []
    page = environment.get_template("page.html.j2").render(
        lang=message_language(),
        style=Markup(style),  # ours, as is the script
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        made_at=f"{report.made_at.astimezone(UTC):%Y-%m-%d %H:%M}",
        headline=headline(report),
        tables=[*tables(report), *pair_tables(report)],
        plots=[{"title": plot.title, "caption": plot.caption, "svg": Markup(plot.svg)} for plot in made],
        legend=legend(report) if made else [],
        legend_note=_legend_note(report),
        pairs=[
            {
                "verdict": verdict_on(pair),
                "only": [(cell_words(pair.first), pair.only_first), (cell_words(pair.second), pair.only_second)],
            }
            for pair in report.pairs
        ],
        grid=_grid(report, with_attempts) if report.summaries else None,
        words=Markup(_script_json(_words())),
        log=without_home(report.log) if with_attempts else Path(report.log).name,
        runs=", ".join(map(str, report.runs)),
        manifests=[_manifest(found) for found in brief_manifests(Path(report.log), report.runs)]
        if with_attempts
        else [],
    )
    return page.encode("utf-8", "replace").decode()


def headline(report: Report) -> str:
    """What the page is about, in a line."""
    attempts = sum(row.attempts for row in report.summaries)
    return _("Attempts: {attempts:,} · problems: {problems:,} · models × efforts: {rows}").format(
        attempts=attempts, problems=len(report.grades.problems), rows=len(report.summaries)
    )


def visible(text: object) -> str:
    """The text with control characters and marks that turn its direction shown instead of obeyed."""
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else f"⟨U+{ord(c):04X}⟩" for c in str(text)
    )


def _legend_note(report: Report) -> str:
    if len(report.summaries) <= MOST:
        return ""
    return _("The plots show the {count} rows with the highest AC rate.").format(count=MOST)


def _words() -> dict[str, str]:
    return {
        "code": _("Code"),
        "answer": _("Answer"),
        "reasoning": _("The end of the reasoning"),
        "stderr": _("Standard error"),
        "compiler": _("Compiler"),
        "not_here": _("This page has no room for this attempt; `kyoso log ID` shows it."),
    }


def _script_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")


def _grid(report: Report, opens: bool) -> PageGrid:
    import numpy as np

    grades, columns = report.grades, len(report.cells)
    order = sorted(range(len(grades.problems)), key=lambda place: _natural(grades.problems[place].id))
    tried = np.zeros(len(grades.problems), dtype=bool)
    for cell in report.cells:
        tried[grades.problem[cell.rows]] = True
    order = [place for place in order if tried[place]]
    room = max(_ALL_LEFT, MOST_CELLS // columns)
    shown, left = order[:room], order[room:]
    by_cell = [_by_problem(grades, cell, set(shown)) for cell in report.cells]
    rows = []
    for place in shown:
        problem = grades.problems[place]
        rows.append(
            GridRow(
                place=place,
                problem=problem,
                url=problem.url if (problem.url or "").startswith(("https://", "http://")) else None,
                difficulty=None if problem.difficulty is None else round(clipped(problem.difficulty)),
                band=band(problem.difficulty),
                cells=tuple(_grid_cell(grades, found.get(place)) for found in by_cell),
            )
        )
    data, packed = _packed(Path(report.log), grades, shown, by_cell) if opens else ([], len(shown))
    notes = []
    if any(cell and cell.text.endswith(")") for row in rows for cell in row.cells):
        notes.append(_("AC (TLE): AC on the samples, but generated tests say TLE."))
    if left:
        notes.append(_("{count} problems are left out of the grid to keep the page small.").format(count=len(left)))
    if packed < len(shown):
        notes.append(
            _("The attempts at the last {count} problems are not in the page; `kyoso log` has them.").format(
                count=len(shown) - packed
            )
        )
    return PageGrid(
        tuple(cell_words(cell.name) for cell in report.cells), tuple(rows), tuple(data), opens, " ".join(notes)
    )


def _natural(task: str) -> tuple[Any, ...]:
    from natsort import natsort_keygen

    key: tuple[Any, ...] = natsort_keygen()(task)
    return key


def _by_problem(grades: Grades, cell: CellGrades, shown: set[int]) -> dict[int, list[int]]:
    """For each problem the places of its attempts in Grades, oldest first."""
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
    if len(marks) == 1:
        likely = int(grades.likely[first[0]])
        if marks[0] == Verdict.AC and likely not in (-1, CODE[Verdict.AC]):
            return GridCell(f"AC ({MARKS[likely]})", "some", CODE[Verdict.AC] + 0.5)
        repaired = any(grades.mark[row] == CODE[Verdict.AC] for row in rows or () if grades.round[row])
        word = marks[0]
        return GridCell(f"{word} → AC" if repaired else word, word, CODE[word])
    right = marks.count(Verdict.AC)
    look = Verdict.AC if right == len(marks) else "some" if right else max(set(marks), key=marks.count)
    return GridCell(f"{right}/{len(marks)}", str(look), -right / len(marks))


def _packed(
    log: Path, grades: Grades, shown: Sequence[int], by_cell: Sequence[dict[int, list[int]]]
) -> tuple[list[tuple[int, str]], int]:
    """Each problem's attempts as deflated JSON in base64, as far as there is room; and how many problems have it."""
    data, used = list[tuple[int, str]](), 0
    step = max(1, 1_500 // max(1, len(by_cell)))
    for start in range(0, len(shown), step):
        places = shown[start : start + step]
        wanted = {
            (place, column): [int(grades.attempt[row]) for row in _to_open(grades, found[place])]
            for place in places
            for column, found in enumerate(by_cell)
            if place in found
        }
        texts = dict(attempts_shown(log, [number for numbers in wanted.values() for number in numbers]))
        for place in places:
            opened = {
                column: [texts[number] for number in wanted[place, column] if number in texts]
                for column in range(len(by_cell))
                if (place, column) in wanted
            }
            raw = json.dumps(opened, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
            text = base64.b64encode(zlib.compress(raw, 9)).decode()
            used += len(text)
            if used > MOST_PACKED_BYTES:
                return data, len(data)
            data.append((place, text))
    return data, len(data)


def _to_open(grades: Grades, rows: list[int]) -> list[int]:
    """A right one and wrong ones before more of the same; rounds of repair in their order."""
    if len(rows) <= _PER_CELL:
        return rows
    first = {int(grades.mark[row]): row for row in reversed(rows)}
    chosen = [*first.values(), *(row for row in rows if row not in first.values())][:_PER_CELL]
    return sorted(chosen)


def _manifest(found: Manifest) -> dict[str, str]:
    return {
        "head": _("run {id}: {command}, {moment}").format(
            id=found.run, command=found.command, moment=found.started_at[:16].replace("T", " ")
        ),
        "text": json.dumps(found.content, indent=1, ensure_ascii=False),
    }
