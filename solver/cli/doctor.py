"""`kyoso doctor`: what is missing, with the commands that fix it; --calibrate compares times with AtCoder's."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from shutil import get_terminal_size

import click
from rich.cells import cell_len

from judge.languages import LANGUAGES
from judge.stress.calibration import Ratio, calibrate, program_of, stored
from sandbox.choose import open_sandbox
from sandbox.sandbox import Sandbox
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.doctor import DoctorFinding, DoctorState, examine
from solver.view.output import print_json, put
from solver.view.styles import AMBER
from solver.view.wrapping import wrapped

_WIDEST = 100  # columns
_NAMES = 14  # columns of the names
_CUSTOM_TEST = "https://atcoder.jp/contests/practice/custom_test"


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
    "calibrates",
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
@options.option(
    "--language",
    "languages",
    own=True,
    type=click.Choice([key for key in LANGUAGES if program_of(key) is not None]),
    multiple=True,
    help=_("With --calibrate: only this language; repeatable."),
)
@options.server
@options.sandbox
@options.common
def command(
    calibrates: bool,
    times: dict[str, float],
    languages: tuple[str, ...],
    server: options.ServerOptions,
    sandbox_kind: str,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if calibrates:
        return _calibrate_times(times, languages, sandbox_kind, home, as_json)
    if times or languages:
        raise click.UsageError(_("--time and --language need --calibrate."))
    missing = False
    for finding in examine(home, sandbox_kind, server.server, server.api_key):
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


def _calibrate_times(
    times: dict[str, float], languages: Sequence[str], sandbox_kind: str, home: Path, as_json: bool
) -> ExitCode:
    """Use the given times, or ask for them, and keep the ratios.

    times: milliseconds that Custom Test showed, by language. Without any, and without a terminal to ask on, the
    programs are printed.
    """
    if times:
        with open_sandbox(sandbox_kind, home, note=options.note) as sandbox:
            _measure(times, sandbox, home, as_json)
        return ExitCode.OK
    wanted = languages or [language for language in LANGUAGES if program_of(language) is not None]
    if as_json:
        for language in wanted:
            print_json(_row(language, stored(home).ratios.get(language)) | {"program": program_of(language)})
        return ExitCode.OK
    if not sys.stdin.isatty():
        for language in wanted:
            _print_program(language)
        text = _("Run each at {url}, then: kyoso doctor --calibrate {example}")
        options.note(text.format(url=_CUSTOM_TEST, example=" ".join(f"--time {language}=MS" for language in wanted)))
        return ExitCode.OK
    with open_sandbox(sandbox_kind, home, note=options.note) as sandbox:
        for language in wanted:
            if sandbox.version(LANGUAGES[language].version) is None:
                continue
            _print_program(language)
            shown_ms = click.prompt(
                _("Milliseconds that {url} showed for it (0 to leave it out)").format(url=_CUSTOM_TEST),
                type=options.FiniteNumber(min=0),
                err=True,
            )
            if shown_ms:
                _measure({language: shown_ms}, sandbox, home, as_json)
    return ExitCode.OK


def _measure(times: dict[str, float], sandbox: Sandbox, home: Path, as_json: bool) -> None:
    for language, shown_ms in times.items():
        options.note(_("Measuring {language} here …").format(language=LANGUAGES[language].name))
        ratio = calibrate(home, sandbox, {language: shown_ms}, options.now)[language]
        if as_json:
            print_json(_row(language, ratio))
            continue
        words = _("{language}: {here:.0f} ms here, {there:g} ms at AtCoder: a limit of 2 s is {limit:.2f} s here")
        put(
            words.format(
                language=LANGUAGES[language].name, here=1000 * ratio.here_s, there=shown_ms, limit=2 * ratio.value
            )
        )


def _row(language: str, ratio: Ratio | None) -> dict[str, object]:
    if ratio is None:
        names = ("ratio", "there_ms", "here_ms", "at", "machine", "sandbox")
        return {"language": language} | dict.fromkeys(names)
    return {
        "language": language,
        "ratio": round(ratio.value, 4),
        "there_ms": round(1000 * ratio.there_s, 3),
        "here_ms": round(1000 * ratio.here_s, 3),
        "at": ratio.at.isoformat(timespec="seconds"),
        "machine": ratio.machine,
        "sandbox": ratio.sandbox,
    }


def _print_program(language: str) -> None:
    row = LANGUAGES[language]
    title = row.name + (f" ({row.atcoder})" if row.atcoder else "")
    put(f"--- {title} ---")
    put(program_of(language) or "")
