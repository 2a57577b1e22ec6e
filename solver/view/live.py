"""Displays that are redrawn at the bottom of a terminal while a command works.

rich would send everything printed meanwhile to its own console, on stderr, so a result on stdout would never reach the
file or program that it is meant for. Here a result keeps its stream, and the display makes room for it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

_CLEAR_S = 0.2  # the longest that `clear` waits: whoever is changing the display may be held up

_changing = RLock()
_drawn: list["Redrawn"] = []


class Redrawn:
    """A display on stderr."""

    def __init__(self, display: "RenderableType", per_s: float) -> None:
        self._display, self._per_s = display, per_s
        self._live: Live | None = None
        self._is_over = False

    def update(self, display: "RenderableType") -> None:
        with _changing:
            self._display = display
            if self._live is not None:
                self._live.update(display)

    def appear(self) -> None:
        if self._live is not None or self._is_over:
            return
        from solver.view.console import console
        from solver.view.typed_ahead import LiveDespiteEnter

        self._live = LiveDespiteEnter(
            self._display,
            console=console(err=True),
            refresh_per_second=self._per_s,
            transient=True,
            redirect_stdout=False,
        )
        self._live.start(refresh=True)

    def vanish(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def end(self) -> None:
        """Vanish for good."""
        self._is_over = True
        self.vanish()


@contextmanager
def redrawn(display: "RenderableType", per_s: float = 12.5) -> Iterator[Redrawn]:
    """Show the display until the block ends."""
    shown = Redrawn(display, per_s)
    with _changing:
        shown.appear()
        _drawn.append(shown)
    try:
        yield shown
    finally:
        with _changing:
            _drawn.remove(shown)
            shown.vanish()


@contextmanager
def above() -> Iterator[None]:
    """Within it, redrawn displays are off the screen, so that whole lines can be printed."""
    with _changing:
        for shown in _drawn:
            shown.vanish()
        try:
            yield
        finally:
            for shown in _drawn:
                shown.appear()


def clear() -> bool:
    """Take redrawn displays off the screen for good; returns whether there were any.

    For a command that a signal ends: what is written below a display, or by whatever does not know of it, would leave
    half of it behind.
    """
    if not _changing.acquire(timeout=_CLEAR_S):
        return False
    try:
        for shown in _drawn:
            shown.end()
        return bool(_drawn)
    finally:
        _changing.release()
