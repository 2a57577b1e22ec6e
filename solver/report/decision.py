"""Decides which row to keep, what is certain about that, and what is not. The rules are in docs/report.md.

`solver.report.answer` puts it into words.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from judge.attempt import Outcome
from solver.report.grading.cells import CellName
from solver.report.grading.pairs import Pair
from solver.report.grading.summary import CellSummary
from solver.report.statistics.paired import Needed

LEVEL = 0.05  # rates closer than this are equally good, if nothing tells the rows apart
FASTER = 1.25  # times; less is no reason to choose
_ENOUGH = 0.25, 20  # a row is ranked from this share of the largest row's problems, or this many problems
_SAME = 0.9  # two rows are on the same problems if both did at least this share of those of either
_MORE_TOKENS = 2  # factor of the token budget that truncated answers get next


class Why(Enum):
    """Why a row is kept."""

    ONLY = auto()  # nothing else was run
    BEST = auto()  # none has a higher rate
    FASTER = auto()  # level with the best, and faster
    UNANSWERED = auto()  # none is: no answer has come


class Cause(Enum):
    """What cost answers that a model might have given."""

    TOKENS = auto()
    IGNORED = auto()  # the server ignored the effort, so there is no result
    STOPPED = auto()  # a batch stopped it: its build is broken, or its context too small
    NOTHING_CAME = auto()  # empty or endless answers
    NOT_JUDGED = auto()
    NOT_TESTED = auto()
    FAILED = auto()  # through our fault or the server's; the next run tries again


@dataclass(frozen=True, slots=True)
class Versus:
    """The row to keep compared with another one, on the problems that both did."""

    other: CellSummary
    only_keep: int
    only_other: int
    p: float | None  # None: no problem in common
    better: bool | None  # whether the row to keep is better; None: not told apart
    too_close: bool  # not told apart, but surely closer than matters to the batch that chose their problems
    needed: Needed | None
    problems: int
    shared: int  # problems that both did, those with an UNCHECKED answer too


@dataclass(frozen=True, slots=True)
class Cost:
    """What cost a row answers, and what would get them."""

    cause: Cause
    row: CellSummary
    count: int
    max_tokens: int | None = None  # to give next, for TOKENS
    seconds: float | None = None  # that this run would take


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision; `keep` is None if the rows cannot be told apart or ranked, `ahead` leads even if they cannot."""

    keep: CellSummary | None
    ahead: CellSummary | None
    why: Why
    against: tuple[Versus, ...]  # `ahead` against every other ranked row, the highest rate first
    smaller: CellSummary | None  # the best that takes less memory
    costs: tuple[Cost, ...]

    @property
    def certain(self) -> tuple[Versus, ...]:
        return tuple(one for one in self.against if one.better is not None)

    @property
    def level(self) -> tuple[Versus, ...]:
        """Those that are not told apart from `ahead`: open, or too close."""
        return tuple(one for one in self.against if one.better is None)

    @property
    def open(self) -> tuple[Versus, ...]:
        return tuple(one for one in self.level if not one.too_close)

    @property
    def too_close(self) -> tuple[Versus, ...]:
        return tuple(one for one in self.level if one.too_close)

    @property
    def is_leader_known(self) -> bool:
        """Whether anything says that `ahead` leads: a comparison, or rates on the same problems."""
        return self.keep is not None or all(map(self._is_on_same_problems, self.against))

    def _is_on_same_problems(self, one: Versus) -> bool:
        rows = self.ahead, one.other
        plans = {row.plan_problems for row in rows if row is not None}
        if None not in plans:  # estimates for the whole of a plan, whatever was asked
            return len(plans) == 1
        return one.shared >= _SAME * max(row.problems for row in rows if row is not None)


def ranked(rows: Sequence[CellSummary]) -> list[CellSummary]:
    """The rows by the share that the hidden tests would accept, highest first; rows without a result come last."""
    return sorted(rows, key=_rank)


def _rank(row: CellSummary) -> tuple[bool, float, float, float]:
    estimate = row.estimate.value if row.estimate else -1.0
    rate = row.right_rate.value if row.right_rate else -1.0
    return not _is_result(row), -estimate, -rate, row.seconds.median or 0.0


def _is_result(row: CellSummary) -> bool:
    return row.graded > 0 and row.name.honoured and row.stopped is None and row.censored < row.graded


