"""Identifies the kyoso that made a container, by an id whose lock file it holds while it lives."""

import uuid
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from sandbox.errors import unwritable

LABEL = "kyoso.owner"


class Owner:
    """An id unique to this run, whose lock under home is held until release() or until the process dies."""

    def __init__(self, home: Path) -> None:
        self.id = uuid.uuid4().hex
        folder = _folder(home)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"{self.id}.lock"
            self._lock = FileLock(self._path)
            self._lock.acquire(timeout=1)
            while not self._path.exists():  # another run has just removed it as a dead one's
                self._lock.release()
                self._lock.acquire(timeout=1)
        except OSError as error:
            raise unwritable(folder, error) from error

    def release(self) -> None:
        self._lock.release()
        self._path.unlink(missing_ok=True)


def remove_leftovers(home: Path, owners: set[str], remove: Callable[[str], None]) -> int:
    """Calls remove for each of the owners that belonged to this home and is dead; returns how many there were.

    An owner without a lock file under this home is somebody else's, and is left alone. The lock files of all dead
    owners are deleted, even of those that left nothing behind.
    """
    removed = 0
    for path in _folder(home).glob("*.lock"):
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            continue
        try:
            if path.stem in owners:
                remove(path.stem)
                removed += 1
            path.unlink(missing_ok=True)
        finally:
            lock.release()
    return removed


def _folder(home: Path) -> Path:
    return home / "sandbox" / "owners"
