"""Paths on a person's machine, made fit for a file that others will read."""

import json
import re
from pathlib import Path

# A registry's name (openai/gpt-oss-20b) is no path; a server's ~, / and C:\ are.
_ABSOLUTE = re.compile(r"(?:[/~]|[A-Za-z]:[\\/]|\\\\).*[/\\]")


def file_name_only(name: str) -> str:
    """The name without the folders above it, where it is an absolute path."""
    return _ABSOLUTE.sub("", name) if _ABSOLUTE.match(name) else name


def without_home(text: str) -> str:
    """A path, or JSON with paths in it, with ~ for the user's home folder."""
    home = Path.home()
    within = re.escape(json.dumps(str(home))[1:-1])
    return text if len(home.parts) < 2 else re.sub(rf"{within}(?=[/\\\"\s])", "~", text)
