"""The coordinator of a batch: keeps every slot of every server busy, has the answers judged, and writes the log.

One thread decides and writes; others ask, judge, load models and fetch pages, and tell it when they are done.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext
from typing import Any, TypeVar

from judge.attempt import Attempt, Effort, Likely, Outcome, Source
from judge.errors import KeyTaken
from judge.judgement import Verdict
from judge.languages import LANGUAGES
from judge.log.log import Log, ModelRow
from judge.stress.engine import Beyond
from judge.stress.split import Split, name_smaller, split_of
from problems.errors import ProblemError
from problems.problem import Problem
from sandbox.errors import SandboxError
from solver.attempt import Answered, Job, Question, Solved, attempt_of, first_question, next_question
from solver.batch import blocks
from solver.batch.deciding import Deciding, NaiveAsked, NaiveTried
from solver.batch.early_stop import CellState
from solver.batch.errors import SwitchFailed, WrongModel
from solver.batch.executors import Executors
from solver.batch.history import counted
from solver.batch.lane import Item, Lane
from solver.batch.missing import Task, tasks_of
from solver.batch.pages import Pages
from solver.batch.plan import Cell, Plan, PlannedModel
from solver.batch.selection import Candidate
from solver.batch.switching import Loaded, Switch
from solver.batch.tally import Tally
from solver.errors import AskCancelled, ServerRefused, ServerUnavailable, SolverError
from solver.likely import CLEAR, changes, may_be_looked_at
from solver.models.attest import Attestation, attest
from solver.models.attested import record
from solver.models.client import ModelClient
from solver.models.servers import Model, how_to_raise

T = TypeVar("T")

SERVER_PATIENCE_S = 1800.0  # for a server that has answered before and does not now
LAST_ANSWERS_S = 600.0  # for what is being answered when the night ends
SHOW_EVERY_S = 1.0
MOST_BUGS = 5
# Answers that wait for the judge, before asking does: some 100 kB each. Fewer would let the judge hold up the slots.
MOST_UNJUDGED = 500


@dataclass(frozen=True, slots=True)
class Options:
    """How a night is run."""

    stop_broken: bool = True
    slots: int | None = None  # where neither the server nor the plan tells
    until: datetime | None = None
    seed: int | None = None  # from which the questions' follow; None: none is sent
    attest: bool = False  # find out once for each model and server whether its effort counts
    look_beyond: bool = False  # run what passes the samples on generated inputs too
    naive: bool = False  # at the end, ask for a slow but obviously right program where programs disagree
    # After so many SERVER_ERRORs in a row a server is left alone for a while; after the last rest, for the night.
    most_failures: int = 20
    rests_s: tuple[float, ...] = (30.0, 300.0, 1800.0)


@dataclass(slots=True)
class Summary:
    """What became of the night."""

    tallies: list[Tally]
    written: int = 0
    refused: list[tuple[str, ProblemError]] = field(default_factory=list)  # problems that could not be had
    errors: list[SolverError] = field(default_factory=list)  # servers and models that could not be asked
    interrupted: bool = False
    ended_early: bool = False  # by the clock
    bug: BaseException | None = None

    @property
    def missing(self) -> int:
        """Answers that a further run would ask for."""
        return sum(tally.left + tally.failed for tally in self.tallies)


# What other threads tell the coordinator.
@dataclass(frozen=True, slots=True)
class _Asked:
    lane: Lane
    item: Item
    loaded: Loaded
    future: "Future[Answered]"


@dataclass(frozen=True, slots=True)
class _Judged:
    lane: Lane
    item: Item
    answered: Answered
    future: "Future[Solved]"


@dataclass(frozen=True, slots=True)
class _Looked:
    attempt: Attempt
    problem: Problem
    future: "Future[Beyond | None]"


@dataclass(frozen=True, slots=True)
class _Shrunk:
    split: Split
    future: "Future[bytes | None]"


@dataclass(frozen=True, slots=True)
class _Brought:
    lane: Lane
    model: PlannedModel
    future: "Future[Loaded]"


@dataclass(frozen=True, slots=True)
class _Attested:
    lane: Lane
    model: PlannedModel
    loaded: Loaded
    future: "Future[Attestation]"


@dataclass(frozen=True, slots=True)
class _Page:
    task: str


def kept(log: Log, attempt: Attempt, run: int | None, solved: Solved) -> Attempt:
    """Write an attempt into the log with what led to it."""
    return log.write(attempt, run=run, prompt=solved.prompt_json(), statement_sha256=solved.statement_sha256)


class Batch:
    """One run of a plan.

    show is called about once a second, and after each attempt with it; tell with lines for the person; write keeps an
    attempt; remember is given each problem once, when its first attempt has been kept.
    """

    def __init__(
        self,
        plan: Plan,
        candidates: Sequence[Candidate],
        executors: Executors,
        log: Log,
        pages: Callable[[Callable[[str], None]], Pages],
        options: Options,
        clock: Callable[[], datetime],
        *,
        run: int | None,
        api_key: str | None = None,
        tell: Callable[[str], None] = lambda _text: None,
        show: Callable[["Batch", Attempt | None], None] = lambda _batch, _attempt: None,
        monotonic: Callable[[], float] = time.monotonic,
        write: Callable[[Log, Attempt, int | None, Solved], Attempt] = kept,
        remember: Callable[[Problem], None] = lambda _problem: None,
    ) -> None:
        self._plan = plan
        self._executors = executors
        self._log = log
        self._options = options
        self._clock = clock
        self._monotonic = monotonic
        self._run = run
        self._tell = tell
        self._show = show
        self._write = write
        self._remember = remember
        self._remembered: set[str] = set()
        self._events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._pages = pages(lambda task: self._events.put(_Page(task)))
        self._candidates = candidates
        self._easy = blocks.easier_half(candidates)
        self._rounds = blocks.rounds(candidates, plan.seed or 0)
        self._compilers: dict[str, str] = {}
        self._honoured: dict[tuple[str, str | None], bool | None] = {}
        self._attesting: dict[tuple[str, str | None], ModelClient] = {}
        self._api_key = api_key
        self._unjudged = 0
        self._looks: dict[int, Attempt] = {}  # whose looks beyond the samples are not over
        self._shrinking = 0
        self._later: deque[Callable[[], None]] = deque()  # looks and shrinks that wait until no answer does
        self._beyond = 0  # of these, how many are under way
        self._to_make_up: dict[str, list[int]] = {}  # attempts of earlier nights that were not looked at, by problem
        self._earlier: set[int] = set()  # of these, the ones that are looked at now
        self._doubtful: set[str] = set()  # problems at which programs of earlier nights disagree; their pages come
        self._deciding = Deciding(
            executors, log, clock, self._events.put, self._naive_job, self._compiler, self._on_undecided, self._on_bug
        )
        self._decided = False
        self._shown_s = 0.0
        self._bugs = 0
        self.past, self.tallies = counted(plan, candidates, log, options.stop_broken)
        self.summary = Summary(list(self.tallies.values()))
        if options.stop_broken:
            self._forget_small_contexts()
        self.lanes = [
            Lane(
                server=server,
                models=models,
                rounds=self._rounds,
                switch=Switch(server, models, api_key, self._tell, self._stop),
                wanted=self._wanted,
            )
            for server, models in _by_server(plan).items()
        ]

    @property
    def total(self) -> int:
        return sum(tally.total for tally in self.tallies.values())

    def run(self, stop: threading.Event) -> Summary:
        """Do what is missing, until it is done, the night is over, or `stop` is set."""
        if self._options.look_beyond:
            self._see_what_to_make_up()
        order = filter(self._is_needed, blocks.reading_order(self._rounds))
        with self._pages:
            try:
                self._pages.start(order)
                self._loop(stop)
            finally:
                self._stop.set()
                self._give_up()
                for lane in self.lanes:
                    lane.switch.close()
        if self.summary.bug is not None:
            raise self.summary.bug
        return self.summary

    def slots(self, cell: Cell) -> int:
        """How many answers of the cell are made at a time."""
        return next((lane.slots for lane in self.lanes if lane.server == cell.model.server), 1)

    # --- the loop ----------------------------------------------------------------------------------------------------

    def _loop(self, stop: threading.Event) -> None:
        ending_since: float | None = None
        gave_up = False
        while True:
            if ending_since is None and (stop.is_set() or self._night_is_over() or self._bugs >= MOST_BUGS):
                ending_since = self._monotonic()
                self._stop.set()
                for lane in self.lanes:
                    lane.pending.clear()
                    lane.over = True
                if not stop.is_set() and self._bugs < MOST_BUGS:
                    self.summary.ended_early = True
                    self._tell(_("The night is over: what is being answered is finished. Ctrl-C ends it at once."))
            if (
                ending_since is not None
                and not gave_up
                and (stop.is_set() or self._monotonic() - ending_since > LAST_ANSWERS_S)
            ):
                gave_up = True
                self._give_up()
            for lane in self.lanes:
                self._fill(lane)
            self._begin_later()
            self._show_now_and_then()
            # A load that is under way is not waited for: the server may take half an hour over it.
            waiting = ending_since is None and any(lane.busy for lane in self.lanes)
            asked = all(lane.over and not (lane.asking or lane.judging) for lane in self.lanes)
            # What is left to do beyond the samples does not hold up an end that somebody asked for, or not for long.
            hurried = stop.is_set() or (ending_since is not None and self._monotonic() - ending_since > LAST_ANSWERS_S)
            if asked and not waiting and (not self._is_beyond_open() or hurried):
                if hurried or ending_since is not None or not self._is_to_be_decided():
                    break
                if not any(lane.busy for lane in self.lanes):
                    self._deciding.fill(self.lanes)
            try:
                event = self._events.get(timeout=0.25)
            except queue.Empty:
                continue
            self._handle(event)
        if self._deciding.changed:
            self._tell(
                ngettext(
                    "What is likely of {count} answer was decided by a slow but obviously right program.",
                    "What is likely of {count} answers was decided by slow but obviously right programs.",
                    len(self._deciding.changed),
                ).format(count=len(self._deciding.changed))
            )
        for number, attempt in self._looks.items():
            if number not in self._earlier:
                self._show(self, attempt)
        self.summary.interrupted = stop.is_set()
        self._show(self, None)

    def _handle(self, event: Any) -> None:
        match event:
            case _Asked():
                self._on_answer(event)
            case _Judged():
                self._on_judged(event)
            case _Looked():
                self._on_looked(event)
            case _Shrunk():
                self._on_shrunk(event)
            case NaiveAsked():
                self._deciding.on_asked(event)
                self._deciding.fill(self.lanes)
            case NaiveTried():
                self._deciding.on_tried(event)
            case _Brought():
                self._on_brought(event)
            case _Attested():
                self._on_attested(event)
            case _Page(task=task):
                error = self._pages.error(task)
                if error is not None:
                    self._on_no_page(task, error)
                self._make_up(task)
                self._doubtful.discard(task)

    def _give_up(self) -> None:
        """End every question under way."""
        self._executors.give_up()
        for client in self._attesting.values():
            client.close()

    def _fill(self, lane: Lane) -> None:
        """Put as many questions as the server has free slots, and see to the next block where none is left."""
        while not (lane.over or lane.busy) and lane.asking < lane.slots and self._unjudged < MOST_UNJUDGED:
            if not lane.pending:
                if lane.may_get_repairs:
                    return
                if lane.next_block(self._monotonic()) is None:
                    if not (lane.asking or lane.judging):
                        lane.over = True
                    return
            assert lane.block is not None
            if lane.loaded is None or lane.model is not lane.block.model:
                if lane.asking:
                    return  # the model in memory is still needed; what waits for the judge is not its business
                self._bring(lane, lane.block.model)
                return
            item = self._next_item(lane)
            if item is None:
                if lane.pending:
                    return  # their pages are still to come
                continue
            self._ask(lane, item)

    def _next_item(self, lane: Lane) -> Item | None:
        """The first pending item that can be asked now, its question made; None where there is none."""
        for _number in range(len(lane.pending)):
            item = lane.pending.popleft()
            if item.question is not None:
                return item
            if self._pages.problem(item.task.candidate.id) is None:
                if self._pages.error(item.task.candidate.id) is None:
                    lane.pending.append(item)
                continue
            question = self._question(item.task)
            if question is None:
                continue
            return Item(item.task, question)
        return None

    def _ask(self, lane: Lane, item: Item) -> None:
        assert lane.loaded is not None
        assert item.question is not None
        assert lane.block is not None
        if lane.block.began_s is None:
            lane.block.began_s = self._monotonic()
        lane.asking += 1
        executor = self._executors.ask_executor(item.task.cell.model.worker)
        loaded = lane.loaded
        future = executor.submit(self._executors.ask, loaded.address, item.question)
        future.add_done_callback(lambda done: self._events.put(_Asked(lane, item, loaded, done)))

    def _bring(self, lane: Lane, model: PlannedModel) -> None:
        lane.busy = True
        lane.loaded = lane.model = None
        patience_s = SERVER_PATIENCE_S if lane.answered_once else 0.0
        rest_s, lane.rest_s = lane.rest_s, 0.0
        future = _in_thread(lambda: lane.switch.bring(model, patience_s, rest_s))
        future.add_done_callback(lambda done: self._events.put(_Brought(lane, model, done)))

    # --- events ------------------------------------------------------------------------------------------------------

    def _on_brought(self, event: _Brought) -> None:
        lane, model = event.lane, event.model
        lane.busy = False
        try:
            loaded = event.future.result()
        except ServerUnavailable as error:
            self._problem(error)
            lane.over = True
            return
        except (SwitchFailed, WrongModel) as error:
            if not self._stop.is_set():
                self._problem(error)
            lane.drop(model)
            return
        lane.loaded, lane.model, lane.answered_once = loaded, model, True
        if loaded.load_s is not None:
            lane.loads += 1
            lane.loading_s += loaded.load_s
            lane.load_s[model.name] = loaded.load_s
        lane.slots = slots_for(loaded.row, model, self._options)
        for line in loaded.warnings:
            self._tell(line)
        self._see(model, loaded)
        self._attest(lane, model, loaded)

    def _attest(self, lane: Lane, model: PlannedModel, loaded: Loaded) -> None:
        """Find out before the first question whether the model heeds its effort, where the log does not tell."""
        at = (model.server, model.model)
        known = self._log.attestation(model.model, model.server, loaded.server_build or "") is not None
        if not self._options.attest or known or at in self._attesting or set(model.efforts) <= {Effort.DEFAULT}:
            return
        self._tell(_("Finding out once whether {model} heeds its effort …").format(model=model.name))
        client = self._attesting[at] = loaded.address.client(self._api_key)
        lane.busy = True
        future = _in_thread(lambda: attest(client, model.model))
        future.add_done_callback(lambda done: self._events.put(_Attested(lane, model, loaded, done)))

    def _on_attested(self, event: _Attested) -> None:
        """Keep the finding: the attempts that follow are marked with it."""
        model = event.model
        at = (model.server, model.model)
        event.lane.busy = False
        self._attesting[at].close()
        try:
            finding = record(event.future.result(), event.loaded.server_build)
        except SolverError:
            return  # a server that fails shows it in the answers; the next run finds out
        self._log.keep_attestation(finding, self._clock())
        self._honoured[at] = finding.honoured
        if finding.honoured is False:
            self._tell(
                _(
                    "{model} does not heed its effort at this server: reports will not count these attempts under it."
                ).format(model=model.name)
            )

    def _on_answer(self, event: _Asked) -> None:
        lane = event.lane
        lane.asking -= 1
        try:
            answered = event.future.result()
        except (AskCancelled, CancelledError):
            return
        except ServerRefused as error:
            self._problem(error)
            if error.status == 404:
                lane.drop(event.item.task.cell.model)
            else:
                lane.pending.clear()
                lane.over = True
            return
        except ServerUnavailable as error:
            if lane.over:
                return
            if lane.loaded is not None:
                self._tell(_("{error}; waiting for it").format(error=error))
            lane.put_first(event.item)
            lane.loaded = lane.model = None
            return
        except Exception as bug:  # noqa: BLE001 - one bug must not cost the night; it is raised when the rest is done
            self._on_bug(bug)
            return
        tally = self.tallies[event.item.task.cell.id]
        row = event.loaded.row
        easy = event.item.task.candidate.id in self._easy
        tally.suspect(answered, easy=easy, context_tokens=None if row is None else row.loaded_context_tokens)
        self._stop_if_broken(lane, tally, event.loaded)
        self._rest_if_failing(lane, answered)
        if answered.outcome is not Outcome.ANSWERED:
            self._on_attempt(lane, event.item, answered, attempt_of(answered))
            return
        lane.judging += 1
        self._unjudged += 1
        future = self._executors.judge_executor.submit(self._executors.judge, answered)
        future.add_done_callback(lambda done: self._events.put(_Judged(lane, event.item, answered, done)))

    def _on_judged(self, event: _Judged) -> None:
        event.lane.judging -= 1
        self._unjudged -= 1
        try:
            solved = event.future.result()
        except CancelledError:
            return
        except SandboxError as error:  # on a cluster: a worker that can open none
            self.tallies[event.item.task.cell.id].failed += 1
            self._tell(_("Error: {error}").format(error=error))
            return
        except Exception as bug:  # noqa: BLE001 - as above
            self._on_bug(bug)
            return
        self._on_attempt(event.lane, event.item, event.answered, solved)

    def _on_attempt(self, lane: Lane, item: Item, answered: Answered, solved: Solved) -> None:
        """Keep a finished attempt, and see whether a repair round follows."""
        if not item.task.cell.model.repair:
            self._fill(lane)  # first: writing waits for the disk
        attempt = self._keep(solved, item)
        if attempt is None:
            return
        self.tallies[item.task.cell.id].count(attempt)
        if not lane.over and self._wanted(item.task):
            follow_up = next_question(answered.question, attempt)
            if follow_up is not None:
                lane.put_first(Item(item.task, follow_up))
        if self._options.look_beyond and may_be_looked_at(attempt):
            self._look(attempt, answered.question.problem)
        else:
            self._show(self, attempt)

    def _look(self, attempt: Attempt, problem: Problem) -> None:
        """Have it run on generated inputs where it was judged, once no answer waits for its verdict there."""
        assert attempt.id is not None
        self._looks[attempt.id] = attempt

        def begin() -> None:
            future = self._executors.judge_executor.submit(self._executors.look, attempt, problem)
            future.add_done_callback(lambda done: self._events.put(_Looked(attempt, problem, done)))

        self._later.append(begin)

    def _see_what_to_make_up(self) -> None:
        """Find what earlier nights left at this one's problems: attempts that were not looked at, and doubts."""
        ids = {candidate.id for candidate in self._candidates}
        not_looked_at = self._log.not_looked_at(Source.BATCH, [model.name for model in self._plan.models])
        self._to_make_up = {task: attempts for task, attempts in not_looked_at.items() if task in ids}
        if self._options.naive:
            self._doubtful = ids & set(self._log.doubtful(Source.BATCH, CLEAR))
        count = sum(map(len, self._to_make_up.values()))
        if count:
            self._tell(
                ngettext(
                    "{count} earlier answer was not looked at beyond the samples: that is made up for when the judge"
                    " is free.",
                    "{count} earlier answers were not looked at beyond the samples: that is made up for when the judge"
                    " is free.",
                    count,
                ).format(count=count)
            )

    def _make_up(self, task: str) -> None:
        """Look at the earlier attempts at a problem whose page has come; without its page they stay as they are."""
        problem = self._pages.problem(task)
        for number in self._to_make_up.pop(task, ()):
            attempt = None if problem is None else self._log.attempt(number)
            if problem is not None and attempt is not None and may_be_looked_at(attempt):
                self._earlier.add(number)
                self._look(attempt, problem)

    def _is_beyond_open(self) -> bool:
        """Whether something is left to do beyond the samples."""
        return bool(self._to_make_up or self._doubtful or self._looks or self._shrinking)

    def _is_to_be_decided(self) -> bool:
        """Whether programs disagree and a model can still be asked to decide; begins with it the first time."""
        if not self._options.naive or not self._options.look_beyond:
            return False
        if not self._decided:
            self._decided = True
            doubtful = self._log.doubtful(Source.BATCH, CLEAR)
            known = filter(None, (self._pages.problem(task) for task in doubtful))
            # Where programs disagree there are inputs; one that was asked for once has had its say.
            problems = [problem for problem in known if self._log.naive(problem) is None]
            if problems and self._has_model():
                self._tell(
                    ngettext(
                        "Programs disagree at {count} problem: asking for a slow but obviously right one …",
                        "Programs disagree at {count} problems: asking for slow but obviously right ones …",
                        len(problems),
                    ).format(count=len(problems))
                )
                self._deciding.add(problems)
        return not self._deciding.over

    def _has_model(self) -> bool:
        """Whether a model is in memory, or is brought now because nothing was left to ask of any."""
        if not any(lane.loaded is not None for lane in self.lanes) and not self.summary.errors:
            lane = next((lane for lane in self.lanes if lane.models), None)
            if lane is None:
                return False
            self._bring(lane, lane.models[0])
        return any(lane.busy or lane.loaded is not None for lane in self.lanes)

    def _naive_job(self, lane: Lane) -> Job:
        """As the loaded model's answers were asked, at its first effort."""
        assert lane.model is not None
        return replace(lane.model.cells[0].job(0), seed=self._options.seed)

    def _on_undecided(self, error: SolverError | SandboxError) -> None:
        self._tell(_("Error: {error}").format(error=error))

    def _begin_later(self) -> None:
        """Go on beyond the samples with the judge's workers that are free: answers, and repairs of them, come first."""
        while self._later and self._beyond + self._unjudged < self._executors.judge_workers:
            self._beyond += 1
            self._later.popleft()()

    def _on_looked(self, event: _Looked) -> None:
        attempt = event.attempt
        assert attempt.id is not None
        self._beyond -= 1
        del self._looks[attempt.id]
        try:
            changed = changes(attempt, event.problem, event.future.result(), self._log, self._clock())
            attempt = replace(attempt, likely=changed.get(attempt.id))
            for number, likely in changed.items():
                self._shrink(event.problem, number, likely)
        except (CancelledError, SandboxError):
            pass  # the attempt is in the log as it is
        except Exception as bug:  # noqa: BLE001 - as above
            self._on_bug(bug)
        self._show(self, attempt)

    def _shrink(self, problem: Problem, attempt: int, likely: Likely) -> None:
        """Have an input on which programs disagree made smaller, where they were run."""
        split = split_of(self._log, problem, attempt, likely)
        if split is None:
            return
        self._shrinking += 1

        def begin() -> None:
            future = self._executors.judge_executor.submit(self._executors.smaller, split)
            future.add_done_callback(lambda done: self._events.put(_Shrunk(split, done)))

        self._later.append(begin)

    def _on_shrunk(self, event: _Shrunk) -> None:
        self._beyond -= 1
        self._shrinking -= 1
        try:
            name_smaller(self._log, event.split, event.future.result(), self._clock())
        except (CancelledError, SandboxError):
            pass  # the larger input shows it as well
        except Exception as bug:  # noqa: BLE001 - as above
            self._on_bug(bug)

    def _on_no_page(self, task: str, error: ProblemError) -> None:
        self.summary.refused.append((task, error))
        self._tell(_("Error: {error}").format(error=f"{task}: {error}"))
        candidate = next(one for one in self._candidates if one.id == task)
        for cell in self._plan.cells:
            missing = (self.past.is_missing(one) for one in tasks_of([cell], [candidate]))
            self.tallies[cell.id].skipped += sum(missing)

    def _on_bug(self, bug: Exception) -> None:
        self._bugs += 1
        self.summary.bug = self.summary.bug or bug
        self._tell(_("A bug in kyoso cost an attempt ({bug}); the night goes on.").format(bug=repr(bug)))

    def _problem(self, error: SolverError) -> None:
        self.summary.errors.append(error)
        self._tell(_("Error: {error}").format(error=error))

    # --- the log -----------------------------------------------------------------------------------------------------

    def _forget_small_contexts(self) -> None:
        """Cells whose context was too small are tried again: it may have been raised since."""
        for cell_id, (state, _reason) in self._log.cell_states().items():
            if cell_id in self.tallies and state == CellState.CONTEXT_TOO_SMALL:
                self._log.set_cell_state(cell_id, None, "", self._clock())

    def _keep(self, solved: Solved, item: Item) -> Attempt | None:
        attempt = solved.attempt
        key, reply = attempt.key, attempt.reply
        assert key is not None
        assert reply is not None
        honoured = self._honoured.get((reply.server, item.task.cell.model.model))
        if key.effort is not Effort.DEFAULT and honoured is not None:
            attempt = replace(attempt, reply=replace(reply, effort_honoured=honoured))
        try:
            written = self._write(self._log, attempt, self._run, solved)
        except KeyTaken as error:
            self._tell(str(error))
            return None
        self.summary.written += 1
        problem = self._pages.problem(key.problem)
        if problem is not None and problem.id not in self._remembered:
            self._remembered.add(problem.id)
            self._remember(problem)
        if not _is_to_retry(written):
            verdict = None if written.judgement is None else written.judgement.verdict
            self.past.add(key, reply.outcome, verdict)
        return written

    def _see(self, model: PlannedModel, loaded: Loaded) -> None:
        """Keep what the server tells of the model, and look up whether its effort is known to count."""
        row = loaded.row
        told = ModelRow(label=model.name, requested=model.model, server=model.server, server_build=loaded.server_build)
        if row is not None:
            told = replace(
                told,
                reported=row.id,
                quantization=row.quantization,
                size_bytes=row.size_bytes,
                context_tokens=row.loaded_context_tokens,
                model_file=row.file,
                digest=row.digest,
            )
        self._log.see_model(told, self._clock(), self._run)
        kept = self._log.attestation(model.model, model.server, loaded.server_build or "")
        self._honoured[model.server, model.model] = None if kept is None else kept.honoured

    # --- decisions ---------------------------------------------------------------------------------------------------

    def _wanted(self, task: Task) -> bool:
        tally = self.tallies[task.cell.id]
        return tally.state is None and self._pages.error(task.candidate.id) is None and self.past.is_missing(task)

    def _is_needed(self, candidate: Candidate) -> bool:
        if candidate.id in self._to_make_up or candidate.id in self._doubtful:
            return True
        cells = [tally.cell for tally in self.tallies.values() if tally.state is None]
        return any(self.past.is_missing(task) for task in tasks_of(cells, [candidate]))

    def _question(self, task: Task) -> Question | None:
        """The task's first open question; None where the page shows that there is none."""
        problem = self._pages.problem(task.candidate.id)
        assert problem is not None
        job = replace(task.cell.job(task.repeat), seed=self._options.seed)
        question: Question | None = first_question(problem, job, self._compiler(job.language.key))
        while question is not None:
            standing = self.past.standing(question.key)
            if standing is None:
                return question
            attempt = self._log.attempt_under(Source.BATCH, standing.key) if standing.can_be_repaired else None
            question = None if attempt is None else next_question(question, attempt)
        return None

    def _compiler(self, language: str) -> str:
        if language not in self._compilers:
            self._compilers[language] = self._executors.compiler(LANGUAGES[language])
        return self._compilers[language]

    def _stop_if_broken(self, lane: Lane, tally: Tally, loaded: Loaded) -> None:
        state = tally.suspicion.state
        if state is None or tally.state is not None or not self._options.stop_broken:
            return
        tally.state, tally.reason = state, _reason(tally, state, loaded)
        self._log.set_cell_state(tally.cell.id, state.value, tally.reason, self._clock())
        lane.keep_only(self._wanted)
        self._tell(
            _("{model} at effort {effort}, {language}: {state}. {reason}").format(
                model=tally.cell.model.name,
                effort=tally.cell.effort.value,
                language=tally.cell.language,
                state=state.value,
                reason=tally.reason,
            )
        )

    def _rest_if_failing(self, lane: Lane, answered: Answered) -> None:
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
            self._problem(ServerUnavailable(line + "; " + _("it is not asked any more")))
            lane.pending.clear()
            lane.over = True
            return
        lane.rest_s = self._options.rests_s[lane.rests]
        lane.rests += 1
        lane.loaded = lane.model = None
        self._tell(line + "; " + _("it is asked again in {seconds:.0f} s").format(seconds=lane.rest_s))

    def _night_is_over(self) -> bool:
        return self._options.until is not None and self._clock() >= self._options.until

    def _show_now_and_then(self) -> None:
        now_s = self._monotonic()
        if now_s - self._shown_s >= SHOW_EVERY_S:
            self._shown_s = now_s
            self._show(self, None)


