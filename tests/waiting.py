"""Waiting for something that does not announce itself: another process, a server's list, a file."""

import threading
import time
from collections.abc import Callable

_POLL_S = 0.01


def wait_until(true: Callable[[], object], seconds: float = 60.0, why: Callable[[], object] = lambda: "") -> None:
    """Return once the callable is true; fail after that many seconds, with what `why` returns then."""
    deadline, never = time.monotonic() + seconds, threading.Event()
    while not true():
        assert time.monotonic() < deadline, why()
        never.wait(_POLL_S)
