"""Help pages aligned by screen columns: click counts letters, and a Japanese letter takes two columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from gettext import gettext as _
from inspect import cleandoc
from typing import Any

import click
from rich.cells import cell_len

from solver.view.wrapping import wrapped


class AlignedFormatter(click.HelpFormatter):
    """Writes click's help pages with widths in screen columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = (prefix or _("Usage:") + " ") + prog + " "
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
        """Write the head, and the text from that column on; below the head if the head is too long."""
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
    """Formats help pages with AlignedFormatter."""

    formatter_class = AlignedFormatter


# A page with more options than this groups them under headings.
_UNGROUPED = 14
# These options come last on every page, in this order.
_RARELY_NEEDED = (
    "sandbox_kind",
    "reuse",
    "lang",
    "as_json",
    "_click_default_help",
    "resources_url",
    "site_url",
    "home",
)


def _groups() -> dict[str, tuple[str, ...]]:
    """The headings and the options under each, by parameter name; rarely needed ones come last."""
    return {
        _("Without a plan"): (
            "problems",
            "batch models",
            "batch efforts",
            "batch language",
            "repeats",
            "batch repair",
            "batch max_tokens",
            "difficulty",
            "letters",
            "dates",
            "batch seed",
            "batch naive",
        ),
        _("The race's page"): ("open_page", "serve_page", "bind", "race port", "print_statement"),
        _("A second person"): ("share", "race host", "join", "race name"),
        _("Past races"): ("replay", "speed", "race history", "race html"),
        _("Sampling and thinking"): (
            "sampling",
            "temperature",
            "top_p",
            "top_k",
            "min_p",
            "thinking_budget",
            "reserve",
            "force",
        ),
        _("Model server"): ("server", "api_key", "dialect", "first_token_timeout", "silence_timeout"),
        _("General"): _RARELY_NEEDED,
    }


def with_aligned_help(command: click.Command) -> click.Command:
    """The command, with an aligned help page that lists rarely needed options last."""
    command.context_class = AlignedContext
    for parameter in command.params:
        is_option = isinstance(parameter, click.Option) and not parameter.is_flag
        if is_option and parameter.metavar is None and parameter.type.name == click.STRING.name:
            parameter.metavar = _("TEXT")
    command.params.sort(key=_place)
    if not isinstance(command, click.Group):
        command.format_options = partial(_format_options, command)  # type: ignore[method-assign]
    return command


def _place(parameter: click.Parameter) -> int:
    return _RARELY_NEEDED.index(parameter.name) if parameter.name in _RARELY_NEEDED else -1


def _format_options(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options like click, but under headings."""
    groups = _groups()
    records = [
        (_heading(groups, command, parameter), record)
        for parameter in sorted(command.get_params(ctx), key=_place)  # with --help, which click adds
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)) is not None
    ]
    if len(records) <= _UNGROUPED:
        records = [("", record) for _title, record in records]
    for heading in ("", *groups):
        if rows := [record for title, record in records if title == heading]:
            with formatter.section(heading or _("Options")):
                formatter.write_dl(rows)


def _heading(groups: Mapping[str, tuple[str, ...]], command: click.Command, parameter: click.Parameter) -> str:
    names = (parameter.name, f"{command.name} {parameter.name}")
    return next((title for title, members in groups.items() if any(name in members for name in names)), "")


class Option(click.Option):
    """An option with a history or a meaning of its own.

    older: names that still work but are not shown in help pages.
    own: whether it means something else in other commands, so that the top level of kyoso.toml does not apply.
    """

    def __init__(self, names: Sequence[str], *, older: Sequence[str] = (), own: bool = False, **settings: Any) -> None:
        super().__init__([*names, *older], **settings)
        self.older, self.own = frozenset(older), own

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        every, self.opts = self.opts, [name for name in self.opts if name not in self.older]
        try:
            return super().get_help_record(ctx)
        finally:
            self.opts = every


class AlignedGroup(click.Group):
    """A group whose help page, and whose commands' pages, are aligned; each command's help is shown in full."""

    context_class = AlignedContext

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        return found and with_aligned_help(found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args[0] in names or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        near = get_close_matches(args[0], names, n=1)
        told = (
            _("there is no command {name}. Did you mean {near}?")
            if near
            else _("there is no command {name}; `{path} --help` lists them")
        )
        raise click.UsageError(told.format(name=args[0], near="".join(near), path=ctx.command_path), ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, cleandoc(found.help or "")) for name, found in commands.items() if found])
