"""`kyoso race`: you against models and ghosts at a past problem, or at a whole contest of the past."""

import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from judge.attempt import Attempt, Effort, Source
from judge.languages import LANGUAGES
from judge.log.log import Log
from judge.progress import Progress
from judge.stress.results import StressResult
from judge.stress.setup import StressSetup, stress_setup
from problems.problem import Problem
from sandbox.choose import open_sandbox
from solver.attempt import Job
from solver.cli import options
from solver.cli.exit_codes import ExitCode, of_attempts
from solver.cli.parts import find_effect, known_honoured, open_library, prepared_model, remember
from solver.cli.race_book import Book
from solver.cli.race_history import show_history
from solver.cli.race_page import open_page
from solver.cli.race_parts import course_of, files_of, ghosts_of, problems_of, runner_of, warm_up
from solver.cli.race_replay import replay_race
from solver.cli.race_summary import final_json, show_summary
from solver.likely import stress_attempt
from solver.manifest import manifest
from solver.models.client import Timeouts
from solver.models.sampling import Asking
from solver.prepare import Prepared
from solver.race import outside, records
from solver.race.display import display
from solver.race.engine import Options
from solver.race.hints import RaceHints
from solver.race.lanes import Runner
from solver.race.race import Outside, Race, Setting
from solver.race.rules import Rules
from solver.race.timeline import Recorder, Timeline
from solver.statement_page.page import keep_page
from solver.statement_page.plain import statement_text
from solver.view.language import message_language
from solver.view.output import print_json, put


@dataclass(frozen=True, slots=True)
class RaceOptions:
    """The options of the command."""

    problem: str | None
    file: Path | None
    models: tuple[str, ...]
    efforts: tuple[str, ...]
    ghosts: tuple[int, ...]
    seed: int | None
    contest: str | None
    chosen: str | None
    minutes: float | None
    penalty: float
    hint_penalty: float
    submit_on_ac: bool
    file_language: str | None
    open_page: bool
    serve_page: bool
    bind: str
    port: int
    print_statement: bool
    countdown: int
    verdict_wait: float
    replay: int | None
    speed: float
    history: bool
    html: Path | None
    look_beyond: bool
    answers: options.AnswerOptions
    server: options.ServerOptions
    timeouts: Timeouts
    asking: Asking
    box: options.SandboxOptions
    site: options.SiteOptions
    home: Path
    as_json: bool

    @property
    def lang(self) -> str:
        """The language in which a statement is shown."""
        return self.answers.statement_lang or message_language()

    def effort_of(self, place: int) -> Effort | None:
        """The effort of the model at that place; None: medium where it has that."""
        return Effort(self.efforts[place if len(self.efforts) > 1 else 0]) if self.efforts else None


