"""A batch's bookkeeping: attempts in the log, counts for each cell, and what went wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from gettext import gettext as _

from judge.attempt import Attempt, JobKey, Source
from judge.effort import Effort
from judge.errors import KeyTaken, RowRefused
from judge.log.log import Log
from judge.log.server_records import AttestationRecord
from problems.errors import ProblemError
from problems.problem import Problem
from solver.attempt import Answered, Solved
from solver.batch import blocks
from solver.batch.early_stop import CellState
from solver.batch.lane import PendingQuestion
from solver.batch.missing import AttemptHistory, SettledAttempt, Task, tasks_of
from solver.batch.plan import Cell, Plan, PlannedModel
from solver.batch.selection import Candidate
from solver.batch.switching import Loaded
from solver.batch.tally import Tally
from solver.errors import SolverError
from solver.models.servers import context_size_advice
from solver.models.wire.exchange import ErrorKind
from solver.prepare import seen_model
from solver.view.language import sentences

_MOST_FAILURES = 5  # reasons shown


@dataclass(slots=True)
class Failure:
    """Questions that failed for one reason, so that the next run asks them again."""

    server: str | None  # None: the answer came, but could not be judged
    model: str  # our label
    why: str  # the server's or the sandbox's own words
    is_refusal: bool  # of what was asked: the same question will be refused again
    count: int = 0


@dataclass(slots=True)
class Summary:
    """How the run ended."""

    tallies: list[Tally]
    written: int = 0
    refused: list[tuple[str, ProblemError]] = field(default_factory=list)  # problems that could not be fetched
    errors: list[SolverError] = field(default_factory=list)  # servers and models that could not be asked
    failures: dict[tuple[str | None, str, str], Failure] = field(default_factory=dict)  # by server, model and reason
    interrupted: bool = False
    bugs: list[Exception] = field(default_factory=list)

    @property
    def commonest_failures(self) -> list[Failure]:
        return sorted(self.failures.values(), key=lambda failure: -failure.count)[:_MOST_FAILURES]

    @property
    def missing(self) -> int:
        """Answers that a further run would ask for."""
        return sum(tally.left + tally.failed for tally in self.tallies)


def count_history(
    plan: Plan, candidates: Sequence[Candidate], log: Log, stop_broken: bool = True
) -> tuple[AttemptHistory, dict[tuple[str, str, str], Tally]]:
    """The settled attempts, and each cell's counts, suspicion and state."""
    names = [model.name for model in plan.models]
    past = AttemptHistory(log.attempts.grades(Source.BATCH, names))
    ids = {candidate.id for candidate in candidates}
    easy = blocks.easier_half(candidates)
    tallies = {cell.id: Tally(cell, len(ids) * cell.model.repeats) for cell in plan.cells}
    for grade in log.attempts.grades(Source.BATCH, names):
        tally = tallies.get((grade.key.label, grade.key.effort.value, grade.key.language))
        if tally is not None and grade.key.problem not in ids:
            tally.count_other(grade)
        if tally is None or grade.key.problem not in ids or grade.key.repeat >= tally.cell.model.repeats:
            continue
        job = tally.cell.job(grade.key.repeat)
        if job.statement_lang not in (None, grade.key.statement_lang):
            continue
        standing = past.settled(replace(grade.key, settings=job.settings.canonical()))
        stands = standing is not None and standing.key == grade.key
        tally.count_past(grade, easy=grade.key.problem in easy, stands=stands)
    if stop_broken:
        for cell_id, (state, reason) in log.models.cell_states().items():
            if cell_id in tallies and state == CellState.BROKEN:
                tallies[cell_id].state, tallies[cell_id].reason = CellState.BROKEN, reason
    return past, tallies


def stored(log: Log, attempt: Attempt, run: int, solved: Solved) -> Attempt:
    """Write an attempt to the log with its run, its prompt and the statement's hash."""
    return log.attempts.write(attempt, run=run, prompt=solved.prompt_json(), statement_sha256=solved.statement_sha256)


@dataclass(frozen=True, slots=True)
class Writing:
    """Where a batch's attempts go."""

    log: Log
    run: int
    clock: Callable[[], datetime]
    write: Callable[[Log, Attempt, int, Solved], Attempt] = stored
    remember: Callable[[Problem], None] = lambda _problem: None  # called once per problem, after its first attempt


