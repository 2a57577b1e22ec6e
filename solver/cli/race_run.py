"""Runs the race that the options describe: alone, as the host of a second person, or as a guest."""

import secrets
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from gettext import gettext as _

from judge.attempt import Attempt, Source
from judge.log.log import Log
from judge.log.race_records import RaceRecord
from judge.stress.setup import stress_setup
from problems.library import Library
from problems.problem import Problem
from sandbox.choose import open_sandbox
from sandbox.sandbox import Sandbox
from solver.attempt import Solved
from solver.cli import options
from solver.cli.exit_codes import ExitCode, of_attempts
from solver.cli.parts import find_effect, job_of, open_library, prepared_model, remember, write
from solver.cli.race_parts import (
    RaceOptions,
    course_of,
    files_of,
    gated,
    ghosts_of,
    open_page,
    problems_of,
    runner_of,
    warm_up,
)
from solver.cli.race_summary import final_json, show_summary
from solver.hints.history import with_hints
from solver.likely import flagged_test, record_stress, stress_attempt
from solver.manifest import manifest
from solver.prepare import Prepared
from solver.race import desktop, records
from solver.race.display import Display, LineDisplay, Screen, can_redraw
from solver.race.events import KeyPressed
from solver.race.hints import RaceHints
from solver.race.join import HostLink
from solver.race.keys import Keys
from solver.race.lanes import Runner
from solver.race.page.guests import GuestDesk
from solver.race.page.server import PageServer
from solver.race.race import Race, RaceHooks, RaceSetup, Result, YourFiles
from solver.race.rules import Lane, LaneKind, RaceSettings
from solver.race.shared import lanes_for_guest, person_name
from solver.race.state import Course
from solver.race.timeline import Recorder, Timeline
from solver.statement_page.page import keep_page
from solver.statement_page.plain import statement_text
from solver.view.output import print_json, put


@dataclass(frozen=True, slots=True)
class _Lineup:
    """The problems and who takes part, before models are asked."""

    course: Course
    problems: tuple[Problem, ...]
    files: YourFiles | None
    link: HostLink | None = None  # to the person who hosts the race
    desk: GuestDesk | None = None  # where a second person joins

    @property
    def distant(self) -> tuple[Lane, ...]:
        """The lanes that run on another machine."""
        if self.link is not None:
            return lanes_for_guest(self.link.invitation)
        return (Lane(LaneKind.RIVAL, _("guest"), distant=True),) if self.desk is not None else ()

    def may_begin(self) -> bool:
        if self.link is not None:
            return self.link.may_begin()
        return self.desk is None or self.desk.joined.is_set()


@dataclass(slots=True)
class _RaceLogger:
    """Writes one race into the log: its attempts, standings and timeline, as they come."""

    log: Log
    run: int
    course: Course
    seed: int
    started_at: datetime = field(default_factory=options.now)
    ended_at: datetime | None = None
    number: int | None = None  # of the race in the log

    def attempt(self, attempt: Attempt, solved: Solved | None) -> Attempt:
        # A person's AC notes how many hints came before it; a model's attempt is unchanged.
        return write(self.log, with_hints(attempt, self.log), self.run, solved)

    def race(self, lanes: Sequence[Lane], seconds: float, over: bool) -> None:
        self.ended_at = options.now() if over else None
        self.number = self.log.races.keep(self.record(lanes, seconds), self.run)

    def record(self, lanes: Sequence[Lane], seconds: float) -> RaceRecord:
        return records.record(
            lanes,
            self.course,
            seed=self.seed,
            started_at=self.started_at,
            ended_at=self.ended_at,
            seconds=seconds,
            number=self.number,
        )


def run_race(chosen: RaceOptions) -> ExitCode:
    seed = secrets.randbelow(1_000_000) if chosen.seed is None else chosen.seed
    with ExitStack() as stack:
        log = stack.enter_context(Log(chosen.home, options.note))
        library = stack.enter_context(open_library(chosen.home, chosen.site))
        lineup = _lineup(chosen, library, seed)
        seed = seed if lineup.link is None else lineup.link.invitation.seed
        # Two, so that one box is ready for you while another runs a model's program.
        sandbox = stack.enter_context(open_sandbox(chosen.sandbox_kind, chosen.home, note=options.note, ready=2))
        run = log.runs.begin("race", manifest(sandbox, seed=seed), options.now())
        models = [
            stack.enter_context(prepared_model(chosen.ask, name, chosen.effort_of(place), chosen.answers.max_tokens))
            for place, name in enumerate(chosen.models)
        ]
        runners = _runners(chosen, models, log, run, lineup.problems, seed)
        for problem in lineup.problems:
            remember(log, problem, library)
        with Keys(lambda _key: None):  # an Enter that the terminal echoes would leave a progress line behind
            for runner in runners:
                warm_up(runner)
        race_logger, recorder = _RaceLogger(log, run, lineup.course, seed), Recorder()
        page = open_page(stack, chosen, lineup.course, lineup.problems, desk=lineup.desk)
        _show_statements(chosen, lineup.problems, page is not None)
        result = _run(chosen, lineup, sandbox, models, runners, race_logger, page, recorder)
        log.runs.end(run, options.now())
        if race_logger.number is not None:
            timeline = Timeline(lineup.course, tuple(recorder.moments))
            log.races.keep_timeline(race_logger.number, timeline.packed())
        record = race_logger.record(result.lanes, result.seconds)
        before = [one for one in log.races.read() if one.id != record.id]
        if page is not None:
            page.finish(partial(final_json, record, before, result.attempts))
        if chosen.as_json:
            print_json(records.race_json(record))
        else:
            show_summary(record, result.attempts, before, result.lanes)
        if chosen.answers.attest and sys.stderr.isatty() and not result.stopped:
            for ready in models:
                find_effect(ready, log)
    return ExitCode(result.stopped) if result.stopped else of_attempts(result.attempts)


