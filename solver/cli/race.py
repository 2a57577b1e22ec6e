"""`kyoso race`: you against models and ghosts at a past problem, or at a whole contest of the past."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path

import click

from judge.attempt import Attempt, Effort, Source
from judge.languages import LANGUAGES
from judge.log.log import Log
from judge.log.race_records import RaceRecord
from judge.stress.results import StressResult
from judge.stress.setup import stress_setup
from problems.errors import SiteUnavailable
from problems.gate import require_over
from problems.library import Library
from problems.problem import Problem
from sandbox.choose import open_sandbox
from solver.attempt import Job, Solved
from solver.cli import options
from solver.cli.exit_codes import ExitCode, of_attempts
from solver.cli.parts import attested, open_library, prepared_model, remember, write
from solver.cli.progress_line import progress_line
from solver.cli.race_history import show_history
from solver.cli.race_summary import share_line, show_summary
from solver.hints.history import with_hints
from solver.likely import record_stress, stress_attempt
from solver.manifest import manifest
from solver.models.client import Timeouts
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role
from solver.prepare import Prepared
from solver.race import ghost, outside, records
from solver.race.display import display
from solver.race.lanes import Runner
from solver.race.race import Ghost, Outside, Race, Result, Setting, YourFiles
from solver.race.rules import Lane, Rules
from solver.race.your_files import folder_of_files, letters, one_file
from solver.statement_page.page import keep_page
from solver.view.language import message_language
from solver.view.output import print_json, put

_CONTEST_MINUTES = 100.0  # an ABC's, for a contest whose page tells no times


@dataclass(frozen=True, slots=True)
class _Conditions:
    """The race's rules as the options say them."""

    minutes: float | None
    penalty: float  # minutes
    hint_penalty: float  # minutes
    submit_on_ac: bool
    countdown: int  # seconds
    verdict_wait: float  # seconds


