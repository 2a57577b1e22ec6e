"""Reads JSON, TOML and files from outside: any content gives a value or a ValueError."""

import json
import tomllib
from gettext import gettext as _
from pathlib import Path
from typing import Any

_LONGEST_INT = 19  # digits of 64 bits
_LONGEST_TOML_BYTES = 4 << 20


def read_json(text: str | bytes, *, strict: bool = True) -> Any:
    """The value. A longer integer than 64 bits hold comes as a float, infinite where that is too small as well.

    strict: as json.loads has it. Raises ValueError, for what is nested too deep as well.
    """
    try:
        return json.loads(text, strict=strict, parse_int=_int)
    except RecursionError as why:
        raise ValueError(_("it is nested too deep")) from why


def read_object(text: str | bytes) -> dict[str, Any] | None:
    """The JSON object in the text; None where it is anything else."""
    try:
        value = read_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def read_toml(text: str) -> dict[str, Any]:
    """The document. Raises ValueError, for what is nested too deep as well."""
    try:
        return tomllib.loads(text)
    except RecursionError as why:
        raise ValueError(_("it is nested too deep")) from why


def read_text(path: Path, most_bytes: int = _LONGEST_TOML_BYTES) -> str:
    """A file's text in UTF-8; it may be a pipe. Raises OSError and ValueError: a file that never ends is too long."""
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ValueError(_("it is longer than {mib} MiB").format(mib=most_bytes >> 20))
    return content.decode("utf-8")


def _int(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INT else float(digits)
