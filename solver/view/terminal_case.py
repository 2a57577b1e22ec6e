"""A failing case as lines for a terminal."""

from collections.abc import Sequence
from gettext import gettext as _
from itertools import groupby, zip_longest

from rich.cells import cell_len
from rich.text import Text

from judge.judgement import Verdict
from solver.view import words
from solver.view.failing_case import DIFFERING, CaseMark, FailingCase, Look, Pane, Piece, ShownLine, joined
from solver.view.styles import VERDICT_STYLES
from solver.view.wrapping import wrapped

_EACH_WITH_FIGURES = 6  # tests up to which each is shown with its time and memory
_BETWEEN = " │ "
_NARROWEST = 30  # cells, at least, of a column that is cut to fit next to another
_INPUT_ABOVE = 6  # lines of an input that is shown above the outputs


def strip_lines(marks: Sequence[CaseMark], width: int) -> list[Text]:
    """Every test with its mark; with time and memory if they are few, else those of the slowest and the largest."""
    entries = [_entry(mark) for mark in marks] if len(marks) <= _EACH_WITH_FIGURES else _runs(marks)
    timed = [mark for mark in marks if mark.cpu_s is not None]
    if len(marks) > _EACH_WITH_FIGURES and timed:
        slow = max(timed, key=lambda mark: mark.cpu_s or 0)
        large = max(timed, key=lambda mark: mark.peak_mib or 0)
        figures = _("slowest {slow}: {ms:.0f} ms; largest {large}: {mib:.0f} MiB").format(
            slow=slow.name, ms=1000 * (slow.cpu_s or 0), large=large.name, mib=large.peak_mib or 0
        )
        entries.append(Text(figures, "dim"))
    lines: list[Text] = []
    for entry in entries:
        if lines and lines[-1].cell_len + 2 + entry.cell_len <= width:
            lines[-1].append("  ").append(entry)
        else:
            lines.append(cut(entry, width))
    return lines


def case_lines(case: FailingCase, width: int, *, plain: bool = False, whole: bool = False) -> list[Text]:
    """The case in lines of at most `width` cells: columns side by side if they fit, else one above the other.

    plain: without colours, so a line of carets marks the difference. whole: do not cut long lines around the
    difference, however wide they are.
    """
    head = Text()
    if case.name:
        head.append(" " + words.case_title(case.name) + " ", "reverse").append(" ")
    head.append(case.verdict.value, f"bold {VERDICT_STYLES[case.verdict]}")
    first, *others = wrapped(case.detail, max(20, width - head.cell_len - 2))
    lines = [head.append("  " + first if first else ""), *(Text("  " + line) for line in others)]
    lines = [cut(line, width) for line in lines]
    columns = _columns(case.columns, width, plain, whole)
    under = [line for pane in case.under if pane.lines for line in _drawn(pane, None if whole else width, plain)]
    # A crash is explained by what the program said of it, which must not be cut off where rows are few.
    return [*lines, *under, *columns] if case.verdict is Verdict.RE else [*lines, *columns, *under]


def _entry(mark: CaseMark) -> Text:
    entry = _sign(mark.name, mark.verdict)
    return entry if mark.cpu_s is None else entry.append_text(Text(" " + words.figures(mark), "dim"))


def _runs(marks: Sequence[CaseMark]) -> list[Text]:
    """Entries with consecutive tests that passed merged into one: of two hundred, only those that failed matter."""
    entries = []
    for verdict, group in groupby(marks, key=lambda mark: mark.verdict):
        names = [mark.name for mark in group]
        if verdict is Verdict.AC and len(names) > 2:
            entries.append(_sign(f"{names[0]}–{names[-1]}", verdict))
        else:
            entries += [_sign(name, verdict) for name in names]
    return entries


def _sign(name: str, verdict: Verdict) -> Text:
    return Text.assemble(name + " ", (words.sign(verdict), VERDICT_STYLES[verdict]))


# --- texts beside and above each other --------------------------------------------------------------------------------


