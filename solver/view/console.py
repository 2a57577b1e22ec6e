"""rich's console, made to let no control character through; apart from `output`, because rich is slow to import."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from solver.view.text import safe


class SafeConsole(Console):
    """A console whose own escape sequences are the only ones that reach the terminal."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(safe(segment.text), segment.style)

    def render_str(self, text: str, **options: Any) -> Text:
        """So that a text is measured as it will be shown."""
        return super().render_str(safe(text), **options)


def console(err: bool = False) -> SafeConsole:
    """On stdout or stderr. Names come from outside: square brackets in them are no markup."""
    return SafeConsole(stderr=err, markup=False, highlight=False, emoji=False)
