"""Runs of commands in the log, and the problems that they dealt with."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from judge.log.database import Store
from judge.log.rows import iso
from problems.problem import Problem

if TYPE_CHECKING:
    from problems.resources import ProblemModel


class RunStore(Store):
    """Runs with their manifests, and the problems that reports name."""

    def begin(self, command: str, manifest: dict[str, Any], now: datetime) -> int:
        """Record that a command starts and return the run's id; this also proves that the log can be written."""
        row = {"command": command, "started_at": iso(now), "manifest": json.dumps(manifest, sort_keys=True)}
        with self._database.transaction():
            return self._database.insert("runs", row)

    def end(self, run: int, now: datetime) -> None:
        """Record that a command ended."""
        with self._database.transaction():
            self._database.table("runs").update(run, {"ended_at": iso(now)})

    def keep_problems(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Fill in what another log knows about problems, without overwriting anything known here."""
        with self._database.transaction():
            for row in rows:
                self._write_problem(row, "coalesce(problems.{0}, excluded.{0})")

    def record_problem(self, problem: Problem, model: "ProblemModel | None", now: datetime) -> None:
        """Store what reports show of a problem, so they need no network. Unknown fields keep their old values."""
        moments = {"contest_start": problem.contest_start, "contest_end": problem.contest_end}
        row: dict[str, Any] = {name: iso(moment) for name, moment in moments.items() if moment is not None}
        row |= {"problem": problem.id, "contest": problem.contest, "label": problem.label, "title": problem.title}
        row |= {"has_figures": int(problem.has_figures), "url": problem.url}
        row |= {"statement_sha256": problem.statement_sha256, "seen_at": iso(now)}
        if model is not None:
            row |= {name: getattr(model, name) for name in ("difficulty", "slope", "intercept")}
            row["is_experimental"] = int(model.is_experimental)
        with self._database.transaction():
            self._write_problem({name: value for name, value in row.items() if value is not None}, "excluded.{0}")

    def _write_problem(self, row: Mapping[str, Any], kept: str) -> None:
        """Write a row within a transaction. `kept`: SQL for each column's value if there is a row already."""
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        update = ", ".join(f"{name} = {kept.format(name)}" for name in row)
        self._database.execute(
            f"INSERT INTO problems ({names}) VALUES ({marks}) ON CONFLICT (problem) DO UPDATE SET {update}", dict(row)
        )
