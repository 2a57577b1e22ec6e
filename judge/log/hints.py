"""Hints in the log."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from judge.log.database import Store
from judge.log.hint_records import HintRecord, HintView
from judge.log.rows import Row, iso, row_of, value_of
from problems.problem import Problem


class HintStore(Store):
    """Hints with what they were written from, which were shown, and where hidden solutions were revealed."""

    def keep(self, problem: Problem, hint: HintRecord, now: datetime) -> HintRecord:
        """Keep a hint, shown or withheld, and return it with its id."""
        row = row_of(hint, "id") | {"reasons": json.dumps(hint.reasons), "written_at": iso(now)}
        row |= {"problem": problem.id, "statement_sha256": problem.statement_sha256}
        with self._database.transaction():
            return replace(hint, id=self._database.insert("hints", row))

    def of(self, problem: Problem) -> Iterator[HintRecord]:
        """The hints for the problem's current statement, newest first, including withheld ones."""
        rows = self._database.rows(
            "SELECT * FROM hints WHERE problem = ? AND statement_sha256 = ? ORDER BY id DESC",
            [problem.id, problem.statement_sha256],
        )
        return self._database.read(rows, _hint)

    def mark_seen(self, hint: HintRecord, now: datetime) -> None:
        """Record that the hint was shown."""
        with self._database.transaction():
            self._database.insert("hint_views", {"hint": hint.id, "seen_at": iso(now)})

    def seen(self, problem: str | None = None) -> Iterator[HintView]:
        """The hints that were shown, and when, oldest first; with `problem`, only its hints."""
        rows = self._database.rows(
            """SELECT h.problem, h.level, h.simpler, h.verified, COALESCE(h.text, '') AS text, h.lang, h.about,
                      v.seen_at
               FROM hint_views v JOIN hints h ON h.id = v.hint
               WHERE :problem IS NULL OR h.problem = :problem ORDER BY v.id""",
            {"problem": problem},
        )
        return self._database.read(rows, lambda row: value_of(HintView, row))

    def reveal(self, problem: str, now: datetime) -> None:
        """Show the problem's hidden solutions from now on."""
        with self._database.transaction():
            row = {"problem": problem, "revealed_at": iso(now)}
            self._database.table("hint_reveals").insert(row, ignore=True)


def _hint(row: Row) -> HintRecord:
    return value_of(HintRecord, row | {"reasons": json.loads(row["reasons"])})