def _in_thread(work: Callable[[], T]) -> "Future[T]":
    """Run it in a thread that the end of the program does not wait for."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - a thread's error must reach the one who waits
            future.set_exception(error)

    threading.Thread(target=run, name="kyoso-server", daemon=True).start()
    return future


def _by_server(plan: Plan) -> Mapping[str, list[PlannedModel]]:
    lanes: dict[str, list[PlannedModel]] = {}
    for model in plan.models:
        lanes.setdefault(model.server, []).append(model)
    return lanes


def slots_for(row: Model | None, model: PlannedModel, options: Options) -> int:
    """As many as the server says; fewer where the person wants that; theirs where it does not say; else one."""
    told = None if row is None else row.slots
    given = model.slots or options.slots
    return min(told, given) if told and given else told or given or 1


def _is_to_retry(attempt: Attempt) -> bool:
    failed = attempt.reply is not None and attempt.reply.outcome is Outcome.SERVER_ERROR
    return failed or (attempt.judgement is not None and attempt.judgement.verdict is Verdict.IE)


def _reason(tally: Tally, state: CellState, loaded: Loaded) -> str:
    suspicion = tally.suspicion
    line = _("{censored} of {seen} answers brought no whole program (TRUNCATED, EMPTY or LOOPED)").format(
        censored=suspicion.censored, seen=suspicion.seen
    )
    if state is CellState.BROKEN:
        return line + ". " + _("Try another build of the model; --no-stop asks it all the same.")
    mend = ""
    if loaded.row is not None:
        mend = how_to_raise(loaded.row, tally.cell.model.longest_tokens + 4096)
    return (
        line
        + ", "
        + _("{count} of them at the end of the loaded context.").format(count=suspicion.at_edge)
        + " "
        + mend
    )
