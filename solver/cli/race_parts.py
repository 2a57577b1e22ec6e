"""The options of a race, and what is built from them: problems, course, ghosts, files, models and page."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from gettext import gettext as _
from pathlib import Path

import click

from judge.effort import Effort
from judge.languages import by_ending
from judge.log.log import Log
from judge.wording import cause, worded
from problems.errors import SiteUnavailable
from problems.gate import require_over
from problems.library import Library
from problems.problem import Problem
from problems.resources import ProblemModel
from solver.attempt import Job
from solver.cli import options
from solver.cli.progress_line import progress_line
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role
from solver.prepare import Prepared
from solver.race import desktop, ghost
from solver.race.lanes import Runner
from solver.race.page.guests import GuestDesk
from solver.race.page.server import PageServer
from solver.race.race import YourFiles
from solver.race.rules import Rules
from solver.race.state import Course, GhostTimes, RaceProblem
from solver.race.words import joining_command
from solver.race.your_files import folder_of_files, letters, one_file
from solver.view.language import message_language

_CONTEST_MINUTES = 100.0  # an ABC's, for a contest whose page gives no times


@dataclass(frozen=True, slots=True)
class RaceOptions(options.AskingOptions):
    problem: str | None
    file: Path | None
    models: tuple[str, ...]
    efforts: tuple[Effort, ...]
    ghosts: tuple[int, ...]
    seed: int | None
    contest: str | None
    chosen: str | None
    minutes: float | None
    penalty: float
    hint_penalty: float
    second_look: bool
    submit_on_ac: bool
    file_language: str | None
    open_page: bool
    serve_page: bool
    bind: str | None
    port: int
    print_statement: bool
    countdown: int
    verdict_wait: float
    host: bool
    join: str | None
    name: str
    replay: int | None
    speed: float
    history: bool
    html: Path | None
    look_beyond: bool
    answers: options.AnswerOptions

    @property
    def lang(self) -> str:
        """The language in which a statement is shown."""
        return self.answers.statement_lang or message_language()

    def effort_of(self, place: int) -> Effort | None:
        """The effort of the model at that place; None: medium if it has that."""
        return self.efforts[place if len(self.efforts) > 1 else 0] if self.efforts else None


def problems_of(chosen: RaceOptions, library: Library) -> list[Problem]:
    """The problems to race on. Raises GateRefused for the first that is not proven over."""
    if chosen.contest is None:
        assert chosen.problem is not None  # the command has seen to it
        return gated([library.problem(chosen.problem)], library)
    found = list(library.problems(chosen.contest))
    labels = [one.label for one in found]
    try:
        wanted = labels if chosen.chosen is None else letters(chosen.chosen, labels)
    except ValueError as error:
        text = _("{contest} has no problem {letter}; there are {letters}.")
        told = text.format(contest=chosen.contest, letter=error.args[0], letters=", ".join(labels))
        raise click.UsageError(told) from error
    return gated([one for one in found if one.label in wanted], library)


def gated(problems: list[Problem], library: Library) -> list[Problem]:
    """The problems, once all are proven over. Raises GateRefused for the first that is not."""
    for problem in problems:
        require_over(problem, library.resources, options.now())
    return problems


def course_of(
    chosen: RaceOptions, problems: Sequence[Problem], library: Library, ghosts: tuple[GhostTimes, ...]
) -> Course:
    """The race's course. Difficulties are left out if they cannot be fetched."""
    models: dict[str, ProblemModel] = {}
    with suppress(SiteUnavailable):
        models = dict(library.resources.problem_models())
    shown = tuple(
        RaceProblem(
            id=problem.id,
            label=problem.label,
            title=problem.title,
            points=problem.points or 100,
            time_s=problem.limits.time_s,
            memory_mib=problem.limits.memory_mib,
            samples=len(problem.samples),
            difficulty=models[problem.id].difficulty if problem.id in models else None,
            contest=problem.contest,
        )
        for problem in problems
    )
    limit_s = None if chosen.minutes is None else 60 * chosen.minutes
    if limit_s is None and chosen.contest is not None:
        start, end = problems[0].contest_start, problems[0].contest_end
        limit_s = (end - start).total_seconds() if start and end else 60 * _CONTEST_MINUTES
    rules = Rules(60 * chosen.penalty, 60 * chosen.hint_penalty)
    return Course(shown, rules, limit_s, ghosts, chosen.contest)


