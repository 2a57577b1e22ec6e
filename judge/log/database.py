"""The log's SQLite file: opening it, transactions, and its errors in the user's terms."""

import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from judge.errors import LogUnavailable, RowRefused
from judge.log.connection import BUSY_MS, connect, unavailable
from judge.log.migrations import MIGRATION_NAMES, migrations
from judge.log.rows import Row
from judge.log.sqlite import Database, Table
from judge.wording import cause

T = TypeVar("T")

# Raised when a row holds a value of the wrong kind.
_UNREADABLE = (msgspec.MsgspecError, ValueError, TypeError, KeyError, RecursionError)


class LogDatabase:
    """One connection to the log. Every write is a transaction: after a power cut a row is complete or absent.

    `note` receives warnings for the user, each once. `make`: whether to make the file if there is none; if not, the
    database is an empty one in memory. Raises LogUnavailable if the file cannot be opened or written.
    """

    def __init__(self, path: Path, note: Callable[[str], None], *, make: bool = True) -> None:
        self.path = path
        self._note = note
        self._left_out = False
        # No plugins: a log is opened the same way on every machine.
        self._db = Database(connect(path, note, make=make), execute_plugins=False)
        with self.errors():
            for pragma in ("synchronous = FULL", "foreign_keys = ON", f"busy_timeout = {BUSY_MS}"):
                self._db.execute(f"PRAGMA {pragma}")
            self._is_newer = any(one.name not in MIGRATION_NAMES for one in migrations.applied(self._db))
            if not self._is_newer and migrations.pending(self._db):
                self._migrate()

    def _migrate(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")  # if another process is migrating, wait; nothing is left to do then
        try:
            migrations.apply(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.rollback()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def execute(self, sql: str, values: Sequence[Any] | Row = ()) -> None:
        """Run one statement, within a transaction."""
        self._db.execute(sql, values)

    def rows(self, sql: str, values: Sequence[Any] | Row = ()) -> Iterator[Row]:
        """The rows of a query, one at a time."""
        with self.errors():
            for row in self._db.query(sql, values):
                yield {name: _finite(value) for name, value in row.items()}

    def row(self, sql: str, values: Sequence[Any] | Row = ()) -> Row | None:
        """The first row of a query, or None."""
        return next(self.rows(sql, values), None)

    def grouped(self, column: str, sql: str, values: Sequence[Any] = ()) -> dict[Any, list[Row]]:
        """The rows of a query, by the value of a column; the groups in the order of their first rows."""
        groups: dict[Any, list[Row]] = {}
        for row in self.rows(sql, values):
            groups.setdefault(row[column], []).append(row)
        return groups

    def read(self, rows: Iterable[Row], value_of: Callable[[Row], T]) -> Iterator[T]:
        """The rows as values. Rows damaged by something else are skipped, with one warning to the user."""
        for row in rows:
            try:
                value = value_of(row)
            except _UNREADABLE as error:
                self.warn_unreadable(error)
            else:
                yield value

    def warn_unreadable(self, error: Exception) -> None:
        """Warn, once, that a row cannot be read."""
        if not self._left_out:
            self._left_out = True
            self._note(
                _("the log {path} holds rows that cannot be read; they are left out ({error})").format(
                    path=self.path, error=cause(error)
                )
            )

    def table(self, name: str) -> Table:
        """The table, for writing within a transaction."""
        return self._db.table(name)

    def insert(self, table: str, row: Row) -> int:
        """Write a new row within a transaction, and return its id."""
        number: int = self.table(table).insert(row).last_pk  # type: ignore[assignment]  # an INTEGER PRIMARY KEY
        return number

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commits everything written inside, or nothing. Raises RowRefused for a value that no column can hold."""
        if self._is_newer:
            raise LogUnavailable(
                _("the log {path} was made by a newer kyoso: update this one, or point KYOSO_HOME elsewhere").format(
                    path=self.path
                )
            )
        with self.errors():
            # IMMEDIATE: a deferred transaction that reads first is refused, not queued, when another process writes.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                self._db.rollback()
                if isinstance(error, sqlite3.IntegrityError | OverflowError | UnicodeEncodeError):
                    raise RowRefused(_("the log cannot hold this row: {error}").format(error=cause(error))) from error
                raise

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns SQLite's errors into LogUnavailable."""
        try:
            yield
        except sqlite3.Error as error:
            raise unavailable(self.path, error) from error


class Store:
    """One of the parts that a log is read and written by."""

    def __init__(self, database: LogDatabase) -> None:
        self._database = database


def _finite(value: Any) -> Any:
    """The value, but None for an infinity, which SQLite can hold and JSON cannot."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
