"""Reads untrusted JSON, TOML and files: any content gives a value or a ValueError."""

import json
import tomllib
from gettext import gettext as _
from pathlib import Path
from typing import Any

_LONGEST_INT = 19  # digits that fit into 64 bits
_LONGEST_TOML_BYTES = 4 << 20


def read_json(text: str | bytes, *, strict: bool = True) -> Any:
    """The value; an integer longer than 64 bits becomes a float, or infinity if a float cannot hold it either.

    strict: as for json.loads. Raises ValueError, also if it is nested too deep.
    """
    try:
        return json.loads(text, strict=strict, parse_int=_int)
    except RecursionError as why:
        raise ValueError(_("it is nested too deep")) from why


def read_object(text: str | bytes) -> dict[str, Any] | None:
    """The JSON object in the text; None if it is anything else."""
    try:
        value = read_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def read_toml(text: str) -> dict[str, Any]:
    """The document. Raises ValueError, also if it is nested too deep."""
    try:
        return tomllib.loads(text)
    except RecursionError as why:
        raise ValueError(_("it is nested too deep")) from why


def read_text(path: Path, most_bytes: int = _LONGEST_TOML_BYTES) -> str:
    """The text of a UTF-8 file or pipe. Raises OSError, and ValueError if it is longer than `most_bytes`."""
    with path.open("rb") as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise ValueError(_("it is longer than {mib} MiB").format(mib=most_bytes >> 20))
    return content.decode("utf-8")


def _int(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INT else float(digits)
