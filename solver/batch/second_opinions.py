"""What decides at the end of a batch: generators and slow programs that models are asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from gettext import ngettext
from typing import Any

from judge.attempt import Attempt, Source
from judge.effort import Effort
from judge.stress.inputs import InputStore
from judge.trial import NaiveProgram
from problems.problem import Problem
from solver.attempt import Job
from solver.batch.asking import Asking
from solver.batch.context import BatchContext
from solver.batch.lane import ServerLane
from solver.batch.model_programs import ModelPrograms
from solver.likely import CLEAR
from solver.naive import count_naive, needs_naive


class SecondOpinions:
    """Asks for generators where inputs could not be read, and for slow programs where no two programs agree.

    Used only by the coordinator's thread. stress_again is called with an answer's number, the answer and its problem
    once there are inputs for it.
    """

    def __init__(
        self,
        context: BatchContext,
        asking: Asking,
        seed: int | None,
        stress_again: Callable[[int, Attempt, Problem], None],
    ) -> None:
        self._records, self._pages, self._log = context.records, context.pages, context.log
        self._clock, self._tell = context.clock, context.tell
        self._asking, self._seed, self._stress_again = asking, seed, stress_again
        work = context.executors.work
        self._naive_programs = ModelPrograms(
            context, asking.questions, self._naive_job, work.ask_naive, work.try_naive, self._on_naive
        )
        self._generators = None
        if context.executors.shares_inputs:
            self._generators = ModelPrograms(
                context, asking.questions, self._naive_job, work.ask_generator, work.admit_generator, self._on_generator
            )
        self._generators_asked = False
        self.changed: set[int] = set()  # attempts whose likely verdict changed when a naive program came
        self._naive_asked = False

    @property
    def left(self) -> int:
        """How many programs are still to come."""
        return self._naive_programs.left + (self._generators.left if self._generators else 0)

    def ask_generators(self) -> bool:
        """Have a model write a generator where inputs could not be read; returns whether that is going on."""
        if self._generators is None:
            return False
        if not self._generators_asked:
            self._generators_asked = True
            store, known = InputStore(self._log.path.parent), self._known(self._log.trials.unread(Source.BATCH))
            problems = [problem for problem in known if not (problem.interactive or store.was_asked(problem))]
            told = ngettext(
                "The input of {count} problem could not be read: asking for a generator …",
                "The inputs of {count} problems could not be read: asking for generators …",
                len(problems),
            )
            self._begin(self._generators, problems, told)
        return self._goes_on(self._generators)

    def ask_naive(self) -> bool:
        """Where no second program agrees, ask for a slow but obviously right one; returns whether that is going on."""
        if not self._naive_asked:
            self._naive_asked = True
            # Programs can only disagree where there are inputs. A program is asked for only once.
            known = self._known(self._log.trials.doubtful(Source.BATCH, CLEAR))
            problems = [problem for problem in known if needs_naive(problem, self._log)]
            told = ngettext(
                "At {count} problem no second program agrees: asking for a slow but obviously correct one …",
                "At {count} problems no second program agrees: asking for slow but obviously correct ones …",
                len(problems),
            )
            self._begin(self._naive_programs, problems, told)
        return self._goes_on(self._naive_programs)

    def _begin(self, programs: ModelPrograms[Any, Any], problems: Sequence[Problem], told: str) -> None:
        if problems and self._has_model():
            self._tell(told.format(count=len(problems)))
            programs.add(problems)

    def _has_model(self) -> bool:
        """Whether a model is in memory or being loaded; starts loading one if none is."""
        lanes = self._asking.lanes
        if not any(lane.loaded is not None for lane in lanes) and not self._records.summary.errors:
            lane = next((lane for lane in lanes if lane.models), None)
            if lane is None:
                return False
            self._asking.model_loading.load(lane, lane.models[0])
        return any(lane.busy or lane.loaded is not None for lane in lanes)

    def _known(self, tasks: Iterable[str]) -> Iterator[Problem]:
        """Those of the problems whose pages have arrived."""
        return filter(None, map(self._pages.problem, tasks))

    def _goes_on(self, programs: ModelPrograms[Any, Any]) -> bool:
        """Ask for more of these programs; returns whether any are still to come."""
        if not programs.over and not any(lane.busy for lane in self._asking.lanes):
            programs.fill(self._asking.lanes)
        return not programs.over

    def _on_generator(self, problem: Problem, why: str) -> None:
        for number in self._log.trials.unread(Source.BATCH).get(problem.id, ()) if not why else ():
            attempt = self._log.attempts.get(number)
            if attempt is not None:
                self._stress_again(number, attempt, problem)

    def _on_naive(self, problem: Problem, naive: NaiveProgram) -> None:
        changed = count_naive(self._log, problem, naive, self._clock()).keys()
        self.changed |= changed
        self._asking.on_changed(changed)

    def _naive_job(self, lane: ServerLane) -> Job:
        """The job for asking the lane's loaded model as its answers were asked, at its lowest effort."""
        assert lane.model is not None
        order = list(Effort)
        cell = min(lane.model.cells, key=lambda cell: order.index(cell.effort))
        job = cell.job(0)
        return replace(job, model=job.model if lane.loaded is None else lane.loaded.model, seed=self._seed)
