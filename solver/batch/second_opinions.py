"""What decides at the end of a batch: generators and slow programs that the loaded models are asked for."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext
from typing import Generic, TypeVar

from judge.attempt import Attempt, Source
from judge.effort import Effort
from judge.errors import LogUnavailable
from judge.libraries import Toolchain
from judge.stress.inputs import InputStore
from judge.trial import NaiveProgram
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Job
from solver.batch.asking import Asking
from solver.batch.context import BatchContext
from solver.batch.executors import Address
from solver.batch.lane import ServerLane
from solver.errors import AskCancelled, SolverError
from solver.likely import CLEAR
from solver.naive import count_naive, needs_naive

Written = TypeVar("Written")
Tried = TypeVar("Tried")


class ModelPrograms(Generic[Written, Tried]):
    """One kind of program, and the problems that still wait for one. Used only by the coordinator's thread.

    ask runs in the executor for questions, try_out in the judge's; both take plain values. done gets the result.
    """

    def __init__(
        self,
        context: BatchContext,
        asking: Asking,
        ask: Callable[[Address, Problem, Job, Toolchain], Written],
        try_out: Callable[[Problem, Written], Tried],
        done: Callable[[Problem, Tried], None],
    ) -> None:
        self._context, self._asking = context, asking
        self._write, self._try_out, self._done = ask, try_out, done
        self._has_begun = False
        self._waiting: deque[Problem] = deque()
        self._under_way = 0

    @property
    def left(self) -> int:
        """Programs that are still to be written or tried out."""
        return len(self._waiting) + self._under_way

    def go_on(self, wanted: Callable[[], Sequence[Problem]], told: Callable[[int], str]) -> bool:
        """Have the next ones written, as many as the loaded models take at a time; returns whether any are to come.

        Call when nothing else is left to ask. wanted: the problems; told: the line that says so of that many; both are
        called only the first time.
        """
        if not self._has_begun:
            self._has_begun = True
            problems = wanted()
            if problems and self._has_model():
                self._context.tell(told(len(problems)))
                self._waiting.extend(problems)
        if self.left and not any(lane.busy for lane in self._asking.lanes):
            self._fill()
        return self.left > 0

    def _has_model(self) -> bool:
        """Whether a model is in memory or being loaded; starts loading one if none is."""
        lanes = self._asking.lanes
        if not any(lane.loaded is not None for lane in lanes) and not self._context.records.summary.errors:
            lane = next((lane for lane in lanes if lane.models), None)
            if lane is None:
                return False
            self._asking.model_loading.load(lane, lane.models[0])
        return any(lane.busy or lane.loaded is not None for lane in lanes)

    def _fill(self) -> None:
        able = [lane for lane in self._asking.lanes if lane.loaded is not None and lane.model is not None]
        if not able:
            self._waiting.clear()
        while self._waiting and (free := [lane for lane in able if lane.writing < lane.slots]):
            self._ask(min(free, key=lambda lane: lane.writing), self._waiting.popleft())

    def _ask(self, lane: ServerLane, problem: Problem) -> None:
        """Ask the lane's loaded model, as its answers were asked, but at its lowest effort."""
        assert lane.loaded is not None
        assert lane.model is not None
        cell = min(lane.model.cells, key=lambda cell: list(Effort).index(cell.effort))
        job = replace(cell.job(0), model=lane.loaded.model, seed=self._context.options.seed)
        lane.writing += 1
        self._under_way += 1
        future = self._context.executors.ask_executor(lane.model.worker).submit(
            self._write, lane.loaded.address, problem, job, self._context.executors.toolchain(job.language.key)
        )
        self._context.inbox.when_done(future, lambda done: self._on_asked(lane, problem, done))

    def _on_asked(self, lane: ServerLane, problem: Problem, future: "Future[Written]") -> None:
        lane.writing -= 1
        self._under_way -= 1
        try:
            reply = future.result()
        except AskCancelled:
            return
        except SolverError as error:
            lane.loaded = None  # ask it nothing more
            self._context.tell(_("Error: {error}").format(error=error))
            return
        self._under_way += 1
        trying = self._context.executors.judge_executor.submit(self._try_out, problem, reply)
        self._context.inbox.when_done(trying, lambda done: self._on_tried(problem, done))

    def _on_tried(self, problem: Problem, future: "Future[Tried]") -> None:
        self._under_way -= 1
        try:
            self._done(problem, future.result())
        except CancelledError:
            pass
        except SandboxError as error:
            self._context.tell(_("Error: {error}").format(error=error))
        except LogUnavailable:
            raise
        except Exception as bug:  # noqa: BLE001 - one bug must not stop the others
            self._context.records.bug(bug)


class SecondOpinions:
    """Asks for generators where inputs could not be read, and for slow programs where no two programs agree.

    Used only by the coordinator's thread. stress_again is called with an answer's number, the answer and its problem
    once there are inputs for it.
    """

    def __init__(
        self, context: BatchContext, asking: Asking, stress_again: Callable[[int, Attempt, Problem], None]
    ) -> None:
        self._context, self._log = context, context.log
        self._asking, self._stress_again = asking, stress_again
        work = context.executors.work
        self._naive = ModelPrograms(context, asking, work.ask_naive, work.try_naive, self._on_naive)
        self._generators = ModelPrograms(context, asking, work.ask_generator, work.admit_generator, self._on_generator)
        self.changed: set[int] = set()  # attempts whose likely verdict changed when a naive program came

    @property
    def left(self) -> int:
        """How many programs are still to come."""
        return self._naive.left + self._generators.left

    def ask_generators(self) -> bool:
        """Have a model write a generator where inputs could not be read; returns whether that is going on."""
        return self._generators.go_on(
            self._unread,
            lambda count: ngettext(
                "The input of {count} problem could not be read: asking for a generator …",
                "The inputs of {count} problems could not be read: asking for generators …",
                count,
            ).format(count=count),
        )

    def ask_naive(self) -> bool:
        """Where no second program agrees, ask for a slow but obviously right one; returns whether that is going on."""
        return self._naive.go_on(
            self._doubtful,
            lambda count: ngettext(
                "At {count} problem no second program agrees: asking for a slow but obviously correct one …",
                "At {count} problems no second program agrees: asking for slow but obviously correct ones …",
                count,
            ).format(count=count),
        )

    def _unread(self) -> list[Problem]:
        if not self._context.executors.shares_inputs:
            return []
        store, known = InputStore(self._log.path.parent), self._known(self._log.trials.unread(Source.BATCH))
        return [problem for problem in known if not (problem.interactive or store.was_asked(problem))]

    def _doubtful(self) -> list[Problem]:
        """Programs can only disagree where there are inputs, and one is asked for only once."""
        known = self._known(self._log.trials.doubtful(Source.BATCH, CLEAR))
        return [problem for problem in known if needs_naive(problem, self._log)]

    def _known(self, tasks: Iterable[str]) -> Iterator[Problem]:
        """Those of the problems whose pages have arrived."""
        return filter(None, map(self._context.pages.problem, tasks))

    def _on_generator(self, problem: Problem, why: str) -> None:
        for number in self._log.trials.unread(Source.BATCH).get(problem.id, ()) if not why else ():
            attempt = self._log.attempts.get(number)
            if attempt is not None:
                self._stress_again(number, attempt, problem)

    def _on_naive(self, problem: Problem, naive: NaiveProgram) -> None:
        changed = count_naive(self._log, problem, naive, self._context.clock()).keys()
        self.changed |= changed
        self._asking.on_changed(changed)
