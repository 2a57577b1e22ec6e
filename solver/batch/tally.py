"""Each cell's counts while a batch runs: what progress and status show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from judge.attempt import CENSORED, Attempt, Outcome, needs_retry
from judge.judgement import Verdict
from judge.log.grades import Grade
from solver.attempt import Answered
from solver.batch.early_stop import CellState, HealthSign, Suspicion, hit_context_limit
from solver.batch.plan import Cell, settings_for

LEAST_MEASURED = 3  # answers before a time is estimated


def time_left(tallies: Sequence["Tally"], slots: Mapping[str, int]) -> float | None:
    """Seconds until the slowest server is done, given each model's slots; None while a cell is not measured."""
    of_server: dict[str, float] = {}
    for tally in tallies:
        left_s = tally.left_s(slots[tally.cell.model.name])
        if left_s is None:
            return None
        server = tally.cell.model.server
        of_server[server] = of_server.get(server, 0.0) + left_s
    return max(of_server.values(), default=0.0)


@dataclass(slots=True)
class Tally:
    """One cell's counts. Repair rounds are counted only in the times and rates."""

    cell: Cell
    total: int
    done: int = 0
    ac: int = 0
    censored: int = 0
    failed: int = 0  # SERVER_ERROR or IE: the next run tries them again
    skipped: int = 0  # its problem cannot be fetched
    answers: int = 0
    answer_s: float = 0.0  # summed over the answers
    rates: int = 0
    rate_sum: float = 0.0  # tokens/s, summed over the rates
    suspicion: Suspicion = field(default_factory=Suspicion)
    state: CellState | None = None
    reason: str = ""

    def update_health(self, answered: Answered, *, easy: bool, context_tokens: int | None) -> None:
        """Update the model's health from the answer at once, without waiting for the judge."""
        if answered.question.round:
            return
        exchange = answered.exchange
        context_limited = hit_context_limit(
            answered.outcome,
            exchange.finish,
            exchange.prompt_tokens,
            exchange.completion_tokens,
            settings_for(self.cell.model, self.cell.effort).max_tokens,
            context_tokens,
        )
        self.suspicion = self.suspicion.after(HealthSign(answered.outcome, easy, context_limited))

    def count(self, attempt: Attempt) -> None:
        assert attempt.key is not None
        assert attempt.reply is not None
        self._time(attempt.reply.seconds, attempt.reply.tokens_per_s)
        if not attempt.key.round:
            self._sort(attempt.reply.outcome, None if attempt.judgement is None else attempt.judgement.verdict)

    def count_past(self, grade: Grade, *, easy: bool, stands: bool) -> None:
        """Count an attempt of an earlier run. stands: it settles a question of the plan, which is not asked again."""
        self._time(grade.seconds, grade.tokens_per_s)
        if grade.key.round or grade.needs_retry or not stands:
            return
        self._sort(grade.outcome, grade.verdict)
        context_limited = hit_context_limit(
            grade.outcome,
            grade.finish,
            grade.prompt_tokens,
            grade.completion_tokens,
            settings_for(self.cell.model, self.cell.effort).max_tokens,
            None,
        )
        if not context_limited:  # the context may have been raised since
            self.suspicion = self.suspicion.after(HealthSign(grade.outcome, easy))

    @property
    def left(self) -> int:
        """Answers that this run may still ask for."""
        return 0 if self.state is not None else max(0, self.total - self.done - self.failed - self.skipped)

    @property
    def mean_s(self) -> float | None:
        """Mean seconds of an answer; None until there are enough."""
        return self.answer_s / self.answers if self.answers >= LEAST_MEASURED else None

    @property
    def tokens_per_s(self) -> float | None:
        return self.rate_sum / self.rates if self.rates else None

    def left_s(self, slots: int) -> float | None:
        """Seconds until the cell is done at that many answers at a time; None if unknown."""
        mean_s = self.mean_s
        if not self.left:
            return 0.0
        return None if mean_s is None else self.left * mean_s / slots

    def row(self, slots: int) -> dict[str, Any]:
        """The cell's counts as JSON values."""
        model, effort, language = self.cell.id
        counts = {
            name: getattr(self, name) for name in ("total", "done", "ac", "censored", "failed", "skipped", "left")
        }
        rate, left_s = self.tokens_per_s, self.left_s(slots)
        return {
            "model": model,
            "effort": effort,
            "language": language,
            **counts,
            "tokens_per_s": None if rate is None else round(rate, 2),
            "left_s": None if left_s is None else round(left_s),
            "state": None if self.state is None else self.state.value,
            "reason": self.reason,
        }

    def _time(self, seconds: float | None, tokens_per_s: float | None) -> None:
        if seconds is not None:
            self.answers += 1
            self.answer_s += seconds
        if tokens_per_s is not None:
            self.rates += 1
            self.rate_sum += tokens_per_s

    def _sort(self, outcome: Outcome, verdict: Verdict | None) -> None:
        if needs_retry(outcome, verdict):
            self.failed += 1
            return
        self.done += 1
        self.ac += verdict is Verdict.AC
        self.censored += outcome in CENSORED
