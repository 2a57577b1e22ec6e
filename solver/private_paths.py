"""Removes private folders from paths in files that others will read."""

import json
import re
from pathlib import Path

# A registry's name (openai/gpt-oss-20b) is not a path; what begins with ~, / or C:\ is.
_ABSOLUTE = re.compile(r"(?:[/~]|[A-Za-z]:[\\/]|\\\\).*[/\\]")


def file_name_only(name: str) -> str:
    """The file name alone if the name is an absolute path, else the name as it is."""
    return _ABSOLUTE.sub("", name) if _ABSOLUTE.match(name) else name


def abbreviate_home(text: str) -> str:
    """The path, or JSON with paths in it, with ~ for the user's home folder."""
    home = Path.home()
    within = re.escape(json.dumps(str(home))[1:-1])
    return text if len(home.parts) < 2 else re.sub(rf"{within}(?=[/\\\"\s])", "~", text)
