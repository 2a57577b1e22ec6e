"""Settings from kyoso.toml: in the working folder, else in the user's configuration folder."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from judge.wording import cause
from solver.cli.help_page import Option
from solver.outside import read_text, read_toml


def default_map(path: Path, name: str, program: click.Context) -> dict[str, Any]:
    """The defaults for the command's options: the file's top level, overridden by the command's table.

    Option names are written as on the command line, with - or _. program: the context of the group of all commands.
    Raises click.ClickException, with file and line, for bad TOML, for a command or a setting that does not exist, and
    for a value that its option does not accept.
    """
    try:
        text = read_text(path)
        document = read_toml(text)
    except (OSError, ValueError) as error:
        raise click.ClickException(_("{path} cannot be read: {error}").format(path=path, error=cause(error))) from error
    file = _SettingsFile(path, text, program)
    names = file.program.list_commands(program)
    for key, value in document.items():
        if key not in names and _is_table(value):
            raise click.ClickException(file.unknown("", key, names))
        if key in names and isinstance(value, list):
            words = _("{place}: write [{key}], not [[{key}]].").format(place=file.place("", key), key=key)
            raise click.ClickException(words)
    command = file.program.get_command(program, name)
    assert command is not None
    shared = {key: value for key, value in document.items() if not _is_table(value)}
    own = document.get(name)
    return _defaults(file, name, command, shared, own if isinstance(own, Mapping) else {})


def flaws(path: Path, program: click.Context) -> list[str]:
    """What is wrong with the file: the first error for each command."""
    assert isinstance(program.command, click.Group)
    found = dict[str, None]()
    for name in program.command.list_commands(program):
        try:
            default_map(path, name, program)
        except click.ClickException as error:
            found[error.message] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class _SettingsFile:
    """The settings file, and the commands that it may configure."""

    path: Path
    text: str
    context: click.Context

    @property
    def program(self) -> click.Group:
        assert isinstance(self.context.command, click.Group)
        return self.context.command

    def names(self) -> set[str]:
        every = (self.program.get_command(self.context, name) for name in self.program.list_commands(self.context))
        return {key for command in every if command for one in _with_inner(command) for key in _options(one)}

    def unknown(self, section: str, key: str, near: Iterable[str]) -> str:
        words = _("{place}: there is no setting {key}; `kyoso {command} --help` lists them.")
        if not section:
            words = _("{place}: no command has a setting {key}; `kyoso config --help` explains the settings.")
        nearest = get_close_matches(_plain(key), near, n=1)
        if nearest:
            words = _("{place}: there is no setting {key}. Did you mean {near}?")
        return words.format(
            place=self.place(section, key),
            key=key,
            command=section.replace(".", " "),
            near="".join(nearest).replace("_", "-"),
        )

    def place(self, section: str, key: str) -> str:
        """The file and line of the key or table in that section, which tomllib does not report."""
        here = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            head = re.match(r"\s*\[\[?\s*([^\]\s]+)\s*\]", line)
            if head:
                here = head[1]
            found = head and f"{here}.".startswith(f"{section}.{key}.".removeprefix("."))
            if found or (here == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)):
                return _("{path}, line {line}").format(path=self.path, line=number)
        return str(self.path)


def _defaults(
    file: _SettingsFile, section: str, command: click.Command, shared: Mapping[str, Any], own: Mapping[str, Any]
) -> dict[str, Any]:
    known = _options(command)
    inner = dict(command.commands) if isinstance(command, click.Group) else {}
    found = {
        name: _defaults(
            file, f"{section}.{name}", one, shared, table if isinstance(table := own.get(name), Mapping) else {}
        )
        for name, one in inner.items()
    }
    for place, values in (("", shared), (section, own)):
        for key, value in values.items():
            option = known.get(_plain(key))
            if option is not None and option.name is not None:
                if place or not (isinstance(option, Option) and option.own):
                    found[option.name] = _checked(option, value, command, file, place, key)
            elif place and key not in inner:
                raise click.ClickException(file.unknown(place, key, (*known, *inner)))
            elif not place and _plain(key) not in (names := file.names()):
                raise click.ClickException(file.unknown(place, key, names))
    return found


def _checked(
    option: click.Parameter, value: Any, command: click.Command, file: _SettingsFile, section: str, key: str
) -> Any:
    """The value as the option takes it, a single value as a list of one. Raises click.ClickException."""
    if option.multiple and not isinstance(value, list):
        value = [value]
    try:
        for one in value if option.multiple else [value]:
            _check_kind(option, one)
        option.type_cast_value(click.Context(command), value)
    except click.BadParameter as error:
        place = file.place(section, key)
        raise click.ClickException(
            _("{place}: {key}: {error}").format(place=place, key=key, error=error.message)
        ) from error
    return value


def _check_kind(option: click.Parameter, value: Any) -> None:
    """Raise BadParameter for a TOML value of the wrong type; click expects text from a shell and would accept some."""
    if isinstance(value, list):
        raise click.BadParameter(_("it takes one value, not a list."))
    if isinstance(option, click.Option) and option.is_flag:
        if not isinstance(value, bool):
            raise click.BadParameter(_("write true or false."))
    elif isinstance(option.type, click.types.IntRange | click.types.FloatRange):
        if isinstance(value, bool) or (isinstance(value, float) and isinstance(option.type, click.types.IntRange)):
            raise click.BadParameter(_("{value} is not a valid {number}.").format(value=value, number=option.type.name))
    elif not isinstance(value, str):
        raise click.BadParameter(_("write it in quotes."))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _with_inner(command: click.Command) -> list[click.Command]:
    return [command, *(command.commands.values() if isinstance(command, click.Group) else ())]


def _options(command: click.Command) -> dict[str, click.Parameter]:
    """The command's options by the names that a file may use, which may differ from their parameters' names."""
    return {
        _plain(name.lstrip("-")): parameter
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


def _plain(key: str) -> str:
    return key.replace("-", "_")
