"""Shows a race: redrawn in place on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self

from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from problems.problem import Problem
from solver.race.clock import minutes
from solver.race.keys import Keys
from solver.race.messages import RaceMessage
from solver.race.state import Course, Phase, RaceState
from solver.race.view import frame_lines, joined
from solver.race.words import happening_words
from solver.view.language import message_language, translation
from solver.view.output import console, put

if TYPE_CHECKING:
    from solver.view.console import SafeConsole


class Display(Protocol):
    """Where a race is shown. Its creator opens and closes it."""

    def show(self, state: RaceState) -> None:
        """Show the race as it stands now."""


class Screen:
    """The terminal's alternate screen, so that a resize leaves no scraps behind; on stderr, like all progress.

    Only changed lines are written. With `keep_above` it is drawn below the terminal's content, so that a statement
    printed before stays readable. What is typed goes to `on_key`, which is set before the `with` block.
    """

    interactive = True  # someone can type there

    def __init__(
        self,
        course: Course,
        problems: Sequence[Problem],
        screen: "SafeConsole | None" = None,
        *,
        keep_above: bool = False,
        address: str = "",
        joining: str = "",
        end_key: str = "^C",
    ) -> None:
        """address: of the page, shown if there is room; joining: for a second person; end_key: ends watching."""
        from rich.live import Live

        # The race has stderr to itself: nothing else prints while it runs.
        self._console = screen or console(err=True)
        self._frame = partial(
            frame_lines,
            course,
            {one.id: one for one in problems},
            translation(message_language()),
            address=address,
            joining=joining,
            plain=self._console.no_color,
            end_key=end_key,
        )
        self._above = 12 if keep_above else 0  # rows for the content above
        self._live = Live(
            console=self._console, transient=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False
        )
        self._size, self._written = (0, 0), list[object]()
        self.on_key: Callable[[str], None] = lambda _key: None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # The keyboard is taken first and given back last: an Enter that the terminal echoes moves the frame.
            stack.enter_context(Keys(self.on_key))
            stack.enter_context(self._live if self._above else self._console.screen())
            if not self._above:  # tmux mixes what is left there into the other screen if its size has changed
                stack.callback(self._console.control, Control.clear())
            self._opened = stack.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._opened.close()

    def show(self, state: RaceState) -> None:
        width, height = self._console.size
        lines = self._frame(state, width, max(10, height - self._above))
        if self._above:
            self._live.update(joined(lines), refresh=True)
        else:
            self._write(lines, (width, height))

    def _write(self, lines: Sequence[Text], size: tuple[int, int]) -> None:
        clear = Control((ControlType.ERASE_IN_LINE, 2))
        with self._console:  # a single write
            if size != self._size:
                self._size, self._written = size, []
                self._console.control(Control.clear())
            for row in range(max(len(lines), len(self._written))):
                line = lines[row] if row < len(lines) else Text()
                now = (line.plain, line.style, tuple(line.spans))
                if row < len(self._written) and self._written[row] == now:
                    continue
                self._console.control(Control.move_to(0, row), clear)
                self._console.print(line, end="", no_wrap=True, overflow="crop", crop=True)
                self._written[row:] = [now, *self._written[row + 1 :]]


class LineDisplay:
    """Prints a line for each event."""

    interactive = False
    on_key: Callable[[str], None]  # never called

    def __init__(self) -> None:
        self._words = translation(message_language())
        self._said, self._message, self._countdown = 0, RaceMessage(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Nothing to close."""

    def show(self, state: RaceState) -> None:
        _ = self._words
        if state.phase is Phase.COUNTDOWN and state.countdown != self._countdown:
            self._countdown = state.countdown
            self._say(0, _("starts in {number}").format(number=state.countdown))
        for one in state.happenings:
            if one.number > self._said:
                self._said = one.number
                # A line that is printed stays above those that come later. A ghost's times are known in advance.
                self._say(max(state.at_s, one.at_s), happening_words(one, state, self._words))
        if state.you is not None and state.you.message != self._message:
            self._message = state.you.message
            if self._message:
                self._say(state.at_s, _("race") + f": {self._message.words(_)}")

    def _say(self, race_s: float, what: str) -> None:
        put(f"{minutes(race_s)}  {what}", err=True)


def can_redraw() -> bool:
    """Whether a screen fits: it needs a terminal on both ends, and one that can move its cursor."""
    screen = console(err=True)
    return sys.stdin is not None and sys.stdin.isatty() and screen.is_terminal and not screen.is_dumb_terminal
