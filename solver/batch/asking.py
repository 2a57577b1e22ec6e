"""Keeps every slot of every server busy: puts the questions, sees who answered, and has the answers judged."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from gettext import gettext as _
from typing import TYPE_CHECKING

from judge.attempt import Attempt, Outcome, Source
from judge.languages import LANGUAGES
from judge.libraries import Toolchain
from judge.log.log import Log
from judge.wording import worded
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Answered, Question, Solved, attempt_of, first_question, next_question
from solver.batch.bringing import Bringing
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.lane import Item, ServerLane
from solver.batch.missing import Task
from solver.batch.pages import Pages
from solver.batch.records import Records
from solver.batch.switching import Loaded
from solver.errors import AskCancelled, ServerRefused, ServerUnavailable, SolverError
from solver.likely import flagged_test
from solver.models.identity import Identity
from solver.models.servers import how_to_share
from solver.models.token_budget import estimated_tokens

# Answers that wait for the judge, before asking does: some 100 kB each. Fewer would let the judge hold up the slots.
MOST_UNJUDGED = 500
MOST_LOST = 5  # answers to one question
MOST_REASONS = 5  # of a server's failures that are shown

if TYPE_CHECKING:
    from solver.batch.choice import Choice  # needs the report's libraries


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How servers are asked."""

    slots: int | None = None  # where neither the server nor the plan tells
    seed: int | None = None  # from which the questions' follow; None: none is sent
    attest: bool = False  # find out once for each model and server whether its effort counts
    # After so many SERVER_ERRORs in a row a server is left alone for a while; after the last rest, for the whole run.
    most_failures: int = 20
    rests_s: tuple[float, ...] = (30.0, 300.0, 1800.0)


