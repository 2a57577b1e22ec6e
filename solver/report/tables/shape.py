"""The content of a table, which the terminal and the page both render."""

from dataclasses import dataclass

from solver.report.grading.counting import Spread
from solver.report.grading.splits import Share
from solver.report.statistics.proportions import Rate


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: its text, its sort key (None: last), and a word for its look."""

    text: str
    sort: float | str | None = None
    look: str = ""  # a verdict's or outcome's name, "bad", "dim" or nothing


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading."""

    name: str
    numeric: bool = True  # numbers are right-aligned
    explained: str = ""  # its meaning in a sentence


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and the notes under it."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    notes: tuple[str, ...] = ()
    names: int = 1  # how many of the first columns name a row
    between: str = " "  # joins them when they share one column


def cell(value: float | str | None, form: str = "", scale: float = 1) -> TableCell:
    """The value, formatted and sorted as such; "–" if there is none. scale: the factor by which it is shown."""
    if value is None or value == "":
        return TableCell("–")
    return TableCell(value if isinstance(value, str) else format(scale * value, form), value)


def percent(rate: Rate | None, form: str = ".1f") -> TableCell:
    return cell(None if rate is None else rate.value, form, scale=100)


def with_interval(rate: Rate | None) -> TableCell:
    if rate is None:
        return TableCell("–")
    return TableCell(f"{100 * rate.value:.1f} ({interval(rate).text})", rate.value)


def interval(rate: Rate | None, signed: bool = False) -> TableCell:
    """The two ends of the rate's interval; signed: for a difference."""
    if rate is None:
        return TableCell("–")
    low, high = 100 * rate.interval.low, 100 * rate.interval.high
    text = f"{low:+.1f} … {high:+.1f}" if signed else f"{low:.1f}–{high:.1f}"
    return TableCell(text, rate.interval.low)


def two(spread: Spread, digits: int) -> TableCell:
    if spread.median is None or spread.p90 is None:
        return TableCell("–")
    return TableCell(f"{spread.median:.{digits}f} / {spread.p90:.{digits}f}", spread.median)


def part(share: Share | None) -> TableCell:
    """Right answers of attempts, and the rate in %."""
    if share is None or share.rate is None:
        return TableCell("·", None, "dim")
    return TableCell(f"{share.ac}/{share.attempts} {100 * share.rate.value:.0f}", share.rate.value)
