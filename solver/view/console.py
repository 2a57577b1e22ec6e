"""A rich console that lets no control characters through; separate from `output`, as rich is slow to import."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from solver.view.text import safe


class SafeConsole(Console):
    """A console that lets only its own escape sequences reach the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(safe(segment.text), segment.style)

    def render_str(self, text: str, **options: Any) -> Text:
        """Make the text safe first, so that it is measured as it will be shown."""
        return super().render_str(safe(text), **options)


def console(err: bool = False) -> SafeConsole:
    """A console on stdout or stderr, without markup: names come from outside and may have square brackets."""
    return SafeConsole(stderr=err, markup=False, highlight=False, emoji=False)
