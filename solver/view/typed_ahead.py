"""A redrawn display that leaves no frame behind where Enter is pressed."""

import fcntl
import struct
import sys
import termios
from typing import Any

from rich.console import ConsoleRenderable
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType

_LINE_UP = Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2), (ControlType.CURSOR_UP, 1))


class LiveDespiteEnter(Live):
    """rich's Live. The terminal echoes Enter and moves the cursor down a line; the next frame moves it up again.

    The echo itself is left on: a kyoso that is killed would leave a terminal that shows nothing typed.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._typed = _typed_ahead()

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        shown = super().process_renderables(renderables)
        before, self._typed = self._typed, _typed_ahead()
        return [_LINE_UP, *shown] if self._typed > before else shown


def _typed_ahead() -> int:
    """How many bytes of whole lines wait in the terminal; 0 if it echoes nothing, as keys are read one by one."""
    try:
        modes = termios.tcgetattr(sys.stdin.fileno())[3]
        if not modes & termios.ICANON or not modes & termios.ECHO:
            return 0
        (count,) = struct.unpack("i", fcntl.ioctl(sys.stdin.fileno(), termios.FIONREAD, struct.pack("i", 0)))
    except (termios.error, OSError, ValueError, AttributeError):  # no terminal, or no standard input at all
        return 0
    return int(count)
