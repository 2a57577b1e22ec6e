"""Every field that a server sends comes in through here, and is bounded, finite and free of lone surrogates after.

A server is a stranger: a count may be 10^40, a name a list, a time Infinity, a text half a surrogate pair. What has not
the shape that it should have is left out, so that nothing behind this module has to expect it.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

NAME_CHARS = 1_000  # of a model's name, a build, a finish reason
MOST_ROWS = 5_000  # models of a server: nobody has more
_NUMBER = re.compile(r"\s*-?\d{1,20}(?:\.\d{1,20})?\s*")
_LARGEST = 2**53  # SQLite holds more, but not a float's arithmetic
_LARGEST_NUMBER = 1e15


def mapping(value: object) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(body: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of the list under that key, at most MOST_ROWS."""
    value = body.get(key)
    return [row for row in value[:MOST_ROWS] if isinstance(row, dict)] if isinstance(value, list) else []


def count(value: object) -> int | None:
    """A whole number from 0 to what a database and a float both hold; some servers send it as a text."""
    if isinstance(value, str):
        value = number(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _LARGEST else None


def size(value: object) -> int | None:
    """A count that is at least one: a context, slots. 0 and −1 mean "not set"."""
    return count(value) or None


def number(value: object) -> float | None:
    """A finite number, be it written as a text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if abs(value) <= _LARGEST_NUMBER and math.isfinite(value) else None


def name(value: object) -> str | None:
    """A short text on one line: the name of a model, a build, a reason. None where there is none."""
    if not isinstance(value, str):
        return None
    flat = whole("".join(character if character.isprintable() else " " for character in value[:NAME_CHARS])).strip()
    return flat or None


def names(values: Iterable[object]) -> tuple[str, ...]:
    """Those of the values that are names, each once."""
    return tuple(dict.fromkeys(one for value in values if (one := name(value))))


def text_of(value: object, levels: int = 8) -> str:
    """A text of any length; a list of parts is joined, nothing is the empty text. See `whole` for surrogates.

    levels: how deep lists are looked into; what lies deeper is no text.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = value if levels else []
        return "".join(text_of(part.get("text") if isinstance(part, dict) else part, levels - 1) for part in parts)
    return "" if value is None or isinstance(value, dict) else str(value)[:NAME_CHARS]


def whole(text: str) -> str:
    """The text with surrogate pairs joined (a stream may cut one in two) and a mark for each half that is left."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def one_line(text: str, limit: int = 300) -> str:
    """The text as one line that is not too long."""
    flat = whole(" ".join(text[: 8 * limit].split()))
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
