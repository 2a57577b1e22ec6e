"""Cleans every field that a server sends, so that it is bounded, finite and free of lone surrogates.

Servers are not trusted: a count may be 10^40, a name a list, a time Infinity, a text half a surrogate pair. A value of
the wrong shape is left out, so that no other module has to expect it.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

NAME_CHARS = 1_000  # of a model's name, a build, a finish reason
MOST_ROWS = 5_000  # models of one server; none has more
_NUMBER = re.compile(r"\s*-?\d{1,20}(?:\.\d{1,20})?\s*")
_LARGEST = 2**53  # SQLite holds more, but a float does not exactly
_LARGEST_NUMBER = 1e15


def mapping(value: object) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(body: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects in the list under that key, at most MOST_ROWS."""
    value = body.get(key)
    return [row for row in value[:MOST_ROWS] if isinstance(row, dict)] if isinstance(value, list) else []


def count(value: object) -> int | None:
    """A whole number from 0 to what both a database and a float hold; some servers send it as text."""
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
    """A finite number, even if sent as text."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if abs(value) <= _LARGEST_NUMBER and math.isfinite(value) else None


def name(value: object) -> str | None:
    """A short text on one line, such as the name of a model, a build or a reason; None if there is none."""
    if not isinstance(value, str):
        return None
    flat = whole("".join(character if character.isprintable() else " " for character in value[:NAME_CHARS])).strip()
    return flat or None


def names(values: object) -> tuple[str, ...]:
    """The names in a list, each once."""
    found = values if isinstance(values, list) else []
    return tuple(dict.fromkeys(one for value in found if (one := name(value))))


def text_of(value: object, levels: int = 8) -> str:
    """A text of any length; a list of parts is joined, and None becomes "". See `whole` for surrogates.

    levels: how deep to look into lists; deeper parts are ignored.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = value if levels else []
        return "".join(text_of(part.get("text") if isinstance(part, dict) else part, levels - 1) for part in parts)
    return "" if value is None or isinstance(value, dict) else str(value)[:NAME_CHARS]


def whole(text: str) -> str:
    """The text with surrogate pairs joined (a stream may split one) and each lone half replaced by a mark."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def one_line(text: str, limit: int = 300) -> str:
    """The text as one line of at most `limit` characters."""
    flat = whole(" ".join(text[: 8 * limit].split()))
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
