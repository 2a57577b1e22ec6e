"""Help pages aligned by what a screen shows: click counts letters, and a Japanese one takes two columns."""

import re
from collections.abc import Iterable, Sequence
from gettext import gettext as _
from inspect import cleandoc
from typing import Any

import click
from rich.cells import cell_len

from solver.view.wrapping import wrapped


class AlignedFormatter(click.HelpFormatter):
    """Writes click's help pages, with widths in columns of the screen."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = f"{prefix or _('Usage:') + ' '}{prog} "
        self._write_beside(head, args, cell_len(head))

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        blocks = (
            "\n".join(indent + line for line in wrapped(" ".join(block.split("\n")), self.width - len(indent)))
            for block in re.split(r"\n\n+", text)
        )
        self.write("\n\n".join(blocks) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        column = min(max(cell_len(term) for term, _meaning in rows), col_max) + col_spacing
        for term, meaning in rows:
            self._write_beside(" " * self.current_indent + term, meaning, self.current_indent + column, col_spacing)

    def _write_beside(self, head: str, text: str, column: int, spacing: int = 0) -> None:
        """The head, and the text from that column on; below the head where that is too long."""
        lines = wrapped(text, max(self.width - column, 10)) if text else []
        if not lines:
            self.write(head.rstrip() + "\n")
            return
        if cell_len(head) + spacing <= column:
            self.write(head + " " * (column - cell_len(head)) + lines.pop(0) + "\n")
        else:
            self.write(head + "\n")
        for line in lines:
            self.write(" " * column + line + "\n")


class AlignedContext(click.Context):
    """Makes help pages with AlignedFormatter."""

    formatter_class = AlignedFormatter


# What hardly anybody needs stands last, in this order.
_LAST = ("sandbox_kind", "resources_url", "site_url", "home", "lang", "as_json")


class AlignedCommand(click.Command):
    """A command with an aligned help page."""

    context_class = AlignedContext


def laid_out(command: click.Command) -> click.Command:
    """The command, with an aligned help page and its options in the order of how often they are needed."""
    command.context_class = AlignedContext
    command.params.sort(key=lambda parameter: _LAST.index(parameter.name) if parameter.name in _LAST else -1)
    return command


class RenamedOption(click.Option):
    """An option with older names, which still work and which no help page shows."""

    def __init__(self, names: Sequence[str], *, older: Sequence[str], **settings: Any) -> None:
        super().__init__([*names, *older], **settings)
        self.older = frozenset(older)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        every, self.opts = self.opts, [name for name in self.opts if name not in self.older]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = every


class AlignedGroup(click.Group):
    """A group whose page and whose commands' pages are aligned; it says what each command is for, uncut."""

    context_class = AlignedContext
    command_class = AlignedCommand

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, cleandoc(found.help or "")) for name, found in commands.items() if found])