def ghosts_of(
    ratings: Sequence[int], seed: int, problems: Sequence[Problem], library: Library, *, alone: bool
) -> tuple[GhostTimes, ...]:
    """The ghosts that can be drawn, with a note if none can.

    alone: nobody else is in the race, so with no ghosts it raises SiteUnavailable or UsageError.
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
        options.note(_("The ghost cannot run: {why}").format(why=error))
        return ()
    tasks = [problem.id for problem in problems]
    drawn = (ghost.times(rating, seed, tasks, models) for rating in dict.fromkeys(ratings))
    found = tuple(times for times in drawn if times is not None)
    if not found:
        why = _("AtCoder Problems has no solve times for this")
        if alone:
            raise click.UsageError(_("Nobody is left in this race ({why}): add --file or --model.").format(why=why))
        options.note(_("The ghost cannot run: {why}").format(why=why))
    return found


def files_of(chosen: RaceOptions, problems: Sequence[Problem], *, many: bool) -> YourFiles | None:
    """The files that you write; None if you only watch."""
    file, language = chosen.file, chosen.file_language
    if file is None:
        return None
    folder = file if many else file.parent
    if not folder.is_dir():
        text = _("{folder} is not a folder; with --contest, --file names the one with a.py, b.py, …")
        raise click.UsageError((text if many else _("{folder} is not a folder.")).format(folder=folder))
    if many:
        return folder_of_files(folder, problems, language)
    if file.is_dir():
        raise click.UsageError(_("{file} is a folder; only --contest takes one.").format(file=file))
    if language is None and by_ending(file.name) is None:
        raise click.UsageError(
            _("{file}: the ending does not tell the language; use --file-language.").format(file=file)
        )
    return one_file(file, problems[0], language)


def runner_of(log: Log, ready: Prepared, job: Job, problems: Sequence[Problem], others: Sequence[Runner]) -> Runner:
    """The model, with a repeat number per problem that is free in the log and not taken by another lane."""
    repeats = []
    for place, problem in enumerate(problems):
        repeat = log.attempts.next_repeat(job.source, job.key(problem, 0))
        key = replace(job.key(problem, 0), repeat=0)
        taken = {one.repeats[place] for one in others if replace(one.job.key(problem, 0), repeat=0) == key}
        while repeat in taken or log.attempts.has(job.source, replace(key, repeat=repeat)):
            repeat += 1
        repeats.append(repeat)
    return Runner(job, ready.client, tuple(repeats))


def warm_up(runner: Runner) -> None:
    """Ask for one token, so that the model is loaded before the race begins."""
    settings = RequestSettings(max_tokens=1)
    request = Request(
        runner.job.model, (Message(Role.USER, "Hello"),), runner.job.effort, settings, purpose=Purpose.WARMUP
    )
    with progress_line(_("warming up {model}").format(model=runner.job.label)) as progress:
        exchange = runner.client.ask(request, progress)
    if exchange.error is not None:
        options.note(
            _("Warming up {model} failed: {why}").format(model=runner.job.label, why=worded(exchange.error_text) or "?")
        )


def open_page(
    stack: ExitStack,
    chosen: RaceOptions,
    course: Course,
    problems: Sequence[Problem],
    *,
    pace: float = 1.0,
    desk: GuestDesk | None = None,
) -> PageServer | None:
    """The page, until the stack closes; None if it is not wanted or its port is taken.

    desk: where a second person joins; the page's server then serves them too and is reachable from other machines.
    """
    if not chosen.serve_page and desk is None:
        return None
    bind = chosen.bind or ("127.0.0.1" if desk is None else "0.0.0.0")
    try:
        page = PageServer(course, problems, lang=chosen.lang, bind=bind, port=chosen.port, pace=pace, desk=desk)
    except OSError as error:
        if desk is not None:
            raise
        where = f"{bind}:{chosen.port}"
        options.note(_("The page cannot be served at {where} ({why}).").format(where=where, why=cause(error)))
        return None
    stack.enter_context(page)
    if desk is not None:
        command = " ".join(joining_command(course, page.joining))
        options.note(_("The second person joins with: `{command}`").format(command=command))
    if not chosen.serve_page:
        return page
    options.note(_("The race's page: {address}").format(address=page.address))
    if chosen.open_page and sys.stderr.isatty():
        desktop.show_in_browser(page.address)
    return page
