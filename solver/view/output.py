"""The only way to print: all output goes through here, so that it is safe to show on a terminal.

Ruff refuses `print`, `click.echo` and rich's own Console elsewhere.
"""

import json
import math
import sys
from collections.abc import Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from solver.view.live import above
from solver.view.text import safe
from solver.view.wrapping import broken, wrapped

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from solver.view.console import SafeConsole


def put(*parts: str | tuple[str, str], err: bool = False, end: str = "\n") -> None:
    """Print the parts one after the other, results on stdout; a part (text, style) is styled on a terminal."""
    with above():
        stream = sys.stderr if err else sys.stdout  # only here, as a redrawn display replaces sys.stderr
        if stream.isatty() and any(isinstance(part, tuple) for part in parts):
            from rich.text import Text

            screen = console(err)
            screen.print(broken(Text.assemble(*parts), screen.width), soft_wrap=True, end=end)
            return
        text = "".join(part if isinstance(part, str) else part[0] for part in parts)
        stream.write(safe(text) + end)
        stream.flush()


def put_lines(lines: "Iterable[Text]") -> None:
    """Print lines that already fit the width, without wrapping them."""
    terminal = console()
    with above():
        for line in lines:
            terminal.print(line, soft_wrap=True)


def put_data(text: str) -> None:
    """Print text for another program (CSV, a configuration), unchanged except on a terminal."""
    with above():
        if sys.stdout.isatty():
            sys.stdout.write(safe(text))
            sys.stdout.flush()
        else:
            sys.stdout.write(text)


class DataOut:
    """A file-like object that prints with `put_data`."""

    def write(self, text: str) -> int:
        put_data(text)
        return len(text)


def json_line(value: Any) -> str:
    """The value as one line; non-ASCII is escaped, because captured bytes may not be UTF-8."""
    try:
        text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    except ValueError:  # NaN or infinity, which JSON does not have
        text = json.dumps(_finite(value), ensure_ascii=True)
    return text.replace("\x7f", "\\u007f") + "\n"


def _finite(value: Any) -> Any:
    """The value with None for NaN and infinities."""
    if isinstance(value, dict):
        return {name: _finite(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_json(value: Any) -> None:
    """Print the value as one line of JSON."""
    put_data(json_line(value))
    sys.stdout.flush()  # a reader on a pipe gets the line now


def print_table(table: "Table") -> None:
    """Print the table on stdout, as wide as the terminal; 80 columns without one."""
    with above():
        console().print(table)


def note(text: str) -> None:
    """Print a line for the user on stderr, as stdout is for results; on a terminal it is wrapped."""
    if sys.stderr.isatty():
        text = "\n".join(wrapped(safe(text), get_terminal_size().columns))
    put(text, err=True)


def console(err: bool = False) -> "SafeConsole":
    from solver.view.console import console

    return console(err)
