"""The clock of a race: monotonic, and stopped while the machine sleeps."""

import time
from collections.abc import Callable


def awake_s() -> float:
    """Seconds on a clock that neither wall-clock corrections nor a suspended machine affect.

    On Linux time.monotonic() reads CLOCK_MONOTONIC, which, unlike CLOCK_BOOTTIME, does not count the time a laptop
    sleeps (clock_gettime(2)). On macOS it reads mach_absolute_time, which does not either.
    """
    return time.monotonic()


class RaceClock:
    """Seconds since the common start of all lanes."""

    def __init__(self, clock: Callable[[], float] = awake_s) -> None:
        self._clock = clock
        self._zero: float | None = None

    def start(self, ago_s: float = 0.0) -> None:
        """Make now, or that many seconds ago, the zero of every lane."""
        self._zero = self._clock() - ago_s

    def now_s(self) -> float:
        """Seconds since the start; 0 before it."""
        return 0.0 if self._zero is None else self._clock() - self._zero


def minutes(seconds: float) -> str:
    """A time as a race shows it: 03:41, 1:02:03."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
