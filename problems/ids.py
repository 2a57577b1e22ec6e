"""The ids of tasks and contests: they come from pages, addresses and people, and become file names and addresses."""

import re

MAX_LENGTH = 80  # characters; the site's longest have about 40

_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{MAX_LENGTH - 1}}}")


def is_id(text: str) -> bool:
    """Whether the text has the form of a task's or a contest's id, and so is safe as a file name."""
    return _ID.fullmatch(text) is not None
