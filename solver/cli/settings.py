"""Settings from kyoso.toml: in the working folder, else in the user's configuration folder."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click
from platformdirs import user_config_path

from judge.wording import cause
from solver.outside import read_text, read_toml

FILE_NAME = "kyoso.toml"


def places() -> tuple[Path, Path]:
    """Where the file is looked for, the nearer place first."""
    return Path(FILE_NAME), user_config_path("kyoso") / FILE_NAME


def settings_file() -> Path | None:
    """The file that holds: the nearer one."""
    return next((path for path in places() if path.is_file()), None)


def default_map(
    path: Path, command: click.Command, others: Callable[[], Iterable[click.Command]] = tuple
) -> dict[str, Any]:
    """The defaults for the command's options: the file's top level, and above it the table with the command's name.

    Option names are written as on the command line, with - or _. others: every command, asked for only where the top
    level has a name that this one lacks. Raises click.ClickException, with file and line, for bad TOML, for a name that
    no command has, and for a value that its option does not take.
    """
    try:
        text = read_text(path)
        document = read_toml(text)
    except (OSError, ValueError) as error:
        raise click.ClickException(_("{path} cannot be read: {error}").format(path=path, error=cause(error))) from error
    table = command.name or ""
    shared = {key: value for key, value in document.items() if not isinstance(value, Mapping)}
    own = document.get(table, {})
    known = _options(command)
    found: dict[str, Any] = {}
    for section, values in (("", shared), (table, own if isinstance(own, Mapping) else {})):
        for key, value in values.items():
            option = known.get(_plain(key))
            if isinstance(command, click.Group) and section:
                found[key] = value  # a subcommand's table
            elif option is not None and option.name is not None:
                found[option.name] = _checked(option, value, command, path, text, section, key)
            elif section or not any(_plain(key) in _options(other) for other in others()):
                near = get_close_matches(_plain(key), known, n=1)
                raise click.ClickException(_unknown(_place(path, text, section, key), table, key, near))
    return found


def _unknown(place: str, table: str, key: str, near: list[str]) -> str:
    words = _("{place}: there is no setting {key}; `kyoso {command} --help` lists them.")
    if not table:
        words = _("{place}: no command has a setting {key}; `kyoso config --help` explains the settings.")
    if near:
        words = _("{place}: there is no setting {key}. Did you mean {near}?")
    return words.format(place=place, key=key, command=table, near="".join(near).replace("_", "-"))


def _checked(
    option: click.Parameter, value: Any, command: click.Command, path: Path, text: str, section: str, key: str
) -> Any:
    """The value as the option takes it; a single value counts as a list of one."""
    if option.multiple and not isinstance(value, list):
        value = [value]
    try:
        option.type_cast_value(click.Context(command), value)
    except click.BadParameter as error:
        place = _place(path, text, section, key)
        raise click.ClickException(
            _("{place}: {key}: {error}").format(place=place, key=key, error=error.message)
        ) from error
    return value


def _options(command: click.Command) -> dict[str, click.Parameter]:
    """The command's options by the names that a file may use; an option's parameter may have another name."""
    return {
        _plain(name.lstrip("-")): parameter
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


def _plain(key: str) -> str:
    return key.replace("-", "_")


def _place(path: Path, text: str, section: str, key: str) -> str:
    """The file and the line where the section has the key; tomllib does not tell."""
    here = ""
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[\s*([^\]\s]+)\s*\]", line)
        if head:
            here = head[1]
        elif here == section and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return _("{path}, line {line}").format(path=path, line=number)
    return str(path)
