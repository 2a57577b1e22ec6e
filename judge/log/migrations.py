"""The log's migrations: the files of schema/, each applied once in the order of their numbers, and never edited."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from judge.log.sqlite import Database, Migrations

migrations = Migrations("kyoso")


def _add(file: Traversable) -> str:
    """Register the file's migration and return its name: labels for 11_labels.sql."""
    name = file.name.partition("_")[2].removesuffix(".sql")

    @migrations(name=name)
    def apply(db: Database) -> None:
        for statement in _statements(file.read_text("utf-8")):
            db.execute(statement)

    return name


def _statements(script: str) -> Iterator[str]:
    """The script's statements, to run one by one: executescript() would end the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


MIGRATION_NAMES = frozenset(
    [_add(file) for file in sorted(files("judge.log").joinpath("schema").iterdir(), key=lambda file: file.name)]
)
