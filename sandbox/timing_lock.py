"""Who runs beside whom: many runs at a time, or one that has the timing_lock to itself so that its time is exact."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TimingLock:
    """Shared by ordinary runs, and taken whole by a timed one, which is then alone in this process.

    Against other processes of the same user it holds a lock file, so that two timed runs never overlap on a machine.
    Whoever wants the timing_lock alone goes first: no new run begins while it waits.
    """

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._running = 0
        self._waiting = 0
        self._taken = False
        self._lock_path = Path(tempfile.gettempdir(), f"kyoso-timing-{os.getuid()}.lock")
        self._mine = threading.local()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """For an ordinary run; within alone(), for the timed one."""
        if getattr(self._mine, "alone", False):
            yield
            return
        with self._change:
            self._change.wait_for(lambda: not (self._taken or self._waiting))
            self._running += 1
        try:
            yield
        finally:
            with self._change:
                self._running -= 1
                self._change.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nothing else runs here until the block ends."""
        from filelock import FileLock

        with self._change:
            self._waiting += 1
            try:
                self._change.wait_for(lambda: not (self._taken or self._running))
            finally:
                self._waiting -= 1
            self._taken = True
        try:
            self._mine.alone = True
            with FileLock(self._lock_path):
                yield
        finally:
            self._mine.alone = False
            with self._change:
                self._taken = False
                self._change.notify_all()
