"""Lets many runs proceed at a time, or one alone so that its time is exact."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.machine_lock import MachineLock

_POLL_S = 0.02
_PATIENCE_S = 20.0  # to wait for other processes; after that a run proceeds beside them


class TimingLock:
    """Shared by ordinary runs and exclusive to a timed one, which is then alone in this process.

    A timed run also holds a machine-wide lock, so that those of two processes seldom overlap; it does not wait for that
    lock forever, since CPU time is fairly exact even so. Timed runs go first: no new run begins while one waits.
    """

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._running = 0
        self._waiting = 0
        self._taken_by: int | None = None  # the thread that is alone

    def __enter__(self) -> None:
        """Enters an ordinary run or, within alone(), the timed one. No generator, for speed: every test enters it."""
        if self._taken_by == threading.get_ident():
            return
        with self._change:
            if self._taken_by or self._waiting:
                self._change.wait_for(lambda: not (self._taken_by or self._waiting))
            self._running += 1

    def __exit__(self, *_error: object) -> None:
        if self._taken_by == threading.get_ident():
            return
        with self._change:
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
        """Holds the machine-wide lock, if it can be acquired in time."""
        lock = MachineLock("timing")
        ends_at = time.monotonic() + _PATIENCE_S
        while not lock.acquire() and time.monotonic() < ends_at:
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            lock.release()
