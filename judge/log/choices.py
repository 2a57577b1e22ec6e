"""What a deciding batch has chosen to ask: its plan's problems, and the blocks so far.

A chosen block stays: whatever becomes known later, the same night continues from it. Reports also need the problems
that were not asked, since their rates are for the whole plan.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from judge.log.database import Store
from judge.log.rows import Row, value_of


@dataclass(frozen=True, slots=True)
class ChosenBlock:
    """Problems to put to the same cells."""

    problems: tuple[str, ...]
    cells: tuple[str, ...]  # their names in the plan


@dataclass(frozen=True, slots=True)
class ChoicePlan:
    """What a batch chooses from. Runs with the same cells, problems and terms continue one choice."""

    cells: tuple[tuple[str, str, str, str], ...]  # name in the plan, label, effort, language
    problems: tuple[str, ...]
    terms: str  # JSON: what is to be decided, and the seed
    difficulties: tuple[float, ...]  # as known when the first block was chosen


class ChoiceStore(Store):
    """The plans of deciding batches, and their blocks."""

    def begin(self, plan: ChoicePlan) -> tuple[int, ChoicePlan, list[ChosenBlock]]:
        """The plan's number, the plan as first stored, and the blocks chosen so far, in order."""
        key = [json.dumps(plan.cells), json.dumps(plan.problems), plan.terms]
        with self._database.transaction():
            self._database.execute(
                """INSERT INTO choice_plans (cells, problems, terms, difficulties) VALUES (?, ?, ?, ?)
                   ON CONFLICT DO NOTHING""",
                [*key, json.dumps(plan.difficulties)],
            )
        row = self._database.row("SELECT * FROM choice_plans WHERE cells = ? AND problems = ? AND terms = ?", key)
        assert row is not None  # it was just written
        return row["id"], choice_plan_of(row), list(self._blocks(row["id"]))

    def add(self, plan: int, number: int, block: ChosenBlock) -> None:
        """Store a block; to be called before any of it is asked."""
        row = {"plan": plan, "number": number, "problems": json.dumps(block.problems), "cells": json.dumps(block.cells)}
        with self._database.transaction():
            self._database.table("choice_blocks").insert(row)

    def _blocks(self, plan: int) -> Iterator[ChosenBlock]:
        rows = self._database.rows("SELECT * FROM choice_blocks WHERE plan = ? ORDER BY number", [plan])
        return self._database.read(rows, chosen_block_of)


def choice_plan_of(row: Row) -> ChoicePlan:
    """The plan in a row of choice_plans."""
    return value_of(ChoicePlan, row | {name: json.loads(row[name]) for name in ("cells", "problems", "difficulties")})


def chosen_block_of(row: Row) -> ChosenBlock:
    """The block in a row of choice_blocks."""
    return value_of(ChosenBlock, {name: json.loads(row[name]) for name in ("problems", "cells")})
