"""`kyoso import`: answers that were made elsewhere, judged here."""

from functools import lru_cache
from gettext import gettext as _
from pathlib import Path

import click

from judge.attempt import Attempt
from judge.errors import KeyTaken
from judge.log.log import Log
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.failures import Failures
from solver.cli.parts import open_library, remember, sandbox_for, write
from solver.cli.progress_line import counting
from solver.errors import BadImport
from solver.imported import judged, read_lines
from solver.manifest import manifest
from solver.view import show


@click.command(
    "import",
    help=_(
        "Read answers that were made elsewhere, judge them here and log them. FILE holds a JSON object a line: attempts"
        " of `kyoso export`, or objects with problem, model and text. What the log already has is passed over."
    ),
    epilog=_("Example: kyoso import replies.jsonl"),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.sandbox
@options.site
@options.common
def command(file: Path, box: options.SandboxOptions, site: options.SiteOptions, home: Path, as_json: bool) -> ExitCode:
    try:
        text = file.read_text("utf-8")
        lines = list(read_lines(text.splitlines(), options.now()))
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(_("{path} cannot be read: {error}").format(path=file, error=error)) from error
    except BadImport as error:
        raise click.UsageError(f"{file}: {error}") from error
    failures, made, known = Failures(), list[Attempt](), 0
    with (
        Log(home, options.note) as log,
        open_library(home, site) as library,
        sandbox_for(box, home) as sandbox,
    ):
        run = log.runs.begin("import", manifest(sandbox, file=file.name), options.now())
        problem_of = lru_cache(64)(library.problem)
        with counting(_("import"), len(lines)) as count:
            for line in lines:
                if log.attempts.has(line.source, line.key):
                    known += 1
                    count(f"{line.key.problem} {line.key.label}: {_('already there')}")
                    continue
                with failures.passing_over(line.key.problem):
                    problem = problem_of(line.key.problem)
                    remember(log, problem, library)
                    try:
                        attempt = write(log, judged(line, problem, sandbox), run)
                    except KeyTaken:  # by another process, in this moment
                        known += 1
                        continue
                    made.append(attempt)
                    count(f"{attempt.problem} {attempt.author}: {show.mark(attempt)}")
                    if as_json:
                        show.print_attempt(attempt, as_json)
        log.runs.end(run, options.now())
    options.note(_("{made} answers judged and logged, {known} already there.").format(made=len(made), known=known))
    failed = any(attempt.to_retry for attempt in made)
    return failures.code(ExitCode.UNAVAILABLE if failed else ExitCode.OK)
