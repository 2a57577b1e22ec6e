"""Counterexamples as files under KYOSO_HOME, for people to look at and run."""

from pathlib import Path

from judge.errors import LogUnavailable
from problems.errors import HomeUnwritable
from problems.store import inside, keep

FOLDER = "cases"


def case_path(problem: str, name: str, identity: str) -> str:
    """Path of an input under KYOSO_HOME; identity is its input_id, so that the same input has one file."""
    return f"{FOLDER}/{problem}/{name}-{identity[:8]}.in"


def keep_case(home: Path, path: str, stdin: bytes) -> None:
    """Write the input to that path under home, unless it exists. Raises LogUnavailable."""
    try:
        if not inside(home, path).exists():
            keep(home, path, stdin)
    except HomeUnwritable as error:
        raise LogUnavailable(str(error)) from error
