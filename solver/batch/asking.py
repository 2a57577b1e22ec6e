"""Keeps every slot of every server busy: loads the models in turn, puts the questions, has the answers judged."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from gettext import gettext as _

from judge.attempt import Attempt, Effort, Outcome, Source
from judge.languages import LANGUAGES
from judge.log.log import Log
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Answered, Question, Solved, attempt_of, first_question, next_question
from solver.batch.errors import SwitchFailed, WrongModel
from solver.batch.executors import Executors
from solver.batch.inbox import Inbox
from solver.batch.lane import Item, ServerLane
from solver.batch.missing import Task
from solver.batch.pages import Pages
from solver.batch.plan import PlannedModel
from solver.batch.records import Records
from solver.batch.switching import Loaded
from solver.errors import AskCancelled, EffortNotOffered, ServerRefused, ServerUnavailable, SolverError
from solver.known_effort import Asked, records, round_record
from solver.likely import flagged_test
from solver.models.attest import Attestation, attest
from solver.models.client import ModelClient
from solver.models.effort_questions import Round
from solver.models.servers import Model
from solver.models.wire.request import DialectName

SERVER_PATIENCE_S = 1800.0  # for a server that has answered before and does not now
# Answers that wait for the judge, before asking does: some 100 kB each. Fewer would let the judge hold up the slots.
MOST_UNJUDGED = 500


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
        self._inbox, self._options, self._api_key = inbox, options, api_key
        self._monotonic, self._tell, self._on_attempt = monotonic, tell, on_attempt
        self._compilers: dict[str, str] = {}
        self._attesting: dict[tuple[str, str], ModelClient] = {}  # by server and model; once each
        self._unattested: set[tuple[str, str]] = set()  # those of them that are still being asked
        self.lanes: list[ServerLane] = []
        self._asked: dict[int, tuple[ServerLane, Item, Question]] = {}  # by attempt, where a round of repair is left
        self.unjudged = 0
        self.ended = threading.Event()  # set when no further question is put

    def is_done(self) -> bool:
        """Whether nothing is asked or judged any more. A load under way does not count once asking has ended: the
        server may take half an hour over it."""
        if not self.ended.is_set() and (self._unattested or any(lane.busy for lane in self.lanes)):
            return False
        return all(lane.over and not (lane.asking or lane.judging) for lane in self.lanes)

    def end(self) -> None:
        """Put no further question; what is under way is finished."""
        self.ended.set()
        for lane in self.lanes:
            lane.pending.clear()
            lane.over = True

    def give_up(self) -> None:
        """End every question under way."""
        self.end()
        self._executors.give_up()
        for client in self._attesting.values():
            client.close()

    def close(self) -> None:
        """Give up what is under way, and stop what was started."""
        self.give_up()
        for lane in self.lanes:
            lane.switch.close()

    def is_wanted(self, task: Task) -> bool:
        """Whether the task is still to be asked, as far as is known."""
        return self._pages.error(task.candidate.id) is None and self._records.is_open(task)

    def fill(self, lane: ServerLane) -> None:
        """Put as many questions as the server has free slots, and see to the next block where none is left."""
        while not (lane.over or lane.busy) and lane.asking < lane.slots and self.unjudged < MOST_UNJUDGED:
            if not lane.pending:
                if lane.may_get_repairs:
                    return
                if lane.next_block(self._monotonic()) is None:
                    if not (lane.asking or lane.judging):
                        lane.over = lane.ran_out = True
                    return
            assert lane.block is not None
            if lane.loaded is None or lane.model is not lane.block.model:
                if lane.asking or any(server == lane.server for server, _model in self._unattested):
                    return  # the model in memory is still needed; what waits for the judge is not its business
                self.bring(lane, lane.block.model)
                return
            item = self._next_item(lane)
            if item is None:
                if lane.pending:
                    return  # their pages are still to come
                continue
            self._ask(lane, lane.loaded, item)

    def compiler(self, language: str) -> str:
        """What the prompt calls the compiler or interpreter of that language."""
        if language not in self._compilers:
            self._compilers[language] = self._executors.compiler(LANGUAGES[language])
        return self._compilers[language]

    # --- questions ---------------------------------------------------------------------------------------------------

    def _next_item(self, lane: ServerLane) -> Item | None:
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
            question = self._question(item.task, problem)
            if question is not None:
                return Item(item.task, question)
        return None

    def _question(self, task: Task, problem: Problem) -> Question | None:
        """The task's first open question; None where the page shows that there is none."""
        job = replace(task.cell.job(task.repeat), seed=self._options.seed)
        question: Question | None = first_question(problem, job, self.compiler(job.language.key))
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
        lane.asking += 1
        executor = self._executors.ask_executor(item.task.cell.model.worker)
        future = executor.submit(self._executors.ask, loaded.address, item.question)
        self._inbox.when_done(future, lambda done: self._on_answer(lane, item, loaded, done))

    def _on_answer(self, lane: ServerLane, item: Item, loaded: Loaded, future: "Future[Answered]") -> None:
        lane.asking -= 1
        try:
            answered = future.result()
        except (AskCancelled, CancelledError):
            return
        except ServerRefused as error:
            self._records.error(error)
            if error.status == 404:
                lane.drop(item.task.cell.model)
            else:
                lane.pending.clear()
                lane.over = True
            return
        except ServerUnavailable as error:
            if lane.over:
                return
            if lane.loaded is not None:
                self._tell(_("{error}; waiting for it").format(error=error))
            lane.put_first(item)
            lane.loaded = lane.model = None
            return
        except Exception as bug:  # noqa: BLE001 - one bug must not cost the run; it is raised when the rest is done
            self._records.bug(bug)
            return
        self._attest(lane, item.task.cell.model, loaded)  # an answer has come: nothing waits for it
        if self._records.give_up_if_broken(item, answered, loaded):
            lane.keep_only(self.is_wanted)
        self._rest_if_failing(lane, answered)
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
        if not item.task.cell.model.repair:
            self.fill(lane)  # first: writing waits for the disk
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
            server=lane.server, count=self._options.most_failures, why=answered.exchange.error_text
        )
        if lane.rests == len(self._options.rests_s):
            self._records.error(ServerUnavailable(line + "; " + _("it is not asked any more")))
            lane.pending.clear()
            lane.over = True
            return
        lane.rest_s = self._options.rests_s[lane.rests]
        lane.rests += 1
        lane.loaded = lane.model = None
        self._tell(line + "; " + _("it is asked again in {seconds:.0f} s").format(seconds=lane.rest_s))

    # --- models ------------------------------------------------------------------------------------------------------

    def bring(self, lane: ServerLane, model: PlannedModel) -> None:
        """Have the model loaded; the lane is busy until then."""
        lane.busy = True
        lane.loaded = lane.model = None
        patience_s = SERVER_PATIENCE_S if lane.answered_once else 0.0
        rest_s, lane.rest_s = lane.rest_s, 0.0
        self._inbox.in_thread(
            lambda: lane.switch.bring(model, patience_s, rest_s), lambda done: self._on_brought(lane, model, done)
        )

    def _on_brought(self, lane: ServerLane, model: PlannedModel, future: "Future[Loaded]") -> None:
        lane.busy = False
        try:
            loaded = future.result()
        except ServerUnavailable as error:
            self._records.error(error)
            lane.over = True
            return
        except (SwitchFailed, WrongModel, EffortNotOffered) as error:
            if not self.ended.is_set():
                self._records.error(error)
            lane.drop(model)
            return
        lane.loaded, lane.model, lane.answered_once = loaded, model, True
        if loaded.load_s is not None:
            lane.loads += 1
            lane.loading_s += loaded.load_s
            lane.load_s[model.name] = loaded.load_s
        lane.slots = slots_for(loaded.row, model, self._options.slots)
        for line in loaded.warnings:
            self._tell(line)
        lane.loaded = loaded.asked_by(self._records.see(model, loaded))

    def _attest(self, lane: ServerLane, model: PlannedModel, loaded: Loaded) -> None:
        """Find out beside the first block whether the model heeds its effort, where the log does not tell."""
        at = (model.server, model.model)
        asks = [effort for effort in model.efforts if effort is not Effort.DEFAULT]
        if not self._options.attest or not asks or at in self._attesting or self._records.is_attested(model, loaded):
            return
        self._tell(_("Finding out once whether {model} heeds its effort …").format(model=model.name))
        client = self._attesting[at] = loaded.address.client(self._api_key)
        asked = Asked(client, model.model, asks[0], loaded.server_build or "", loaded.row)
        past = self._records.attestation_rounds(asked)

        def keep(dialect: DialectName, one: Round) -> None:
            self._inbox.put(lambda: self._records.store_round(round_record(asked, dialect, one)))

        self._unattested.add(at)
        self._inbox.in_thread(
            lambda: attest(client, model.model, asked.levels, loaded.row, past, on_round=keep),
            lambda done: self._on_attested(lane, model, loaded, done),
        )

    def _on_attested(
        self, lane: ServerLane, model: PlannedModel, loaded: Loaded, future: "Future[Attestation]"
    ) -> None:
        at = (model.server, model.model)
        self._attesting[at].close()
        self._unattested.discard(at)
        try:
            *others, finding = records(future.result(), loaded.server_build)
        except SolverError:
            self.fill(lane)
            return  # a server that fails shows it in the answers; the next run finds out
        self._records.store_attestation(model, [*others, finding])
        if finding.honoured and lane.loaded is loaded:
            lane.loaded = loaded.asked_by(finding.dialect)
        if finding.honoured is False:
            self._tell(
                _(
                    "{model} does not heed its effort at this server: reports will not count these attempts under it."
                ).format(model=model.name)
            )
        self.fill(lane)


def slots_for(row: Model | None, model: PlannedModel, otherwise: int | None) -> int:
    """As many as the server says; fewer where the person wants that; theirs where it does not say; else one."""
    reported = None if row is None else row.slots
    given = model.slots or otherwise
    return min(reported, given) if reported and given else reported or given or 1
