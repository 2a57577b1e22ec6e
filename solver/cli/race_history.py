"""`kyoso race --history`: wins, Elo and a plot, in the terminal, as a page or as JSON."""

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

from rich.table import Table
from rich.text import Text

from judge.log.race_records import RaceRecord
from solver.cli.race_summary import NARROW
from solver.race.history import Standing, bouts, standings
from solver.race.page.history import history_html
from solver.race.records import race_json
from solver.race.words import title
from solver.view.output import console, print_json, print_table, put, put_lines
from solver.view.pages import write_whole
from solver.view.text import safe_line


def show_history(races: Sequence[RaceRecord], as_json: bool, html: Path | None) -> None:
    """Print one JSON object per race, or the tables and the plot; write the page if one is asked for."""
    if as_json:
        for race in races:
            print_json(race_json(race))
    found = standings(bouts(races))
    if html is not None:
        write_whole(html, history_html(races))
        put(_("Written: {path}").format(path=html), err=True)
    if as_json:
        return
    if not found:
        put(_("No races against anybody yet."))
        return
    _tables(found)
    _plot(found)


def _tables(found: Sequence[Standing]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("against"), overflow="fold")
    for name in (_("won-lost"), _("your Elo")):
        table.add_column(name, justify="right", no_wrap=True)
    details = [_("by letter"), _("by difficulty")] if console().width >= NARROW else []
    for name in details:
        table.add_column(name, overflow="fold")
    for standing in found:
        counted = (
            "  ".join(f"{label} {count}" for label, count in sorted(standing.by_label.items())),
            "  ".join(f"{band} {count}" for band, count in sorted(standing.by_band.items())),
        )
        against = Text(title(standing.other, _))
        table.add_row(against, str(standing.total), f"{standing.rating:.0f}", *counted[: len(details)])
    print_table(table)


def _plot(found: Sequence[Standing]) -> None:
    import sys

    import plotext

    terminal = console()
    plotext.clear_figure()
    if not terminal.is_terminal or terminal.no_color:
        plotext.theme("clear")
    plotext.plotsize(min(100, terminal.width), 16)
    plotext.title(_("Your Elo, race by race"))
    for standing in found:
        values = [1500.0, *(rating for _at, rating in standing.elo)]
        plotext.plot(list(range(len(values))), values, label=safe_line(title(standing.other, _)), marker="dot")
    longest = max(len(standing.elo) for standing in found)
    plotext.xticks(list(range(0, longest + 1, max(1, longest // 10))))
    drawn = plotext.build()
    encoding = sys.stdout.encoding or "utf-8"
    put_lines(map(_trim_for_wide_letters, Text.from_ansi(drawn.encode(encoding, "replace").decode(encoding)).split()))


def _trim_for_wide_letters(line: Text) -> Text:
    """The line without as many blanks as it has wide letters: plotext counts letters, and those take two columns."""
    extra = line.cell_len - len(line)
    at = line.plain.rfind(" " * extra)
    return line[:at] + line[at + extra :] if extra and at >= 0 else line
