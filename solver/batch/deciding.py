"""The end of a run: where programs disagree, a slow but obviously right one is asked for, and decides by vote."""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from datetime import datetime

from judge.errors import LogUnavailable
from judge.log.log import Log
from judge.trial import NaiveProgram
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Job
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.lane import ServerLane
from solver.errors import AskCancelled, SolverError
from solver.naive import NaiveReply, count_naive


class Deciding:
    """What is still to be decided. The coordinator alone touches it."""

    def __init__(
        self,
        executors: Executors,
        log: Log,
        clock: Callable[[], datetime],
        inbox: Inbox,
        job_of: Callable[[ServerLane], Job],
        compiler: Callable[[str], str],
        on_error: Callable[[SolverError | SandboxError], None],
        on_bug: Callable[[Exception], None],
    ) -> None:
        """job_of says how a lane's loaded model is asked; compiler names that of a language."""
        self._executors, self._log, self._clock, self._inbox = executors, log, clock, inbox
        self._job_of, self._compiler, self._on_error, self._on_bug = job_of, compiler, on_error, on_bug
        self._waiting: deque[Problem] = deque()
        self._under_way = 0
        self.changed: set[int] = set()  # attempts of which something else is likely since

    @property
    def over(self) -> bool:
        """Whether nothing waits and nothing is under way."""
        return not (self._waiting or self._under_way)

    def add(self, problems: Iterable[Problem]) -> None:
        """Decide these too."""
        self._waiting.extend(problems)

    def fill(self, lanes: Iterable[ServerLane]) -> None:
        """Ask as much as the lanes' loaded models take at a time; without any, nothing can be decided."""
        able = [lane for lane in lanes if lane.loaded is not None and lane.model is not None]
        if not able:
            self._waiting.clear()
        while self._waiting and (free := [lane for lane in able if lane.asking < lane.slots]):
            self._ask(min(free, key=lambda lane: lane.asking), self._waiting.popleft())

    def _ask(self, lane: ServerLane, problem: Problem) -> None:
        assert lane.loaded is not None
        assert lane.model is not None
        job = self._job_of(lane)
        lane.asking += 1
        self._under_way += 1
        future = self._executors.ask_executor(lane.model.worker).submit(
            self._executors.ask_naive, lane.loaded.address, problem, job, self._compiler(job.language.key)
        )
        self._inbox.when_done(future, lambda done: self._on_asked(lane, problem, done))

    def _on_asked(self, lane: ServerLane, problem: Problem, future: "Future[NaiveReply]") -> None:
        """Have the program run."""
        lane.asking -= 1
        self._under_way -= 1
        try:
            reply = future.result()
        except (AskCancelled, CancelledError):
            return
        except SolverError as error:
            lane.loaded = None  # it is asked no more
            self._on_error(error)
            return
        except Exception as bug:  # noqa: BLE001 - one bug must not cost the others
            self._on_bug(bug)
            return
        self._under_way += 1
        trying = self._executors.judge_executor.submit(self._executors.try_naive, problem, reply)
        self._inbox.when_done(trying, lambda done: self._on_tried(problem, done))

    def _on_tried(self, problem: Problem, future: "Future[NaiveProgram]") -> None:
        """Count the votes again."""
        self._under_way -= 1
        try:
            self.changed |= count_naive(self._log, problem, future.result(), self._clock()).keys()
        except CancelledError:
            pass
        except SandboxError as error:
            self._on_error(error)
        except LogUnavailable:
            raise
        except Exception as bug:  # noqa: BLE001 - as above
            self._on_bug(bug)
