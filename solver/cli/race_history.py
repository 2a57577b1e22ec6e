"""`kyoso race --history`: wins, Elo and a plot, in the terminal, as a page or as JSON."""

from collections.abc import Sequence
from gettext import gettext as _
from html import escape
from pathlib import Path

from judge.log.race_records import RaceRecord
from solver.race.history import Standing, bouts, standings
from solver.race.records import race_json
from solver.view.language import message_language
from solver.view.output import console, print_json, print_table, put, put_lines
from solver.view.text import safe_line


def show_history(races: Sequence[RaceRecord], as_json: bool, html: Path | None) -> None:
    """One JSON object a race; or the tables and the plot, and the page where one is asked for."""
    if as_json:
        for race in races:
            print_json(race_json(race))
    found = standings(bouts(races))
    if html is not None:
        part = html.with_name(f".{html.name}.part")
        part.write_text(page(found, len(races)), "utf-8")
        part.replace(html)
        show_note = _("Written: {path}").format(path=html)
        put(show_note, err=True)
    if as_json:
        return
    if not found:
        put(_("There is no race against anybody yet."))
        return
    _tables(found)
    _plot(found)


def _tables(found: Sequence[Standing]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("against"), overflow="fold")
    for name in (_("won-lost"), _("your Elo")):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(_("by letter"), overflow="fold")
    table.add_column(_("by difficulty"), overflow="fold")
    for standing in found:
        table.add_row(
            Text(standing.opponent),
            str(standing.total),
            f"{standing.rating:.0f}",
            "  ".join(f"{label} {count}" for label, count in sorted(standing.by_label.items())),
            "  ".join(f"{band} {count}" for band, count in sorted(standing.by_band.items())),
        )
    print_table(table)


def _plot(found: Sequence[Standing]) -> None:
    import sys

    import plotext
    from rich.text import Text

    terminal = console()
    plotext.clear_figure()
    if not terminal.is_terminal or terminal.no_color:
        plotext.theme("clear")
    plotext.plotsize(min(100, terminal.width), 16)
    plotext.title(_("Your Elo, race by race"))
    for standing in found:
        values = [1500.0, *(rating for _at, rating in standing.elo)]
        plotext.plot(list(range(len(values))), values, label=safe_line(standing.opponent), marker="dot")
    longest = max(len(standing.elo) for standing in found)
    plotext.xticks(list(range(0, longest + 1, max(1, longest // 10))))
    drawn = plotext.build()
    encoding = sys.stdout.encoding or "utf-8"
    put_lines([Text.from_ansi(drawn.encode(encoding, "replace").decode(encoding))])


def page(found: Sequence[Standing], races: int) -> str:
    """The history as one HTML page that needs nothing else."""
    rows = "".join(
        f"<tr><td>{escape(standing.opponent)}</td><td>{standing.total}</td><td>{standing.rating:.0f}</td>"
        f"<td>{escape(', '.join(f'{label} {count}' for label, count in sorted(standing.by_label.items())))}</td>"
        f"<td>{escape(', '.join(f'{band} {count}' for band, count in sorted(standing.by_band.items())))}</td></tr>"
        for standing in found
    )
    heads = (_("against"), _("won-lost"), _("your Elo"), _("by letter"), _("by difficulty"))
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    title, count = escape(_("Your races")), escape(_("{count} races").format(count=races))
    return f"""<!DOCTYPE html>
<html lang="{message_language()}"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:54rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;
background:#fff}}table{{border-collapse:collapse}}td,th{{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}}
svg{{max-width:100%;height:auto}}</style></head>
<body><h1>{title}</h1><p>{count}</p>
<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
{_svg(found)}</body></html>
"""


def _svg(found: Sequence[Standing]) -> str:
    import io
    import warnings

    import matplotlib
    from matplotlib.figure import Figure

    if not found:
        return ""
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    for standing in found:
        when = [at for at, _rating in standing.elo]
        axes.plot(when, [rating for _at, rating in standing.elo], marker="o", label=safe_line(standing.opponent))  # type: ignore[arg-type]
    axes.axhline(1500, linewidth=0.8, color="#999")
    axes.set_ylabel(_("your Elo"))
    axes.legend()
    figure.autofmt_xdate()
    out = io.StringIO()
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.fonttype": "none"}):
        # Labels are text that the reader's browser draws; matplotlib's own font need not have Japanese.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(out, format="svg")
    text = out.getvalue()
    return text[text.index("<svg") :]
