"""Builds the parts of a race from the options: problems, course, ghosts, files and models."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from gettext import gettext as _
from pathlib import Path

import click

from judge.languages import by_ending
from judge.log.log import Log
from judge.wording import worded
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
from solver.race import ghost
from solver.race.lanes import Runner
from solver.race.race import YourFiles
from solver.race.rules import Rules
from solver.race.state import Course, GhostTimes, RaceProblem
from solver.race.your_files import folder_of_files, letters, one_file

_CONTEST_MINUTES = 100.0  # an ABC's, for a contest whose page gives no times


def problems_of(problem: str | None, contest: str | None, chosen: str | None, library: Library) -> list[Problem]:
    """The problems to race on. Raises GateRefused for the first that is not proven over."""
    if contest is None:
        if problem is None:
            raise click.UsageError(_("Give one problem, or a contest with --contest."))
        found = [library.problem(problem)]
    else:
        found = list(library.problems(contest))
        if chosen is not None:
            try:
                wanted = letters(chosen, [one.label for one in found])
            except ValueError as error:
                raise click.UsageError(
                    _("{contest} has no problem {letter}; there are {letters}.").format(
                        contest=contest, letter=error.args[0], letters=", ".join(one.label for one in found)
                    )
                ) from error
            found = [one for one in found if one.label in wanted]
    return gated(found, library)


def gated(problems: list[Problem], library: Library) -> list[Problem]:
    """The problems, once all are proven over. Raises GateRefused for the first that is not."""
    for problem in problems:
        require_over(problem, library.resources, options.now())
    return problems


def course_of(
    problems: Sequence[Problem],
    library: Library,
    rules: Rules,
    *,
    minutes: float | None = None,
    contest: str | None = None,
    ghosts: Sequence[GhostTimes] = (),
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
    return Course(shown, rules, _limit_s(minutes, contest is not None, problems), tuple(ghosts), contest)


def _limit_s(minutes: float | None, is_contest: bool, problems: Sequence[Problem]) -> float | None:
    if minutes is not None:
        return 60 * minutes
    if not is_contest:
        return None
    start, end = problems[0].contest_start, problems[0].contest_end
    return (end - start).total_seconds() if start is not None and end is not None else 60 * _CONTEST_MINUTES


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


def files_of(file: Path | None, problems: Sequence[Problem], many: bool, language: str | None) -> YourFiles | None:
    """The files that you write; None if you only watch."""
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
