"""Keeps every slot of every server busy: asks, checks which model answered, and has the answers judged."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from gettext import gettext as _
from time import monotonic
from typing import TYPE_CHECKING

from judge.attempt import Attempt, Outcome, Source
from judge.judgement import Verdict
from judge.notes import NO_NOTE
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Answered, Solved, attempt_of, next_question
from solver.batch.context import BatchContext
from solver.batch.failing import MOST_LOST, FailingServers
from solver.batch.lane import PendingQuestion, ServerLane
from solver.batch.missing import Task
from solver.batch.model_loading import ModelLoading
from solver.batch.questions import needs_model, next_item, tokens_of
from solver.batch.switching import Loaded
from solver.errors import AskCancelled, ServerRefused, ServerUnavailable, SolverError
from solver.likely import rejects
from solver.models.identity import Identity

# Answers that may wait for the judge before asking pauses: about 100 kB each. Fewer would idle the slots.
MOST_UNJUDGED = 500

if TYPE_CHECKING:
    from solver.batch.choice import Choice  # needs the report's libraries


class Asking:
    """The server side of a batch. Used only by the coordinator's thread.

    on_attempt is called with each logged attempt and its problem.
    """

    def __init__(self, context: BatchContext, on_attempt: Callable[[Attempt, Problem], None]) -> None:
        self._context, self._executors, self._records = context, context.executors, context.records
        self._pages, self._log, self._inbox = context.pages, context.log, context.inbox
        self._on_attempt = on_attempt
        self.lanes: list[ServerLane] = []
        self.choice: Choice | None = None  # only in a deciding batch; otherwise every problem is asked
        self.is_stressed: Callable[[str], bool] = lambda _task: True  # whether no generated tests are left to run
        self.unjudged = 0
        self.ended = threading.Event()  # set once no more questions are sent
        self._failing = FailingServers(context)
        self.model_loading = ModelLoading(context, self.ended.is_set, self.fill)

    def is_done(self) -> bool:
        """Whether nothing is left to ask or judge; once the run has ended, a load in progress does not count."""
        if not self.ended.is_set() and any(lane.busy or self.model_loading.is_attesting(lane) for lane in self.lanes):
            return False
        return all(lane.over and not lane.in_flight for lane in self.lanes)

    def end(self) -> None:
        """Ask nothing more; answers in progress may finish."""
        self.ended.set()
        for lane in self.lanes:
            lane.end()

    def give_up(self) -> None:
        self.end()
        self._executors.give_up()
        self.model_loading.give_up()

    def close(self) -> None:
        """Give up everything in progress and stop the servers that this run started."""
        self.give_up()
        for lane in self.lanes:
            lane.switch.close()

    def is_wanted(self, task: Task) -> bool:
        """Whether the task still has to be asked, as far as is known."""
        if self.choice is not None and not self.choice.is_asked(task):
            return False
        return self._pages.error(task.candidate.id) is None and self._records.is_open(task)

    def fill(self, lane: ServerLane) -> None:
        """Send a question to each free slot of the server, moving on to the next block when this one is used up."""
        if not (lane.surveyed or lane.over):
            self.model_loading.survey(lane)
        while not (lane.over or lane.busy) and lane.has_free_slot and self.unjudged < MOST_UNJUDGED:
            if lane.slots == 1 and self.model_loading.is_attesting(lane):
                return
            if not lane.pending:
                if lane.may_get_repairs:
                    return
                if lane.next_block(monotonic()) is None:
                    if self._choose_more():
                        continue
                    if not lane.in_flight and (self.choice is None or self.choice.is_over):
                        lane.over = lane.ran_out = True
                    return
            assert lane.block is not None
            if lane.loaded is None or lane.model is not lane.block.model:
                if lane.asking or lane.checking or self.model_loading.is_attesting(lane):
                    return  # the loaded model is still needed; answers waiting for the judge no longer need it
                if lane.switch_to_corrections():
                    continue
                if not needs_model(self._context, lane):
                    if lane.pending:
                        return  # only their pages can tell
                    continue
                self.model_loading.load(lane, lane.block.model)
                return
            item = next_item(self._context, lane, lane.loaded)
            if item is None:
                if lane.pending:
                    return  # still waiting for their pages
                continue
            if not lane.has_room(tokens_of(item, lane.loaded)):
                lane.pending.appendleft(item)
                return
            self._ask(lane, lane.loaded, item)

    def _choose_more(self) -> bool:
        """Choose the next block of problems, for all servers; returns whether there is one."""
        if self.choice is None or self.ended.is_set():
            return False
        idle = not any(lane.in_flight or lane.pending or lane.busy for lane in self.lanes)
        if not self.choice.extend(self.is_wanted, self.is_stressed, idle=idle, lanes=self.lanes):
            return False
        self._pages.add(self.choice.rounds[-1])
        return True

    def _ask(self, lane: ServerLane, loaded: Loaded, item: PendingQuestion) -> None:
        assert item.question is not None
        assert lane.block is not None
        if lane.block.began_s is None:
            lane.block.began_s = monotonic()
        tokens = tokens_of(item, loaded)
        lane.begin_question(tokens)
        executor = self._executors.ask_executor(item.task.cell.model.worker)
        future = executor.submit(self._executors.work.ask, loaded.address, item.question)
        self._inbox.when_done(future, lambda done: self._on_answer(lane, item, loaded, tokens, done))

    def _on_answer(
        self, lane: ServerLane, item: PendingQuestion, loaded: Loaded, tokens: int, future: "Future[Answered]"
    ) -> None:
        lane.end_question(tokens)
        try:
            answered = future.result()
        except ServerRefused as error:
            self._failing.refused(lane, item, error)
            return
        except ServerUnavailable as error:
            if not lane.over:
                self._lose(lane, item, loaded, _("{error}; waiting for it").format(error=error))
            return
        if item.lost < MOST_LOST and lane.is_crowded(answered.exchange.error):
            self._failing.share(lane, loaded, tokens, answered.exchange.error)
            lane.put_first(replace(item, lost=item.lost + 1))
            return
        self._failing.rest_if_failing(lane, answered)
        lane.checking += 1
        identify = self._executors.ask_executor(item.task.cell.model.worker).submit(
            self._executors.work.identify, loaded.address, loaded.model
        )
        self._inbox.when_done(identify, lambda done: self._on_identified(lane, item, loaded, answered, done))

    def _on_identified(
        self,
        lane: ServerLane,
        item: PendingQuestion,
        loaded: Loaded,
        answered: Answered,
        future: "Future[Identity | None]",
    ) -> None:
        """Process the answer if the loaded model gave it: no other model's answer may get our label."""
        lane.checking -= 1
        try:
            identity = future.result()
        except AskCancelled:
            raise
        except SolverError as error:
            self._lose(lane, item, loaded, _("{error}; waiting for it").format(error=error), answered)
            return
        answers_as = answered.exchange.model
        if lane.distrusted_load == loaded.number:
            self._lose(lane, item, loaded, "", answered)  # its server went away or changed its model during this load
            return
        if identity != loaded.identity or answers_as not in (loaded.model, lane.answers_as or answers_as):
            why = _("{server} has another model now: its answers are not logged as {model}'s; waiting for {model}")
            self._lose(lane, item, loaded, why.format(server=lane.server, model=loaded.model))
            return
        if answered.outcome is Outcome.SERVER_ERROR:
            self._failing.tell_once(lane, item, answered.exchange.error_text)
        else:
            lane.answers_as = lane.answers_as or answers_as
            self.model_loading.widen(lane, loaded, answered.exchange.completion_tokens or 0)
        # Only after an answer, so no question waits for it.
        self.model_loading.attest(lane, item.task.cell.model, loaded)
        if self._records.give_up_if_broken(item, answered, loaded):
            lane.keep_only(self.is_wanted)
        if answered.outcome is not Outcome.ANSWERED:
            self._on_solved(lane, item, answered, attempt_of(answered))
            return
        lane.judging += 1
        self.unjudged += 1
        judging = self._executors.judge_executor.submit(self._executors.work.judge, answered)
        self._inbox.when_done(judging, lambda done: self._on_judged(lane, item, answered, done))

    def _on_judged(self, lane: ServerLane, item: PendingQuestion, answered: Answered, future: "Future[Solved]") -> None:
        lane.judging -= 1
        self.unjudged -= 1
        try:
            solved = future.result()
        except SandboxError as error:
            self._records.not_judged(item.task.cell, error)
            return
        self._on_solved(lane, item, answered, solved)

    def _on_solved(self, lane: ServerLane, item: PendingQuestion, answered: Answered, solved: Solved) -> None:
        """Store a finished attempt and queue its repair round, if any."""
        if not item.task.cell.model.repair and self.choice is None:
            self.fill(lane)  # before the write, which waits for the disk; a deciding batch must store the answer first
        problem = answered.question.problem
        attempt = self._records.store(solved, item, problem)
        if attempt is None:
            return
        if answered.outcome is Outcome.SERVER_ERROR:
            exchange = answered.exchange
            self._records.failed(lane.server, item.task.cell, exchange.error_text, exchange.error)
        elif attempt.needs_retry and attempt.judgement is not None:
            why = next((case.note for case in attempt.judgement.cases if case.verdict is Verdict.IE), NO_NOTE)
            self._records.failed(None, item.task.cell, str(why) or Verdict.IE)
        if not lane.over and self.is_wanted(item.task):
            follow_up = next_question(answered.question, attempt)
            if follow_up is not None:
                lane.put_first(PendingQuestion(item.task, follow_up))
        self._on_attempt(attempt, problem)

    def _lose(
        self, lane: ServerLane, item: PendingQuestion, loaded: Loaded, why: str, answered: Answered | None = None
    ) -> None:
        if self._failing.lose(lane, item, loaded, why, answered) and answered is not None:
            self._on_solved(lane, item, answered, attempt_of(answered))

    def on_stressed(self, attempt: Attempt) -> None:
        """Have the model correct a program that passed the samples if a generated test flags it."""
        if attempt.source is not Source.BATCH or attempt.likely is None or not rejects(attempt.likely):
            return
        assert attempt.key is not None
        task = self._records.task_of(attempt.key)
        if task is None or not self._records.past.flag(attempt.key) or not self.is_wanted(task):
            return
        for lane in self.lanes:
            if task.cell.model in lane.models and not self.ended.is_set():
                lane.correct(PendingQuestion(task))

    def on_changed(self, attempts: Iterable[int]) -> None:
        """Do the same for attempts whose likely verdict changed when later programs came."""
        for attempt in filter(None, map(self._log.attempts.get, attempts)):
            self.on_stressed(attempt)
