"""A rich console that lets no control characters through; separate from `output`, as rich is slow to import."""

import os
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from solver.view.text import safe

_SIZE = ("COLUMNS", "LINES")


class SafeConsole(Console):
    """A console that lets only its own escape sequences reach the terminal."""

    def __init__(self, **options: Any) -> None:
        # COLUMNS=0 means that the width is not known; rich would take it for the width.
        known = {name: value for name, value in os.environ.items() if name not in _SIZE or value.strip("0")}
        super().__init__(_environ=known, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(safe(segment.text), segment.style)

    def render_str(self, text: str, **options: Any) -> Text:
        """Make the text safe first, so that it is measured as it will be shown."""
        return super().render_str(safe(text), **options)


def console(err: bool = False) -> SafeConsole:
    """A console on stdout or stderr, without markup: names come from outside and may have square brackets."""
    return SafeConsole(stderr=err, markup=False, highlight=False, emoji=False)
