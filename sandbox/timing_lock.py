"""Who runs beside whom: many runs at a time, or one alone so that its time is exact."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.machine_lock import MachineLock

_POLL_S = 0.02
_PATIENCE_S = 20.0  # for other processes; after that a run goes on beside them


class TimingLock:
    """Entered by ordinary runs together, and taken whole by a timed one, which is then alone in this process.

    Against other processes a timed run holds a lock of the machine, so that two of them seldom overlap; it does not
    wait for it for ever, since CPU time is fairly exact even so. Whoever wants to be alone goes first: no new run
    begins while it waits.
    """

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._running = 0
        self._waiting = 0
        self._taken_by: int | None = None  # the thread that is alone

    def __enter__(self) -> None:
        """An ordinary run; within alone(), the timed one. Entered for every test, so it is no generator."""
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
        """Holds the machine's lock, if it can be had in time."""
        lock = MachineLock("timing")
        ends_at = time.monotonic() + _PATIENCE_S
        while not lock.acquire() and time.monotonic() < ends_at:
            time.sleep(_POLL_S)
        try:
            yield
        finally:
            lock.release()
