"""Lock files that every kyoso on the machine shares, whoever its user is.

filelock, which locks elsewhere here, opens a file for writing, which another user's file refuses.
"""

import contextlib
import fcntl
import os
from pathlib import Path

_FOLDERS = (Path("/run/lock"), Path("/tmp"))  # everybody can write to them


class MachineLock:
    """A lock on one such file, held by at most one process at a time; it ends with the process."""

    def __init__(self, name: str) -> None:
        self._name = f"kyoso-{name}.lock"
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take it if nobody has it; where no such file can be had there is nobody to share it with."""
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
        """Let it go, if it is held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _opened(self) -> int | None:
        """The file for reading, which is enough to lock it, so that it may be another user's."""
        for folder in _FOLDERS:
            for create in (0, os.O_CREAT):  # creating is refused in such a folder where the file is another user's
                with contextlib.suppress(OSError):
                    return os.open(folder / self._name, os.O_RDONLY | os.O_CLOEXEC | create, 0o644)
        return None