class Records:
    """The log side of a batch. Used only by the coordinator's thread."""

    def __init__(
        self,
        plan: Plan,
        candidates: Sequence[Candidate],
        writing: Writing,
        stop_broken: bool,
        tell: Callable[[str], None],
    ) -> None:
        self._plan, self._candidates, self._writing, self._tell = plan, candidates, writing, tell
        self._stop_broken = stop_broken
        self._easy = blocks.easier_half(candidates)
        self._remembered: set[str] = set()
        # Whether the effort is honoured, by server, model and dialect; dialect None: by the finding that counts.
        self._honoured: dict[tuple[str | None, str, str | None], bool | None] = {}
        self.past, self.tallies = count_history(plan, candidates, writing.log, stop_broken)
        self.summary = Summary(list(self.tallies.values()))
        if stop_broken:
            self._forget_small_contexts()

    # --- what is missing ---------------------------------------------------------------------------------------------

    def is_open(self, task: Task) -> bool:
        """Whether the task is missing and its cell not given up."""
        return self.tallies[task.cell.id].state is None and self.past.is_missing(task)

    def task_of(self, key: JobKey) -> Task | None:
        """The task that an attempt belongs to; None if the plan has no such task."""
        tally = self.tallies.get((key.label, key.effort.value, key.language))
        candidate = next((one for one in self._candidates if one.id == key.problem), None)
        if tally is None or candidate is None or key.repeat >= tally.cell.model.repeats:
            return None
        return Task(tally.cell, candidate, key.repeat)

    def is_needed(self, candidate: Candidate) -> bool:
        """Whether any question about the problem still has to be asked."""
        cells = [tally.cell for tally in self.tallies.values() if tally.state is None]
        return any(self.past.is_missing(task) for task in tasks_of(cells, [candidate]))

    # --- attempts ----------------------------------------------------------------------------------------------------

    def store(self, solved: Solved, item: PendingQuestion, problem: Problem) -> Attempt | None:
        """Log and count a finished attempt; None if the log already has one under its key, or cannot hold it."""
        attempt = solved.attempt
        key, reply = attempt.key, attempt.reply
        assert key is not None
        assert reply is not None
        cell = item.task.cell
        server, model = reply.server, cell.model.model
        # An attempt may have been asked before the finding and arrive after it.
        honoured = self._honoured.get((server, model, reply.dialect), self._honoured.get((server, model, None)))
        if key.effort is not Effort.DEFAULT and reply.effort_honoured is None and honoured is not None:
            attempt = replace(attempt, reply=replace(reply, effort_honoured=honoured))
        writing = self._writing
        try:
            written = writing.write(writing.log, attempt, writing.run, solved)
        except (KeyTaken, RowRefused) as error:
            self._tell(str(error))
            return None
        self.summary.written += 1
        if problem.id not in self._remembered:
            self._remembered.add(problem.id)
            writing.remember(problem)
        if not written.needs_retry:
            verdict = None if written.judgement is None else written.judgement.verdict
            self.past.add(SettledAttempt(key, reply.outcome, verdict))
        self.tallies[cell.id].count(written)
        return written

    def give_up_if_broken(self, item: PendingQuestion, answered: Answered, loaded: Loaded) -> bool:
        """Update the cell's health from the answer; returns whether the cell is given up now."""
        tally, row = self.tallies[item.task.cell.id], loaded.row
        easy = item.task.candidate.id in self._easy
        tally.update_health(answered, easy=easy, context_tokens=None if row is None else row.loaded_context_tokens)
        state = tally.suspicion.state
        if state is None or tally.state is not None or not self._stop_broken:
            return False
        tally.state, tally.reason = state, _reason(tally, state, loaded)
        self._writing.log.models.set_cell_state(tally.cell.id, state.value, tally.reason, self._writing.clock())
        self._tell(
            _("{model} at effort {effort}, {language}: {state}. {reason}").format(
                model=tally.cell.model.name,
                effort=tally.cell.effort.value,
                language=tally.cell.language,
                state=state.value,
                reason=tally.reason,
            )
        )
        return True

    def _forget_small_contexts(self) -> None:
        """Retry cells whose context was too small: it may have been raised since."""
        log = self._writing.log
        for cell_id, (state, _why) in log.models.cell_states().items():
            if cell_id in self.tallies and state == CellState.CONTEXT_TOO_SMALL:
                log.models.set_cell_state(cell_id, None, "", self._writing.clock())

    # --- models ------------------------------------------------------------------------------------------------------

    def record_model(self, model: PlannedModel, loaded: Loaded) -> str | None:
        """Log what the server reports about the model; returns the dialect in which its effort is known to work."""
        seen = seen_model(model.name, model.model, model.server, loaded.server_build, loaded.row)
        self._writing.log.models.record_model(seen, self._writing.clock(), self._writing.run)
        known = self.attestation(model, loaded)
        self._honoured[model.server, model.model, None] = None if known is None else known.honoured
        return known.dialect if known is not None and known.honoured else None

    def store_attestation(self, model: PlannedModel, findings: Sequence[AttestationRecord]) -> None:
        """Log what was found in each dialect, with the finding that counts last. New attempts are marked with it."""
        for one in findings:
            self._writing.log.models.keep_attestation(one, self._writing.clock())
            self._honoured[model.server, model.model, one.dialect] = one.honoured
        self._honoured[model.server, model.model, None] = findings[-1].honoured

    def attestation(self, model: PlannedModel, loaded: Loaded) -> AttestationRecord | None:
        """What the log knows about the effort of this model on this build of its server."""
        return self._writing.log.models.attestation(model.model, model.server, loaded.server_build or "")

    # --- what went wrong ---------------------------------------------------------------------------------------------

    def error(self, error: SolverError) -> None:
        """Report a server or model that cannot be asked."""
        self.summary.errors.append(error)
        self._tell(_("Error: {error}").format(error=error))

    def bug(self, bug: Exception) -> None:
        """Report a bug that cost one attempt; it is raised once the rest is done."""
        self.summary.bugs.append(bug)
        self._tell(_("A bug in kyoso cost one attempt ({bug}); the batch continues.").format(bug=repr(bug)))

    def no_page(self, task: str, error: ProblemError) -> None:
        """Report a problem that cannot be fetched, and skip its questions."""
        self.summary.refused.append((task, error))
        self._tell(_("Error: {error}").format(error=f"{task}: {error}"))
        candidate = next(one for one in self._candidates if one.id == task)
        for cell in self._plan.cells:
            missing = (self.past.is_missing(one) for one in tasks_of([cell], [candidate]))
            self.tallies[cell.id].skipped += sum(missing)

    def failed(self, server: str | None, cell: Cell, why: str, error: ErrorKind | None = None) -> None:
        """Remember why a question of this run has no judged answer."""
        key = server, cell.model.name, why
        failure = Failure(*key, is_refusal=error is ErrorKind.BAD_REQUEST)
        self.summary.failures.setdefault(key, failure).count += 1

    def not_answered(self, server: str, cell: Cell, why: str) -> None:
        """Count an answer that was lost too often; the next run asks again."""
        self.tallies[cell.id].failed += 1
        self.failed(server, cell, why)

    def not_judged(self, cell: Cell, error: Exception) -> None:
        """Report an answer that could not be judged (a cluster worker without a sandbox); the next run asks again."""
        self.tallies[cell.id].failed += 1
        self.failed(None, cell, str(error))
        self._tell(_("Error: {error}").format(error=error))


def _reason(tally: Tally, state: CellState, loaded: Loaded) -> str:
    suspicion = tally.suspicion
    line = _("{censored} of {seen} answers brought no whole program (TRUNCATED, EMPTY or LOOPED)").format(
        censored=suspicion.censored, seen=suspicion.seen
    )
    if state is CellState.BROKEN:
        return sentences(
            _("{text}.").format(text=line), _("Try another build of the model, or continue with --no-stop.")
        )
    advice = "" if loaded.row is None else context_size_advice(loaded.row, tally.cell.model.longest_tokens + 4096)
    message = _("{text}, {count} of them at the end of the loaded context.")
    limited = message.format(text=line, count=suspicion.context_limited)
    return sentences(limited, advice)
