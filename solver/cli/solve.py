"""`kyoso solve`: a model's attempts at past problems."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from gettext import gettext as _
from pathlib import Path

import click

from judge.attempt import Attempt, Source
from judge.languages import LANGUAGES
from judge.log.log import Log
from judge.stress.setup import StressSetup, stress_setup
from judge.stress.split import smaller_split
from judge.wording import worded
from problems.gate import require_over
from problems.library import Library
from problems.problem import Problem
from solver import seeds
from solver.attempt import Job, solve
from solver.cli import options
from solver.cli.exit_codes import ExitCode, of_attempts
from solver.cli.failures import Failures
from solver.cli.parts import find_effect, known_honoured, open_library, prepared_model, remember, sandbox_for, write
from solver.cli.progress_line import progress_line
from solver.generator import admit_generator, ask_generator, needs_generator
from solver.likely import flagged_test, in_doubt, passed_samples, record_stress, stress_attempt
from solver.manifest import manifest
from solver.models.client import ModelClient, Timeouts
from solver.models.sampling import AskedSampling
from solver.naive import decide_by_naive
from solver.own_attempt import Assignment
from solver.repair import FlaggedTest
from solver.view import show


@click.command(
    "solve",
    help=_(
        "Let a model solve past problems, and judge what it wrote on the samples. A contest that is not proven over is"
        " refused: AtCoder forbids generative AI during contests."
    ),
    epilog=_("Example: kyoso solve abc417_e --model openai/gpt-oss-20b --attempts 3"),
)
@click.argument("names", metavar="PROBLEM...", nargs=-1, required=True)
@click.option("-m", "--model", help=_("The model, as its server names it (default: the one that is loaded)."))
@click.option("--label", help=_("Your own name for this build in the log (default: the model's name)."))
@click.option(
    "-e",
    "--effort",
    type=options.EFFORT,
    help=_('Reasoning effort; "default" sends none. Without this option: medium, where the model has it.'),
)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="python",
    show_default=True,
    help=_("The language the model writes."),
)
@click.option(
    "--statement-lang",
    type=click.Choice(["ja", "en"]),
    help=_("The statement it reads (default: English where there is one)."),
)
@click.option(
    "--max-tokens",
    type=options.WholeNumber(min=1),
    help=_("Token limit for reasoning and answer together (default: by effort)."),
)
@click.option(
    "--attempts",
    type=options.WholeNumber(min=1),
    default=1,
    show_default=True,
    help=_("Independent answers to each problem."),
)
@click.option(
    "--repair",
    type=options.WholeNumber(min=0),
    default=0,
    show_default=True,
    help=_("How often a failed program goes back to the model."),
)
@click.option(
    "--tools",
    type=options.WholeNumber(min=0),
    default=0,
    show_default=True,
    help=_("How often the model may run code before it answers."),
)
@click.option(
    "--seed",
    type=options.WholeNumber(min=0),
    help=_("Seed of the answers (default: random). The log keeps the one that was sent."),
)
@click.option(
    "--attest/--no-attest",
    default=True,
    help=_("Check once for each model that --effort works (the default)."),
)
@click.option(
    "--naive/--no-naive",
    default=None,
    help=_(
        "Also ask for a slow but obviously correct program to compare with (default: only where no other program "
        "agrees)."
    ),
)
@options.likely
@options.server
@options.patience
@options.asking
@options.sandbox
@options.site
@options.common
@options.gathered("answers", options.AnswerOptions)
def command(
    names: tuple[str, ...],
    model: str | None,
    label: str | None,
    effort: str | None,
    attempts: int,
    tools: int,
    seed: int | None,
    naive: bool | None,
    look_beyond: bool,
    answers: options.AnswerOptions,
    asking: AskedSampling,
    server: options.ServerOptions,
    timeouts: Timeouts,
    box: options.SandboxOptions,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> ExitCode:
    failures, made = Failures(), list[Attempt]()
    with (
        Log(home, options.note) as log,
        open_library(home, site) as library,
        sandbox_for(box, home) as sandbox,
    ):
        problems = _problems(names, library, failures)
        if not problems:
            return failures.code(ExitCode.OK)
        with prepared_model(server, model, options.effort_of(effort), timeouts, asking) as ready:
            job = Job(
                source=Source.SOLVE,
                label=label or ready.label,
                model=ready.model,
                effort=ready.effort,
                language=LANGUAGES[answers.language],
                statement_lang=answers.statement_lang,
                settings=ready.settings(answers.max_tokens, tools),
                repair_rounds=answers.repair,
                seed=seeds.draw() if seed is None else seed,
                effort_honoured=known_honoured(ready, log) if answers.attest else None,
            )
            setup = stress_setup(home, sandbox)
            made_with = manifest(sandbox, settings=job.settings.fields(), seed=job.seed)
            run = log.runs.begin("solve", made_with, options.now())
            log.models.see(ready.for_log(job.label), options.now(), run)
            for problem in problems:
                remember(log, problem, library)
                for _number in range(attempts):
                    repeat = log.attempts.next_repeat(job.source, job.key(problem, 0))
                    newest: list[Attempt] = []  # what the next repair round is about
                    flagged = partial(_flagged, newest, problem, log)
                    with progress_line(f"{problem.id} {job.label}") as progress:
                        for solved in solve(
                            problem, job.at(repeat), ready.client, sandbox, options.now, progress, flagged
                        ):
                            written = write(log, _at(repeat, solved.attempt), run, solved, at_next_repeat=True)
                            # Another kyoso may have taken this one meanwhile; repairs follow their first answer.
                            repeat = written.key.repeat if written.key else repeat
                            if look_beyond and passed_samples(written):
                                if not as_json:
                                    show.print_attempt(written, False, Assignment.samples_of(problem))
                                result = stress_attempt(written, problem, setup, progress)
                                smaller = partial(smaller_split, setup=setup)
                                written, _changed = record_stress(written, problem, result, log, options.now(), smaller)
                                show.print_likely(written, as_json)
                            else:
                                show.print_attempt(written, as_json, Assignment.samples_of(problem))
                            made.append(written)
                            newest[:] = [written]
                    if answers.attest and job.effort_honoured is None:
                        # After the answer that was waited for; the log marks it with what is found.
                        answers = replace(answers, attest=False)
                        job = replace(job, effort_honoured=find_effect(ready, log))
                own = [one for one in made if one.problem == problem.id and passed_samples(one)]
                if look_beyond and naive is not False and own and needs_generator(problem, setup):
                    own = _with_generator(problem, job, ready.client, setup, log, own)
                doubt = any(in_doubt(one.likely) for one in own)
                if look_beyond and (naive or (naive is None and doubt)):
                    _ask_naive(problem, job, ready.client, setup, log)
            log.runs.end(run, options.now())
    return failures.code(of_attempts(made))


def _flagged(newest: Sequence[Attempt], problem: Problem, log: Log) -> FlaggedTest | None:
    return flagged_test(newest[-1], problem, log) if newest else None


def _at(repeat: int, attempt: Attempt) -> Attempt:
    key = attempt.key
    return attempt if key is None else replace(attempt, key=replace(key, repeat=repeat))


def _with_generator(
    problem: Problem, job: Job, client: ModelClient, setup: StressSetup, log: Log, attempts: list[Attempt]
) -> list[Attempt]:
    """Let the model write a validator and a generator, and run the attempts on what they make."""
    options.note(
        _("{problem}: its input could not be read; asking {model} for a generator …").format(
            problem=problem.id, model=job.label
        )
    )
    with progress_line(f"{problem.id} {job.label}") as progress:
        why = admit_generator(problem, ask_generator(problem, job, client, progress), setup)
        if why:
            options.note(_("It is not used: {why}.").format(why=worded(why)))
            return attempts
        found = []
        for attempt in attempts:
            result = stress_attempt(attempt, problem, setup, progress)
            smaller = partial(smaller_split, setup=setup)
            found.append(record_stress(attempt, problem, result, log, options.now(), smaller)[0])
    for attempt in found:
        for line in show.likely_lines(attempt.likely) if attempt.likely else ():
            options.note(_("Attempt {id}: {what}").format(id=attempt.id, what=line))
    return found


def _ask_naive(problem: Problem, job: Job, client: ModelClient, setup: StressSetup, log: Log) -> None:
    """Let the model decide by a slow but obviously right program, and say what that changes."""
    options.note(
        _("{problem}: asking {model} for a slow but obviously correct program …").format(
            problem=problem.id, model=job.label
        )
    )
    with progress_line(f"{problem.id} {job.label}") as progress:
        changed = decide_by_naive(problem, job, client, setup, log, options.now, progress)
    for attempt, likely in changed.items():
        options.note(_("Attempt {id}: {what}").format(id=attempt, what="; ".join(show.likely_lines(likely))))
    if not changed:
        options.note(_("The slow program changes no verdict."))


def _problems(names: Sequence[str], library: Library, failures: Failures) -> list[Problem]:
    """The problems of those names that a model may be asked about; why not the others is shown."""
    found = list[Problem]()
    for name in names:
        with failures.passing_over(name):
            for problem in library.problems(name):
                require_over(problem, library.resources, options.now())
                found.append(problem)
    return found
