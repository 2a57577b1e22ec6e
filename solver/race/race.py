"""The race itself: one loop that takes events in order and alone touches the engine.

Threads (models, your tests, the file watcher, keys, the page, a second person) only put values into its queue. All
printing goes through the displays, all logging through `RaceHooks`.
"""

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from judge.attempt import Attempt
from judge.errors import JudgeError
from judge.judgement import Submission
from judge.progress import Progress
from judge.stress.results import StressResult
from judge.submissions import as_submission
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.attempt import Solved
from solver.progress import Tokens
from solver.race import events
from solver.race.clock import RaceClock
from solver.race.contenders import ModelContender
from solver.race.display import Display
from solver.race.engine import Engine
from solver.race.lanes import LaneParts, ModelLane, Runner, YourTests
from solver.race.rules import HandIn, Lane, LaneKind, RaceSettings
from solver.race.state import Course, Phase
from solver.race.watch import SavedFile, SaveWatcher, read_saved
from solver.repair import FlaggedTest
from solver.stopping import Stop, stoppable
from solver.view.text import safe_line

TICK_S = 0.5  # between two redraws when only the clock moves
QUIET_S = 0.05  # between two looks for the others before the start


@dataclass(frozen=True, slots=True)
class YourFiles:
    """The files that you write, and the problem that each is for."""

    folder: Path
    task_of: Callable[[str], str | None]  # by the file's name; None: not part of the race
    language: str | None  # None: by the file's suffix
    before: Mapping[Path, SavedFile] = field(default_factory=dict)  # as they were found: a later write is a save

    def read(self, path: Path, content: bytes) -> Submission:
        """The file as a submission. Raises UnknownLanguage."""
        return as_submission(path.name, content, self.language)

    def contents(self) -> dict[Path, SavedFile]:
        return {
            path: read_saved(path)
            for path in sorted(self.folder.resolve().iterdir())
            if self.task_of(path.name) is not None and path.is_file()
        }


@dataclass(frozen=True, slots=True)
class RaceSetup:
    """What a race is about, who runs in it, and its options."""

    course: Course
    problems: tuple[Problem, ...]
    runners: tuple[Runner, ...] = ()
    files: YourFiles | None = None  # None: nobody races on this machine
    distant: tuple[Lane, ...] = ()  # lanes that run on another machine
    options: RaceSettings = field(default_factory=RaceSettings)
    countdown: int = 3


@dataclass(frozen=True, slots=True)
class RaceHooks:
    """A race's effects on the outside world, which a test can replace."""

    log_attempt: Callable[[Attempt, Solved | None], Attempt]  # returns it with its id
    log_race: Callable[[Sequence[Lane], float, bool], None]  # lanes, race seconds, whether it has ended
    now: Callable[[], datetime]
    hint: Callable[[Problem, int], tuple[str, bool]] | None  # a hint of that level or why not; whether it is one
    open_submit_page: Callable[[Problem, str], str]  # with the code; returns a line for the user
    # Runs an attempt on generated tests; called from any thread.
    check: Callable[[Attempt, Problem, Progress], StressResult | None] = lambda _attempt, _problem, _progress: None
    log_likely: Callable[[Attempt, Problem, StressResult | None], Attempt] = lambda attempt, _problem, _beyond: attempt
    # The generated test that a logged attempt clearly fails, which goes back to the model.
    flagged: Callable[[Attempt, Problem], FlaggedTest | None] = lambda _attempt, _problem: None
    force: Callable[[], None] | None = None  # makes the models end their thinking and answer
    # For a race with a second person: whether it may begin, and the other machine's clock.
    may_begin: Callable[[], bool] = lambda: True
    counting: Callable[[], int] = lambda: 0  # another machine's countdown
    started_s: Callable[[], float] = lambda: 0.0  # seconds since the common start


@dataclass(frozen=True, slots=True)
class Result:
    lanes: tuple[Lane, ...]
    seconds: float
    attempts: tuple[Attempt, ...]
    stopped: int  # exit code for the signal that stopped it; 0: not stopped


