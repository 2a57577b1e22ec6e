"""What a deciding batch asks, block by block, from what the log holds so far.

A block is chosen from the answers to all blocks but the one before it: while that one is being answered the next is
ready, so no slot waits, and a run that was killed goes through the same blocks again. Counted are verdicts on the
samples of first answers: they are settled at once and never change, where what is likely beyond them may.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from solver.batch.choosing import PairComparison, Results, comparisons, next_block, rates
from solver.batch.decide import Decide
from solver.batch.missing import Past, Task, tasks_of
from solver.batch.plan import Plan
from solver.batch.selection import Candidate
from solver.batch.tally import Tally

_EFFORT_COST = {"off": 0.5, "minimal": 0.7, "low": 1.0, "medium": 2.5, "high": 6.0, "xhigh": 9.0, "max": 12.0}
_OWN_SPEED = 2.5  # as medium: an effort that the model has no word for
_HARDER = 1_500.0  # AtCoder's scale: so much more difficult takes twice the time


class Choice:
    """The blocks of one plan. The coordinator alone touches it."""

    def __init__(self, plan: Plan, decide: Decide, candidates: Sequence[Candidate], past: Past, tallies: "list[Tally]"):
        self._decide, self._seed, self._past = decide, plan.seed or 0, past
        self._cells = {cell.name: cell for cell in plan.cells}
        self._candidates = sorted(candidates, key=lambda candidate: candidate.id)
        self._place = {candidate.id: number for number, candidate in enumerate(self._candidates)}
        self._tallies = {tally.cell.id: tally for tally in tallies}
        for tally in tallies:
            tally.total = 0  # grows with each block
        hard = [np.nan if c.difficulty is None else c.difficulty for c in self._candidates]
        self._difficulty = np.array(hard, dtype=float)
        factors = [_EFFORT_COST.get(cell.effort.value, _OWN_SPEED) for cell in self._cells.values()]
        self._seconds = np.outer(factors, 1 + np.nan_to_num(self._difficulty.clip(0)) / _HARDER)
        self.rounds: list[tuple[Candidate, ...]] = []  # the lanes read it
        self._asked: list[frozenset[str]] = []  # the cells that get each block
        self._block_of: dict[str, int] = {}
        self.is_over = False

    def extend(self, is_open: Callable[[Task], bool], *, idle: bool) -> bool:
        """Choose the next block, once the block before the last is answered; whether there is a new one.

        idle: nothing is under way anywhere, so what is missing now will not come in this run.
        """
        settled = len(self.rounds) - 1
        if self.is_over or (not idle and any(map(is_open, self._tasks(max(0, settled - 1), settled)))):
            return False
        chosen, cells = next_block(self._results(settled), self._seconds, self._seed)
        if not chosen:
            self.is_over = True
            return False
        block = tuple(self._candidates[place] for place in chosen)
        self._block_of |= {candidate.id: len(self.rounds) for candidate in block}
        self.rounds.append(block)
        self._asked.append(cells)
        for name in cells:
            self._tallies[self._cells[name].id].total += len(block) * self._cells[name].model.repeats
        return True

    def is_asked(self, task: Task) -> bool:
        """Whether the task's cell gets the block that its problem is in."""
        block = self._block_of.get(task.candidate.id)
        return block is not None and task.cell.name in self._asked[block]

    def found(self) -> tuple[PairComparison, ...]:
        """Every comparison, from all answers."""
        return comparisons(self._results(len(self.rounds)))

    def status(self) -> dict[str, Any]:
        """For `batch status` and programs: the comparisons, and each cell's rate over the whole plan, estimated."""
        results = self._results(len(self.rounds))
        return {
            "comparisons": [
                {
                    "first": one.first,
                    "second": one.second,
                    "state": one.state.value,
                    "only_first": one.only_first,
                    "only_second": one.only_second,
                    "problems": one.problems,
                    "p": round(one.p, 5),
                    "difference": round(one.difference, 4),
                    "problems_left": one.problems_left,
                }
                for one in comparisons(results)
            ],
            "rates": {
                name: {"ac_rate": round(rate, 4), "low": round(low, 4), "high": round(high, 4)}
                for name, (rate, low, high) in rates(results).items()
            },
        }

    def _tasks(self, begin: int, end: int) -> list[Task]:
        return [
            task
            for number in range(begin, end)
            for task in tasks_of([self._cells[name] for name in sorted(self._asked[number])], self.rounds[number])
        ]

    def _results(self, settled: int) -> Results:
        """What the first so many blocks came to. Later ones count as chosen, not as answered."""
        solved = np.full((len(self._cells), len(self._candidates)), np.nan)
        names = list(self._cells)
        for task in self._tasks(0, settled):
            earned = self._past.solved(task)
            if earned is not None:
                row, place = names.index(task.cell.name), self._place[task.candidate.id]
                before = 0.0 if task.repeat == 0 else solved[row, place]
                solved[row, place] = (before * task.repeat + earned) / (task.repeat + 1)  # the mean over repeats
        order = tuple(self._place[candidate.id] for block in self.rounds for candidate in block)
        return Results(tuple(names), tuple(self._place), self._difficulty, solved, order, self._decide)
