"""Figures over a plan's whole problem set, for rows whose problems a batch chose by earlier results.

The log has what the batch chose from, and in which order (judge.log.choices); with the answers, that reproduces what
solver.report.statistics.adaptive said when the batch stopped.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from judge.log.choices import ChoicePlan, choice_plan_of, chosen_block_of
from solver.report.statistics.decide import Decide
from solver.report.statistics.proportions import Rate, rate_around

if TYPE_CHECKING:
    from solver.report.statistics.adaptive import Results


@dataclass(frozen=True, slots=True)
class DecidingPlan:
    """A plan of a batch that decides, and the problems that it chose, in order."""

    plan: ChoicePlan
    order: tuple[str, ...]

    @property
    def terms(self) -> Decide:
        terms = json.loads(self.plan.terms)
        return Decide(error=terms["error"], smallest=terms["smallest"])

    def holds(self, label: str, effort: str, language: str) -> bool:
        return any(cell[1:] == (label, effort, language) for cell in self.plan.cells)

    def over_plan(self, problems: Sequence[str], won: np.ndarray, tried: np.ndarray) -> np.ndarray:
        """Shares by the plan's problems, nan if nothing was tried, from counts by the report's problems."""
        place = {task: number for number, task in enumerate(problems)}
        at = np.array([place.get(task, -1) for task in self.plan.problems])
        asked = (at >= 0) & (tried[at] > 0)
        return np.where(asked, won[at] / np.maximum(1, tried[at]), np.nan)

    def rate(self, problems: Sequence[str], won: np.ndarray, tried: np.ndarray, doubt: float = 0.0) -> Rate:
        """The rate over the whole plan; `doubt`: the half-width of a further interval, combined with the plan's own."""
        from solver.report.statistics.adaptive import plan_rate

        found = plan_rate(self.over_plan(problems, won, tried), np.array(self.plan.difficulties))
        return rate_around(found.value, float(np.hypot(found.interval.half, doubt)))

    def results(self, cells: Sequence[str], solved: np.ndarray) -> "Results":
        """The results of these cells, as the batch sees them."""
        from solver.report.statistics.adaptive import Results

        place = {task: number for number, task in enumerate(self.plan.problems)}
        order = tuple(place[task] for task in self.order)
        return Results(tuple(cells), self.plan.problems, np.array(self.plan.difficulties), solved, order, self.terms)


def read_chosen(db: sqlite3.Connection) -> tuple[DecidingPlan, ...]:
    """Every plan from which problems were chosen, newest first."""
    cursor = db.cursor()
    cursor.row_factory = sqlite3.Row
    plans = []
    for row in cursor.execute("SELECT * FROM choice_plans ORDER BY id DESC").fetchall():
        found = cursor.execute("SELECT * FROM choice_blocks WHERE plan = ? ORDER BY number", [row["id"]])
        order = tuple(task for each in found for task in chosen_block_of(dict(each)).problems)
        if order:
            plans.append(DecidingPlan(choice_plan_of(dict(row)), order))
    return tuple(plans)
