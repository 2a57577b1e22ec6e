"""`kyoso export`: the log for other programs."""

from collections.abc import Iterable, Mapping
from gettext import gettext as _
from gettext import ngettext
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import click

from judge.attempt import Attempt
from judge.log.log import FILE_NAME, Log
from solver.bundle import write_bundle
from solver.cli import options
from solver.export import write_csv, write_inspect, write_jsonl
from solver.view.output import DataOut, put


@click.command(
    "export",
    help=_(
        "Write the log's attempts for other programs: jsonl (a line each, whole), csv (without programs and replies),"
        " or inspect (logs of inspect_ai in a folder; pip install 'kyoso[inspect]'). Statements are left out."
    ),
    epilog=_("Example: kyoso export --format jsonl --out attempts.jsonl"),
)
@options.with_default(
    "--format", "kind", type=click.Choice(["jsonl", "csv", "inspect"]), default="jsonl", help=_("The output format.")
)
@click.option(
    "--bundle",
    type=options.NEW_FILE,
    help=_("Write answers, verdicts and settings to this zip, for others to import; no statements."),
)
@click.option("--machine", help=_("With --bundle: what the machine is called in others' reports, like “RTX 4090”."))
@click.option("--out", type=options.NEW_PATH, help=_("The file, or inspect's folder (default: stdout)."))
@options.rows
@click.option(
    "--with-statements",
    is_flag=True,
    help=_("Include the prompts, which contain the statements (© AtCoder): for your own use, not for publication."),
)
@options.common
def command(
    kind: str,
    bundle: Path | None,
    machine: str | None,
    out: Path | None,
    wanted: dict[str, Any],
    with_statements: bool,
    home: Path,
    as_json: bool,
) -> None:
    if kind == "inspect" and out is None:
        raise click.UsageError(_("--format inspect writes files: name the folder with --out"))
    if machine is not None and bundle is None:
        raise click.UsageError(_("--machine needs --bundle"))
    if not options.has_log(home):
        options.no_attempts(home)
        return
    with Log(home, options.note) as log:
        if not log.attempts.count(**wanted):
            options.none_found(log)
        attempts = log.attempts.read(by_cell=bundle is None and kind == "inspect", **wanted)
        prompts = log.attempts.prompts() if with_statements else None
        if bundle is not None:
            count = write_bundle(home / FILE_NAME, attempts, machine, bundle, options.now(), version("kyoso"))
            _written(count, bundle)
        elif kind == "inspect" and out is not None:
            path = None
            try:
                for path in write_inspect(attempts, prompts, out):
                    put(str(path))
            except ImportError as error:
                raise click.UsageError(_("inspect_ai is not installed: pip install 'kyoso[inspect]'")) from error
            if path is None:  # a person's own programs are not in these logs
                _written(0, out)
        elif out is None:
            _write(kind, attempts, prompts, DataOut())
        else:
            with out.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                _written(_write(kind, attempts, prompts, file), out)


def _written(count: int, path: Path) -> None:
    options.note(
        ngettext("{count} attempt in {path}.", "{count} attempts in {path}.", count).format(count=count, path=path)
    )


def _write(kind: str, attempts: Iterable[Attempt], prompts: Mapping[int, str] | None, file: IO[str] | DataOut) -> int:
    return write_csv(attempts, file) if kind == "csv" else write_jsonl(attempts, prompts, file)
