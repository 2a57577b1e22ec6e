"""The names of rows."""

from collections.abc import Callable, Sequence
from gettext import gettext as _

from judge.effort import Effort
from solver.report.grading.cells import CellName
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.tables.shape import Column, Table, TableCell


def naming(report: Report) -> tuple[list[Column], Callable[[CellName], list[TableCell]]]:
    """The columns that name a row, and how to fill them."""
    columns = [Column(_("model"), numeric=False), Column(_("effort"), numeric=False)]
    languages = len({row.name.language for row in report.summaries}) > 1
    variants = any(row.name.variant for row in report.summaries)
    columns += [Column(_("language"), numeric=False)] if languages else []
    columns += [Column(_("settings"), numeric=False)] if variants else []
    order = {effort.value: place for place, effort in enumerate(Effort)}

    def fill(name: CellName) -> list[TableCell]:
        effort = TableCell(effort_words(name), order.get(name.effort, 9), "" if name.honoured else "bad")
        cells = [TableCell(name.label, name.label), effort]
        cells += [TableCell(name.language, name.language)] if languages else []
        return cells + ([TableCell(name.variant, name.variant)] if variants else [])

    return columns, fill


def named_table(
    report: Report,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[TableCell, ...]],
    notes: tuple[str, ...] = (),
) -> Table:
    return Table(name, title, tuple(columns), tuple(rows), notes, names=len(naming(report)[0]))


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
