"""Shows a race: redrawn in place on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from solver.race.clock import minutes
from solver.race.view import View, frame
from solver.view.output import console, put

if TYPE_CHECKING:
    from solver.view.console import SafeConsole


class Display(Protocol):
    """Where a race is shown."""

    interactive: bool  # whether it is redrawn, and so keys make sense

    def show(self, view: View) -> None:
        """Show the state, where it can be redrawn."""

    def say(self, race_s: float, who: str, what: str) -> None:
        """Say what has happened, where nothing can be redrawn."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Screen:
    """The terminal's second screen, so that a resize leaves no scraps behind; on stderr, as all progress is.

    With `keep_above` it is drawn below what the terminal shows already: a statement that was printed stays to be read.
    """

    interactive = True

    def __init__(self, screen: "SafeConsole | None" = None, keep_above: bool = False) -> None:
        from rich.live import Live

        # Its files are ours alone: nothing else prints while a race runs.
        self._console = screen or console(err=True)
        self._rows_left = 12 if keep_above else 0  # for what stands above
        self._live = Live(
            console=self._console,
            screen=not keep_above,
            transient=keep_above,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, view: View) -> None:
        size = self._console.size
        self._live.update(frame(view, size.width, max(10, size.height - self._rows_left)), refresh=True)

    def say(self, race_s: float, who: str, what: str) -> None:
        """The frame shows it."""


class Lines:
    """A line for each thing that happens."""

    interactive = False

    def __init__(self, write: Callable[[str], None] | None = None) -> None:
        self._write = write or (lambda line: put(line, err=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held."""

    def show(self, view: View) -> None:
        """Nothing can be redrawn."""

    def say(self, race_s: float, who: str, what: str) -> None:
        self._write(f"{minutes(race_s)}  {who}: {what}")


def display(keep_above: bool = False) -> Display:
    """The one that fits: a screen needs a terminal on both ends, and one that can move its cursor."""
    screen = console(err=True)
    if sys.stdin is not None and sys.stdin.isatty() and screen.is_terminal and not screen.is_dumb_terminal:
        return Screen(screen, keep_above)
    return Lines()