class Race:
    """One race. `run` returns when every lane has ended, the limit is reached, or the user presses Ctrl-C."""

    def __init__(self, setup: RaceSetup, sandbox: Sandbox, displays: Sequence[Display], hooks: RaceHooks) -> None:
        self._setup, self._displays, self._hooks, self._clock = setup, tuple(displays), hooks, RaceClock()
        self._parts = LaneParts(setup.problems, sandbox, self._clock, hooks.now, self.put)
        self._queue: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self._by_id = {problem.id: problem for problem in setup.problems}
        self.engine = Engine(setup.course, line_up(setup), setup.options)
        self._attempts: dict[int | None, Attempt] = {}
        self._checks: dict[tuple[int, HandIn], events.CheckBeyond] = {}  # in progress
        self._models: dict[int, ModelLane] = {}  # by place
        self._tests: YourTests | None = None
        self._early = list[events.Saved]()  # before the common start
        self._stop = Stop(lambda: self._queue.put(events.KeyPressed("\0")))  # wakes the loop; not a real key

    def put(self, event: events.Event) -> None:
        """Send the race an event, from any thread."""
        self._queue.put(event)

    @property
    def now_s(self) -> float:
        return self._clock.now_s()

    def run(self) -> Result:
        """Count down, start all clocks at the same instant, and run until the end."""
        places = [one.place for one in self.engine.contenders if isinstance(one, ModelContender)]
        self._models = {
            place: ModelLane(place, runner, self._parts)
            for place, runner in zip(places, self._setup.runners, strict=True)
        }
        models = self._models.values()
        common = threading.Event()
        with ExitStack() as stack:
            stack.enter_context(stoppable(self._stop))
            try:
                self._watch_your_files(stack)
                for model in models:
                    model.start(common)
                self._count_down()
                self._clock.start(self._hooks.started_s())
                common.set()
                self.engine.begin()
                for save in self._early:
                    self._take(save)
                self._loop()
            finally:
                for model in models:
                    model.stop()
                common.set()  # ends lanes that still wait for the start
                if self._stop.is_set() and self._tests is not None:
                    self._tests.cancel()
                for model in models:
                    model.join(0.1 if self._stop.is_set() else 10.0)
            seconds = self._clock.now_s()
            for check in tuple(self._checks.values()):
                self._take(events.Checked(check.lane, check.handed, check.attempt, None))  # the samples' verdict stands
            self.engine.stop(seconds, self._stop.is_set())
            self._show()
        self._drain()
        self._hooks.log_race(self.engine.lanes, seconds, True)
        return Result(self.engine.lanes, seconds, tuple(self._attempts.values()), self._stop.code)

    def _watch_your_files(self, stack: ExitStack) -> None:
        files, you = self._setup.files, self.engine.you
        if files is None or you is None:
            return
        self._tests = stack.enter_context(YourTests(you.place, self._parts))
        there = files.contents()
        for path, found in there.items():
            task = files.task_of(path.name)
            if found.content.strip() and task is not None:
                you.unsaved[task] = events.Saved(task, files.read(path, found.content), 0.0, path.name)
        if not self._setup.options.interactive:  # there may be nobody to save them
            self._early += you.unsaved.values()
        stack.enter_context(
            SaveWatcher(
                files.folder,
                lambda name: files.task_of(name) is not None,
                lambda path, content: self._saved(files, path, content),
                files.before if self._setup.options.interactive else there,
            )
        )

    def _saved(self, files: YourFiles, path: Path, content: bytes) -> None:
        """Called in the watcher's thread."""
        race_s, task = self._clock.now_s(), files.task_of(path.name)
        if task is None:
            return
        try:
            self.put(events.Saved(task, files.read(path, content), race_s, path.name))
        except JudgeError as error:
            self.put(events.UnreadableSave(str(error)))

    def _count_down(self) -> None:
        if not self._hooks.may_begin():
            self.engine.phase = Phase.GATHERING
            self._show()
            while not self._stop.is_set() and not self._hooks.may_begin():
                self._wait_for_the_others()
        self.engine.phase = Phase.COUNTDOWN
        for number in range(self._setup.countdown, 0, -1):
            self.engine.countdown = number
            self._show()
            self._stop.wait(1.0)

    def _wait_for_the_others(self) -> None:
        counting = self._hooks.counting()
        try:
            event = self._queue.get(timeout=QUIET_S)
            if isinstance(event, events.Saved):
                self._early.append(event)
            else:
                self._take(event)
        except queue.Empty:
            if counting == self.engine.countdown:
                return
        self.engine.countdown = counting
        self.engine.phase = Phase.COUNTDOWN if counting else Phase.GATHERING
        self._show()

    def _loop(self) -> None:
        dirty, shown_s = True, -TICK_S
        while not self._stop.is_set() and not self.engine.over(self._clock.now_s()):
            now_s = self._clock.now_s()
            if dirty or now_s - shown_s >= TICK_S:
                self._show()
                dirty, shown_s = False, now_s
            try:
                event = self._queue.get(timeout=max(0.0, shown_s + TICK_S - now_s))
            except queue.Empty:
                self._tick()
                continue
            self._take(event)
            # Token counts wait for the next tick: a redraw for each of them would only waste processor time.
            dirty = not (isinstance(event, events.Progressed) and isinstance(event.event, Tokens))
        self._show()

    def _tick(self) -> None:
        before = self.engine.lanes
        self.engine.tick(self._clock.now_s())
        self._log_race_if(before)

    def _show(self) -> None:
        state = self.engine.state(self._clock.now_s())
        for display in self._displays:
            display.show(state)

    def _take(self, event: events.Event) -> None:
        """Log the event if need be, let the engine decide, and carry out its orders."""
        event = self._logged(event)
        before = self.engine.lanes
        for order in self.engine.take(event, self._clock.now_s()):
            self._carry_out(order)
        self._log_race_if(before)
        match event:
            case events.AnswerJudged() if all(lane != event.lane for lane, _handed in self._checks):
                self._models[event.lane].settled.put(None)
            case events.Checked(lane=place, handed=handed, attempt=attempt):
                self._checks.pop((place, handed), None)
                if place in self._models:
                    self._models[place].settled.put(self._hooks.flagged(attempt, self._by_id[handed.task]))

    def _logged(self, event: events.Event) -> events.Event:
        match event:
            case events.AnswerJudged(solved=solved):
                return replace(event, solved=replace(solved, attempt=self._log(solved.attempt, solved)))
            case events.SaveJudged(attempt=attempt):
                return replace(event, attempt=self._log(attempt, None))
            case events.Checked(attempt=attempt, beyond=beyond) if (event.lane, event.handed) in self._checks:
                found = self._hooks.log_likely(attempt, self._by_id[event.handed.task], beyond)
                self._attempts[found.id] = found
                return replace(event, attempt=found)
            case _:
                return event

    def _log(self, attempt: Attempt, solved: Solved | None) -> Attempt:
        written = self._hooks.log_attempt(attempt, solved)
        self._attempts[written.id] = written
        return written

    def _log_race_if(self, before: Sequence[Lane]) -> None:
        def kept(lanes: Sequence[Lane]) -> list[object]:
            return [(lane.tries, lane.ended, lane.hints) for lane in lanes]

        if kept(before) != kept(self.engine.lanes):
            self._hooks.log_race(self.engine.lanes, self._clock.now_s(), False)

    def _carry_out(self, order: events.RaceOrder) -> None:
        match order:
            case events.JudgeSave(save=save) if self._tests is not None:
                self._tests.test(save)
            case events.KeepSave(save=save) if self._tests is not None:
                self._tests.keep(save)
            case events.CheckBeyond():
                self._checks[order.lane, order.handed] = order
                self._in_background("check", lambda: self._checked(order))
            case events.AskHint(task=task, level=level) if self._hooks.hint is not None:
                give = self._hooks.hint
                self._in_background("hint", lambda: events.HintCame(task, level, *give(self._by_id[task], level)))
            case events.OpenAtCoder(task=task, code=code):
                self.put(events.PageOpened(self._hooks.open_submit_page(self._by_id[task], code)))
            case events.ForceAnswers() if self._hooks.force is not None:
                self._hooks.force()
            case _:
                pass

    def _checked(self, order: events.CheckBeyond) -> events.Checked:
        def progress(event: object) -> None:
            self.put(events.Progressed(order.lane, order.handed.task, event, self._clock.now_s()))

        beyond = self._hooks.check(order.attempt, self._by_id[order.handed.task], progress)
        return events.Checked(order.lane, order.handed, order.attempt, beyond)

    def _in_background(self, name: str, work: Callable[[], events.Event]) -> None:
        threading.Thread(target=lambda: self.put(work()), name=name, daemon=True).start()

    def _drain(self) -> None:
        """Log what was finished while the race ended; it changes nothing any more."""
        while True:
            try:
                event = self._queue.get_nowait()
            except queue.Empty:
                return
            if isinstance(event, events.AnswerJudged | events.SaveJudged):
                self._logged(event)


def line_up(setup: RaceSetup) -> list[Lane]:
    """The lanes in the order they are shown: you, people on other machines, models, ghosts."""
    lanes = [Lane(LaneKind.YOU, "you")] if setup.files is not None else []
    lanes += setup.distant
    lanes += [Lane(LaneKind.MODEL, safe_line(runner.job.label), runner.job.effort.value) for runner in setup.runners]
    if not any(lane.kind is LaneKind.GHOST for lane in setup.distant):
        lanes += [Lane(LaneKind.GHOST, f"ghost {ghost.rating}", rating=ghost.rating) for ghost in setup.course.ghosts]
    return lanes
