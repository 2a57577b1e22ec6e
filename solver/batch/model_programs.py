"""At the end of a run, asks the loaded models for programs that help judge the answers, and tries those out."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from gettext import gettext as _
from typing import Generic, TypeVar

from judge.errors import LogUnavailable
from judge.libraries import Toolchain
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Job
from solver.batch.context import BatchContext
from solver.batch.executors import Address
from solver.batch.lane import ServerLane
from solver.batch.questions import Questions
from solver.errors import AskCancelled, SolverError

Written = TypeVar("Written")
Tried = TypeVar("Tried")


class ModelPrograms(Generic[Written, Tried]):
    """One kind of program, and the problems that still wait for one. Used only by the coordinator's thread.

    ask runs in the executor for questions, try_out in the judge's; both take plain values. done gets the result.
    """

    def __init__(
        self,
        context: BatchContext,
        questions: Questions,
        job_of: Callable[[ServerLane], Job],
        ask: Callable[[Address, Problem, Job, Toolchain], Written],
        try_out: Callable[[Problem, Written], Tried],
        done: Callable[[Problem, Tried], None],
    ) -> None:
        """job_of says how a lane's loaded model is asked."""
        self._executors, self._inbox, self._on_bug = context.executors, context.inbox, context.records.bug
        self._tell, self._questions, self._job_of = context.tell, questions, job_of
        self._put, self._try_out, self._done = ask, try_out, done
        self._waiting: deque[Problem] = deque()
        self._under_way = 0

    @property
    def left(self) -> int:
        """Programs that are still to be written or tried out."""
        return len(self._waiting) + self._under_way

    @property
    def over(self) -> bool:
        return not self.left

    def add(self, problems: Iterable[Problem]) -> None:
        self._waiting.extend(problems)

    def fill(self, lanes: Iterable[ServerLane]) -> None:
        """Ask for as many as the lanes' loaded models take at a time; with no model loaded, drop all that wait.

        Call when the lanes have nothing else to ask.
        """
        able = [lane for lane in lanes if lane.loaded is not None and lane.model is not None]
        if not able:
            self._waiting.clear()
        while self._waiting and (free := [lane for lane in able if lane.writing < lane.slots]):
            self._ask(min(free, key=lambda lane: lane.writing), self._waiting.popleft())

    def _ask(self, lane: ServerLane, problem: Problem) -> None:
        assert lane.loaded is not None
        assert lane.model is not None
        job = self._job_of(lane)
        lane.writing += 1
        self._under_way += 1
        future = self._executors.ask_executor(lane.model.worker).submit(
            self._put, lane.loaded.address, problem, job, self._questions.toolchain(job.language.key)
        )
        self._inbox.when_done(future, lambda done: self._on_asked(lane, problem, done))

    def _on_asked(self, lane: ServerLane, problem: Problem, future: "Future[Written]") -> None:
        lane.writing -= 1
        self._under_way -= 1
        try:
            reply = future.result()
        except (AskCancelled, CancelledError):
            return
        except SolverError as error:
            lane.loaded = None  # ask it nothing more
            self._tell(_("Error: {error}").format(error=error))
            return
        except Exception as bug:  # noqa: BLE001 - one bug must not stop the others
            self._on_bug(bug)
            return
        self._under_way += 1
        trying = self._executors.judge_executor.submit(self._try_out, problem, reply)
        self._inbox.when_done(trying, lambda done: self._on_tried(problem, done))

    def _on_tried(self, problem: Problem, future: "Future[Tried]") -> None:
        self._under_way -= 1
        try:
            self._done(problem, future.result())
        except CancelledError:
            pass
        except SandboxError as error:
            self._tell(_("Error: {error}").format(error=error))
        except LogUnavailable:
            raise
        except Exception as bug:  # noqa: BLE001 - as above
            self._on_bug(bug)
