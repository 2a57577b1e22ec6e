"""`kyoso doctor --calibrate`: AtCoder's times beside this machine's, for a small program in each language."""

import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path

import click

from judge.languages import LANGUAGES
from judge.stress.calibration import Ratio, calibrate, program_of, stored
from sandbox.sandbox import Sandbox
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import sandbox_for
from solver.view.output import print_json, put

_CUSTOM_TEST = "https://atcoder.jp/contests/practice/custom_test"


def calibrate_times(
    times: dict[str, float], languages: Sequence[str], box: options.SandboxOptions, home: Path, as_json: bool
) -> ExitCode:
    """Use the given times, or ask for them, and keep the ratios.

    times: milliseconds that Custom Test showed, by language. Without any, and without a terminal to ask on, the
    programs are printed.
    """
    if times:
        with sandbox_for(box, home) as sandbox:
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
        options.note(
            _("Run each at {url}, then: kyoso doctor --calibrate {example}").format(
                url=_CUSTOM_TEST, example=" ".join(f"--time {language}=MS" for language in wanted)
            )
        )
        return ExitCode.OK
    with sandbox_for(box, home) as sandbox:
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
