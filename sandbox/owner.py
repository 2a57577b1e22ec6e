"""Which kyoso made a container: an id whose lock file the living process holds."""

import uuid
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from sandbox.errors import unwritable

LABEL = "kyoso.owner"


class Owner:
    """An id of this run's own, held by a lock under home until it is let go or the process dies."""

    def __init__(self, home: Path) -> None:
        self.id = uuid.uuid4().hex
        folder = _folder(home)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / f"{self.id}.lock"
            self._lock = FileLock(self._path)
            self._lock.acquire(timeout=1)
            while not self._path.exists():  # another run has just taken it for a dead one's
                self._lock.release()
                self._lock.acquire(timeout=1)
        except OSError as error:
            raise unwritable(folder, error) from error

    def let_go(self) -> None:
        self._lock.release()
        self._path.unlink(missing_ok=True)


def remove_leftovers(home: Path, owners: set[str], remove: Callable[[str], None]) -> int:
    """Calls remove for each of the owners that was of this home and lives no more; returns how many there were.

    An owner without a lock file under this home is somebody else's, and is left alone. The lock files of dead owners
    go, those of owners that left nothing behind too.
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
