"""Lock files shared by every kyoso on the machine, whichever user runs it.

filelock, used elsewhere in this package, opens its file for writing, which fails on another user's file.
"""

import contextlib
import fcntl
import os
from pathlib import Path

_FOLDERS = (Path("/run/lock"), Path("/tmp"))  # everybody can write to them


class MachineLock:
    """A lock on one such file, held by at most one process at a time and released when that process ends."""

    def __init__(self, name: str) -> None:
        self._name = f"kyoso-{name}.lock"
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody holds it; True if taken, or if no lock file can be opened to share with others."""
        descriptor = self._opened()
        if descriptor is None:
            return True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Release the lock if it is held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int | None:
        """The file, opened for reading: enough to lock it, and allowed on another user's; None if there is none."""
        for folder in _FOLDERS:
            for create in (0, os.O_CREAT):  # O_CREAT fails on another user's file in such a folder
                with contextlib.suppress(OSError):
                    return os.open(folder / self._name, os.O_RDONLY | os.O_CLOEXEC | create, 0o644)
        return None
