"""Chooses, block by block, what a deciding batch asks, from what the log holds so far.

A block is chosen from the answers to all blocks except the one before it, so the next is ready while that one is being
answered and no slot waits. Each block is logged before any of it is asked and is chosen only from settled results,
generated tests included, so a run that was killed resumes with the questions it would have asked.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil, log2
from typing import Any

import numpy as np

from judge.attempt import Source
from judge.judgement import Verdict
from judge.log.choices import ChoicePlan, ChosenBlock
from judge.log.grades import Grade
from judge.log.log import Log
from solver.batch import blocks
from solver.batch.choosing import block_size, next_block, open_pairs
from solver.batch.costs import Spent, expected_seconds
from solver.batch.lane import ServerLane, slots_at
from solver.batch.missing import AttemptHistory, Task, tasks_of
from solver.batch.plan import Plan
from solver.batch.selection import Candidate
from solver.batch.tally import Tally, answer_range_s
from solver.report.statistics.adaptive import PairComparison, Results
from solver.report.statistics.decide import Decide
from solver.report.statistics.rating import unclipped

_USUAL_LOAD_S = 20.0  # per model, before any has been loaded
_MOST_PROBLEMS = 96  # per block


@dataclass(frozen=True, slots=True)
class _Earned:
    """A settled answer."""

    row: int  # index of its cell
    place: int  # index of its problem
    right: float  # the mean over repeats
    spent: Spent | None  # None: its tokens are not known


class Choice:
    """The blocks of one plan. Used only by the coordinator's thread."""

    def __init__(
        self, plan: Plan, decide: Decide, candidates: Sequence[Candidate], log: Log, tallies: "list[Tally]"
    ) -> None:
        self._decide, self._seed, self._log = decide, plan.seed or 0, log
        self._cells = {cell.name: cell for cell in plan.cells}
        self._candidates = {candidate.id: candidate for candidate in sorted(candidates, key=lambda one: one.id)}
        self._place = {task: number for number, task in enumerate(self._candidates)}
        self._tallies = {tally.cell.id: tally for tally in tallies}
        for tally in tallies:
            tally.chosen = 0
        terms = {"between": decide.between, "error": decide.error, "smallest": decide.smallest, "seed": self._seed}
        self._number, kept, chosen = log.choices.begin(
            ChoicePlan(
                cells=tuple((name, *cell.id) for name, cell in self._cells.items()),
                problems=tuple(self._candidates),
                terms=json.dumps(terms, sort_keys=True),
                difficulties=tuple(unclipped(one.hardness) for one in self._candidates.values()),
            )
        )
        self._difficulty = np.array(kept.difficulties)
        self.rounds: list[tuple[Candidate, ...]] = []  # the lanes read it
        self._blocks: list[ChosenBlock] = []
        self._block_of: dict[str, int] = {}
        self._earned: list[tuple[_Earned, ...]] = []  # one tuple per settled block
        self._shown: Results | None = None  # cached for the status until more is settled
        # From other nights, on problems outside this plan: these do not change when this night is interrupted.
        self._earlier = [
            Spent(row, difficulty, tokens, speed)
            for row, cell in enumerate(plan.cells)
            for problem, difficulty, tokens, speed in log.attempts.spent(Source.BATCH, cell.model.name, cell.effort)
            if problem not in self._place
        ]
        self.is_over = False
        for block in chosen:
            self._take(block)

    def extend(
        self,
        is_open: Callable[[Task], bool],
        is_stressed: Callable[[str], bool],
        *,
        idle: bool,
        lanes: Sequence[ServerLane] = (),
    ) -> bool:
        """Choose the next block once the block before the last is settled; returns whether there is a new one.

        is_stressed: whether a problem has no generated tests left to run. idle: nothing is in progress anywhere, so
        answers still missing will not come in this run.
        """
        if self.is_over:
            return False
        for wanted in (max(0, len(self._blocks) - 1), len(self._blocks)):
            if not self._settle(wanted, is_open, is_stressed, idle=idle):
                return False
            results = self._results(self._earned[:wanted])
            seconds = self._seconds(results, wanted)
            problems, cells = next_block(results, seconds, self._seed, self._size(results, seconds, lanes))
            if problems:
                names = list(self._candidates)
                block = ChosenBlock(tuple(names[place] for place in problems), tuple(sorted(cells)))
                self._log.choices.add(self._number, len(self._blocks), block)
                self._take(block)
                return True
        self.is_over = True
        return False

    def has_chosen(self, candidate: Candidate) -> bool:
        return candidate.id in self._block_of

    def is_asked(self, task: Task) -> bool:
        """Whether the task's problem was chosen for its cell."""
        block = self._block_of.get(task.candidate.id)
        return block is not None and task.cell.name in self._blocks[block].cells

    def status(
        self, lanes: Sequence[ServerLane] = (), tests_s: Callable[[float], float | None] = lambda _answers: 0.0
    ) -> dict[str, Any]:
        """For `batch status` and programs: comparisons, estimated rates over the plan, and the seconds left.

        tests_s: the seconds that generated tests take, with those of so many more answers; None: not known yet.
        """
        if self._shown is None or self.is_over:
            self._shown = self._everything() if self.is_over else self._results(self._earned)
        results = self._shown
        return {
            "comparisons": [_shown_comparison(one) for one in results.comparisons],
            "rates": {
                name: {
                    "ac_rate": round(rate.value, 4),
                    "low": round(rate.interval.low, 4),
                    "high": round(rate.interval.high, 4),
                }
                for name, rate in zip(results.cells, results.rates, strict=True)
            },
            "left_s": self._left_s(results, lanes, tests_s),
        }

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _take(self, block: ChosenBlock) -> None:
        chosen = tuple(self._candidates[task] for task in block.problems)
        self._block_of |= {task: len(self._blocks) for task in block.problems}
        self._blocks.append(block)
        self.rounds.append(chosen)
        for name in block.cells:
            cell = self._cells[name]
            tally = self._tallies[cell.id]
            tally.chosen = (tally.chosen or 0) + len(chosen) * cell.model.repeats

    def _settle(
        self, wanted: int, is_open: Callable[[Task], bool], is_stressed: Callable[[str], bool], *, idle: bool
    ) -> bool:
        """Settle the first `wanted` blocks; returns whether all their results are known."""
        while len(self._earned) < wanted:
            number = len(self._earned)
            if not idle and any(map(is_open, self._tasks(number))):
                return False
            if not all(map(is_stressed, self._blocks[number].problems)):
                return False
            self._earned.append(self._of_block(number))
            self._shown = None
        return True

    def _tasks(self, number: int) -> list[Task]:
        return tasks_of([self._cells[name] for name in self._blocks[number].cells], self.rounds[number])

    def _of_block(self, number: int) -> tuple[_Earned, ...]:
        """The block's settled answers. One is right if it passes the samples and no generated test refutes it."""
        labels = sorted({cell.model.name for cell in self._cells.values()})
        grades = {
            grade.key: grade for grade in self._log.attempts.grades(Source.BATCH, labels, self._blocks[number].problems)
        }
        past, names = AttemptHistory(grades.values()), list(self._cells)
        found: dict[tuple[int, int], list[Grade]] = {}
        for task in self._tasks(number):
            settled = past.first_answer(task)
            if settled is not None:
                at = names.index(task.cell.name), self._place[task.candidate.id]
                found.setdefault(at, []).append(grades[settled.key])
        return tuple(self._earned_by(*at, of) for at, of in found.items())

    def _earned_by(self, row: int, place: int, repeats: Sequence[Grade]) -> _Earned:
        rights = [one.verdict is Verdict.AC and one.likely in (None, Verdict.AC) for one in repeats]
        tokens, speed = repeats[-1].completion_tokens, repeats[-1].tokens_per_s
        spent = None if tokens is None else Spent(row, float(self._difficulty[place]), tokens, speed)
        return _Earned(row, place, sum(rights) / len(rights), spent)

    def _everything(self) -> Results:
        later = [self._of_block(number) for number in range(len(self._earned), len(self._blocks))]
        return self._results([*self._earned, *later])

    def _results(self, earned: Sequence[tuple[_Earned, ...]]) -> Results:
        """The results of these blocks; later blocks count as chosen but not as answered."""
        solved = np.full((len(self._cells), len(self._candidates)), np.nan)
        for one in chain.from_iterable(earned):
            solved[one.row, one.place] = one.right
        order = tuple(self._place[task] for block in self._blocks for task in block.problems)
        return Results(tuple(self._cells), tuple(self._place), self._difficulty, solved, order, self._decide)

    # --- time --------------------------------------------------------------------------------------------------------

    def _seconds(self, results: Results, settled: int) -> np.ndarray:
        """Expected seconds of an answer, cells × problems."""
        own = [one.spent for one in chain.from_iterable(self._earned[:settled]) if one.spent is not None]
        efforts = [cell.effort for cell in self._cells.values()]
        return expected_seconds(efforts, results.difficulty, [*self._earlier, *own])

    def _size(self, results: Results, seconds: np.ndarray, lanes: Sequence[ServerLane]) -> int:
        """Problems in the next block: enough to keep loading models within its share of the time."""
        open_ = sorted({cell for pair in open_pairs(results) for cell in pair})
        size = block_size(results, self._decide.block)
        cells = list(self._cells.values())
        for server in {cells[number].model.server for number in open_}:
            of_server = [number for number in open_ if cells[number].model.server == server]
            models = {cells[number].model.name for number in of_server}
            if len(models) > 1:
                asking_s = float(seconds[of_server].mean(axis=1).sum()) / slots_at(server, lanes)
                loading_s = sum(_load_s(name, server, lanes) for name in models)
                size = max(size, ceil(loading_s * (1 - blocks.LOADING_SHARE) / blocks.LOADING_SHARE / asking_s))
        return min(size, max(_MOST_PROBLEMS, self._decide.block))

    def _left_s(
        self, results: Results, lanes: Sequence[ServerLane], tests_s: Callable[[float], float | None]
    ) -> tuple[int, int] | None:
        """Range of seconds until every open comparison is decided or the plan runs out.

        None if nothing is open, or if the time of an answer or of its tests has not been measured: the tokens usual for
        an effort choose problems well enough, but would be wrong about the time by a factor of hundreds. Answers that
        came after the results count as done.
        """
        left = [one.problems_left for one in results.comparisons if one.problems_left is not None]
        if not left:
            return None
        ends = np.max(left, axis=0)
        cells = list(self._cells.values())
        at_server: dict[str, np.ndarray] = {}
        answers = np.zeros(2)
        for number in sorted({cell for pair in open_pairs(results) for cell in pair}):
            unseen, model = np.isnan(results.solved[number]), cells[number].model
            tally = self._tallies[cells[number].id]
            answered = min(tally.done, tally.chosen or 0) // model.repeats - int((~unseen).sum())
            missing = np.clip(np.minimum(ends, unseen.sum()) - answered, 0, None) * model.repeats
            answer_s = answer_range_s(tally, self._tallies.values())
            if answer_s is None:
                return None
            needed_s = missing * np.array(answer_s) / slots_at(model.server, lanes)
            at_server[model.server] = at_server.get(model.server, np.zeros(2)) + needed_s
            answers += missing
        low, high = np.max(list(at_server.values()), axis=0)
        tests_low, tests_high = map(tests_s, answers)
        if tests_low is None or tests_high is None:
            return None
        return round(max(low, tests_low)), round(max(high, tests_high))


def _load_s(model: str, server: str, lanes: Sequence[ServerLane]) -> float:
    """Seconds to load the model, rounded up to a power of two: loading takes a little more or less each time."""
    known: Mapping[str, float] = next((lane.load_s for lane in lanes if lane.server == server), {})
    seconds = known.get(model) or (sum(known.values()) / len(known) if known else _USUAL_LOAD_S)
    return float(2.0 ** ceil(log2(max(seconds, 0.1))))


def _shown_comparison(one: PairComparison) -> dict[str, Any]:
    return {
        "first": one.first,
        "second": one.second,
        "state": one.state.value,
        "only_first": one.only_first,
        "only_second": one.only_second,
        "problems": one.problems,
        "p": round(one.p, 5),
        "difference": round(one.difference.value, 4),
        "difference_low": round(one.difference.interval.low, 4),
        "difference_high": round(one.difference.interval.high, 4),
        "problems_left": one.problems_left,
    }
