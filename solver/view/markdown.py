"""A statement's Markdown on a terminal: rich breaks lines only at blanks, which Japanese hardly has."""

from typing import TYPE_CHECKING, ClassVar

from rich.console import ConsoleOptions, RenderResult
from rich.markdown import Markdown, MarkdownElement, Paragraph

from solver.view.wrapping import broken

if TYPE_CHECKING:
    from rich.console import Console  # noqa: TID251 - only named


class _JapaneseParagraph(Paragraph):
    """A paragraph that is wrapped where Japanese may be."""

    def __rich_console__(self, console: "Console", options: ConsoleOptions) -> RenderResult:
        yield broken(self.text, options.max_width)


class StatementMarkdown(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = Markdown.elements | {"paragraph_open": _JapaneseParagraph}
