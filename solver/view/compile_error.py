"""Finds the first error in a compiler's output, and the line of the program that it refers to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# How compilers begin their messages: "main.cpp:3:5: error: …", "error[E0382]: …" above "--> main.rs:3:5".
_ERROR = re.compile(r"\berror\b|^SyntaxError|syntax error", re.IGNORECASE)
_ASIDE = re.compile(r"\b(warning|note|In file included)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CompileError:
    """The lines of the message, and the line of the program that it refers to."""

    lines: tuple[str, ...]
    line: int | None  # from 1
    source: str | None  # that line's text, unless the message quotes it


def first_error(output: Sequence[str], file: str, source: str) -> CompileError:
    """The first error in a compiler's output about that file; all of the output if none is found."""
    place = re.compile(rf'{re.escape(file)}(?:", line |[:(])(\d+)')
    heads = [(number, int(m[1])) for number, line in enumerate(output) if (m := place.search(line))]
    chosen = _chosen(output, heads)
    if chosen is None:
        return CompileError(tuple(output), None, None)
    begin, line = chosen
    # rustc gives the place in the second line of its message.
    if begin and output[begin].lstrip().startswith("-->"):
        begin -= 1
    later = [number for number, _line in heads if number > chosen[0]]
    end = next((number for number in later if _begins(output, number)), len(output))
    message = tuple(output[begin:end])
    rows = source.split("\n")
    quoted = rows[line - 1] if 0 < line <= len(rows) else None
    if quoted is not None and (not quoted.strip() or any(quoted.strip() in row for row in message)):
        quoted = None
    return CompileError(message, line, quoted)


def _chosen(output: Sequence[str], heads: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    for number, line in heads:
        text = output[number]
        before = output[number - 1] if number else ""
        if _ERROR.search(text) or (text.lstrip().startswith("-->") and before.startswith("error")):
            return number, line
    return next((head for head in heads if not _ASIDE.search(output[head[0]])), heads[0] if heads else None)


def _begins(output: Sequence[str], number: int) -> bool:
    """Whether another message begins at this line, which gives a place in the program."""
    text = output[number]
    return not text.startswith((" ", "\t")) or text.lstrip().startswith("-->")