@dataclass(frozen=True, slots=True)
class _Statements:
    """How the statements are shown."""

    open_page: bool  # in the browser
    print_statement: bool  # in the terminal


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
    default=(Effort.MEDIUM.value,),
    show_default=True,
    help=_("How long it reasons: once for all models, or once for each."),
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
@click.option("--open/--no-open", "open_page", default=True, help=_("Open the statement in the browser."))
@click.option("--print", "print_statement", is_flag=True, help=_("Print the statement in the terminal."))
@click.option("--countdown", type=options.Count(min=0), default=3, show_default=True, help=_("Seconds to count down."))
@click.option(
    "--verdict-wait",
    type=options.Number(min=0),
    default=10.0,
    show_default=True,
    help=_("Seconds, after everybody's end, in which you may type what AtCoder said."),
)
@click.option("--share", is_flag=True, help=_("Print one line to post."))
@click.option("--history", is_flag=True, help=_("Show all races so far: wins, Elo, and a plot over time."))
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help=_("With --history: write a page with the plot.")
)
@options.likely
@options.server
@options.patience
@options.sandbox
@options.site
@options.common
@options.gathered("answers", options.AnswerOptions)
@options.gathered("statements", _Statements)
@options.gathered("conditions", _Conditions)
def command(
    problem: str | None,
    file: Path | None,
    models: tuple[str, ...],
    efforts: tuple[str, ...],
    ghosts: tuple[int, ...],
    seed: int | None,
    contest: str | None,
    chosen: str | None,
    file_language: str | None,
    share: bool,
    history: bool,
    answers: options.AnswerOptions,
    statements: _Statements,
    conditions: _Conditions,
    html: Path | None,
    look_beyond: bool,
    server: options.ServerOptions,
    timeouts: Timeouts,
    box: options.SandboxOptions,
    site: options.SiteOptions,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if history:
        with Log(home) as log:
            show_history(list(log.races.read()), as_json, html)
        return ExitCode.OK
    if (problem is None) == (contest is None):
        raise click.UsageError(_("Give one problem, or a contest with --contest."))
    if len(efforts) not in (1, len(models)):
        raise click.UsageError(_("Give one --effort for all models, or one for each."))
    if not models and not ghosts and file is None:
        raise click.UsageError(_("Nobody is in this race: give --file, --model or --ghost."))
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    rules = Rules(60 * conditions.penalty, 60 * conditions.hint_penalty)
    with ExitStack() as stack:
        log = stack.enter_context(Log(home))
        library = stack.enter_context(open_library(home, site))
        problems = _problems(problem, contest, chosen, library)
        files = _files(file, problems, contest is not None, file_language)
        drawn = _ghosts(ghosts, seed, problems, library, alone=not models and files is None)
        # One box for you is always ready beside the one that a model's program takes.
        sandbox = stack.enter_context(open_sandbox(box.sandbox_kind, home, note=options.note, ready=2))
        runners = list[Runner]()
        run = log.runs.begin("race", manifest(sandbox, seed=seed), options.now())
        for name, effort in zip(models, efforts if len(efforts) > 1 else efforts * len(models), strict=True):
            ready = stack.enter_context(prepared_model(server, name, Effort(effort), timeouts))
            job = _job(ready, log, answers, seed)
            log.models.see(ready.for_log(job.label), options.now(), run)
            runners.append(_runner(log, ready, job, problems, runners))
        for one in problems:
            remember(log, one, library)
        for runner in runners:
            _warm_up(runner)
        _show_statements(problems, home, answers.statement_lang, statements, as_json)
        setting = Setting(
            problems=tuple(problems),
            rules=rules,
            runners=tuple(runners),
            ghosts=drawn,
            files=files,
            submit_on_ac=conditions.submit_on_ac,
            countdown=conditions.countdown,
            limit_s=_limit_s(conditions.minutes, contest is not None, problems),
            said_within_s=conditions.verdict_wait,
        )
        book = _Book(log, run, setting, seed, contest, _difficulties(problems, library))
        outside_of = Outside(
            log_attempt=book.attempt,
            log_race=book.race,
            now=options.now,
            hint=_hints(
                models,
                efforts[0],
                (
                    ("--server", server.server),
                    ("--home", str(home)),
                    ("--sandbox", box.sandbox_kind),
                    ("--site", site.site_url),
                    ("--resources", site.resources_url),
                ),
                server.api_key,
            ),
            open_submit_page=outside.open_submit_page,
            look=partial(stress_attempt, setup=stress_setup(home, sandbox)) if look_beyond else None,
            log_likely=book.likely,
        )
        result = Race(
            setting, sandbox, display(keep_above=statements.print_statement and not as_json), outside_of
        ).run()
        log.runs.end(run, options.now())
    record = book.record(result)
    if as_json:
        print_json(records.race_json(record))
    else:
        show_summary(record, result.attempts)
    if share and not as_json:
        put(share_line(record))
    return of_attempts(result.attempts)


class _Book:
    """Writes a race's attempts and its record into the log, as they come."""

    def __init__(
        self,
        log: Log,
        run: int,
        setting: Setting,
        seed: int,
        contest: str | None,
        difficulties: dict[str, float | None],
    ) -> None:
        self._log, self._run, self._setting, self._contest = log, run, setting, contest
        self._record = partial(
            records.record,
            problems=setting.problems,
            rules_=setting.rules,
            seed=seed,
            difficulties=difficulties,
            contest=contest,
        )
        self._number: int | None = None
        self._started_at: datetime = options.now()
        self._ended_at: datetime | None = None

    def attempt(self, attempt: Attempt, solved: Solved | None) -> Attempt:
        """Write an attempt of anybody in the race."""
        # An AC of the person's says how many hints came before it; a model's attempt passes as it is.
        return write(self._log, with_hints(attempt, self._log), self._run, solved)

    def likely(self, attempt: Attempt, problem: Problem, beyond: StressResult | None) -> Attempt:
        """Write what an attempt in the log did beyond the samples."""
        return record_stress(attempt, problem, beyond, self._log, options.now())[0]

    def race(self, lanes: Sequence[Lane], seconds: float, over: bool) -> None:
        """Write the race as it stands."""
        self._ended_at = options.now() if over else None
        self._number = self._log.races.keep(self._as_record(lanes, seconds), self._run)

    def record(self, result: Result) -> RaceRecord:
        """The race as it ended."""
        return self._as_record(result.lanes, result.seconds)

    def _as_record(self, lanes: Sequence[Lane], seconds: float) -> RaceRecord:
        return self._record(
            lanes, started_at=self._started_at, ended_at=self._ended_at, seconds=seconds, number=self._number
        )


def _problems(problem: str | None, contest: str | None, chosen: str | None, library: Library) -> list[Problem]:
    """What is raced at. Every one of them must be proven over: GateRefused for the first that is not."""
    if problem is not None:
        found = [library.problem(problem)]
    else:
        assert contest is not None
        found = list(library.problems(contest))
        if chosen is not None:
            try:
                wanted = letters(chosen, [one.label for one in found])
            except ValueError as error:
                raise click.UsageError(
                    _("{contest} has no problem {letter}; there are {letters}.").format(
                        contest=contest, letter=error, letters=", ".join(one.label for one in found)
                    )
                ) from error
            found = [one for one in found if one.label in wanted]
    for one in found:
        require_over(one, library.resources, options.now())
    return found


def _files(file: Path | None, problems: Sequence[Problem], many: bool, language: str | None) -> YourFiles | None:
    if file is None:
        return None
    folder = file if many else file.parent
    if not folder.is_dir():
        raise click.UsageError(_("{folder} is not a folder.").format(folder=folder))
    if many:
        return folder_of_files(folder, problems, language)
    from judge.languages import by_ending

    if language is None and by_ending(file.name) is None:
        raise click.UsageError(
            _("{file}: the ending does not tell the language; use --file-language.").format(file=file)
        )
    return one_file(file, problems[0], language)


def _job(ready: Prepared, log: Log, answers: options.AnswerOptions, seed: int) -> Job:
    return Job(
        source=Source.RACE,
        label=ready.model,
        model=ready.model,
        effort=ready.effort,
        language=LANGUAGES[answers.language],
        statement_lang=answers.statement_lang,
        settings=RequestSettings(answers.max_tokens or ready.max_tokens),
        repair_rounds=answers.repair,
        seed=seed,
        effort_honoured=attested(ready, log) if answers.attest else None,
    )


def _runner(log: Log, ready: Prepared, job: Job, problems: Sequence[Problem], others: Sequence[Runner]) -> Runner:
    """The model with a free place in the log for each problem, and one that no other lane of this race has."""
    repeats = []
    for place, problem in enumerate(problems):
        repeat = log.attempts.next_repeat(job.source, job.key(problem, 0))
        key = replace(job.key(problem, 0), repeat=0)
        taken = {one.repeats[place] for one in others if replace(one.job.key(problem, 0), repeat=0) == key}
        while repeat in taken or log.attempts.has(job.source, replace(key, repeat=repeat)):
            repeat += 1
        repeats.append(repeat)
    return Runner(job, ready.client, tuple(repeats))


def _warm_up(runner: Runner) -> None:
    """A request of one token: loading a model is shown, not raced."""
    settings = RequestSettings(max_tokens=1)
    request = Request(
        runner.job.model, (Message(Role.USER, "Hello"),), runner.job.effort, settings, purpose=Purpose.WARMUP
    )
    with progress_line(_("warming up {model}").format(model=runner.job.label)) as progress:
        exchange = runner.client.ask(request, progress)
    if exchange.error is not None:
        options.note(
            _("Warming up {model} failed: {why}").format(model=runner.job.label, why=exchange.error_text or "?")
        )


def _show_statements(
    problems: Sequence[Problem], home: Path, lang: str | None, shown: _Statements, as_json: bool
) -> None:
    pages = [keep_page(problem, home, lang or message_language()) for problem in problems]
    if shown.print_statement:
        for problem in problems:
            ja, en = problem.statements.ja, problem.statements.en
            first, second = (ja, en) if lang == "ja" else (en, ja)
            put(f"{problem.label} - {problem.title}\n\n{first or second or ''}", err=as_json)
    for page in pages:
        opened = shown.open_page and sys.stderr.isatty() and outside.show_in_browser(page.resolve().as_uri())
        if not opened and not shown.print_statement:
            options.note(_("The statement: {path}").format(path=page))


def _ghosts(
    ratings: Sequence[int], seed: int, problems: Sequence[Problem], library: Library, *, alone: bool
) -> tuple[Ghost, ...]:
    """Ghosts that do the problems one after the other. A problem without a time model stays unsolved by them.

    alone: nobody else is in the race, so that without a ghost there is none: SiteUnavailable, or a usage error.
    """
    if not ratings:
        return ()
    try:
        models = library.resources.problem_models()
    except SiteUnavailable as error:
        if alone:
            raise SiteUnavailable(
                _("nobody is left in this race ({why}): try again later, or add --file or --model").format(why=error)
            ) from error
        options.note(_("No ghost runs: {why}").format(why=error))
        return ()
    found = []
    for rating in ratings:
        at_s, clock_s = dict[str, float](), 0.0
        for problem in problems:
            model = models.get(problem.id)
            drawn = ghost.draw_s(model, rating, ghost.rng_of(seed, rating, problem.id)) if model is not None else None
            if drawn is not None:
                clock_s += drawn
                at_s[problem.id] = clock_s
        if at_s:
            found.append(Ghost(rating, at_s))
    if not found:
        why = _("AtCoder Problems has no solve times for this")
        if alone:
            raise click.UsageError(_("Nobody is left in this race ({why}): add --file or --model.").format(why=why))
        options.note(_("No ghost runs: {why}").format(why=why))
    return tuple(found)


def _difficulties(problems: Sequence[Problem], library: Library) -> dict[str, float | None]:
    with suppress(SiteUnavailable):
        models = library.resources.problem_models()
        return {problem.id: models[problem.id].difficulty if problem.id in models else None for problem in problems}
    return {}


def _limit_s(minutes: float | None, is_contest: bool, problems: Sequence[Problem]) -> float | None:
    if minutes is not None:
        return 60 * minutes
    if not is_contest:
        return None
    start, end = problems[0].contest_start, problems[0].contest_end
    return (end - start).total_seconds() if start is not None and end is not None else 60 * _CONTEST_MINUTES


def _hints(
    models: Sequence[str], effort: str, places: Sequence[tuple[str, str]], api_key: str | None
) -> Callable[[Problem, int], tuple[str, bool]] | None:
    """What the key h asks: `kyoso hint`, as a program of its own, so that the race goes on."""
    if not models or find_spec("solver.cli.hint") is None:
        return None
    import json

    # Not on the command line, where every user of the machine could read it.
    environment = os.environ | ({"KYOSO_API_KEY": api_key} if api_key else {})

    def give(problem: Problem, level: int) -> tuple[str, bool]:
        wanted = [sys.executable, "-m", "solver", "hint", problem.id, "--level", str(level), "--json"]
        wanted += ["--model", models[0], "--effort", effort, *(word for place in places for word in place)]
        done = subprocess.run(wanted, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=environment)
        try:
            hint = json.loads(done.stdout)
            text, withheld = str(hint["text"] or ""), bool(hint["withheld"])
        except (ValueError, KeyError, TypeError):
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            return _("No hint: {why}").format(why=said[-1] if said else f"exit {done.returncode}"), False
        if withheld or not text:
            return _("The hint was withheld: it would have given too much away."), False
        return _("Hint {level}: {text}").format(level=level, text=" ".join(text.split())), True

    return give