@click.command(
    "race",
    help=_(
        "Race models on a past PROBLEM while you solve it in your own editor. Every save of your file is tested on the"
        " samples; the first program that passes them is handed in. A contest that is not proven over is refused:"
        " AtCoder forbids generative AI during contests."
    ),
    epilog=_("Example: kyoso race abc417_e --file main.py --model gpt-oss:20b --ghost 1200"),
)
@click.argument("problem", required=False)
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path),
    help=_("The file you write; with --contest the folder of a.py, b.py, … Without it you watch."),
)
@click.option(
    "--model", "models", multiple=True, help=_("A model, as its server names it; may be given several times.")
)
@click.option(
    "--effort",
    "efforts",
    type=options.EFFORT,
    multiple=True,
    help=_("How long it reasons: once for all models, or once for each. Else medium, where it has that."),
)
@click.option(
    "--ghost",
    "ghosts",
    type=options.Count(),
    multiple=True,
    help=_("A contestant of that rating; several if you like."),
)
@click.option("--seed", type=options.Count(min=0), help=_("Of the ghosts, and of the models' answers; else drawn."))
@click.option("--contest", help=_("A whole past contest instead of one problem."))
@click.option("--letters", "chosen", help=_("Which problems of the contest, as A-E or A,C,Ex; else all."))
@click.option("--minutes", type=options.Number(min=0, min_open=True), help=_("The race ends after that many."))
@click.option(
    "--penalty",
    type=options.Number(min=0),
    default=5.0,
    show_default=True,
    help=_("Minutes for a rejected submission."),
)
@click.option(
    "--hint-penalty", type=options.Number(min=0), default=5.0, show_default=True, help=_("Minutes for a hint.")
)
@click.option(
    "--submit-on-ac/--no-submit-on-ac",
    default=True,
    help=_("Hand in a save that passes every sample (the default), or wait for the key s."),
)
@click.option(
    "--repair",
    type=options.Count(min=0),
    default=3,
    show_default=True,
    help=_("How often a program that fails the samples goes back to the model; costs it nothing."),
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="python", help=_("What the models write."))
@click.option(
    "--file-language",
    type=click.Choice(list(LANGUAGES)),
    help=_("Your file's language, where its ending does not tell."),
)
@click.option("--statement-lang", type=click.Choice(["ja", "en"]), help=_("The statement that is shown and read."))
@click.option("--max-tokens", type=options.Count(min=1), help=_("Reasoning and answer together; else by effort."))
@click.option(
    "--attest/--no-attest",
    default=True,
    help=_("Find out once for each model whether its effort counts (the default)."),
)
@click.option("--open/--no-open", "open_page", default=True, help=_("Open the race's page in the browser."))
@click.option("--page/--no-page", "serve_page", default=True, help=_("Serve a page with statement, clock and lanes."))
@click.option("--bind", default="127.0.0.1", show_default=True, help=_("Where the page is; 0.0.0.0 for a phone."))
@click.option("--port", type=options.Count(0, 65535), default=0, help=_("The page's port; else any that is free."))
@click.option("--print", "print_statement", is_flag=True, help=_("Print the statement in the terminal."))
@click.option("--countdown", type=options.Count(min=0), default=3, show_default=True, help=_("Seconds to count down."))
@click.option(
    "--verdict-wait",
    type=options.Number(min=0),
    default=10.0,
    show_default=True,
    help=_("Seconds, after everybody's end, in which you may type what AtCoder said."),
)
@click.option("--share", is_flag=True, hidden=True, expose_value=False)  # the line is always printed now
@click.option("--replay", type=options.Count(min=1), metavar="ID", help=_("Play a finished race again."))
@click.option(
    "--speed",
    type=options.Number(min=0.1, max=1000),
    default=8.0,
    show_default=True,
    help=_("With --replay: how fast."),
)
@click.option("--history", is_flag=True, help=_("Show all races so far: wins, Elo, and a plot over time."))
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help=_("With --history: write a page with the plot.")
)
@options.likely
@options.server
@options.patience
@options.asking
@options.sandbox
@options.site
@options.common
@options.gathered("answers", options.AnswerOptions)
def command(**given: Any) -> ExitCode:
    chosen = RaceOptions(**given)
    if chosen.history:
        with Log(chosen.home, options.note) as log:
            show_history(list(log.races.read()), chosen.as_json, chosen.html)
        return ExitCode.OK
    if chosen.replay is not None:
        return replay_race(chosen)
    if (chosen.problem is None) == (chosen.contest is None):
        raise click.UsageError(_("Give one problem, or a contest with --contest."))
    if len(chosen.efforts) not in (0, 1, len(chosen.models)):
        raise click.UsageError(_("Give one --effort for all models, or one for each."))
    if not chosen.models and not chosen.ghosts and chosen.file is None:
        raise click.UsageError(_("Nobody is in this race: give --file, --model or --ghost."))
    return _race(chosen)


