"""The names of rows."""

from collections.abc import Callable, Iterable, Mapping
from gettext import gettext as _
from typing import TypeVar

from judge.effort import Effort
from solver.report.grading.cells import CellName
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.tables.shape import Column, Table, TableCell, cell

T = TypeVar("T")


def named_table(
    report: Report,
    name: str,
    title: str,
    columns: Mapping[Column, Callable[[T], TableCell]],
    rows: Iterable[tuple[CellName, T]],
    notes: Iterable[str] = (),
) -> Table:
    """The table with a line per row of the report. columns: each with what makes its cell of a row."""
    naming = _naming(report)
    filled = tuple(
        (*(fill(row) for fill in naming.values()), *(fill(found) for fill in columns.values())) for row, found in rows
    )
    return Table(name, title, (*naming, *columns), filled, tuple(notes), names=len(naming))


def _naming(report: Report) -> dict[Column, Callable[[CellName], TableCell]]:
    """The columns that name a row, and how to fill them."""
    order = {effort.value: place for place, effort in enumerate(Effort)}
    columns: dict[Column, Callable[[CellName], TableCell]] = {
        Column(_("model"), numeric=False): lambda name: cell(name.label),
        Column(_("effort"), numeric=False): lambda name: TableCell(
            effort_words(name), order.get(name.effort, 9), "" if name.honoured else "bad"
        ),
    }
    if len({row.name.language for row in report.summaries}) > 1:
        columns[Column(_("language"), numeric=False)] = lambda name: cell(name.language)
    if any(row.name.variant for row in report.summaries):
        columns[Column(_("settings"), numeric=False)] = lambda name: TableCell(name.variant, name.variant)
    return columns


def effort_words(name: CellName) -> str:
    """The effort, or in brackets the one asked for if the server ignored it."""
    if not name.honoured:
        return _("({effort} ignored)").format(effort=name.effort)
    return "–" if name.effort == Effort.DEFAULT else name.effort


def cell_words(name: CellName) -> str:
    effort = "" if name.honoured and name.effort == Effort.DEFAULT else effort_words(name)
    language = "" if name.language == "python" else name.language
    return " ".join(word for word in (name.label, effort, name.variant, language) if word)


def demo_words(report: Report) -> str:
    """What the demo's figures are worth, if the report has no others; else ""."""
    if not report.only_demo:
        return ""
    return _("Only the demo's problems: the figures say nothing of how a model does on AtCoder.")


def right_words(row: CellSummary) -> str:
    """How many of how many are right, or the share of the whole plan if earlier results chose the problems."""
    if not row.adaptive:
        return f"{row.right} / {row.graded}"
    return "–" if row.plan_problems is None or row.right_rate is None else f"≈ {100 * row.right_rate.value:.0f} %"
