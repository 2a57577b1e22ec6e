"""Wraps text by its width on a screen: Japanese letters take two columns and have no blanks between words."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

_WIDE = "\u3000-\u9fff\uf900-\ufaff\uff00-\uff60"
_NEVER_FIRST = re.escape("、。，．・：；？！」』】》〉）ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ" + ",.:;?!)]}%/")
_NEVER_LAST = re.escape("「『【《〈（" + "([{/")


@cache
def _breaks() -> re.Pattern[str]:
    """A pattern for where a line may be broken, compiled only when needed, as that takes as long as a small import.

    After blanks, and next to a wide letter if the Japanese rules of line breaking (JIS X 4051) allow it; the first word
    of click's own "[必須]" and "[既定値: …" is not broken.
    """
    return re.compile(
        rf"(?<=\s)(?=\S)|(?:(?<=[{_WIDE}])|(?=[{_WIDE}]))(?<![{_NEVER_LAST}\s])(?<!^)(?![{_NEVER_FIRST}\s])(?!$)"
        r"(?<!\[.)(?<!\[..)(?<!\[...)"
    )


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a longer word or `command` gets its own line, uncut."""
    return [
        paragraph[begin:end].rstrip()
        for paragraph in text.split("\n")
        for begin, end in pairwise((0, *_cuts(paragraph, width), len(paragraph)))
    ]


def broken(text: "Text", width: int) -> "Text":
    """As wrapped, for a rich text, keeping its styles."""
    from rich.text import Text

    lines = [part for line in text.split("\n", allow_blank=True) for part in line.divide(_cuts(line.plain, width))]
    for line in lines:
        line.rstrip()
    return Text("\n").join(lines)


def _cuts(text: str, width: int) -> list[int]:
    """Where lines of at most `width` columns begin, except the first."""
    from rich.cells import cell_len

    cuts, begin, at = list[int](), 0, 0
    for piece in _pieces(text):
        if at > begin and cell_len(text[begin:at] + piece.rstrip()) > width:
            cuts.append(at)
            begin = at
        at += len(piece)
    return cuts


def _pieces(text: str) -> Iterator[str]:
    """The unbreakable pieces: words, Japanese letters with their punctuation, commands in backticks."""
    held = ""
    for piece in _breaks().split(text):
        held += piece
        if held.count("`") % 2 == 0:
            yield held
            held = ""
    if held:
        yield held
