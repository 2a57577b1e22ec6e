"""What the log keeps about models beyond single attempts."""

import json
from datetime import datetime

from judge.log.database import Store
from judge.log.rows import Row, iso, row_of, value_of
from judge.log.server_records import AttestationRecord, ModelRow, RoundRecord, SpeedRecord, ToolCheckRecord

CellId = tuple[str, str, str]  # label, effort, language


class ModelStore(Store):
    """Models as reported by their servers, findings about them, and the cells that a batch gave up on."""

    def record_model(self, model: ModelRow, now: datetime, run: int | None = None) -> None:
        """Store what is known about a model. Unknown fields keep their old values, except in the run's own row."""
        row = {name: value for name, value in row_of(model).items() if value is not None} | {"seen_at": iso(now)}
        with self._database.transaction():
            self._database.table("models").upsert(row, pk="label")
            if run is not None:
                self._database.table("run_models").insert(row | {"run": run}, pk=("run", "label"), replace=True)

    def keep_attestation(self, found: AttestationRecord, now: datetime) -> None:
        """Store a finding about a model's effort; it holds until the next one for the same build.

        It is also recorded on the model's attempts at that build and in that dialect that had no finding yet.
        """
        row = row_of(found) | {"rounds": json.dumps(found.rounds), "attested_at": iso(now)}
        with self._database.transaction():
            self._database.insert("attestations", row)
            self._database.execute(
                """DELETE FROM attestation_rounds WHERE model = :model AND server = :server
                   AND server_build = :server_build AND levels = :levels""",
                row,
            )
            if found.honoured is not None:
                self._database.execute(
                    """UPDATE replies SET effort_honoured = :honoured
                    WHERE effort_honoured IS NULL AND server = :server AND dialect IS :dialect
                      AND coalesce(nullif(server_build, ''), :server_build) = :server_build
                      AND attempt IN (
                          SELECT a.id FROM attempts a JOIN models m ON m.label = a.label
                          WHERE m.requested = :model AND a.effort <> 'default' AND (a.effort = 'off') <= :off
                      )""",
                    row | {"off": '"off"' in found.levels},
                )

    def attestation(self, model: str, server: str, server_build: str, off: bool = False) -> AttestationRecord | None:
        """The newest finding about the model at that build of that server; off: only one that tested thinking off."""
        rows = self._database.rows(
            """SELECT * FROM attestations WHERE model = ? AND server = ? AND server_build = ?
            AND (levels LIKE '%"off"%') >= ? ORDER BY id DESC""",
            [model, server, server_build, off],
        )
        return next(self._database.read(rows, _attestation), None)

    def keep_round(self, one: RoundRecord) -> None:
        """Store a finished round of an attestation until there is a finding."""
        with self._database.transaction():
            self._database.table("attestation_rounds").insert(row_of(one), replace=True)

    def rounds(self, model: str, server: str, server_build: str, levels: str) -> list[RoundRecord]:
        """The finished rounds of an attestation without a finding yet, in the order they were asked."""
        rows = self._database.rows(
            """SELECT * FROM attestation_rounds WHERE model = ? AND server = ? AND server_build = ? AND levels = ?
            ORDER BY number""",
            [model, server, server_build, levels],
        )
        return list(self._database.read(rows, lambda row: value_of(RoundRecord, row)))

    def keep_speed(self, speed: SpeedRecord, now: datetime) -> None:
        """Keep one measured speed."""
        with self._database.transaction():
            self._database.insert("speeds", row_of(speed) | {"measured_at": iso(now)})

    def keep_tool_check(self, found: ToolCheckRecord, now: datetime) -> None:
        """Keep how reliably a model called tools."""
        with self._database.transaction():
            self._database.insert("tool_checks", row_of(found) | {"checked_at": iso(now)})

    def set_cell_state(self, cell: CellId, state: str | None, reason: str, now: datetime) -> None:
        """Mark a cell that a batch gave up on; a state of None removes the mark."""
        with self._database.transaction():
            if state is None:
                self._database.execute("DELETE FROM cell_states WHERE (label, effort, language) = (?, ?, ?)", cell)
            else:
                row = dict(zip(("label", "effort", "language"), cell, strict=True))
                row |= {"state": state, "reason": reason, "since": iso(now)}
                self._database.table("cell_states").upsert(row, pk=("label", "effort", "language"))

    def cell_states(self) -> dict[CellId, tuple[str, str]]:
        """State and reason of each cell that a batch gave up on."""
        return {
            (row["label"], row["effort"], row["language"]): (row["state"], row["reason"])
            for row in self._database.rows("SELECT * FROM cell_states")
        }


def _attestation(row: Row) -> AttestationRecord:
    return value_of(AttestationRecord, row | {"rounds": json.loads(row["rounds"])})
