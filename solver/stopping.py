"""Ctrl-C and SIGTERM: a command ends within a second, whatever it is doing.

Every command runs inside `leaving`. The first signal raises Stopped in the command's own thread, so that terminals and
folders are restored. Another thread says that the command is stopping and, if that takes too long (a thread that does
not end, a daemon that does not answer), ends the process; a second signal does so at once. Nothing is lost: the log is
written in transactions, and the next process removes what a killed one leaves in a sandbox. `stoppable` is for commands
whose loop has something to show at the end: the signal sets an event and does not interrupt it.
"""

import _thread
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from gettext import gettext as _
from typing import Any

from sandbox.errors import Stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE_S = 0.8  # for a command to end by itself
_CALLBACK_S = 0.02  # for a callback that was interrupted to be left
SIGNALLED = 128  # a process ended by a signal exits with this plus the signal's number


@contextmanager
def leaving(clear: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Raise Stopped on the first signal, and end the process if the command does not stop; only in the main thread.

    clear: takes what is redrawn on the terminal off it, before anything else is written there, and tells whether
    anything was. It must not wait for long.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_signal(number: int, _frame: object) -> None:
        raise Stopped(SIGNALLED + number)

    def on_swallowed(swallowed: "sys.UnraisableHookArgs") -> None:
        # Python only prints what is raised in a destructor or a weak reference's callback, and goes on.
        stopped = swallowed.exc_value
        if not isinstance(stopped, Stopped) or threading.get_ident() != main:
            hook(swallowed)
        elif not is_over.is_set():
            signal.set_wakeup_fd(-1)  # the watcher must not take it for a second signal
            _thread.start_new_thread(raise_again, (stopped.code - SIGNALLED,))

    def raise_again(number: int) -> None:
        if not is_over.wait(_CALLBACK_S):
            signal.pthread_kill(main, number)

    is_over, hook, main = threading.Event(), sys.unraisablehook, threading.get_ident()
    sys.unraisablehook = on_swallowed
    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    # Python writes a signal to the pipe even while the main thread is blocked.
    hears, told = os.pipe()
    os.set_blocking(told, False)
    older = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    watcher = threading.Thread(target=_leave_in_time, args=(hears, _terminal(), clear), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        sys.unraisablehook = hook
        signal.set_wakeup_fd(older)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(told)
        watcher.join(GRACE_S)  # it may still have to say that the command is stopping


class Stop(threading.Event):
    """Set by the first signal. wake: called when it is set, for a loop that waits for something else."""

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.code = 0  # the exit code for the signal
        self._wake = wake

    def set(self) -> None:
        super().set()
        self._wake()


@contextmanager
def stoppable(stop: Stop) -> Iterator[Stop]:
    """The first signal sets the event instead of interrupting; the command then ends at once."""
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_signal(number: int, _frame: object) -> None:
        stop.code = SIGNALLED + number
        # Not set here, because the interrupted code may hold the event's own lock.
        _thread.start_new_thread(stop.set, ())

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave_in_time(hears: int, terminal: list[Any] | None, clear: Callable[[], bool]) -> None:
    """Say that the command is stopping; end the process when the time is up or a second signal comes."""
    with os.fdopen(hears, "rb", buffering=0) as pipe:
        number = _next_signal(pipe.fileno(), None)
        if number is None:
            return
        on_new_line = clear() or not sys.stderr.isatty()  # else the terminal shows ^C on it
        with suppress(OSError):
            os.write(2, (("" if on_new_line else "\n") + _("stopping …") + "\n").encode())
        again = _next_signal(pipe.fileno(), GRACE_S)
        if again is None:
            return
    if terminal is not None:
        with suppress(termios.error, OSError):
            termios.tcsetattr(0, termios.TCSANOW, terminal)
            if os.isatty(2):  # clear a progress line and show the cursor that it hides
                os.write(2, b"\r\x1b[2K\x1b[?25h")
    os._exit(SIGNALLED + number)


def _next_signal(pipe: int, within_s: float | None) -> int | None:
    """The next of our signals; 0 when the time is up; None when the command has ended."""
    while True:
        ready, _w, _x = select.select([pipe], [], [], within_s)
        if not ready:
            return 0
        data = os.read(pipe, 1)
        if not data:
            return None
        if data[0] in SIGNALS:
            return data[0]


def _terminal() -> list[Any] | None:
    """The terminal's settings, to be restored later; None without a terminal."""
    try:
        return termios.tcgetattr(0)
    except (termios.error, OSError):
        return None
