"""`kyoso doctor`: what is missing, with the commands that fix it."""

from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from shutil import get_terminal_size

import click
from rich.cells import cell_len

from judge.languages import LANGUAGES
from judge.stress.calibration import program_of
from solver.cli import options
from solver.cli.calibrate import calibrate_times
from solver.cli.exit_codes import ExitCode
from solver.cli.help_page import OwnOption
from solver.doctor import DoctorFinding, DoctorState, examine
from solver.view.output import print_json, put
from solver.view.styles import AMBER
from solver.view.wrapping import wrapped

_WIDEST = 100  # columns
_NAMES = 14  # columns of the names


def _times(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, float]:
    """Milliseconds by language, from LANGUAGE=MS."""
    found = {}
    for value in values:
        language, _equals, shown = value.partition("=")
        try:
            found[language] = float(shown.removesuffix("ms").strip())
        except ValueError:
            found[language] = 0.0
        if language not in LANGUAGES or program_of(language) is None or not 0 < found[language] < 1e9:
            raise click.BadParameter(_("{value}: give a language and milliseconds, like cpp=812").format(value=value))
    return found


@click.command(
    "doctor",
    help=_(
        "Check everything that a run needs, and show the command that fixes what is missing. With --calibrate, "
        "compare this machine's times with AtCoder's."
    ),
    epilog=_("Example: kyoso doctor, or: kyoso doctor --calibrate --time cpp=812 --time python=903"),
)
@click.option(
    "--calibrate",
    is_flag=True,
    help=_(
        "Print a small program for each language to run in AtCoder's Custom Test, and ask for the time shown there."
    ),
)
@click.option(
    "--time",
    "times",
    metavar="LANGUAGE=MS",
    multiple=True,
    callback=_times,
    help=_("With --calibrate: the milliseconds that Custom Test showed; repeatable."),
)
@click.option(
    "--language",
    "languages",
    cls=OwnOption,
    type=click.Choice([key for key in LANGUAGES if program_of(key) is not None]),
    multiple=True,
    help=_("With --calibrate: only this language; repeatable."),
)
@options.server
@options.sandbox
@options.common
def command(
    calibrate: bool,
    times: dict[str, float],
    languages: tuple[str, ...],
    server: options.ServerOptions,
    box: options.SandboxOptions,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if calibrate:
        return calibrate_times(times, languages, box, home, as_json)
    if times or languages:
        raise click.UsageError(_("--time and --language need --calibrate."))
    missing = False
    for finding in examine(home, box.sandbox_kind, server.server, server.api_key):
        missing = missing or finding.state in (DoctorState.MISSING, DoctorState.BROKEN)
        print_json(asdict(finding)) if as_json else _print(finding)
    return ExitCode.UNAVAILABLE if missing else ExitCode.OK


def _print(finding: DoctorFinding) -> None:
    words = {
        DoctorState.OK: (_("ok"), "green"),
        DoctorState.MISSING: (_("missing"), "red"),
        DoctorState.OPTIONAL: (_("not there"), AMBER),
        DoctorState.WARNING: (_("warning"), AMBER),
        DoctorState.BROKEN: (_("broken"), "red"),
    }
    word, colour = words[finding.state]
    room = max(cell_len(word) for word, _colour in words.values()) - cell_len(word)
    name = _shown_name(finding.name)
    name += " " * (_NAMES - cell_len(name))
    before = cell_len(f"{name} {word}{' ' * room}  ")
    width = min(get_terminal_size().columns, _WIDEST)
    first, *others = wrapped(finding.detail, max(width - before, 20)) or [""]
    put(f"{name} ", (word, colour), f"{' ' * room}  {first}")
    for line in others:
        # A long command gets less indentation, so that it stays on one line and can be copied.
        put(" " * max(0, min(before, width - cell_len(line))) + line)


def _shown_name(name: str) -> str:
    """The name as shown; languages are indented below their sandbox, whose Python is not the one that runs kyoso."""
    words = {
        "log": _("log"),
        "boxes": _("boxes"),
        "sandbox": _("sandbox"),
        "calibrated": _("calibrated"),
        "timing": _("timing"),
        "server": _("server"),
        "context": _("context"),
        "memory": _("memory"),
    }
    return f"  {name}" if name in LANGUAGES else words.get(name, name)