class Asking:
    """The servers' side of a batch. The coordinator alone touches it.

    on_attempt is given each attempt that was logged, with its problem; tell, lines for the person.
    """

    def __init__(
        self,
        executors: Executors,
        records: Records,
        pages: Pages,
        log: Log,
        inbox: Inbox,
        options: AskOptions,
        api_key: str | None,
        monotonic: Callable[[], float],
        tell: Callable[[str], None],
        on_attempt: Callable[[Attempt, Problem], None],
    ) -> None:
        self._executors, self._records, self._pages, self._log = executors, records, pages, log
        self._inbox, self._options = inbox, options
        self._monotonic, self._tell, self._on_attempt = monotonic, tell, on_attempt
        self._toolchains: dict[str, Toolchain] = {}
        self.lanes: list[ServerLane] = []
        self.choice: Choice | None = None  # of a batch that decides; else every problem is asked
        self.is_looked_at: Callable[[str], bool] = lambda _task: True  # whether no generated test is still to run there
        self._asked: dict[int, tuple[ServerLane, Item, Question]] = {}  # by attempt, where a round of repair is left
        self.unjudged = 0
        self.ended = threading.Event()  # set when no further question is put
        self.bringing = Bringing(
            records, inbox, options.slots, options.attest, api_key, tell, self.ended.is_set, monotonic, self.fill
        )

    def is_done(self) -> bool:
        """Whether nothing is asked or judged any more. A load under way does not count once asking has ended: the
        server may take half an hour over it."""
        if not self.ended.is_set() and any(lane.busy or self.bringing.is_attesting(lane) for lane in self.lanes):
            return False
        return all(lane.over and not lane.under_way for lane in self.lanes)

    def end(self) -> None:
        """Put no further question; what is under way is finished."""
        self.ended.set()
        for lane in self.lanes:
            lane.end()

    def give_up(self) -> None:
        """End every question under way."""
        self.end()
        self._executors.give_up()
        self.bringing.give_up()

    def close(self) -> None:
        """Give up what is under way, and stop what was started."""
        self.give_up()
        for lane in self.lanes:
            lane.switch.close()

    def is_wanted(self, task: Task) -> bool:
        """Whether the task is still to be asked, as far as is known."""
        if self.choice is not None and not self.choice.is_asked(task):
            return False
        return self._pages.error(task.candidate.id) is None and self._records.is_open(task)

    def fill(self, lane: ServerLane) -> None:
        """Put as many questions as the server has free slots, and see to the next block where none is left."""
        if not (lane.surveyed or lane.over):
            self.bringing.survey(lane)
        while not (lane.over or lane.busy) and lane.asking < lane.slots and self.unjudged < MOST_UNJUDGED:
            if not lane.pending:
                if lane.may_get_repairs:
                    return
                if lane.next_block(self._monotonic()) is None:
                    if self._has_chosen_more():
                        continue
                    if not lane.under_way and (self.choice is None or self.choice.is_over):
                        lane.over = lane.ran_out = True
                    return
            assert lane.block is not None
            if lane.loaded is None or lane.model is not lane.block.model:
                if lane.asking or lane.checking or self.bringing.is_attesting(lane):
                    return  # the model in memory is still needed; what waits for the judge is not its business
                if lane.goes_back():
                    continue
                self.bringing.bring(lane, lane.block.model)
                return
            item = self._next_item(lane, lane.loaded)
            if item is None:
                if lane.pending:
                    return  # their pages are still to come
                continue
            if not lane.has_room(_tokens(item, lane.loaded)):
                lane.pending.appendleft(item)
                return
            self._ask(lane, lane.loaded, item)

    def _has_chosen_more(self) -> bool:
        """Whether there is a new block of problems, for all servers."""
        if self.choice is None or self.ended.is_set():
            return False
        idle = not any(lane.under_way or lane.pending or lane.busy for lane in self.lanes)
        if not self.choice.extend(self.is_wanted, self.is_looked_at, idle=idle, lanes=self.lanes):
            return False
        self._pages.add(self.choice.rounds[-1])
        return True

    def toolchain(self, language: str) -> Toolchain:
        """What the sandbox has of that language."""
        if language not in self._toolchains:
            self._toolchains[language] = self._executors.toolchain(LANGUAGES[language])
        return self._toolchains[language]

    # --- questions ---------------------------------------------------------------------------------------------------

    def _next_item(self, lane: ServerLane, loaded: Loaded) -> Item | None:
        """The first pending item that can be asked now, its question made; None where there is none."""
        for _number in range(len(lane.pending)):
            item = lane.pending.popleft()
            if item.question is not None:
                return item
            problem = self._pages.problem(item.task.candidate.id)
            if problem is None:
                if self._pages.error(item.task.candidate.id) is None:
                    lane.pending.append(item)
                continue
            question = self._question(item.task, problem, loaded)
            if question is not None:
                return replace(item, question=question)
        return None

    def _question(self, task: Task, problem: Problem, loaded: Loaded) -> Question | None:
        """The task's first open question; None where the page shows that there is none."""
        job = replace(task.cell.job(task.repeat), model=loaded.model, seed=self._options.seed)
        question: Question | None = first_question(problem, job, self.toolchain(job.language.key))
        while question is not None:
            standing = self._records.past.standing(question.key)
            if standing is None:
                return question
            attempt = self._log.attempts.under(Source.BATCH, standing.key) if standing.can_be_repaired else None
            question = None if attempt is None else next_question(question, attempt)
        return None

    def _ask(self, lane: ServerLane, loaded: Loaded, item: Item) -> None:
        assert item.question is not None
        assert lane.block is not None
        if lane.block.began_s is None:
            lane.block.began_s = self._monotonic()
        tokens = _tokens(item, loaded)
        lane.begin_question(tokens)
        executor = self._executors.ask_executor(item.task.cell.model.worker)
        future = executor.submit(self._executors.ask, loaded.address, item.question)
        self._inbox.when_done(future, lambda done: self._on_answer(lane, item, loaded, tokens, done))

    def _on_answer(self, lane: ServerLane, item: Item, loaded: Loaded, tokens: int, future: "Future[Answered]") -> None:
        lane.end_question(tokens)
        try:
            answered = future.result()
        except (AskCancelled, CancelledError):
            return
        except ServerRefused as error:
            self._on_refused(lane, item, error)
            return
        except ServerUnavailable as error:
            if not lane.over:
                self._lose(lane, item, loaded, _("{error}; waiting for it").format(error=error))
            return
        except Exception as bug:  # noqa: BLE001 - one bug must not cost the run; it is raised when the rest is done
            self._records.bug(bug)
            return
        if item.lost < MOST_LOST and lane.is_crowded(answered.exchange.error):
            self._share(lane, loaded, tokens)
            lane.put_first(replace(item, lost=item.lost + 1))
            return
        self._rest_if_failing(lane, answered)
        lane.checking += 1
        identify = self._executors.ask_executor(item.task.cell.model.worker).submit(
            self._executors.identify, loaded.address, loaded.model
        )
        self._inbox.when_done(identify, lambda done: self._on_identified(lane, item, loaded, answered, done))

    def _on_identified(
        self, lane: ServerLane, item: Item, loaded: Loaded, answered: Answered, future: "Future[Identity | None]"
    ) -> None:
        """Go on with the answer where the model that we have loaded has given it; no other's gets our label."""
        lane.checking -= 1
        try:
            identity = future.result()
        except (AskCancelled, CancelledError):
            return
        except SolverError as error:
            self._lose(lane, item, loaded, _("{error}; waiting for it").format(error=error), answered)
            return
        except Exception as bug:  # noqa: BLE001 - as above
            self._records.bug(bug)
            return
        answers_as = answered.exchange.model
        if lane.doubted == loaded.number:
            self._lose(lane, item, loaded, "", answered)  # another answer of its time was given by another model
            return
        if identity != loaded.identity or answers_as not in (loaded.model, lane.answers_as or answers_as):
            why = _("{server} has another model now: its answers are not logged as {model}'s; waiting for {model}")
            self._lose(lane, item, loaded, why.format(server=lane.server, model=loaded.model))
            return
        if answered.outcome is Outcome.SERVER_ERROR:
            self._tell_once(lane, item, answered.exchange.error_text)
        else:
            lane.answers_as = lane.answers_as or answers_as
            self.bringing.widen(lane, loaded, answered.exchange.completion_tokens or 0)
        self.bringing.attest(lane, item.task.cell.model, loaded)  # an answer has come: nothing waits for it
        if self._records.give_up_if_broken(item, answered, loaded):
            lane.keep_only(self.is_wanted)
        if answered.outcome is not Outcome.ANSWERED:
            self._on_solved(lane, item, answered, attempt_of(answered))
            return
        lane.judging += 1
        self.unjudged += 1
        judging = self._executors.judge_executor.submit(self._executors.judge, answered)
        self._inbox.when_done(judging, lambda done: self._on_judged(lane, item, answered, done))

    def _on_judged(self, lane: ServerLane, item: Item, answered: Answered, future: "Future[Solved]") -> None:
        lane.judging -= 1
        self.unjudged -= 1
        try:
            solved = future.result()
        except CancelledError:
            return
        except SandboxError as error:
            self._records.not_judged(item.task.cell, error)
            return
        except Exception as bug:  # noqa: BLE001 - as above
            self._records.bug(bug)
            return
        self._on_solved(lane, item, answered, solved)

    def _on_solved(self, lane: ServerLane, item: Item, answered: Answered, solved: Solved) -> None:
        """Store a finished attempt, and see whether a repair round follows."""
        if not item.task.cell.model.repair and self.choice is None:
            self.fill(lane)  # first: writing waits for the disk; what chooses by the answers must have this one too
        problem = answered.question.problem
        attempt = self._records.store(solved, item, problem)
        if attempt is None:
            return
        if not lane.over and self.is_wanted(item.task):
            follow_up = next_question(answered.question, attempt)
            if follow_up is not None:
                lane.put_first(Item(item.task, follow_up))
        if attempt.id is not None and answered.question.round < answered.question.job.repair_rounds:
            self._asked[attempt.id] = lane, item, answered.question
        self._on_attempt(attempt, problem)

    def on_stressed(self, attempt: Attempt) -> None:
        """Have the model correct a program that passed the samples, where a generated test flags it."""
        if attempt.id is None or (asked := self._asked.pop(attempt.id, None)) is None or self.ended.is_set():
            return
        lane, item, question = asked
        flagged = flagged_test(attempt, question.problem, self._log)
        follow_up = None if flagged is None else next_question(question, attempt, flagged)
        if follow_up is not None and self._pages.error(item.task.candidate.id) is None:
            lane.correct(Item(item.task, follow_up))

    # --- servers that fail -------------------------------------------------------------------------------------------

    def _on_refused(self, lane: ServerLane, item: Item, error: ServerRefused) -> None:
        model = item.task.cell.model
        if error.status != 404:
            self._records.error(error)
            lane.end()
        elif model.name in lane.there and item.lost < MOST_LOST:  # it was there: its server may have been restarted
            if lane.loaded is not None:
                self._tell(_("{error}; waiting for it").format(error=error))
            lane.put_first(replace(item, lost=item.lost + 1))
            lane.forget()
        else:
            self._records.error(error)
            lane.drop(model)

    def _lose(self, lane: ServerLane, item: Item, loaded: Loaded, why: str, answered: Answered | None = None) -> None:
        """Ask again, once the model is back. answered: what may be stored in the end, a failure of its own server."""
        lane.doubted = loaded.number
        if lane.is_loaded(loaded):
            self._tell(why)
            lane.forget()
        if item.lost < MOST_LOST:
            lane.put_first(replace(item, lost=item.lost + 1))
        elif answered is not None and answered.outcome is Outcome.SERVER_ERROR:
            self._on_solved(lane, item, answered, attempt_of(answered))
        else:
            self._records.not_answered(item.task.cell)

    def _share(self, lane: ServerLane, loaded: Loaded, tokens: int) -> None:
        """The slots share one context, and it overflowed: ask less at a time."""
        context = None if loaded.row is None else loaded.row.loaded_context_tokens
        if not lane.ask_less_at_once(context) or loaded.row is None or context is None:
            return
        self._tell(
            _("The slots of {server} share one context of {context} tokens: {count} at a time now. {advice}").format(
                server=lane.server,
                context=context,
                count=max(1, min(lane.slots, context // max(1, tokens))),
                advice=how_to_share(loaded.row, tokens),
            )
        )

    def _tell_once(self, lane: ServerLane, item: Item, why: str) -> None:
        """The first reasons of a failing server are worth a line each: nobody looks into the log at night."""
        if why not in lane.errors_told and len(lane.errors_told) < MOST_REASONS:
            lane.errors_told.add(why)
            self._tell(
                _("{model}, {problem}: SERVER_ERROR ({why}); the next run asks again").format(
                    model=item.task.cell.model.name, problem=item.task.candidate.id, why=worded(why) or "?"
                )
            )

    def _rest_if_failing(self, lane: ServerLane, answered: Answered) -> None:
        """A server that fails at everything would otherwise spoil the whole plan within minutes."""
        if answered.outcome is not Outcome.SERVER_ERROR:
            lane.failures = lane.rests = 0
            return
        lane.failures += 1
        if lane.failures < self._options.most_failures or lane.over:
            return
        lane.failures = 0
        line = _("{server} failed {count} times in a row, last with: {why}").format(
            server=lane.server, count=self._options.most_failures, why=worded(answered.exchange.error_text)
        )
        if lane.rests == len(self._options.rests_s):
            self._records.error(ServerUnavailable(line + "; " + _("it is not asked any more")))
            lane.end()
            return
        lane.rest_s = self._options.rests_s[lane.rests]
        lane.rests += 1
        lane.forget()
        self._tell(line + "; " + _("kyoso asks again in {seconds:.0f} s").format(seconds=lane.rest_s))


def _tokens(item: Item, loaded: Loaded) -> int:
    """What the question and its answer may take of the context."""
    assert item.question is not None
    wanted = estimated_tokens(item.question.messages) + item.question.job.settings.max_tokens
    return wanted if loaded.address.limit_tokens is None else min(wanted, loaded.address.limit_tokens)
