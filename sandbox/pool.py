"""A stock of things that are slow to make, filled in the background."""

import math
import threading
from collections.abc import Callable, Iterable
from gettext import gettext as _
from typing import Generic, TypeVar

from sandbox.errors import SandboxError, SandboxUnavailable

T = TypeVar("T")


class Pool(Generic[T]):
    """Keeps `ready` things in stock. A failure is raised in the waiting threads; the next request tries again."""

    def __init__(
        self,
        make: Callable[[], T],
        discard: Callable[[T], None],
        *,
        lives: Callable[[T], bool] = lambda _thing: True,
        ready: int = 1,
        makers: int = 1,
        comes_back: Callable[[], bool] = lambda: False,
        expected: int | None = None,
        stock: Iterable[T] = (),
    ) -> None:
        """lives: whether one of the stock is still usable; if not, it is discarded.

        comes_back: whether what is taken is usually given back, so that no replacement is made.

        expected: how many will be asked for, so that no more are made ahead; None: unknown.
        stock: things already made.
        """
        self._make = make
        self._discard = discard
        self._lives = lives
        self._ready = ready
        self._comes_back = comes_back
        self._lent = 0
        self._changed = threading.Condition()
        self._stock = list(stock)
        self._ahead = math.inf if expected is None else expected - len(self._stock)  # how many may still be made ahead
        self._making = 0
        self._waiting = 0
        self._paused = 0
        self._closed = False
        self._failure: SandboxError | None = None
        self._makers = [threading.Thread(target=self._fill, name="kyoso-pool", daemon=True) for _ in range(makers)]
        for maker in self._makers:
            maker.start()

    def take(self, timeout_s: float = 60.0) -> T:
        """One of the stock, or the next that is made; raises SandboxUnavailable if none can be made in time."""
        while not self._lives(thing := self._next(timeout_s)):
            self.end(thing, kept=False)
        return thing

    def _next(self, timeout_s: float) -> T:
        with self._changed:
            self._failure = None
            self._waiting += 1
            self._changed.notify_all()
            try:
                done = self._changed.wait_for(lambda: self._stock or self._failure or self._closed, timeout_s)
                if self._stock:
                    self._lent += 1
                    return self._stock.pop(0)
                if self._failure:
                    raise self._failure
                raise SandboxUnavailable(_("the sandbox is closed") if done else _("no container was ready in time"))
            finally:
                self._waiting -= 1
                self._changed.notify_all()

    def end(self, thing: T, *, kept: bool) -> None:
        """Puts a taken thing back in stock, or discards it."""
        with self._changed:
            self._lent -= 1
            kept = kept and not self._closed
            if kept:
                self._stock.insert(0, thing)
            self._changed.notify_all()
        if not kept:
            self._discard(thing)

    def pause(self) -> None:
        """Until resume(), makes only what a thread waits for; returns once none is being made, or after 10 s."""
        with self._changed:
            self._paused += 1
            self._changed.wait_for(lambda: not self._making, 10)

    def resume(self) -> None:
        with self._changed:
            self._paused -= 1
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for maker in self._makers:
            maker.join(15)
        while self._stock:
            self._discard(self._stock.pop())

    def _wanted(self) -> bool:
        if self._failure:
            return False
        # The larger of the two, not the sum: more being made at once would slow down the one a thread waits for.
        ready = 0 if self._paused or self._ahead <= 0 else self._ready
        if self._comes_back():
            ready -= self._lent
        return len(self._stock) + self._making < max(self._waiting, ready)

    def _fill(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._wanted())
                if self._closed:
                    return
                self._making += 1
                self._ahead -= 1
            made: list[T] = []
            failure: SandboxError | None = None
            try:
                made.append(self._make())
            except SandboxError as error:
                failure = error
            except Exception as error:  # noqa: BLE001 - a thread's error must reach the one who waits
                failure = SandboxUnavailable(f"{type(error).__name__}: {error}")
            with self._changed:
                self._making -= 1
                self._failure = failure
                if not self._closed:
                    self._stock += made
                    made = []
                self._changed.notify_all()
            for late in made:
                self._discard(late)
