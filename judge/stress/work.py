"""Limits on sampling one input: elements processed, the same on every machine, and CPU time."""

import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field


class Stuck(Exception):
    """No values were found in this style; another try may have more luck."""


class OutOfTime(Exception):
    """Generating this problem's inputs has used up its time."""


def never() -> bool:
    """For callers that are never cancelled."""
    return False


@dataclass(slots=True)
class GenerationLimit:
    """Limits how long generating one problem's inputs may take, and ends it when cancelled.

    Counts CPU time alone: the inputs are kept, and must not depend on what else the machine did.
    """

    cpu_s: float = float("inf")  # of the thread that generates them
    cancelled: Callable[[], bool] = never
    spent_cpu_s: float = 0.0  # by earlier calls
    _cpu_before_s: float = field(default_factory=time.thread_time, init=False)

    @property
    def used_s(self) -> float:
        """CPU seconds so far."""
        return self.spent_cpu_s + time.thread_time() - self._cpu_before_s

    def check(self) -> None:
        """Raises CancelledError once cancelled, OutOfTime once the time is over."""
        if self.cancelled():
            raise CancelledError
        if self.used_s > self.cpu_s:
            raise OutOfTime


@dataclass(slots=True)
class Work:
    """The work left for one input; an element processed in Python, about a microsecond, costs 1."""

    left: int
    limit: GenerationLimit | None = None

    def spend(self, elements: int) -> None:
        """Raises Stuck once no work is left, and on every call after that, so that no further try is made.

        Raises OutOfTime and CancelledError as the limit does.
        """
        self.left -= elements
        if self.left < 0:
            raise Stuck("this style takes too much work")
        if self.limit is not None:
            self.limit.check()
