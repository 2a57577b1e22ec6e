"""The coordinator of a batch: one thread decides and writes; others ask, judge, load models and fetch pages.

Their results come back through the inbox. `Asking` keeps the servers busy, `Stressing` does what follows the samples,
`Records` writes the log; this loop only tracks the phase of the run.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from gettext import gettext as _
from time import monotonic
from typing import TYPE_CHECKING

from judge.attempt import Attempt
from problems.problem import Problem
from solver.batch import blocks
from solver.batch.asking import Asking
from solver.batch.context import BatchContext, BatchOptions
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.lane import ServerLane, slots_at
from solver.batch.pages import Pages
from solver.batch.plan import Cell, Plan, PlannedModel
from solver.batch.records import Records, Summary, Writing
from solver.batch.selection import Candidate
from solver.batch.stressing import Stressing
from solver.batch.switching import Switch

if TYPE_CHECKING:
    from solver.batch.choice import Choice

LAST_ANSWERS_S = 600.0  # for answers in progress when the time is up
SHOW_EVERY_S = 1.0
MOST_BUGS = 5


class RunPhase(IntEnum):
    """The phase of a run. It only moves forward."""

    ASKING = 0
    SECOND_OPINIONS = 1  # nothing is left to ask; where programs disagree, a model writes a slow but right one
    FINISHING = 2  # the user, the clock or our bugs ended the run: work in progress is finished
    GIVEN_UP = 3  # work in progress is no longer waited for either
    OVER = 4


@dataclass(frozen=True, slots=True)
class BatchEnvironment:
    """What connects a batch with the outside world."""

    executors: Executors
    writing: Writing
    pages: Callable[[Callable[[str], None]], Pages]  # takes what is called after each page
    api_key: str | None = None
    person: bool = True  # whether someone is present who could load a model by hand


class Batch:
    """One run of a plan.

    tell shows the user a line. show is called about once a second, and after each attempt with that attempt.
    """

    def __init__(
        self,
        plan: Plan,
        candidates: Sequence[Candidate],
        environment: BatchEnvironment,
        options: BatchOptions,
        tell: Callable[[str], None] = lambda _text: None,
        show: Callable[["Batch", Attempt | None], None] = lambda _batch, _attempt: None,
    ) -> None:
        self._plan, self._candidates, self._options = plan, candidates, options
        self._clock, self._tell, self._show = environment.writing.clock, tell, show
        self._records = Records(plan, candidates, environment.writing, options.stop_broken, tell)
        self._inbox = Inbox(self._records.bug)
        self._pages = environment.pages(lambda task: self._inbox.put(lambda: self._on_page(task)))
        log = environment.writing.log
        context = BatchContext(
            options=options,
            executors=environment.executors,
            records=self._records,
            pages=self._pages,
            log=log,
            inbox=self._inbox,
            api_key=environment.api_key,
            tell=tell,
            clock=self._clock,
        )
        self._asking = Asking(context, self._on_attempt)
        self.stressing = Stressing(context, self._asking, lambda attempt: show(self, attempt))
        if plan.decide is not None:
            from solver.batch.choice import Choice  # needs the report's libraries

            self._asking.is_stressed = self.stressing.is_stressed
            self._asking.choice = Choice(plan, plan.decide, candidates, log, self.summary.tallies)
        self._rounds = self.choice.rounds if self.choice else blocks.rounds(candidates, plan.seed or 0)
        self._asking.lanes += [
            ServerLane(
                server=server,
                models=models,
                rounds=self._rounds,
                switch=Switch(server, models, environment.api_key, tell, self._asking.ended, environment.person),
                wanted=self._asking.is_wanted,
                longest_first=self.choice is not None,  # there are many blocks, and each waits for all of its answers
            )
            for server, models in _by_server(plan).items()
        ]
        self._numbers: dict[int | None, int] = {}  # of this run's attempts: the answers that were there with each
        self._phase = RunPhase.ASKING
        self._ended = False
        self._finishing_since = 0.0
        self._shown_s = 0.0

    @property
    def lanes(self) -> Sequence[ServerLane]:
        return self._asking.lanes

    @property
    def choice(self) -> "Choice | None":
        """Chooses the problems of a deciding batch; None in any other."""
        return self._asking.choice

    @property
    def summary(self) -> Summary:
        return self._records.summary

    @property
    def done(self) -> int:
        """Answers to the plan's questions, including those of earlier runs."""
        return sum(tally.done for tally in self.summary.tallies)

    @property
    def total(self) -> int:
        """Attempts of the plan, including those of earlier runs; the most there may be, if the batch decides."""
        return sum(tally.total for tally in self.summary.tallies)

    def number(self, attempt: Attempt) -> int | None:
        """How many answers of the plan were there when this one came; None if an earlier run made it."""
        return self._numbers.get(attempt.id)

    @property
    def is_complete(self) -> bool:
        """Whether the run has ended with nothing left that a further run would do."""
        gave_all = not self.summary.missing and not any(tally.skipped for tally in self.summary.tallies)
        is_decided = self.choice is None or self.choice.is_over
        return self._ended and gave_all and is_decided and not self.stressing.is_open

    def is_asked(self, cell: Cell) -> bool:
        """Whether this run still asks the cell's model: its server was not given up, nor the model left out."""
        return any(cell.model in lane.models and not lane.stopped for lane in self.lanes)

    def slots(self, cell: Cell) -> int:
        """How many answers of the cell are made at a time."""
        return slots_at(cell.model.server, self.lanes)

    def run(self, stop: threading.Event) -> Summary:
        """Do what is missing until it is done, time is up, or `stop` is set."""
        self.stressing.find_earlier(self._plan, self._candidates)
        with self._pages:
            try:
                self._pages.start(filter(self._is_needed, self._reading_order()))
                while (phase := self._next_phase(stop)) is not RunPhase.OVER:
                    self._phase = phase
                    self._step()
                self.stressing.end()
            finally:
                self._asking.close()
        self.summary.interrupted = stop.is_set()
        self._ended = True
        self._show(self, None)
        if self.summary.bugs:
            raise self.summary.bugs[0]
        return self.summary

    def _step(self) -> None:
        for lane in self.lanes:
            self._asking.fill(lane)
        self.stressing.begin()
        now_s = monotonic()
        if now_s - self._shown_s >= SHOW_EVERY_S:
            self._shown_s = now_s
            self._show(self, None)
        self._inbox.take(0.25)

    def _next_phase(self, stop: threading.Event) -> RunPhase:
        phase = self._phase
        if phase < RunPhase.FINISHING and (stop.is_set() or self._is_late() or len(self.summary.bugs) >= MOST_BUGS):
            phase = RunPhase.FINISHING
            self._finishing_since = monotonic()
            self._asking.end()
            if self._is_late() and not stop.is_set():
                asked = _("Time is up: answers in progress are finished first. Ctrl-C stops at once.")
                self._tell(_("Time is up.") if self._asking.is_done() else asked)
        overdue = monotonic() - self._finishing_since > LAST_ANSWERS_S
        if phase is RunPhase.FINISHING and (stop.is_set() or overdue):
            phase = RunPhase.GIVEN_UP
            self._asking.give_up()
        if stop.is_set():
            return RunPhase.OVER  # the next run asks and judges again what is in progress
        if not self._asking.is_done():
            return phase
        if phase is RunPhase.GIVEN_UP:
            return RunPhase.OVER
        # After second opinions have begun, no model waits for the judge: programs run while the next are written.
        if self.stressing.is_open and phase is not RunPhase.SECOND_OPINIONS:
            return phase
        return (
            RunPhase.SECOND_OPINIONS
            if phase < RunPhase.FINISHING and self.stressing.ask_second_opinions()
            else RunPhase.OVER
        )

    def _is_late(self) -> bool:
        return self._options.until is not None and self._clock() >= self._options.until

    def _is_needed(self, candidate: Candidate) -> bool:
        chosen = self.choice is None or self.choice.has_chosen(candidate)
        return self.stressing.needs(candidate) or (chosen and self._records.is_needed(candidate))

    def _reading_order(self) -> Sequence[Candidate]:
        """The problems in the order they are asked; in a deciding batch, then those that only earlier runs may need."""
        order = blocks.reading_order(self._rounds)
        return [*order, *(one for one in self._candidates if self.choice and not self.choice.has_chosen(one))]

    def _on_attempt(self, attempt: Attempt, problem: Problem) -> None:
        self._numbers[attempt.id] = self.done
        self.stressing.on_attempt(attempt, problem)

    def _on_page(self, task: str) -> None:
        error = self._pages.error(task)
        if error is not None:
            self._records.no_page(task, error)
        self.stressing.on_page(task)


def _by_server(plan: Plan) -> Mapping[str, list[PlannedModel]]:
    lanes: dict[str, list[PlannedModel]] = {}
    for model in plan.models:
        lanes.setdefault(model.server, []).append(model)
    return lanes
