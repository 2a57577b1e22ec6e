"""Opens the log's SQLite file in a way that its file system supports, or tells the user why it cannot.

Theory of operation. Write-ahead logging lets a report read while a batch writes, but it needs shared memory and working
locks. Network and virtual file systems often lack one or both, so three ways are tried, each proved by taking a write
lock: write-ahead log; rollback journal; rollback journal with a lock file beside the log instead of the system's locks.
`user_version` records that the first way failed, and the user is told once.
"""

import errno
import fcntl
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from gettext import gettext as _
from pathlib import Path

from judge.errors import LogUnavailable
from judge.log.migrations import migrations
from judge.log.sqlite import Database
from judge.wording import cause

BUSY_MS = 30_000  # how long to wait for another process's write
_ROLLBACK = 1  # user_version of a log whose file system cannot do write-ahead logging
_FULL_BELOW = 256 * 1024  # bytes; SQLite's journal needs some too
# Shared memory or locking failed because the file system lacks or refuses it.
_NO_SHARING = frozenset(
    {
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_CANTOPEN,
    }
)


def connect(path: Path, note: Callable[[str], None], *, make: bool = True) -> sqlite3.Connection:
    """The log, open for reading and writing. Raises LogUnavailable.

    make: whether to make the file if there is none; if not, the log is an empty one in memory.
    """
    if not make and not path.exists():
        return sqlite3.connect(":memory:", check_same_thread=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _first_that_works(path, note)
    except (OSError, sqlite3.Error) as error:
        raise unavailable(path, error) from error


def connect_to_read(path: Path) -> sqlite3.Connection:
    """The log, open for reading only, or an empty one in memory if there is none: reading makes no file.

    `connect` must have opened a log before, as that migrates it. Raises sqlite3.Error.
    """
    if not path.exists():
        empty = sqlite3.connect(":memory:")
        migrations.apply(Database(empty, execute_plugins=False))
        return empty
    return _open(path, "?mode=ro" if _locks_work(path.parent) else "?mode=ro&vfs=unix-dotfile")


def _first_that_works(path: Path, note: Callable[[str], None]) -> sqlite3.Connection:
    failed: sqlite3.Error | None = None
    ways = (("", "wal"), ("", "delete"), ("?vfs=unix-dotfile", "delete"))
    for vfs, journal in ways if _locks_work(path.parent) else ways[-1:]:
        connection = _open(path, vfs)
        try:
            known = journal == "delete" or _version(connection) != _ROLLBACK
            if known and _works(connection, journal):
                if journal == "delete" and _version(connection) != _ROLLBACK:
                    connection.execute(f"PRAGMA user_version = {_ROLLBACK}")
                    note(
                        _(
                            "{folder} is on a file system without shared memory or locks: the log keeps a rollback"
                            " journal there, and a report waits while a batch writes."
                        ).format(folder=path.parent)
                    )
                return connection
        except sqlite3.Error as error:
            if error.sqlite_errorcode not in _NO_SHARING:
                connection.close()
                raise
            failed = error
        connection.close()
    raise failed or sqlite3.OperationalError("no journal")


def _locks_work(folder: Path) -> bool:
    """Whether the file system supports locks.

    SQLite mistakes some refusals for another process's lock, and would wait.
    """
    with suppress(OSError), tempfile.TemporaryFile(dir=folder) as probe:
        try:
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True  # also if the probe cannot be made: a full or read-only disk is for SQLite to report


def _open(path: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}{query}", uri=True, timeout=BUSY_MS / 1000, check_same_thread=False
    )
    # Bytes that are not UTF-8 must not make a query fail.
    connection.text_factory = _text
    return connection


def _works(connection: sqlite3.Connection, journal: str) -> bool:
    """Whether SQLite gets this journal mode, and a write lock with it."""
    connection.isolation_level = None
    if journal == "delete":
        # A log made elsewhere may have a write-ahead log, which SQLite can take over without sharing if alone.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    (mode,) = connection.execute(f"PRAGMA journal_mode = {journal}").fetchone()
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("COMMIT")
    connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # releases the exclusive lock
    return bool(mode == journal)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def unavailable(path: Path, error: Exception) -> LogUnavailable:
    """The error for the user, with what to do about it."""
    code = getattr(error, "sqlite_errorcode", None)
    primary, why = None if code is None else code & 0xFF, cause(error)
    if primary == sqlite3.SQLITE_FULL or getattr(error, "errno", None) == errno.ENOSPC or _is_full(path, primary):
        why, help_ = _("the disk is full"), _("free some space, or point KYOSO_HOME elsewhere")
    elif primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        help_ = _("another program has locked it; close that program, or try again")
    elif primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        help_ = _("move the file away to begin a new log, or point KYOSO_HOME elsewhere")
    else:
        help_ = _("see who may write there, or point KYOSO_HOME elsewhere")
    return LogUnavailable(_("the log {path} cannot be used: {error}; {help}").format(path=path, error=why, help=help_))


def _is_full(path: Path, primary: int | None) -> bool:
    if primary not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return False
    try:
        return shutil.disk_usage(path.parent).free < _FULL_BELOW
    except OSError:
        return False
