"""What other threads have finished, as calls for the coordinator's one thread."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

T = TypeVar("T")


class Inbox:
    """Results come in from any thread; `take`, in the coordinator's, passes each to whoever waits for it."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def put(self, call: Callable[[], None]) -> None:
        """Have the coordinator make this call."""
        self._calls.put(call)

    def when_done(self, future: "Future[T]", then: "Callable[[Future[T]], None]") -> None:
        """Have the coordinator call `then` with the future once it is done."""
        future.add_done_callback(lambda done: self.put(partial(then, done)))

    def in_thread(self, work: Callable[[], T], then: "Callable[[Future[T]], None]") -> None:
        """Run the work in a thread of its own, which the end of the program does not wait for."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - a thread's error must reach the one who waits
                future.set_exception(error)

        self.when_done(future, then)
        threading.Thread(target=run, name="kyoso-server", daemon=True).start()

    def take(self, timeout_s: float) -> None:
        """Make the next call, or return after timeout_s without one."""
        try:
            call = self._calls.get(timeout=timeout_s)
        except queue.Empty:
            return
        call()
