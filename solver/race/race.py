"""The race itself: one loop that takes what happens, in order, and is the only one to change the lanes.

Threads (models, your tests, the file watcher, the keys) only put values into its queue. Nothing here prints but through
the display, and nothing is logged but through the two callbacks.
"""

import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from judge.attempt import Attempt, Outcome
from judge.judgement import Submission, Verdict
from judge.stress.results import StressResult
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.attempt import Solved
from solver.likely import passed_samples, rejects
from solver.race import rules, view
from solver.race.clock import RaceClock
from solver.race.display import Display
from solver.race.events import (
    Answered,
    Doing,
    Event,
    HintCame,
    Key,
    LaneDone,
    Looked,
    Saved,
    Started,
    Tested,
    Unreadable,
)
from solver.race.keys import Keys
from solver.race.lanes import ModelLane, Runner, YourTests
from solver.race.rules import End, HintTaken, Lane, LaneKind, Rules, Try
from solver.race.view import LastTest, View
from solver.race.watch import SaveWatcher

TICK_S = 0.5  # between two redraws where only the clock moves
SAID = {word.lower(): Verdict(word) for word in ("AC", "WA", "TLE", "MLE", "OLE", "RE", "CE")}


@dataclass(frozen=True, slots=True)
class YourFiles:
    """The files that you write, and the problem that each is for."""

    folder: Path
    task_of: Callable[[str], str | None]  # by the file's name; None: not part of the race
    read: Callable[[Path, bytes], Submission]  # raises judge.errors.JudgeError


