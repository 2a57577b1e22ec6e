"""The report in a terminal."""

from collections.abc import Iterator
from dataclasses import replace
from gettext import gettext as _
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table as RichTable
from rich.text import Text

from solver.report.brief import brief
from solver.report.report import Report
from solver.report.tables import tables
from solver.report.tables.comparisons import pair_tables, verdict_on
from solver.report.tables.names import cell_words
from solver.report.tables.shape import Table, TableCell
from solver.view.output import console, put_lines
from solver.view.styles import VERDICT_STYLES
from solver.view.text import safe
from solver.view.wrapping import wrapped

if TYPE_CHECKING:
    from solver.view.console import SafeConsole

_WIDEST_NAME = 34  # columns; longer labels are folded
_LISTED = 40  # problems solved by only one row that are listed by name


def print_brief(report: Report) -> None:
    """Print the answer and the rows in its order, on one screen."""
    put_lines(brief(report, console().width))


def print_report(report: Report, console: "SafeConsole", compare: bool) -> None:
    """Print the answer, then every table under its title; with `compare` only the comparisons."""
    if not compare:
        put_lines(brief(report, console.width, most=10_000))
    for table in pair_tables(report) if compare else (*tables(report), *pair_tables(report)):
        console.print(f"\n{table.title}", style="bold")
        for part in _parts(_named_once(table), console.width):
            console.print(_rich(part))
        for note in table.notes:
            console.print("\n".join(wrapped(safe(note), console.width)), style="dim", soft_wrap=True)
    if compare:
        for line in _who_solved_what(report):
            console.print("\n".join(wrapped(line, console.width)), soft_wrap=True)
    elif len(report.cells) > 1:
        console.print(_("\nWhich is better: `kyoso report --compare A B`."), style="dim")


def _named_once(table: Table) -> Table:
    """The table with a single column for a row's name, because numbers need the room."""
    first, *_others = table.columns
    rows = tuple(
        (TableCell(table.between.join(cell.text for cell in row[: table.names] if cell.text)), *row[table.names :])
        for row in table.rows
    )
    return replace(table, columns=(first, *table.columns[table.names :]), rows=rows, names=1)


def _parts(table: Table, width: int) -> Iterator[Table]:
    """The table in as many parts as the width requires, each with the names."""
    widths = [
        max(
            cell_len(line)
            for cell in (column.name, *(row[place].text for row in table.rows))
            for line in cell.split("\n")
        )
        for place, column in enumerate(table.columns)
    ]
    room = max(20, width - min(widths[0], _WIDEST_NAME))
    start = 1
    while start < len(widths):
        end, used = start, 0
        while end < len(widths) and (end == start or used + widths[end] + 2 <= room):
            used += widths[end] + 2
            end += 1
        rows = tuple((row[0], *row[start:end]) for row in table.rows)
        yield replace(table, columns=(table.columns[0], *table.columns[start:end]), rows=rows)
        start = end


def _rich(table: Table) -> object:
    rich = RichTable(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for column in table.columns:
        rich.add_column(
            Text(column.name), justify="right" if column.numeric else "left", overflow="fold", no_wrap=column.numeric
        )
    looks = VERDICT_STYLES | {"bad": "red", "dim": "dim"}
    for row in table.rows:
        styles = (looks.get(cell.look, "blue" if cell.look else "") for cell in row)
        rich.add_row(*(Text(safe(cell.text), style=style) for cell, style in zip(row, styles, strict=True)))
    return rich


def _who_solved_what(report: Report) -> Iterator[str]:
    for pair in report.pairs:
        yield ""
        yield safe(verdict_on(pair))
        for name, solved in ((pair.first, pair.only_first), (pair.second, pair.only_second)):
            if solved:
                more = _(" and {count} more (--json lists them)").format(count=len(solved) - _LISTED)
                yield _("only {name}: {problems}").format(
                    name=safe(cell_words(name)), problems=", ".join(solved[:_LISTED])
                ) + (more if len(solved) > _LISTED else "")