def _race(chosen: RaceOptions) -> ExitCode:
    seed = secrets.randbelow(1_000_000) if chosen.seed is None else chosen.seed
    with ExitStack() as stack:
        log = stack.enter_context(Log(chosen.home, options.note))
        library = stack.enter_context(open_library(chosen.home, chosen.site))
        problems = problems_of(chosen.problem, chosen.contest, chosen.chosen, library)
        files = files_of(chosen.file, problems, chosen.contest is not None, chosen.file_language)
        ghosts = ghosts_of(chosen.ghosts, seed, problems, library, alone=not chosen.models and files is None)
        rules = Rules(60 * chosen.penalty, 60 * chosen.hint_penalty)
        course = course_of(problems, library, rules, minutes=chosen.minutes, contest=chosen.contest, ghosts=ghosts)
        # One box for you is always ready beside the one that a model's program takes.
        sandbox = stack.enter_context(open_sandbox(chosen.box.sandbox_kind, chosen.home, note=options.note, ready=2))
        run = log.runs.begin("race", manifest(sandbox, seed=seed), options.now())
        models = [
            stack.enter_context(
                prepared_model(chosen.server, name, chosen.effort_of(place), chosen.timeouts, chosen.asking)
            )
            for place, name in enumerate(chosen.models)
        ]
        runners = _runners(chosen, models, log, run, problems, seed)
        for one in problems:
            remember(log, one, library)
        for runner in runners:
            warm_up(runner)
        page = open_page(stack, chosen, course, problems)
        address = page.address if page is not None else ""
        shown = display(course, problems, keep_above=chosen.print_statement and not chosen.as_json, address=address)
        setting = Setting(
            course=course,
            problems=tuple(problems),
            runners=tuple(runners),
            files=files,
            options=Options(
                checks=chosen.look_beyond,
                submits_on_ac=chosen.submit_on_ac,
                has_hints=bool(models),
                interactive=shown.interactive,
                said_within_s=chosen.verdict_wait,
            ),
            countdown=chosen.countdown,
        )
        book = Book(log, run, course, seed)
        outside_of = Outside(
            log_attempt=book.attempt,
            log_race=book.race,
            now=options.now,
            hint=RaceHints(chosen.home, models[0], sandbox, chosen.lang, options.now).give if models else None,
            open_submit_page=outside.open_submit_page,
            check=partial(_check, stress_setup(chosen.home, sandbox)),
            log_likely=book.likely,
        )
        recorder = Recorder()
        race = Race(setting, sandbox, [shown, recorder, *([page] if page is not None else [])], outside_of)
        if page is not None:
            page.put = race.put
        _show_statements(chosen, problems, page is not None)
        with shown:
            result = race.run()
        log.runs.end(run, options.now())
        book.timeline(Timeline(course, tuple(recorder.moments)))
        record = book.record(result)
        before = [one for one in log.races.read() if one.id != record.id]
        if page is not None:
            page.finish(partial(final_json, record, before, result.attempts))
        if chosen.as_json:
            print_json(records.race_json(record))
        else:
            show_summary(record, result.attempts, before)
        if chosen.answers.attest and shown.interactive and not result.stopped:
            for ready in models:
                find_effect(ready, log)
    return ExitCode(result.stopped) if result.stopped else of_attempts(result.attempts)


def _check(setup: StressSetup, attempt: Attempt, problem: Problem, progress: Progress) -> StressResult | None:
    return stress_attempt(attempt, problem, setup, progress)


def _runners(
    chosen: RaceOptions, models: Sequence[Prepared], log: Log, run: int, problems: Sequence[Problem], seed: int
) -> list[Runner]:
    runners = list[Runner]()
    for ready in models:
        job = Job(
            source=Source.RACE,
            label=ready.model,
            model=ready.model,
            effort=ready.effort,
            language=LANGUAGES[chosen.answers.language],
            statement_lang=chosen.answers.statement_lang,
            settings=ready.settings(chosen.answers.max_tokens),
            repair_rounds=chosen.answers.repair,
            seed=seed,
            effort_honoured=known_honoured(ready, log) if chosen.answers.attest else None,
        )
        log.models.see(ready.for_log(job.label), options.now(), run)
        runners.append(runner_of(log, ready, job, problems, runners))
    return runners


def _show_statements(chosen: RaceOptions, problems: Sequence[Problem], has_page: bool) -> None:
    kept = [keep_page(problem, chosen.home, chosen.lang) for problem in problems]
    for problem, path in zip(problems, kept, strict=True):
        if chosen.print_statement:
            text = statement_text(problem, chosen.lang)
            put(f"{problem.label} - {problem.title}\n\n{text}", err=chosen.as_json)
        elif not has_page:
            options.note(_("The statement: {path}").format(path=path))
