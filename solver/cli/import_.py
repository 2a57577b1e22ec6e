"""`kyoso import`: answers made elsewhere, judged here."""

from dataclasses import dataclass
from functools import lru_cache
from gettext import gettext as _
from pathlib import Path

import click

from judge.attempt import Attempt
from judge.errors import KeyTaken
from judge.judge import judge
from judge.log.log import Log
from judge.wording import cause
from sandbox.choose import open_sandbox
from solver.bundle import read_bundle, to_judge_again
from solver.cli import options
from solver.cli.exit_codes import ExitCode, Failures
from solver.cli.parts import open_library, open_parts, remember, write
from solver.cli.progress_line import counting
from solver.errors import BadImport
from solver.imported import judged, read_lines
from solver.manifest import manifest
from solver.outside import read_text
from solver.view import show
from solver.view.output import print_json, put

_LONGEST_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class ImportOptions(options.JudgingOptions):
    file: Path
    machine: str | None
    sample: int
    seed: int


@click.command(
    "import",
    help=_(
        "Read answers that were made elsewhere, judge them here and log them. FILE holds one JSON object per line: "
        "attempts of `kyoso export`, or objects with problem, model and text. Answers that the log already has are "
        "skipped."
    ),
    epilog=_("Example: kyoso import replies.jsonl"),
)
@click.argument("file", type=options.FILE)
@click.option("--machine", help=_("With a bundle: another name for the machine it was made on."))
@options.with_default(
    "--sample",
    type=options.NATURAL,
    default=20,
    help=_("With a bundle: how many of its answers to judge again here, as a check."),
)
@options.with_default(
    "--seed", type=options.NATURAL, default=0, help=_("With a bundle: the seed that chooses those answers.")
)
@options.judging
@options.gathered("chosen", ImportOptions)
def command(chosen: ImportOptions) -> ExitCode:
    file, as_json = chosen.file, chosen.as_json
    if file.suffix == ".zip":
        return _bundle(chosen)
    try:
        text = read_text(file, _LONGEST_BYTES)
        lines = list(read_lines(text.split("\n"), options.now()))
    except (OSError, ValueError) as error:
        raise click.UsageError(_("{path} cannot be read: {error}").format(path=file, error=cause(error))) from error
    except BadImport as error:
        raise click.UsageError(f"{file}: {error}") from error
    failures, made, known = Failures(), list[Attempt](), 0
    with open_parts(chosen) as (log, library, sandbox):
        run = log.runs.begin("import", manifest(sandbox, file=file.name), options.now())
        problem_of = lru_cache(64)(library.problem)
        with counting(_("import"), len(lines)) as count:
            for line in lines:
                if log.attempts.has(line.source, line.key):
                    known += 1
                    count(f"{line.key.problem} {line.key.label}: " + _("already there"))
                    continue
                with failures.skip_on_error(line.key.problem):
                    problem = problem_of(line.key.problem)
                    remember(log, problem, library)
                    try:
                        attempt = write(log, judged(line, problem, sandbox), run)
                    except KeyTaken:  # by another process, since the check above
                        known += 1
                        continue
                    made.append(attempt)
                    count(f"{attempt.problem} {attempt.author}: {show.mark(attempt)}")
                    if as_json:
                        show.print_attempt(attempt, as_json)
        log.runs.end(run, options.now())
    options.note(_("{made} answers judged and logged, {known} already there.").format(made=len(made), known=known))
    failed = any(attempt.needs_retry for attempt in made)
    return failures.code(ExitCode.UNAVAILABLE if failed else ExitCode.OK)


def _bundle(chosen: ImportOptions) -> ExitCode:
    """Import another machine's batch with its verdicts; a sample of it is judged again here."""
    file = chosen.file
    try:
        found = read_bundle(file, chosen.machine, options.now())
    except (OSError, BadImport) as error:
        raise click.UsageError(_("{path} cannot be read: {error}").format(path=file, error=cause(error))) from error
    known = 0
    with Log(chosen.home, options.note) as log:
        made_with = {"file": file.name, "machine": found.machine, "made_at": found.made_at, "runs": list(found.runs)}
        run = log.runs.begin("import", made_with, options.now())
        log.runs.keep_problems(found.problems)
        for model in found.models:
            log.models.record_model(model, options.now(), run)
        for attempt in found.attempts:
            assert attempt.key is not None
            if log.attempts.has(attempt.source, attempt.key):
                known += 1
            else:
                write(log, attempt, run)
        log.runs.end(run, options.now())
    text = _("{made} answers of {machine} logged as they were judged there, {known} already there.")
    options.note(text.format(made=len(found.attempts) - known, machine=found.machine, known=known))
    return _judged_again(to_judge_again(found.attempts, chosen.sample, chosen.seed), chosen)


def _judged_again(attempts: list[Attempt], chosen: ImportOptions) -> ExitCode:
    """Judge the attempts here and print how many get the same verdict, naming each that does not."""
    failures, agree, tried = Failures(), 0, 0
    if not attempts:
        return ExitCode.OK
    again = _("judging again")
    with (
        open_library(chosen.home, chosen.site) as library,
        open_sandbox(chosen.sandbox_kind, chosen.home, note=options.note) as sandbox,
        counting(again, len(attempts)) as count,
    ):
        for attempt in attempts:
            assert attempt.problem is not None
            assert attempt.submission is not None
            assert attempt.judgement is not None
            with failures.skip_on_error(attempt.problem):
                problem = library.problem(attempt.problem)
                here = judge(attempt.submission, problem.samples, problem.limits, problem.checker, sandbox)
                same, tried = here.verdict is attempt.judgement.verdict, tried + 1
                agree += same
                words = f"{attempt.judgement.verdict} → {here.verdict}"
                count(f"{attempt.problem} {attempt.author}: {here.verdict if same else words}")
                if not same and not chosen.as_json:
                    text = _("{problem} {model}: {verdicts}")
                    put(text.format(problem=attempt.problem, model=attempt.author, verdicts=words))
    if chosen.as_json:
        print_json({"judged_again": tried, "agree": agree})
    else:
        put(_("Judged again here: {tried}; {agree} agree.").format(tried=tried, agree=agree))
    return failures.code(ExitCode.OK)
