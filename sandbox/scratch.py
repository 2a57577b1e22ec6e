"""Folders for boxes outside containers, each locked while its process lives, so that abandoned ones are recognised."""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

_PREFIX = "kyoso-box-"


class ScratchFolder:
    """A new private folder, removed on close; the next run removes one that a killed process left."""

    def __init__(self, parent: Path) -> None:
        """Raises OSError."""
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            lock = _locked(self.path, wait=True)
            if lock is not None:  # else another run has just removed it as abandoned
                self._lock = lock
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        remove_tree(self.path)
        os.close(self._lock)


def remove_abandoned(parent: Path) -> int:
    """Removes the folders that this user's killed processes left in parent; returns how many."""
    removed = 0
    for folder in parent.glob(f"{_PREFIX}*"):
        lock = _locked(folder, wait=False)
        if lock is not None:
            removed += remove_tree(folder)
            os.close(lock)
    return removed


def remove_tree(folder: Path) -> bool:
    """Removes a folder and its contents, also from folders without permissions; False if something remains."""
    for top, names, _files in os.walk(folder):
        for name in names:
            path = Path(top, name)
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _locked(folder: Path, *, wait: bool) -> int | None:
    """A descriptor that holds the folder's lock; None if it is locked already, gone, no folder or another user's."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    with suppress(OSError):
        state = os.fstat(descriptor)
        if state.st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            if os.path.samestat(state, os.lstat(folder)):
                return descriptor
    os.close(descriptor)
    return None
