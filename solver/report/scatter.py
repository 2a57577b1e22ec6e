"""The picture of the answer: the rate against the seconds of an answer, with each row's name beside its mark."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

from solver.report.answer import at_words
from solver.report.grading.summary import CellSummary
from solver.report.statistics.proportions import Rate
from solver.view.text import safe_line

_WIDTH, _HEIGHT = 560, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 14, 14, 40  # margins
_SIZES = 4.0, 8.0  # radius of a mark: of an unknown or small build, and what the largest adds to it
_LETTER, _LINE = 7.4, 15  # width and height in a label, in a wide font such as DejaVu Sans
_LONGEST = 30  # characters of a label
_STEP = 6  # length of the pieces into which a line is cut to see what it would run through

_Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class _Mark:
    row: CellSummary
    x: float
    y: float
    low: float
    high: float
    radius: float


@dataclass(frozen=True, slots=True)
class _Label:
    x: float
    y: float  # of its baseline
    text: str
    anchor: str

    @property
    def box(self) -> _Rectangle:
        width = sum(_LETTER if ord(c) < 0x2E80 else 2 * _LETTER for c in self.text)
        left = self.x if self.anchor == "start" else self.x - width if self.anchor == "end" else self.x - width / 2
        return left, self.y - _LINE + 3, left + width, self.y + 3


def scatter(rows: Sequence[CellSummary], keep: CellSummary | None) -> str | None:
    """An svg element in the page's colours; None if no row has both a rate and a time."""
    drawn = [(row, row.right_rate) for row in rows if row.right_rate and row.seconds.median]
    if not drawn:
        return None
    fast, slow = _seconds_range([row.seconds.median or 1 for row, _rate in drawn])
    bottom, top = _rate_range([rate for _row, rate in drawn])

    def x(seconds: float) -> float:
        share = (log10(seconds) - log10(fast)) / (log10(slow) - log10(fast))
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(rate: float) -> float:
        return _TOP + (top - rate) / (top - bottom) * (_HEIGHT - _TOP - _BOTTOM)

    largest = max((row.size_bytes or 0 for row, _rate in drawn), default=0) or 1
    marks = [
        _Mark(
            row,
            x(row.seconds.median or 1),
            y(rate.value),
            y(rate.interval.low),
            y(rate.interval.high),
            _SIZES[0] + _SIZES[1] * ((row.size_bytes or 0) / largest) ** 0.5,
        )
        for row, rate in drawn
    ]
    front = _front(marks)
    path = f"M{'L'.join(f'{left:.1f} {at:.1f}' for left, at in front)}"
    parts = [*_axes(fast, slow, bottom, top, x, y), f'<path class="front" d="{path}"/>', *_marks(marks, keep, front)]
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" class="scatter" aria-hidden="true">{"".join(parts)}</svg>'


def _seconds_range(seconds: Sequence[float]) -> tuple[float, float]:
    low, high = min(seconds) / 1.6, max(seconds) * 1.6
    return (low, high) if high > 6 * low else (low / 1.5, high * 1.5)


def _rate_range(rates: Sequence[Rate]) -> tuple[float, float]:
    low = floor(10 * min(rate.interval.low for rate in rates)) / 10
    high = ceil(10 * max(rate.interval.high for rate in rates)) / 10
    return max(0.0, low), min(1.0, max(high, low + 0.2))


def _axes(
    fast: float, slow: float, bottom: float, top: float, x: Callable[[float], float], y: Callable[[float], float]
) -> Iterator[str]:
    step = 0.1 if top - bottom <= 0.5 else 0.2
    for number in range(ceil(bottom / step - 1e-9), floor(top / step + 1e-9) + 1):
        at = y(number * step)
        yield f'<path class="grid" d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}"/>'
        yield f'<text class="tick" x="{_LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{100 * number * step:.0f}%</text>'
    for power in range(floor(log10(fast)), ceil(log10(slow)) + 1):
        for digit in (1, 2, 5) if slow < 500 * fast else (1,):
            seconds = digit * 10.0**power
            if fast <= seconds <= slow:
                text = escape(_("{seconds:g} s").format(seconds=seconds))
                at = _HEIGHT - _BOTTOM + 18
                yield f'<text class="tick" x="{x(seconds):.1f}" y="{at}" text-anchor="middle">{text}</text>'


def _front(marks: Sequence[_Mark]) -> list[tuple[float, float]]:
    """The line through the rows that no other beats in both; a lower y is better, as SVG counts downwards."""
    best, points = float("inf"), []
    for mark in sorted(marks, key=lambda mark: (mark.x, mark.y)):
        if mark.y < best:
            best = mark.y
            points.append((mark.x, mark.y))
    return [*points, (_WIDTH - _RIGHT, best)]


def _along(line: Sequence[tuple[float, float]]) -> Iterator[_Rectangle]:
    """Boxes that cover the line."""
    for (x, y), (to_x, to_y) in pairwise(line):
        steps = max(1, ceil(max(abs(to_x - x), abs(to_y - y)) / _STEP))
        for step in range(steps):
            at = x + (to_x - x) * (step + 0.5) / steps, y + (to_y - y) * (step + 0.5) / steps
            yield at[0] - _STEP / 2, at[1] - 2, at[0] + _STEP / 2, at[1] + 2


def _marks(marks: Sequence[_Mark], keep: CellSummary | None, front: Sequence[tuple[float, float]]) -> Iterator[str]:
    taken = [(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius) for mark in marks]
    taken += [(mark.x - 2, mark.high, mark.x + 2, mark.low) for mark in marks]
    taken += _along(front)
    for mark in sorted(marks, key=lambda mark: mark.row is not keep):
        look = "keep" if mark.row is keep else "row"
        yield f'<path class="{look}" d="M{mark.x:.1f} {mark.low:.1f}V{mark.high:.1f}"/>'
        yield f'<circle class="{look}" cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.radius:.1f}"/>'
        label = _placed(mark, taken)
        taken.append(label.box)
        yield (
            f'<text class="{look}" x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="{label.anchor}">'
            f"{escape(safe_line(label.text))}</text>"
        )


def _placed(mark: _Mark, taken: Sequence[_Rectangle]) -> _Label:
    """The label with the row's name, where it hides the least."""
    name = at_words(mark.row.name)
    name = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    off = mark.radius + 4
    places = [
        _Label(mark.x + off, mark.y + 4 + down, name, "start") for down in (0, -_LINE, _LINE, -2 * _LINE, 2 * _LINE)
    ]
    places += [_Label(mark.x - off, mark.y + 4 + down, name, "end") for down in (0, -_LINE, _LINE)]
    places += [_Label(mark.x, mark.high - 5, name, "middle"), _Label(mark.x, mark.low + _LINE, name, "middle")]
    return min(places, key=lambda label: _hidden(label.box, taken))


def _hidden(box: _Rectangle, taken: Sequence[_Rectangle]) -> float:
    """How much of the box overlaps others or, which is worse, is outside the picture."""
    left, top, right, bottom = box
    outside = max(0, _LEFT - left) + max(0, right - _WIDTH) + max(0, -top) + max(0, bottom - (_HEIGHT - _BOTTOM + 4))
    over = sum(
        max(0.0, min(right, other[2]) - max(left, other[0])) * max(0.0, min(bottom, other[3]) - max(top, other[1]))
        for other in taken
    )
    return over + 1_000 * outside
