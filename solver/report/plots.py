"""The page's plots as static SVG in the page's colours."""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

import numpy as np

from solver.report.grading.cells import CellGrades
from solver.report.grading.counting import seconds_to_ac
from solver.report.grading.grades import MARKS
from solver.report.grading.splits import BANDS
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.statistics.rating import OPEN_BELOW, unclipped
from solver.report.tables.names import cell_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 8  # rows that colours and marks can tell apart
LEGEND_MARKS = ("●", "■", "▲", "◆", "▼", "✚", "✖", "★")
_LONGEST = 24  # characters of a row's name beside a bar
_MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
# Placeholders that become the page's own colours, light or dark, once the SVG is written.
_INK, _SOFT, _LINE, _PAPER = "#010203", "#010204", "#010205", "#010206"
_SERIES = tuple(f"#0102{0x10 + place:02x}" for place in range(MOST))
_GROUPS = {  # of verdicts and outcomes, each with its placeholder and the page's colour
    "AC": ("#010220", "--p-ac"),
    "WA TLE MLE OLE": ("#010221", "--p-wa"),
    "RE CE": ("#010222", "--p-re"),
    "UNCHECKED": ("#010223", "--p-un"),
    "NO_CODE REFUSED": ("#010224", "--p-nc"),
    "TRUNCATED EMPTY LOOPED": ("#010225", "--p-no"),
}
_VARIABLES = {
    _INK: "--ink",
    _SOFT: "--soft",
    _LINE: "--line",
    _PAPER: "--paper",
    **{colour: f"--c{place}" for place, colour in enumerate(_SERIES, start=1)},
    **dict(_GROUPS.values()),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """One figure: an svg element, and what it shows in words."""

    id: str
    title: str
    caption: str
    svg: str


def chosen(report: Report) -> list[tuple[CellSummary, CellGrades]]:
    """The rows to plot: all, or the best if there are too many to tell apart."""
    rows = list(zip(report.summaries, report.cells, strict=True))
    if len(rows) > MOST:
        best = sorted(rows, key=lambda row: -(row[0].rate.value if row[0].rate else -1))[:MOST]
        rows = [row for row in rows if row in best]
    return rows


def plots(report: Report) -> list[Plot]:
    import matplotlib

    rows = chosen(report)
    summaries = [summary for summary, _cell in rows]
    drawn: list[tuple[str, str, str, Callable[[Axes], bool]]] = [
        (
            "difficulty",
            _("Right by difficulty"),
            _("The fitted curve of each row with its 95 % band; points: the rate of each colour."),
            lambda axes: _by_difficulty(axes, summaries),
        ),
        (
            "verdicts",
            _("Verdicts and outcomes"),
            _("Share of the first answers that say something of the model."),
            lambda axes: _outcomes(axes, summaries),
        ),
        (
            "time",
            _("Time to AC"),
            _("Share of all tries that were AC within this many seconds of the model's time, repair included."),
            lambda axes: _time_to_ac(axes, report, rows),
        ),
    ]
    found = []
    with matplotlib.rc_context(_style()):
        for name, title, caption, draw in drawn:
            svg = _svg(draw, salt=name)
            if svg is not None:
                found.append(Plot(name, title, caption, svg))
    return found


def _style() -> Any:
    return {
        "svg.fonttype": "none",
        "font.size": 9,
        "axes.edgecolor": _SOFT,
        "axes.labelcolor": _INK,
        "axes.grid": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "grid.color": _LINE,
        "grid.linewidth": 0.6,
        "xtick.color": _SOFT,
        "ytick.color": _SOFT,
        "text.color": _INK,
        "lines.linewidth": 1.6,
        "lines.markersize": 5,
    }


def _svg(draw: "Callable[[Axes], bool]", salt: str) -> str | None:
    """The drawing as an svg element to put into a page; None if there is nothing to draw."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    matplotlib.rcParams["svg.hashsalt"] = salt
    figure = Figure(figsize=(5, 3.4), layout="constrained")
    FigureCanvasSVG(figure)
    if not draw(figure.subplots()):
        return None
    text = io.StringIO()
    with warnings.catch_warnings():
        # The reader's browser draws the labels, so matplotlib's own font need not have Japanese.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)
    svg = re.sub(r'<g id="[^"]*"', "<g", svg)  # the ids are the same in every figure, and nothing refers to them
    svg = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px", svg)
    # Hundredths of a point are more than enough for a path; labels, which are not in attributes, stay as they are.
    svg = re.sub(r'"[^"]*"', lambda attribute: re.sub(r"(\d+\.\d\d)\d+", r"\1", attribute[0]), svg)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    return re.sub(r"\s*\n\s*", "\n", svg)


def _by_difficulty(axes: "Axes", rows: Sequence[CellSummary]) -> bool:
    seen = False
    line = np.linspace(0, 3600, 73)
    for place, row in enumerate(rows):
        # The data that the rating is fitted to, so that the points and the line agree.
        bands = (row.likely_splits or row.splits).bands
        shares = [share for share in bands if share.name and share.rate is not None]
        if not shares:
            continue
        seen = True
        # Side by side, so that rows do not hide each other.
        middle = [400 * BANDS.index(share.name) + 200 + 24 * (place - (len(rows) - 1) / 2) for share in shares]
        rates = [100 * share.rate.value for share in shares if share.rate]
        axes.plot(middle, rates, marker=_MARKS[place], color=_SERIES[place], linestyle="none")
        if row.ability is not None:
            mean, low, high = 100 * row.ability.chance([OPEN_BELOW, *map(unclipped, line[1:])])
            axes.plot(line, mean, color=_SERIES[place], linewidth=1.4)
            axes.fill_between(line, low, high, color=_SERIES[place], alpha=0.15, linewidth=0)
    axes.set(xlabel=_("difficulty"), ylabel=_("AC %"), ylim=(-3, 103), xlim=(0, 3600), xticks=range(0, 3601, 400))
    return seen


def _outcomes(axes: "Axes", rows: Sequence[CellSummary]) -> bool:
    left = [0.0] * len(rows)
    for words, (colour, _variable) in _GROUPS.items():
        shares = []
        for row in rows:
            found = row.outcomes | row.verdicts
            shares.append(100 * sum(found.get(word, 0) for word in words.split()) / max(1, row.graded))
        if any(shares):
            label = " ".join(word for word in words.split() if any(word in row.outcomes | row.verdicts for row in rows))
            axes.barh(range(len(rows)), shares, left=left, color=colour, edgecolor=_PAPER, label=label, height=0.7)
            left = [a + b for a, b in zip(left, shares, strict=True)]
    names = [cell_words(row.name) for row in rows]
    axes.set(yticks=range(len(rows)), yticklabels=[n if len(n) <= _LONGEST else f"{n[: _LONGEST - 1]}…" for n in names])
    axes.set(xlim=(0, 100), xlabel="%")
    axes.set_ylim(max(len(rows), 3) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize=7, frameon=False)
    return any(left)


def _time_to_ac(axes: "Axes", report: Report, rows: Sequence[tuple[CellSummary, CellGrades]]) -> bool:
    seen = False
    for place, (summary, cell) in enumerate(rows):
        seconds = np.sort(seconds_to_ac(report.grades, cell))
        seconds = seconds[seconds > 0]
        if not len(seconds) or not summary.graded:
            continue
        seen = True
        share = 100 * np.arange(1, len(seconds) + 1) / summary.graded
        few = np.unique(np.linspace(0, len(seconds) - 1, 120).astype(int))
        axes.step(seconds[few], share[few], where="post", color=_SERIES[place])
        axes.plot(seconds[-1:], share[-1:], marker=_MARKS[place], color=_SERIES[place])
    axes.set(xlabel=_("seconds"), ylabel=_("AC %"), ylim=(0, 103))
    _log_seconds(axes)
    return seen


def _log_seconds(axes: "Axes") -> None:
    """Make the x axis logarithmic, with plain numbers even if it spans less than a power of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axes.set_xscale("log")
    low, high = axes.get_xlim()
    subs = (1, 2, 5) if high < 300 * low else (1,)
    axes.xaxis.set_major_locator(LogLocator(subs=subs))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())


def legend(report: Report) -> list[tuple[str, str]]:
    """The plotted rows' names with their marks, in the order of their colours."""
    return [(cell_words(summary.name), LEGEND_MARKS[place]) for place, (summary, _cell) in enumerate(chosen(report))]


assert set(" ".join(_GROUPS).split()) | {"IE", "SERVER_ERROR", "ANSWERED"} == set(MARKS)
