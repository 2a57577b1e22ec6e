"""Models in the log, as far as it is not about single attempts."""

import json
from datetime import datetime

from judge.log.database import LogDatabase
from judge.log.rows import Row, iso, row_of, value_of
from judge.log.server_records import AttestationRecord, ModelRow, SpeedRecord, ToolCheckRecord

CellId = tuple[str, str, str]  # label, effort, language


class ModelStore:
    """Models as their servers told them, what was found out about them, and the cells that a batch gave up."""

    def __init__(self, database: LogDatabase) -> None:
        self._database = database

    def see(self, model: ModelRow, now: datetime, run: int | None = None) -> None:
        """Keep what is known of a model. What is not known now stays as it was, but for the run's own row."""
        row = {name: value for name, value in row_of(model).items() if value is not None} | {"seen_at": iso(now)}
        with self._database.transaction():
            self._database.table("models").upsert(row, pk="label")
            if run is not None:
                self._database.table("run_models").insert(row | {"run": run}, pk=("run", "label"), replace=True)

    def keep_attestation(self, found: AttestationRecord, now: datetime) -> None:
        """Keep what was found out about a model's effort; it holds until the next finding for the same build."""
        row = row_of(found) | {"rounds": json.dumps(found.rounds), "attested_at": iso(now)}
        with self._database.transaction():
            self._database.insert("attestations", row)

    def attestation(self, model: str, server: str, server_build: str) -> AttestationRecord | None:
        """The newest finding about the model at that build of that server."""
        rows = self._database.rows(
            "SELECT * FROM attestations WHERE model = ? AND server = ? AND server_build = ? ORDER BY id DESC",
            [model, server, server_build],
        )
        return next(self._database.read(rows, _attestation), None)

    def keep_speed(self, speed: SpeedRecord, now: datetime) -> None:
        """Keep one measured speed."""
        with self._database.transaction():
            self._database.insert("speeds", row_of(speed) | {"measured_at": iso(now)})

    def keep_tool_check(self, found: ToolCheckRecord, now: datetime) -> None:
        """Keep how reliably a model called tools."""
        with self._database.transaction():
            self._database.insert("tool_checks", row_of(found) | {"checked_at": iso(now)})

    def set_cell_state(self, cell: CellId, state: str | None, reason: str, now: datetime) -> None:
        """Mark a cell that a batch gave up, or with None take the mark away."""
        with self._database.transaction():
            if state is None:
                self._database.execute("DELETE FROM cell_states WHERE (label, effort, language) = (?, ?, ?)", cell)
            else:
                row = dict(zip(("label", "effort", "language"), cell, strict=True))
                row |= {"state": state, "reason": reason, "since": iso(now)}
                self._database.table("cell_states").upsert(row, pk=("label", "effort", "language"))

    def cell_states(self) -> dict[CellId, tuple[str, str]]:
        """State and reason of each cell that a batch gave up."""
        return {
            (row["label"], row["effort"], row["language"]): (row["state"], row["reason"])
            for row in self._database.rows("SELECT * FROM cell_states")
        }


def _attestation(row: Row) -> AttestationRecord:
    return value_of(AttestationRecord, row | {"rounds": json.loads(row["rounds"])})
