"""Who runs beside whom: many runs at a time, or one alone so that its time is exact."""

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# One for the machine, whoever the user is: in a folder that everybody can write to.
_LOCK_FILES = (Path("/run/lock/kyoso-timing.lock"), Path("/tmp/kyoso-timing.lock"))
_POLL_S = 0.02
PATIENCE_S = 20.0  # for other processes; after that a run goes on beside them


class TimingLock:
    """Entered by ordinary runs together, and taken whole by a timed one, which is then alone in this process.

    Against other processes on the machine a timed run holds a lock file, so that two of them seldom overlap; it does
    not wait for it for ever, since CPU time is fairly exact even so. Whoever wants to be alone goes first: no new run
    begins while it waits.
    """

    def __init__(self, lock_file: Path | None = None, patience_s: float = PATIENCE_S) -> None:
        """lock_file: another one than the machine's."""
        self._lock_files = _LOCK_FILES if lock_file is None else (lock_file,)
        self._patience_s = patience_s
        self._lock = threading.Lock()
        self._change = threading.Condition(self._lock)
        self._running = 0
        self._waiting = 0
        self._taken_by: int | None = None  # the thread that is alone

    def __enter__(self) -> None:
        """An ordinary run; within alone(), the timed one. Entered for every test, so it is no generator."""
        if self._taken_by == threading.get_ident():
            return
        with self._lock:
            if self._taken_by or self._waiting:
                self._change.wait_for(lambda: not (self._taken_by or self._waiting))
            self._running += 1

    def __exit__(self, *_error: object) -> None:
        if self._taken_by == threading.get_ident():
            return
        with self._lock:
            self._running -= 1
            if self._waiting:
                self._change.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nothing else runs here until the block ends."""
        with self._change:
            self._waiting += 1
            try:
                self._change.wait_for(lambda: not (self._taken_by or self._running))
            finally:
                self._waiting -= 1
            self._taken_by = threading.get_ident()
        try:
            with self._machine_wide():
                yield
        finally:
            with self._change:
                self._taken_by = None
                self._change.notify_all()

    @contextmanager
    def _machine_wide(self) -> Iterator[None]:
        """Holds the lock file, if it can be locked in time."""
        descriptor = self._opened()
        try:
            ends_at = time.monotonic() + self._patience_s
            while descriptor is not None and time.monotonic() < ends_at:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    time.sleep(_POLL_S)
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _opened(self) -> int | None:
        """The lock file for reading, which is enough to lock it, so that it may be another user's."""
        for path in self._lock_files:
            for create in (0, os.O_CREAT):  # creating is refused in such a folder where the file is another user's
                with contextlib.suppress(OSError):
                    return os.open(path, os.O_RDONLY | os.O_CLOEXEC | create, 0o644)
        return None
