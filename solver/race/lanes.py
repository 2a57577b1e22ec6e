"""The threads of a race: one per model, and those that judge your saves."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from queue import SimpleQueue
from typing import Self

from judge.attempt import Outcome, Source
from problems.problem import Problem
from sandbox.cancellable import CancellableSandbox
from sandbox.errors import Stopped
from sandbox.sandbox import Sandbox
from solver.attempt import Job, solve
from solver.errors import SolverError
from solver.models.client import ModelClient
from solver.own_attempt import Assignment, judge_own
from solver.progress import Finished
from solver.race.clock import RaceClock
from solver.race.events import AnswerJudged, Event, LaneDone, LaneStarted, Progressed, Saved, SaveJudged
from solver.repair import FlaggedTest

Post = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class LaneParts:
    """What the threads of a race work with."""

    problems: tuple[Problem, ...]
    sandbox: Sandbox
    clock: RaceClock
    now: Callable[[], datetime]
    post: Post


@dataclass(frozen=True, slots=True)
class Runner:
    """A model that races."""

    job: Job
    client: ModelClient
    repeats: tuple[int, ...]  # for each problem, one that is free in the log


class ModelLane:
    """One model solving the problems one after the other. `start` waits for the common start.

    After each answer it waits for `settled`: the generated test that the program fails, or None.
    """

    def __init__(self, place: int, runner: Runner, parts: LaneParts) -> None:
        self._place, self._runner, self._parts = place, runner, parts
        self._clock, self._post = parts.clock, parts.post
        self._stopped = False
        self.settled: SimpleQueue[FlaggedTest | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"lane-{place}", daemon=True)

    def start(self, common: threading.Event) -> None:
        """Start the thread, which waits until the event is set."""
        self._common = common
        self._thread.start()

    def stop(self) -> None:
        """End the lane, dropping a question in progress."""
        self._stopped = True
        self.settled.put(None)  # nothing more will be settled
        self._runner.client.close()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def _run(self) -> None:
        self._common.wait()
        self._post(LaneStarted(self._place, self._clock.now_s()))
        failure = ""
        try:
            for problem, repeat in zip(self._parts.problems, self._runner.repeats, strict=True):
                if self._stopped:
                    break
                self._race(problem, repeat)
        except SolverError as error:
            failure = str(error)
        finally:
            self._post(LaneDone(self._place, failure))

    def _race(self, problem: Problem, repeat: int) -> None:
        complete_s = self._clock.now_s()

        def progress(event: object) -> None:
            nonlocal complete_s
            now_s = self._clock.now_s()
            if isinstance(event, Finished):
                complete_s = now_s
            self._post(Progressed(self._place, problem.id, event, now_s))

        job, client, parts = self._runner.job.at(repeat), self._runner.client, self._parts
        for solved in solve(problem, job, client, parts.sandbox, parts.now, progress, self.settled.get):
            reply = solved.attempt.reply
            if self._stopped and reply is not None and reply.outcome is Outcome.SERVER_ERROR:
                return  # we closed the connection: not the server's failure
            self._post(AnswerJudged(self._place, problem.id, solved, complete_s))


class YourTests:
    """Judges your saves. A new save does not wait for the slow compilation of an older one."""

    def __init__(self, place: int, parts: LaneParts) -> None:
        self._place, self._parts, self._clock, self._post = place, parts, parts.clock, parts.post
        self._problems = {problem.id: problem for problem in parts.problems}
        self._newest: dict[str, int] = {}
        self._kept = set[tuple[str, int]]()
        self._running: dict[tuple[str, int], CancellableSandbox] = {}
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="you")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def test(self, save: Saved) -> None:
        """Judge the save on the samples, and post the result."""
        self._newest[save.task] = save.number
        for (task, number), sandbox in tuple(self._running.items()):
            if task == save.task and (task, number) not in self._kept:
                sandbox.cancel()  # nobody waits for an older save
        self._pool.submit(self._test, save)

    def cancel(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for sandbox in tuple(self._running.values()):
            sandbox.cancel()

    def keep(self, save: Saved) -> None:
        """Judge this save even if a newer one comes before its turn."""
        self._kept.add((save.task, save.number))

    def _test(self, save: Saved) -> None:
        if self._newest[save.task] != save.number and (save.task, save.number) not in self._kept:
            return  # an older save, not begun yet

        def progress(event: object) -> None:
            if self._newest[save.task] == save.number:
                self._post(Progressed(self._place, save.task, event, self._clock.now_s()))

        problem = self._problems[save.task]
        tests = Assignment.samples_of(problem)
        sandbox = self._running[save.task, save.number] = CancellableSandbox(self._parts.sandbox)
        try:
            attempt = judge_own(save.submission, tests, sandbox, self._parts.now, progress)
        except Stopped:
            return
        finally:
            del self._running[save.task, save.number]
        if attempt.judgement is not None:
            self._post(SaveJudged(save, replace(attempt, source=Source.RACE), attempt.judgement))
