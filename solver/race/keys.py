"""Single keys from the terminal, read in their own thread. Ctrl-C still interrupts."""

import os
import select
import sys
import threading
from collections.abc import Callable
from typing import Any, Self


class Keys:
    """Calls `on_key` with every character typed while the `with` block lasts; does nothing without a terminal."""

    def __init__(self, on_key: Callable[[str], None]) -> None:
        self._on_key = on_key
        self._thread = threading.Thread(target=self._read, name="keys", daemon=True)
        self._before: list[Any] | None = None

    def __enter__(self) -> Self:
        if sys.stdin is not None and sys.stdin.isatty():
            import termios
            import tty

            self._descriptor = sys.stdin.fileno()
            self._before = termios.tcgetattr(self._descriptor)
            self._wake, self._woken = os.pipe()
            tty.setcbreak(self._descriptor)  # no echo, no line buffer; Ctrl-C still interrupts
            now = termios.tcgetattr(self._descriptor)
            now[6][termios.VSUSP] = b"\0"  # a race suspended with Ctrl-Z would leave its screen behind
            now[3] |= termios.NOFLSH  # otherwise Ctrl-C flushes pending input, and the read waits for ever
            termios.tcsetattr(self._descriptor, termios.TCSANOW, now)
            self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._before is None:
            return
        import termios

        os.close(self._woken)
        self._thread.join(2)
        os.close(self._wake)
        # Keys typed too late must not reach the shell.
        termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, self._before)

    def _read(self) -> None:
        while True:
            ready, _, _ = select.select([self._descriptor, self._wake], [], [])
            if self._wake in ready:
                return
            typed = os.read(self._descriptor, 64)
            if not typed:
                return
            if typed.startswith(b"\x1b") and len(typed) > 1:
                continue  # an arrow or function key
            for character in typed.decode("utf-8", "ignore"):
                self._on_key(character)