@dataclass(frozen=True, slots=True)
class Ghost:
    """A ghost's name and when it solves what, in seconds on its clock."""

    rating: int
    at_s: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a race is about, and its options."""

    problems: tuple[Problem, ...]
    rules: Rules
    runners: tuple[Runner, ...] = ()
    ghosts: tuple[Ghost, ...] = ()
    files: YourFiles | None = None  # None: nobody sits here
    submit_on_ac: bool = True
    countdown: int = 3
    limit_s: float | None = None
    said_within_s: float = 10.0  # how long, after the last lane's end, AtCoder's verdict may still be typed


@dataclass(frozen=True, slots=True)
class Outside:
    """What a race does to the world, so that a test can look on."""

    log_attempt: Callable[[Attempt, Solved | None], Attempt]  # returns it with its id
    log_race: Callable[[Sequence[Lane], float, bool], None]  # lanes, race seconds, whether it has ended
    now: Callable[[], datetime]
    hint: Callable[[Problem, int], tuple[str, bool]] | None  # a hint of that level, or why not, and whether it is one
    open_submit_page: Callable[[Problem, str], str]  # with the code; returns a line for the person
    # Beyond the samples: run what is handed in (in a thread of its own), then log what came of it. None: not at all.
    look: Callable[[Attempt, Problem], StressResult | None] | None = None
    log_likely: Callable[[Attempt, Problem, StressResult | None], Attempt] = lambda attempt, _problem, _beyond: attempt


@dataclass(frozen=True, slots=True)
class Result:
    """A race that is over."""

    lanes: tuple[Lane, ...]
    seconds: float
    attempts: tuple[Attempt, ...]
    interrupted: bool


class Race:
    """One race. `run` returns when every lane has ended, the limit is reached, or the person presses Ctrl-C."""

    def __init__(
        self, setting: Setting, sandbox: Sandbox, display: Display, outside: Outside, clock: RaceClock | None = None
    ) -> None:
        self._setting, self._sandbox, self._display, self._outside = setting, sandbox, display, outside
        self._clock = clock or RaceClock()
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._tasks = tuple(problem.id for problem in setting.problems)
        self._by_id = {problem.id: problem for problem in setting.problems}
        self._lanes = self._line_up()
        self._you = next((place for place, lane in enumerate(self._lanes) if lane.kind is LaneKind.YOU), None)
        self._doing: dict[int, tuple[str, str]] = {}
        self._rounds: dict[tuple[int, str], int] = {}
        self._last_outcome: dict[int, Outcome | None] = {}
        self._attempts: list[Attempt] = []
        self._saves: dict[str, Saved] = {}  # the newest of each problem
        self._tested: dict[str, tuple[Saved, Attempt]] = {}
        self._handed_in: dict[tuple[str, int], float] = {}  # saves whose tests are not done, and when
        self._current = self._tasks[0]
        self._last: LastTest | None = None
        self._message, self._typed = "", ""
        self._opened_submit_page = False
        self._closing_at_s: float | None = None
        self._finished = self._interrupted = False
        self._hint_level: dict[str, int] = {}
        self._tests: YourTests | None = None
        self._looks: list[Looked] = []  # under way; `beyond` is still to come
        self._done: dict[int, str] = {}  # models that have done all they will do, while a look is under way

    # --- the course of a race ----------------------------------------------------------------------------------------

    def run(self) -> Result:
        """Count down, start all clocks in the same instant, and go on until the end."""
        places = [place for place, lane in enumerate(self._lanes) if lane.kind is LaneKind.MODEL]
        models = [
            ModelLane(
                place, runner, self._setting.problems, self._sandbox, self._clock, self._outside.now, self._queue.put
            )
            for place, runner in zip(places, self._setting.runners, strict=True)
        ]
        common = threading.Event()
        with ExitStack() as stack:
            stack.enter_context(self._display)
            stack.enter_context(self._interruptible())
            try:
                if self._display.interactive:
                    stack.enter_context(Keys(lambda character: self._queue.put(Key(character))))
                self._sit_down(stack)
                for model in models:
                    model.start(common)
                self._count_down()
                self._clock.start()
                common.set()
                self._say_all(_("started"))
                if self._you is not None and not self._display.interactive:
                    self._take_what_is_there()
                self._loop()
            finally:
                for model in models:
                    model.stop()
                common.set()  # one that was never started ends as well
                for model in models:
                    model.join(10.0)
            seconds = self._clock.now_s()
            for look in tuple(self._looks):
                self._was_looked_at(look)  # the end came first: the samples' word stands
            self._end_all(seconds, self._interrupted)
        self._drain()
        self._outside.log_race(self._lanes, seconds, True)
        return Result(tuple(self._lanes), seconds, tuple(self._attempts), self._interrupted)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Ctrl-C ends the race after what is being done, so that nothing is lost; a second one is as everywhere."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def interrupt(_signal: int, _frame: object) -> None:
            signal.signal(signal.SIGINT, before)
            self._interrupted = True
            self._queue.put(Key("\x03"))  # wakes the loop; no letter

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _line_up(self) -> list[Lane]:
        lanes = [Lane(LaneKind.YOU, "you")] if self._setting.files is not None else []
        for runner in self._setting.runners:
            lanes.append(Lane(LaneKind.MODEL, runner.job.label, runner.job.effort.value))
        for ghost in self._setting.ghosts:
            lanes.append(Lane(LaneKind.GHOST, _("ghost {rating}").format(rating=ghost.rating), rating=ghost.rating))
        return lanes

    def _sit_down(self, stack: ExitStack) -> None:
        files = self._setting.files
        if files is None or self._you is None:
            return
        self._tests = stack.enter_context(
            YourTests(self._you, self._setting.problems, self._sandbox, self._outside.now, self._queue.put)
        )
        self._doing[self._you] = _("not saved yet"), "dim"
        stack.enter_context(
            SaveWatcher(files.folder, lambda name: files.task_of(name) is not None, self._saved, self._there(files))
        )

    @staticmethod
    def _there(files: YourFiles) -> dict[Path, bytes]:
        """The files as they are before the start: only a change is a save."""
        found = {}
        for path in files.folder.resolve().iterdir():
            if files.task_of(path.name) is not None and path.is_file():
                found[path] = path.read_bytes()
        return found

    def _take_what_is_there(self) -> None:
        """Without a terminal there may be nobody to save anything: what is there counts as saved at the start."""
        assert self._setting.files is not None
        for path, content in sorted(self._there(self._setting.files).items()):
            if content.strip():
                self._saved(path, content)

    def _count_down(self) -> None:
        for number in range(self._setting.countdown, 0, -1):
            self._display.show(self._view(number))
            self._display.say(0, _("race"), str(number))
            until_s = time.monotonic() + 1.0
            while not self._interrupted and (left_s := until_s - time.monotonic()) > 0:
                time.sleep(min(0.05, left_s))

    def _loop(self) -> None:
        dirty, shown_s = True, -TICK_S
        while not self._interrupted and not self._finished and not self._is_over():
            now_s = self._clock.now_s()
            if dirty or now_s - shown_s >= TICK_S:
                self._display.show(self._view())
                dirty, shown_s = False, now_s
            try:
                event = self._queue.get(timeout=max(0.0, shown_s + TICK_S - now_s))
            except queue.Empty:
                event = None
            # Counts of tokens wait for the next tick: a redraw for each of them would only burn the processor.
            dirty = event is not None and self._take(event)
            self._move_ghosts(self._clock.now_s())
        self._display.show(self._view())

    def _is_over(self) -> bool:
        now_s, limit_s = self._clock.now_s(), self._setting.limit_s
        if limit_s is not None and now_s >= limit_s:
            return True
        if not self._lanes or not rules.over(self._lanes):
            self._closing_at_s = None
            return not self._lanes
        you = self._lanes[self._you] if self._you is not None else None
        if not self._display.interactive or you is None or you.ended is not End.SOLVED:
            return True
        if all(tried.said for tried in you.tries if tried.result is Verdict.AC):
            return True
        if self._closing_at_s is None:
            patience_s = float("inf") if self._opened_submit_page else self._setting.said_within_s
            self._closing_at_s = now_s + patience_s
        return now_s >= self._closing_at_s

    def _end_all(self, seconds: float, interrupted: bool) -> None:
        for place, lane in enumerate(self._lanes):
            if lane.kind is LaneKind.GHOST:
                # What a ghost will do is known: a race that nobody stopped need not wait for it.
                self._move_ghosts(seconds if interrupted else self._setting.limit_s or float("inf"))
            elif lane.ended is None:
                self._change(place, rules.end(lane, End.STOPPED, seconds))

    def _drain(self) -> None:
        """What was finished while the race ended is logged, and changes nothing."""
        while True:
            try:
                event = self._queue.get_nowait()
            except queue.Empty:
                return
            match event:
                case Answered(solved=solved):
                    self._log(solved.attempt, solved)
                case Tested(attempt=attempt):
                    self._log(attempt, None)
                case _:
                    pass

    # --- what happens ------------------------------------------------------------------------------------------------

    def _take(self, event: Event) -> bool:
        """Change the state by the event; returns whether it is worth a redraw of its own."""
        match event:
            case Doing(lane=place, task=task, event=inner):
                return self._is_doing(place, task, inner)
            case Started(lane=place, offset_s=offset_s):
                self._lanes[place] = replace(self._lanes[place], start_offset_s=offset_s)
                return False
            case Saved():
                self._test(event)
            case Unreadable(why=why):
                self._tell(why)
            case Tested(save=save, attempt=attempt):
                self._was_tested(save, attempt)
            case Answered():
                self._answered(event)
            case Looked():
                self._was_looked_at(event)
            case LaneDone(lane=place, failure=failure):
                if any(look.lane == place for look in self._looks):
                    self._done[place] = failure
                else:
                    self._model_done(place, failure)
            case HintCame():
                self._hint_came(event)
            case Key(character=character):
                self._key(character)
        return True

    def _is_doing(self, place: int, task: str, event: object) -> bool:
        shown = view.doing(event, self._rounds.get((place, task), 0))
        if shown is None:
            return False
        if len(self._tasks) > 1:
            shown = f"{self._by_id[task].label}: {shown[0]}", shown[1]
        self._doing[place] = shown
        if view.rarely(event):
            self._display.say(self._clock.now_s(), self._lanes[place].title, shown[0])
            return True
        return False

    def _saved(self, path: Path, content: bytes) -> None:
        """Called by the watcher's thread."""
        from judge.errors import JudgeError

        race_s = self._clock.now_s()
        files = self._setting.files
        task = files.task_of(path.name) if files is not None else None
        if files is None or task is None:
            return
        try:
            submission = files.read(path, content)
        except JudgeError as error:
            self._queue.put(Unreadable(str(error)))
            return
        self._queue.put(Saved(task, submission, race_s, path.name))

    def _test(self, save: Saved) -> None:
        if self._tests is None or self._you is None or self._lanes[self._you].ended is not None:
            return
        if self._lanes[self._you].paused:
            self._tell(_("Your clock stands still: press p before you go on. This save was not tested."))
            return
        before = self._saves.get(save.task)
        save = replace(save, number=1 if before is None else before.number + 1)
        self._saves[save.task] = save
        self._current = save.task
        self._message = ""
        self._doing[self._you] = _("saved"), ""
        self._tests.test(save)

    def _was_tested(self, save: Saved, attempt: Attempt) -> None:
        attempt = self._log(attempt, None)
        assert attempt.judgement is not None and self._you is not None
        verdict, lane = attempt.judgement.verdict, self._lanes[self._you]
        if self._last is None or self._last.task != save.task or self._last.number <= save.number:
            self._last = LastTest(save.task, save.file, self._own(save.race_s), attempt.judgement, save.number)
            self._tested[save.task] = (save, attempt)
            if verdict is Verdict.UNCHECKED:
                self._tell(_("This judge cannot tell whether it is right: s hands it in."))
        race_s = save.race_s if self._setting.submit_on_ac and verdict is Verdict.AC else None
        race_s = self._handed_in.pop((save.task, save.number), race_s)
        waiting = any(look.lane == self._you and look.attempt.problem == save.task for look in self._looks)
        if race_s is not None and not waiting and lane.ended is None and rules.solved_at(lane, save.task) is None:
            self._submit(self._you, save.task, self._own(race_s), race_s, attempt)

    def _answered(self, event: Answered) -> None:
        attempt = self._log(event.solved.attempt, event.solved)
        place, reply, judgement = event.lane, attempt.reply, attempt.judgement
        lane = self._lanes[place]
        if reply is not None:
            lane = replace(lane, tokens=lane.tokens + (reply.completion_tokens or 0))
            self._lanes[place] = lane
            self._last_outcome[place] = reply.outcome
            if reply.outcome is not Outcome.ANSWERED:
                self._doing[place] = reply.outcome.value, "red"
                self._display.say(event.race_s, lane.title, reply.outcome.value)
        self._rounds[place, event.task] = self._rounds.get((place, event.task), 0) + 1
        # A model hands in what passes the samples, as you do; mending what does not costs it nothing. What this judge
        # cannot tell is handed in as well, and is nobody's AC.
        if judgement is not None and judgement.verdict in (Verdict.AC, Verdict.UNCHECKED):
            self._submit(place, event.task, event.race_s, event.race_s, attempt)

    def _model_done(self, place: int, failure: str) -> None:
        lane = self._lanes[place]
        if lane.ended is not None:
            return
        failed = bool(failure) or self._last_outcome.get(place) is Outcome.SERVER_ERROR
        if failure:
            self._tell(f"{lane.title}: {failure}")
        how = End.SERVER_FAILED if failed else End.NO_AC
        if how is End.NO_AC and any(rules.unchecked_at(lane, task) is not None for task in self._tasks):
            how = End.UNCHECKED
        self._change(place, rules.end(lane, how, self._clock.now_s()))

    def _submit(self, place: int, task: str, own_s: float, race_s: float, attempt: Attempt) -> None:
        """Hand it in; what passed the samples is first run on generated inputs, on nobody's time."""
        assert attempt.judgement is not None
        look, problem = self._outside.look, self._by_id[task]
        if look is None or not passed_samples(attempt):
            self._count(place, task, own_s, race_s, attempt.judgement.verdict, attempt)
            return
        pending = Looked(place, own_s, race_s, attempt, None)
        self._looks.append(pending)
        self._doing[place] = _("handed in: beyond the samples"), ""

        def run() -> None:
            self._queue.put(replace(pending, beyond=look(attempt, problem)))

        threading.Thread(target=run, name="look", daemon=True).start()

    def _was_looked_at(self, event: Looked) -> None:
        pending = replace(event, beyond=None)
        if pending not in self._looks:
            return
        self._looks.remove(pending)
        attempt, place = event.attempt, event.lane
        assert attempt.judgement is not None and attempt.problem is not None
        found = self._outside.log_likely(attempt, self._by_id[attempt.problem], event.beyond)
        self._attempts[self._attempts.index(attempt)] = found
        verdict, likely = attempt.judgement.verdict, found.likely
        if likely is not None and rejects(likely):
            assert likely.verdict is not None
            verdict = likely.verdict
            self._doing[place] = _("beyond the samples: {verdict}").format(verdict=verdict.value), "yellow"
            self._display.say(event.race_s, self._lanes[place].title, f"{verdict.value}: {likely.detail.shown()}")
        self._count(place, attempt.problem, event.own_s, event.race_s, verdict, attempt)
        if place in self._done and not any(look.lane == place for look in self._looks):
            self._model_done(place, self._done.pop(place))

    def _count(self, place: int, task: str, own_s: float, race_s: float, verdict: Verdict, attempt: Attempt) -> None:
        tried = Try(task, own_s, verdict, attempt=attempt.id)
        self._change(place, rules.submit(self._lanes[place], tried, self._tasks, race_s))
        if place == self._you and tried.verdict is Verdict.UNCHECKED:
            self._tell(_("Handed in. Only AtCoder can tell whether it is right: o opens it; type ac or wa."))
        elif place == self._you and tried.verdict is not Verdict.AC:
            self._tell(_("Handed in: {verdict}").format(verdict=tried.verdict.value))

    def _move_ghosts(self, race_s: float) -> None:
        ghosts = [place for place, lane in enumerate(self._lanes) if lane.kind is LaneKind.GHOST]
        for place, ghost in zip(ghosts, self._setting.ghosts, strict=True):
            for task, at_s in ghost.at_s.items():
                if at_s <= race_s and rules.solved_at(self._lanes[place], task) is None:
                    tried = Try(task, at_s, Verdict.AC)
                    self._change(place, rules.submit(self._lanes[place], tried, self._tasks, at_s))

    def _log(self, attempt: Attempt, solved: Solved | None) -> Attempt:
        written = self._outside.log_attempt(attempt, solved)
        self._attempts.append(written)
        return written

    def _change(self, place: int, lane: Lane) -> None:
        before = self._lanes[place]
        self._lanes[place] = lane
        if lane.tries != before.tries and len(self._tasks) > 1 and lane.tries:
            tried = lane.tries[-1]
            label, verdict = self._by_id[tried.task].label, tried.result.value
            self._display.say(tried.at_s, lane.title, f"{label} {verdict}")
        if lane.ended is not None and before.ended is None:
            self._display.say(
                lane.ended_s or 0.0, lane.title, view.result_words(lane, self._tasks, self._setting.rules) or ""
            )
        if lane.tries != before.tries or lane.ended != before.ended:
            self._outside.log_race(self._lanes, self._clock.now_s(), False)

    # --- keys --------------------------------------------------------------------------------------------------------

    def _key(self, character: str) -> None:
        if character in "\r\n":
            self._enter()
        elif character in "\x7f\b":
            self._typed = self._typed[:-1]
        elif self._you is None:
            return
        elif not self._typed and character.lower() in "spgho" and self._lanes[self._you].ended is None:
            self._message = ""
            {"s": self._hand_in, "p": self._pause, "g": self._give_up, "h": self._ask_hint, "o": self._open}[
                character.lower()
            ]()
        elif not self._typed and character.lower() == "o":
            self._open()
        elif character.isalpha() and len(self._typed) < 8:
            self._typed += character.lower()

    def _enter(self) -> None:
        typed, self._typed = self._typed, ""
        if not typed:
            # Only while the race waits for nothing else.
            self._finished = self._closing_at_s is not None
            return
        if self._you is None or typed not in SAID:
            self._tell(
                _("{typed} is no verdict; there are {verdicts}.").format(typed=typed, verdicts=", ".join(sorted(SAID)))
            )
            return
        self._said(SAID[typed])

    def _said(self, verdict: Verdict) -> None:
        """AtCoder's own word on what was handed in last; without that, on the newest save."""
        assert self._you is not None
        lane, task, now_s = self._lanes[self._you], self._current, self._clock.now_s()
        if not any(tried.task == task for tried in lane.tries) and task in self._tested:
            save, attempt = self._tested[task]
            assert attempt.judgement is not None
            self._count(self._you, task, self._own(save.race_s), save.race_s, attempt.judgement.verdict, attempt)
            lane = self._lanes[self._you]
        changed = rules.said(lane, verdict, self._tasks, now_s, task)
        if changed is None:
            self._tell(_("Nothing was handed in yet."))
            return
        self._change(self._you, changed)
        if changed.ended is None and lane.ended is not None:
            self._closing_at_s = None
            self._doing[self._you] = _("AtCoder said {verdict}: back in the race").format(verdict=verdict.value), ""
        self._tell(_("Kept: AtCoder said {verdict}.").format(verdict=verdict.value))

    def _hand_in(self) -> None:
        assert self._you is not None
        if self._current not in self._saves:
            self._test_unsaved()
        save, tested = self._saves.get(self._current), self._tested.get(self._current)
        race_s = self._clock.now_s()
        if save is None:
            self._tell(_("There is nothing to hand in yet: save your file first."))
        elif tested is not None and tested[0].number == save.number:
            self._submit(self._you, self._current, self._own(race_s), race_s, tested[1])
        else:
            # It counts from now, whenever its tests are done.
            self._handed_in[save.task, save.number] = race_s
            if self._tests is not None:
                self._tests.keep(save)
            self._tell(_("Handed in."))

    def _test_unsaved(self) -> None:
        """The file as it was before the race, where it was not saved since."""
        files = self._setting.files
        assert files is not None
        for path, content in sorted(self._there(files).items()):
            if files.task_of(path.name) == self._current and content.strip():
                self._test(Saved(self._current, files.read(path, content), self._clock.now_s(), path.name))

    def _pause(self) -> None:
        assert self._you is not None
        self._change(self._you, rules.pause(self._lanes[self._you], self._clock.now_s()))
        if self._lanes[self._you].paused:
            self._tell(_("Your clock stands still; the models go on with theirs. p goes on."))

    def _give_up(self) -> None:
        assert self._you is not None
        self._change(self._you, rules.end(self._lanes[self._you], End.GAVE_UP, self._clock.now_s()))

    def _ask_hint(self) -> None:
        give, task = self._outside.hint, self._current
        if give is None:
            self._tell(_("Hints are not available here."))
            return
        level = self._hint_level.get(task, 0) + 1
        if level > 4:
            self._tell(_("There are no more hints than four."))
            return
        self._tell(_("Asking for hint {level} …").format(level=level))

        def ask() -> None:
            text, given = give(self._by_id[task], level)
            self._queue.put(HintCame(task, level, text, given))

        threading.Thread(target=ask, name="hint", daemon=True).start()

    def _hint_came(self, event: HintCame) -> None:
        assert self._you is not None
        if event.given and self._hint_level.get(event.task, 0) < event.level:
            self._hint_level[event.task] = event.level
            taken = HintTaken(event.task, self._own(self._clock.now_s()), event.level)
            self._change(self._you, rules.take_hint(self._lanes[self._you], taken))
            self._outside.log_race(self._lanes, self._clock.now_s(), False)
        self._tell(event.text)

    def _open(self) -> None:
        save = self._saves.get(self._current)
        self._opened_submit_page = True
        if self._closing_at_s is not None:
            self._closing_at_s = float("inf")
        self._tell(self._outside.open_submit_page(self._by_id[self._current], save.submission.source if save else ""))

    # --- small things ------------------------------------------------------------------------------------------------

    def _own(self, race_s: float) -> float:
        assert self._you is not None
        return rules.own_time(replace(self._lanes[self._you], ended=None, ended_s=None), race_s)

    def _tell(self, text: str) -> None:
        self._message = text
        self._display.say(self._clock.now_s(), _("race"), text)

    def _say_all(self, text: str) -> None:
        for lane in self._lanes:
            self._display.say(0.0, lane.title, text)

    def _view(self, countdown: int = 0) -> View:
        now_s, limit_s = self._clock.now_s(), self._setting.limit_s
        return View(
            problems=self._setting.problems,
            lanes=self._lanes,
            doing=self._doing,
            rules=self._setting.rules,
            race_s=now_s,
            last=self._last,
            message=self._message,
            typed=self._typed,
            countdown=countdown,
            closing_s=None if self._closing_at_s is None else self._closing_at_s - now_s,
            remaining_s=None if limit_s is None else max(0.0, limit_s - now_s),
            keys=self._display.interactive and self._you is not None,
        )