def _lineup(chosen: RaceOptions, library: Library, seed: int) -> _Lineup:
    if chosen.join is not None:
        link = HostLink(chosen.join, person_name(chosen.name))
        course = link.invitation.course
        problems = gated([library.problem(task) for task in course.tasks], library)
        return _Lineup(course, tuple(problems), files_of(chosen, problems, many=course.contest is not None), link)
    problems = problems_of(chosen, library)
    files = files_of(chosen, problems, many=chosen.contest is not None)
    ghosts = ghosts_of(chosen.ghosts, seed, problems, library, alone=not chosen.models and files is None)
    course = course_of(chosen, problems, library, ghosts)
    desk = GuestDesk(course, int(files is not None), person_name(chosen.name), seed) if chosen.host else None
    return _Lineup(course, tuple(problems), files, desk=desk)


def _run(
    chosen: RaceOptions,
    lineup: _Lineup,
    sandbox: Sandbox,
    models: Sequence[Prepared],
    runners: Sequence[Runner],
    race_logger: _RaceLogger,
    page: PageServer | None,
    recorder: Recorder,
) -> Result:
    link, desk, log, setup = lineup.link, lineup.desk, race_logger.log, stress_setup(chosen.home, sandbox)
    shown: Screen | LineDisplay = LineDisplay()
    if can_redraw():
        shown = Screen(
            lineup.course,
            lineup.problems,
            keep_above=chosen.print_statement and not chosen.as_json,
            address=page.address if page is not None and chosen.serve_page else "",
            joining=page.joining if page is not None else "",
        )
    race_setup = RaceSetup(
        course=lineup.course,
        problems=lineup.problems,
        runners=tuple(runners),
        files=lineup.files,
        distant=lineup.distant,
        options=RaceSettings(
            checks=chosen.look_beyond,
            submits_on_ac=chosen.submit_on_ac,
            has_hints=bool(models),
            interactive=shown.interactive,
            report_within_s=chosen.verdict_wait,
        ),
        countdown=chosen.countdown if link is None else 0,
    )
    hooks = RaceHooks(
        log_attempt=race_logger.attempt,
        log_race=race_logger.race,
        now=options.now,
        hint=RaceHints(chosen.home, models[0], sandbox, chosen.lang, options.now, chosen.second_look).give
        if models
        else None,
        open_submit_page=desktop.open_submit_page,
        check=lambda attempt, problem, progress: stress_attempt(attempt, problem, setup, progress),
        log_likely=lambda attempt, problem, found: record_stress(attempt, problem, found, log, options.now())[0],
        flagged=lambda attempt, problem: flagged_test(attempt, problem, log),
        force=partial(_end_thinking, runners) if runners else None,
        may_begin=lineup.may_begin,
        counting=link.counting if link is not None else lambda: 0,
        started_s=link.started_s if link is not None else lambda: 0.0,
    )
    displays: list[Display] = [shown, recorder]
    displays += [one for one in (page, link) if one is not None]
    race = Race(race_setup, sandbox, displays, hooks)
    for one in (page, link, desk):
        if one is not None:
            one.put = race.put
    shown.on_key = lambda key: race.put(KeyPressed(key))
    with ExitStack() as stack:
        if link is not None:
            stack.enter_context(link)
        stack.enter_context(shown)
        return race.run()


def _end_thinking(runners: Sequence[Runner]) -> None:
    for runner in runners:
        runner.client.end_thinking()


def _runners(
    chosen: RaceOptions, models: Sequence[Prepared], log: Log, run: int, problems: Sequence[Problem], seed: int
) -> list[Runner]:
    runners = list[Runner]()
    for ready in models:
        job = job_of(Source.RACE, ready, chosen.answers, log, seed=seed)
        log.models.record_model(ready.for_log(job.label), options.now(), run)
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
