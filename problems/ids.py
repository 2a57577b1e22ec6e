"""The ids of tasks and contests: they come from pages, addresses and people, and become file names and addresses."""

import re
import unicodedata

MAX_LENGTH = 80  # characters; the site's longest have about 40

# A regular contest or its task, however people write it; all of their ids are lower-case: "AHC 001", "abc301-A".
_REGULAR = re.compile(
    r"(?P<series>a[bghr]c|awc)[\s_-]*(?P<number>\d{3,4})(?:(?P<gap>[\s_/-]*)(?P<letter>[a-h]|ex)|_(?P<rest>\w+))?",
    re.IGNORECASE | re.ASCII,
)
_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{MAX_LENGTH - 1}}}")


def is_id(text: str) -> bool:
    """Whether the text has the form of a task's or a contest's id, and so is safe as a file name."""
    return _ID.fullmatch(text) is not None


def usual_id(text: str) -> str:
    """The site's id for a regular contest or its task, however it is written; any other text as it is.

    "ABC 301 A", "abc301a", "abc301/a" and "ABC301-A" are abc301_a; Ex is h. Not so in ARC058 to ARC103, which began
    with C: there only an id ("ARC058_A") is taken, as "ARC058 A" might mean another task.
    """
    found = _REGULAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return text
    contest = f"{found['series']}{found['number']}".lower()
    task = (found["letter"] or found["rest"] or "").lower()
    if found["letter"] is not None and found["gap"] != "_" and "arc058" <= contest <= "arc103":
        return text
    return contest if not task else f"{contest}_{'h' if task == 'ex' else task}"