def _columns(panes: Sequence[Pane], width: int, plain: bool, whole: bool) -> list[Text]:
    """The panes side by side if all fit, else the outputs side by side and cut, with the input above them."""
    drawn = [_drawn(pane, None, plain) for pane in panes]
    needed = [max(line.cell_len for line in lines) for lines in drawn]
    room = width - len(_BETWEEN) * (len(panes) - 1)
    if len(panes) > 1 and sum(needed) <= room:
        spare = (room - sum(needed)) // len(panes)
        return _beside(drawn, [size + min(spare, 8) for size in needed])
    if whole:
        return [line for lines in drawn for line in lines]
    if len(panes) < 2:
        return [line for pane in panes for line in _drawn(pane, width, plain)]
    if len(panes) > 2:
        first = panes[0]
        below = first.below + max(0, len(first.lines) - _INPUT_ABOVE)
        shortened = Pane(first.title, first.lines[:_INPUT_ABOVE], first.above, below)
        return [*_drawn(shortened, width, plain), *_columns(panes[1:], width, plain, whole)]
    half = room // 2
    if half < _NARROWEST:
        return [line for pane in panes for line in _drawn(pane, width, plain)]
    left = min(needed[0], room - min(needed[1], half))
    sizes = [left, min(needed[1], room - left)]
    return _beside([_drawn(pane, size, plain) for pane, size in zip(panes, sizes, strict=True)], sizes)


def _beside(columns: "Sequence[Sequence[Text]]", sizes: Sequence[int]) -> list[Text]:
    lines = []
    for row in zip_longest(*columns):
        line = Text()
        for place, (cell, size) in enumerate(zip(row, sizes, strict=True)):
            text = Text() if cell is None else cell.copy()
            if place:
                line.append(_BETWEEN, "dim")
            line.append_text(text)
            line.append(" " * max(0, size - text.cell_len))
        line.rstrip()
        lines.append(line)
    return lines


def _drawn(pane: Pane, width: int | None, plain: bool) -> list[Text]:
    """The text under its title, each line cut to the width; with line numbers if it does not begin at line 1."""
    lines = [Text(pane.title, "bold")]
    if pane.above:
        lines.append(Text(words.above(pane.above), "dim"))
    digits = len(str(max((line.number or 0 for line in pane.lines), default=0))) if pane.above else 0
    marked = False
    for line in pane.lines:
        gutter = "" if not digits else f"{line.number or '':>{digits}} "
        text, pointer = _line(line, None if width is None else max(1, width - len(gutter)))
        lines.append(Text.assemble((gutter, "dim"), text))
        if plain and pointer.strip() and not marked:
            lines.append(Text(" " * len(gutter) + pointer))
            marked = True
    if pane.below:
        lines.append(Text(words.below(pane.below), "dim"))
    if len(lines) == 1:
        lines.append(Text(words.nothing(), "dim"))
    return [line if width is None else cut(line, width) for line in lines]


def _line(line: ShownLine, width: int | None) -> "tuple[Text, str]":
    """The line around its difference, and the carets to put under it."""
    pieces = line.pieces if width is None else around(line.pieces, width)
    styles = {Look.PLAIN: "", Look.MARK: "dim", Look.WANTED: "black on green", Look.WRONG: "black on red"}
    text, pointer = Text(), ""
    for piece in pieces:
        text.append(piece.text, styles[piece.look])
        pointer += ("^" if piece.look in DIFFERING else " ") * cell_len(piece.text)
    return text, pointer.rstrip()


def around(pieces: Sequence[Piece], width: int) -> tuple[Piece, ...]:
    """As much of the line around its first difference as fits the width, with ellipses where it was cut."""
    if sum(cell_len(piece.text) for piece in pieces) <= width:
        return tuple(pieces)
    letters = [Piece(letter, piece.look) for piece in pieces for letter in piece.text]
    sizes = [cell_len(letter.text) for letter in letters]
    first = next((place for place, letter in enumerate(letters) if letter.look in DIFFERING), 0)
    begin, used = first, 0
    while begin and used + sizes[begin - 1] <= width // 3:
        begin -= 1
        used += sizes[begin]
    if begin:
        begin = min(begin, _last_begin(sizes, width))
    ellipsis = Piece("…", Look.MARK)
    shown, room = ([ellipsis], width - 1) if begin else ([], width)
    end = begin
    while end < len(letters) and sizes[end] <= room - (1 if end + 1 < len(letters) else 0):
        room -= sizes[end]
        shown.append(letters[end])
        end += 1
    return joined((*shown, *([ellipsis] if end < len(letters) else [])))


def _last_begin(sizes: Sequence[int], width: int) -> int:
    """The first place from which the rest of the line fits; beginning later would leave room unused."""
    place, used = len(sizes), 1
    while place and used + sizes[place - 1] <= width:
        place -= 1
        used += sizes[place]
    return place


def cut(line: Text, width: int) -> Text:
    """The line, cut with an ellipsis if it is too long."""
    if line.cell_len > width:
        line.truncate(width, overflow="ellipsis")
    return line
