"""Hands what other threads have finished to the coordinator's thread, as calls."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TypeVar

from solver.errors import AskCancelled

T = TypeVar("T")


class Inbox:
    """A queue of calls that any thread may fill; `take` makes them in the coordinator's thread."""

    def __init__(self, on_bug: Callable[[Exception], None]) -> None:
        self._on_bug = on_bug
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def put(self, call: Callable[[], None]) -> None:
        """Have the coordinator make this call."""
        self._calls.put(call)

    def when_done(self, future: "Future[T]", then: "Callable[[Future[T]], None]") -> None:
        """Have the coordinator call `then` with the future once it is done.

        `then` need not catch what the work raised: if it was cancelled, nobody waits for it; anything else is a bug,
        which must not end the run.
        """

        def call(done: "Future[T]") -> None:
            try:
                then(done)
            except (AskCancelled, CancelledError):
                pass
            except Exception as error:
                if done.cancelled() or error is not done.exception():
                    raise  # a bug of `then` itself
                self._on_bug(error)

        future.add_done_callback(lambda done: self.put(partial(call, done)))

    def in_thread(self, work: Callable[[], T], then: "Callable[[Future[T]], None]") -> None:
        """Run the work in a daemon thread, then have the coordinator call `then` with its future."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - a thread's error must reach the one who waits
                future.set_exception(error)

        future.add_done_callback(lambda done: self.put(partial(then, done)))
        threading.Thread(target=run, name="kyoso-server", daemon=True).start()

    def take(self, timeout_s: float) -> None:
        """Make the next call, or return after timeout_s without one."""
        try:
            call = self._calls.get(timeout=timeout_s)
        except queue.Empty:
            return
        call()
