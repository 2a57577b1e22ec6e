"""Generated tests in a batch, run while the judge is free: stress and shrinking."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from gettext import ngettext
from time import monotonic
from typing import Any

from judge.attempt import Attempt, Likely, Source
from judge.stress.disagreement import adopt_smaller_input, find_disagreement
from judge.stress.results import StressResult
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.batch.asking import Asking
from solver.batch.context import BatchContext
from solver.batch.plan import Plan
from solver.batch.second_opinions import SecondOpinions
from solver.batch.selection import Candidate
from solver.batch.tally import LEAST_MEASURED
from solver.likely import CLEAR, passed_samples, record_stress


class Stressing:
    """Runs generated tests on free judge workers: answers and their repairs come first.

    Used only by the coordinator's thread. show is called with each attempt once its result is final.
    """

    def __init__(self, context: BatchContext, asking: Asking, show: Callable[[Attempt], None]) -> None:
        self._executors, self._records, self._pages = context.executors, context.records, context.pages
        self._log, self._inbox, self._clock, self._tell = context.log, context.inbox, context.clock, context.tell
        self._asking, self._options, self._show = asking, context.options, show
        self._waiting: deque[Callable[[], None]] = deque()  # stress runs and shrinks that wait for a free judge
        self._running = 0
        self._tested, self._tests_s = 0, 0.0  # answers of which this run has finished the tests, and their seconds
        self._came, self._passed = 0, 0  # this run's answers, and those of them that passed the samples
        self._open: dict[int, Attempt] = {}  # attempts whose stress is not over
        self._new: set[int] = set()  # those of them that this run made
        # Runs that a busy machine could not finish are tried again, one at a time, when nothing else is going on.
        self._unfinished: deque[tuple[int, Attempt, Problem]] = deque()
        self._tried_again: set[int] = set()
        self._shrinking = 0
        self._earlier: dict[str, list[int]] = {}  # attempts of earlier runs without stress, by problem
        self._doubtful: set[str] = set()  # problems where no two programs of earlier runs agree, until the page arrives
        self._opinions = SecondOpinions(context, asking, self._stress)

    @property
    def is_open(self) -> bool:
        """Whether something is left to do beyond the samples."""
        return bool(self._earlier or self._doubtful or self._open or self._shrinking)

    def status(self) -> dict[str, Any]:
        """What is left to do, as JSON values. left_s: seconds for the answers that wait; None if not known yet."""
        left_s = self.expected_s()
        return {
            "left": self._left,
            "total": self._left + self._tested,
            "left_s": None if left_s is None else round(left_s),
            "shrinking": self._shrinking,
            "programs": self._opinions.left,
        }

    def expected_s(self, answers: float = 0) -> float | None:
        """Seconds for the tests that wait, and for those of so many more answers; None if not known yet."""
        share = self._passed / self._came if self._came >= LEAST_MEASURED else 1.0
        expected = self._left + answers * share
        if not self._options.stress or not expected:
            return 0.0
        if self._tested < LEAST_MEASURED:
            return None
        return self._tests_s / self._tested * expected / self._executors.judge_workers

    @property
    def _left(self) -> int:
        return len(self._open) + sum(map(len, self._earlier.values()))

    def is_stressed(self, task: str) -> bool:
        """Whether every answer to the problem has run on generated tests.

        Runs that a busy machine could not finish are repeated at the end of the run and do not count.
        """
        waiting = {number for number, attempt in self._open.items() if attempt.problem == task}
        return task not in self._earlier and waiting <= self._tried_again

    def needs(self, candidate: Candidate) -> bool:
        """Whether the problem's page is needed for work that earlier runs left."""
        return candidate.id in self._earlier or candidate.id in self._doubtful

    def find_earlier(self, plan: Plan, candidates: Sequence[Candidate]) -> None:
        """Find what earlier runs left on these problems: attempts without stress, and doubts."""
        if not self._options.stress:
            return
        ids = {candidate.id for candidate in candidates}
        without = self._log.trials.passed_samples(Source.BATCH, [model.name for model in plan.models])
        self._earlier = {task: attempts for task, attempts in without.items() if task in ids}
        if self._options.naive:
            self._doubtful = ids & set(self._log.trials.doubtful(Source.BATCH, CLEAR))
        count = sum(map(len, self._earlier.values()))
        if count:
            self._tell(
                ngettext(
                    "{count} earlier answer has not run on generated tests yet; it will when the judge is free.",
                    "{count} earlier answers have not run on generated tests yet; they will when the judge is free.",
                    count,
                ).format(count=count)
            )

    def on_page(self, task: str) -> None:
        """Stress the earlier attempts at a problem whose page has arrived; without its page they stay as they are."""
        problem = self._pages.problem(task)
        for number in self._earlier.pop(task, ()):
            attempt = None if problem is None else self._log.attempts.get(number)
            if problem is not None and attempt is not None and passed_samples(attempt):
                self._stress(number, attempt, problem)
        self._doubtful.discard(task)

    def on_attempt(self, attempt: Attempt, problem: Problem) -> None:
        """Stress a newly logged attempt if it passed the samples; otherwise show it."""
        self._came += 1
        if attempt.id is None or not self._options.stress or not passed_samples(attempt):
            self._show(attempt)
            return
        self._passed += 1
        self._new.add(attempt.id)
        self._stress(attempt.id, attempt, problem)

    def begin(self) -> None:
        while self._waiting and self._running + self._asking.unjudged < self._executors.judge_workers:
            self._running += 1
            self._waiting.popleft()()
        if self._unfinished and not (self._waiting or self._running) and self._asking.is_done():
            self._stress(*self._unfinished.popleft())
            self.begin()

    def ask_second_opinions(self) -> bool:
        """Where no second program agrees, ask for a slow but obviously right one; returns whether that is going on.

        Call when nothing is left to ask.
        """
        if not (self._options.naive and self._options.stress):
            return False
        return self._opinions.ask_generators() or self.is_open or self._opinions.ask_naive() or self.is_open

    def end(self) -> None:
        """Show the attempts still waiting as they are, and say how many verdicts were settled."""
        count = len(self._opinions.changed)
        if count:
            self._tell(
                ngettext(
                    "A slow but obviously correct program settled the probable verdict of {count} answer.",
                    "Slow but obviously correct programs settled the probable verdicts of {count} answers.",
                    count,
                ).format(count=count)
            )
        for number, attempt in self._open.items():
            if number in self._new:
                self._show(attempt)

    # --- stress runs and shrinking -----------------------------------------------------------------------------------

    def _stress(self, number: int, attempt: Attempt, problem: Problem) -> None:
        self._open[number] = attempt

        def begin() -> None:
            began_s = monotonic()
            future = self._executors.judge_executor.submit(self._executors.work.stress, attempt, problem)
            self._inbox.when_done(future, lambda done: self._on_stressed(number, attempt, problem, began_s, done))

        self._waiting.append(begin)

    def _on_stressed(
        self, number: int, attempt: Attempt, problem: Problem, began_s: float, future: "Future[StressResult | None]"
    ) -> None:
        self._running -= 1
        self._tests_s += monotonic() - began_s
        try:
            result = future.result()
            if result is not None and result.likely.evidence.unfinished and number not in self._tried_again:
                self._tried_again.add(number)
                self._unfinished.append((number, attempt, problem))
                return
            attempt, changed = record_stress(attempt, problem, result, self._log, self._clock())
            for other, likely in changed.items():
                self._shrink(problem, other, likely)
            self._asking.on_changed(changed.keys() - {number})
        except (CancelledError, SandboxError):
            pass  # the attempt stays in the log as it is
        except Exception as bug:  # noqa: BLE001 - one bug must not stop the others
            self._records.bug(bug)
        self._tested += 1
        self._open.pop(number, None)
        self._asking.on_stressed(attempt)
        self._show(attempt)

    def _shrink(self, problem: Problem, attempt: int, likely: Likely) -> None:
        """Have an input on which programs disagree made smaller, on the workers that run programs."""
        disagreement = find_disagreement(self._log, problem, attempt, likely)
        if disagreement is None:
            return
        self._shrinking += 1

        def begin() -> None:
            future = self._executors.judge_executor.submit(self._executors.work.shrink, disagreement)
            self._inbox.when_done(future, on_shrunk)

        def on_shrunk(future: "Future[bytes | None]") -> None:
            self._running -= 1
            self._shrinking -= 1
            try:
                adopt_smaller_input(self._log, disagreement, future.result(), self._clock())
            except (CancelledError, SandboxError):
                pass  # the larger input shows it too
            except Exception as bug:  # noqa: BLE001 - as above
                self._records.bug(bug)

        self._waiting.append(begin)
