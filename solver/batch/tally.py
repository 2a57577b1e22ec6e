"""Each cell's counts while a batch runs: what progress and status show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from judge.attempt import CENSORED, Attempt, Outcome, needs_retry
from judge.effort import Effort
from judge.judgement import Verdict
from judge.log.grades import Grade
from solver.attempt import Answered
from solver.batch.early_stop import CellState, Suspicion, hit_context_limit
from solver.batch.plan import Cell, settings_for
from solver.models.wire.exchange import Exchange

LEAST_MEASURED = 3  # answers before a time is estimated
# Tokens of an answer to an easy problem, where nothing is known yet. Efforts not listed count as medium.
_USUAL_TOKENS = {"off": 500, "minimal": 700, "low": 1_000, "high": 6_000, "xhigh": 9_000, "max": 12_000}
_MEDIUM_TOKENS = 2_500
_OTHER_PROBLEMS, _OTHER_CELLS = 1.5, 3.0  # factors by which the mean may be off if these are all that is known


def usual_tokens(effort: Effort) -> int:
    """How many tokens an answer takes where nothing is known yet."""
    return _USUAL_TOKENS.get(effort.value, _MEDIUM_TOKENS)


def time_left(tallies: Sequence["Tally"], slots: Mapping[str, int]) -> tuple[float, float] | None:
    """Seconds until the slowest server is done, given each model's slots: a range, without width once all is measured.

    A cell without enough answers takes as long as on other problems, else as the cells that have them, by the tokens
    usual at its effort. None while nothing is known.
    """
    of_server: dict[str, tuple[float, float]] = {}
    for tally in tallies:
        if not tally.left:
            continue
        low, high = answer_range_s(tally, tallies) or (None, None)
        if low is None or high is None:
            return None
        server, answers = tally.cell.model.server, tally.left / slots[tally.cell.model.name]
        so_far = of_server.get(server, (0.0, 0.0))
        of_server[server] = so_far[0] + low * answers, so_far[1] + high * answers
    lows, highs = zip(*of_server.values(), strict=True) if of_server else ((0.0,), (0.0,))
    return max(lows), max(highs)


def answer_range_s(tally: "Tally", tallies: Iterable["Tally"]) -> tuple[float, float] | None:
    """Seconds of an answer, as a range, by those of all the plan's cells; None if nothing is known."""
    if tally.mean_s is not None:
        return tally.mean_s, tally.mean_s
    if tally.usual_s is not None:
        return tally.usual_s / _OTHER_PROBLEMS, tally.usual_s * _OTHER_PROBLEMS
    known = [one for one in tallies if one.usual_s is not None]
    alike = [one for one in known if one.cell.model == tally.cell.model] or known
    if not alike:
        return None
    of_token = fmean((one.usual_s or 0.0) / usual_tokens(one.cell.effort) for one in alike)
    usual = of_token * usual_tokens(tally.cell.effort)
    return usual / _OTHER_CELLS, usual * _OTHER_CELLS


@dataclass(slots=True)
class Tally:
    """One cell's counts. Repair rounds are counted only in the times and rates."""

    cell: Cell
    total: int  # answers that the plan may ask for
    chosen: int | None = None  # of them in the blocks chosen so far; None: the batch does not decide and asks for all
    done: int = 0
    ac: int = 0
    censored: int = 0
    failed: int = 0  # SERVER_ERROR or IE: the next run tries them again
    skipped: int = 0  # its problem cannot be fetched
    answers: int = 0
    answer_s: float = 0.0  # summed over the answers
    others: int = 0  # answers to problems that are not in the plan
    other_s: float = 0.0  # summed over them
    rates: int = 0
    rate_sum: float = 0.0  # tokens/s, summed over the rates
    suspicion: Suspicion = field(default_factory=Suspicion)
    state: CellState | None = None
    reason: str = ""

    def update_health(self, answered: Answered, *, easy: bool, context_tokens: int | None) -> None:
        """Update the model's health from the answer at once, without waiting for the judge."""
        if answered.question.round:
            return
        limited = self._hit_context_limit(answered.outcome, answered.exchange, context_tokens)
        self.suspicion = self.suspicion.after(answered.outcome, easy, limited)

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
        # A context that was too small may have been raised since.
        if not self._hit_context_limit(grade.outcome, grade, None):
            self.suspicion = self.suspicion.after(grade.outcome, easy)

    def count_other(self, grade: Grade) -> None:
        """Count the time of an earlier answer to a problem that is not in the plan."""
        if grade.seconds is not None:
            self.others += 1
            self.other_s += grade.seconds

    @property
    def left(self) -> int:
        """Answers that this run may still ask for."""
        wanted = self.total if self.chosen is None else self.chosen
        return 0 if self.state is not None else max(0, wanted - self.done - self.failed - self.skipped)

    @property
    def mean_s(self) -> float | None:
        """Mean seconds of an answer; None until there are enough."""
        return self.answer_s / self.answers if self.answers >= LEAST_MEASURED else None

    @property
    def usual_s(self) -> float | None:
        """Mean seconds of an answer, of those to other problems if there are not enough; None if unknown."""
        if self.mean_s is None and self.others >= LEAST_MEASURED:
            return self.other_s / self.others
        return self.mean_s

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
            name: getattr(self, name)
            for name in ("total", "chosen", "done", "ac", "censored", "failed", "skipped", "left")
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

    def _hit_context_limit(self, outcome: Outcome, said: Exchange | Grade, context_tokens: int | None) -> bool:
        max_tokens = settings_for(self.cell.model, self.cell.effort).max_tokens
        return hit_context_limit(
            outcome, said.finish, said.prompt_tokens, said.completion_tokens, max_tokens, context_tokens
        )

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