def decide(rows: Sequence[CellSummary], pairs: Sequence[Pair]) -> Decision:
    most = max((row.problems for row in rows), default=0)
    enough = min(_ENOUGH[0] * most, _ENOUGH[1])
    # A batch that decides stops asking a row once it has lost, so few problems are no reason to leave it out.
    running = [row for row in ranked(rows) if _is_result(row) and (row.adaptive or row.problems >= enough)]
    costs = tuple(sorted(_costs(rows), key=lambda cost: (cost.cause.value, -cost.count)))
    if not running or not any(row.right or row.disputed for row in running):
        why = Why.BEST if any(row.graded for row in rows) else Why.UNANSWERED
        return Decision(None, None, why, (), None, costs)
    best = running[0]
    level = [best, *(row for row in running[1:] if _is_level(best, row, pairs))]
    ahead = min(level, key=lambda row: row.seconds.median or float("inf"))
    fast = ahead is not best and (best.seconds.median or 0) >= FASTER * (ahead.seconds.median or float("inf"))
    ahead = ahead if fast else best
    against = tuple(_versus(ahead, other, pairs) for other in running if other is not ahead)
    why = Why.ONLY if len(running) == 1 else Why.FASTER if fast else Why.BEST
    told = len(running) == 1 or any(one.better is not None for one in against)
    return Decision(ahead if told else None, ahead, why, against, _smaller(ahead, running), costs)


def pair_of(one: CellName, other: CellName, pairs: Sequence[Pair]) -> Pair | None:
    """The comparison of the two, in either order; None if there is none."""
    return next((pair for pair in pairs if {pair.first, pair.second} == {one, other}), None)


def _is_level(best: CellSummary, row: CellSummary, pairs: Sequence[Pair]) -> bool:
    pair = pair_of(best.name, row.name, pairs)
    told = pair is not None and pair.decided
    gap = best.estimate.value - row.estimate.value if best.estimate and row.estimate else 1.0
    return not told and gap <= LEVEL


def _versus(keep: CellSummary, other: CellSummary, pairs: Sequence[Pair]) -> Versus:
    pair = pair_of(keep.name, other.name, pairs)
    if pair is None or pair.result is None:
        return Versus(other, 0, 0, None, None, False, None, 0, 0 if pair is None else pair.left_out)
    only_keep, only_other, ahead = len(pair.only_first), len(pair.only_second), pair.result.difference.value
    if pair.first != keep.name:
        only_keep, only_other, ahead = only_other, only_keep, -ahead
    better = ahead > 0 if pair.decided else None
    p, close, problems = pair.p_corrected, pair.too_close, pair.problems
    return Versus(other, only_keep, only_other, p, better, close, pair.needed, problems, problems + pair.left_out)


def _smaller(keep: CellSummary, running: Sequence[CellSummary]) -> CellSummary | None:
    size = keep.size_bytes
    if size is None:
        return None
    return next((row for row in running if row.size_bytes is not None and row.size_bytes < 0.9 * size), None)


def _costs(rows: Sequence[CellSummary]) -> Iterator[Cost]:
    for row in rows:
        if not row.name.honoured:
            yield Cost(Cause.IGNORED, row, row.graded)
            continue
        if row.stopped is not None:
            yield Cost(Cause.STOPPED, row, row.censored)
            continue
        truncated = row.outcomes.get(Outcome.TRUNCATED, 0)
        if truncated:
            budget = _max_tokens(row)
            more = None if budget is None else _MORE_TOKENS * budget
            speed = row.tokens_per_s.median
            seconds = truncated * more / speed if more and speed else None
            yield Cost(Cause.TOKENS, row, truncated, more, seconds)
        if came := row.outcomes.get(Outcome.EMPTY, 0) + row.outcomes.get(Outcome.LOOPED, 0):
            yield Cost(Cause.NOTHING_CAME, row, came)
        if failed := row.server_errors + row.internal_errors:
            yield Cost(Cause.FAILED, row, failed)
        if row.not_judged:
            yield Cost(Cause.NOT_JUDGED, row, row.not_judged)
        if row.ac > row.tested:
            yield Cost(Cause.NOT_TESTED, row, row.ac - row.tested)


def _max_tokens(row: CellSummary) -> int | None:
    """The largest token budget that the row was asked with."""
    budgets = [json.loads(settings.settings or "{}").get("max_tokens") for settings in row.settings]
    return max((budget for budget in budgets if isinstance(budget, int)), default=None)
