"""Races in the log."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from judge.log.database import Store
from judge.log.race_records import RaceRecord
from judge.log.rows import Row, row_of, value_of


class RaceStore(Store):
    """Races with their lanes and submissions."""

    def keep(self, race: RaceRecord, run: int) -> int:
        """Write a race with its lanes and return its id; a race that has an id replaces its earlier version."""
        row = row_of(race, "id", "lanes") | {"run": run, "tasks": json.dumps([asdict(task) for task in race.tasks])}
        database = self._database
        with database.transaction():
            if race.id is not None:
                database.table("races").delete(race.id)  # and, by cascade, its lanes
                row["id"] = race.id
            number = database.insert("races", row)
            for place, lane in enumerate(race.lanes):
                database.table("race_lanes").insert({"race": number, "lane": place} | row_of(lane, "submissions"))
                database.table("race_submissions").insert_all(
                    {"race": number, "lane": place, "number": nth} | row_of(one)
                    for nth, one in enumerate(lane.submissions, start=1)
                )
        return number

    def keep_timeline(self, race: int, timeline: bytes) -> None:
        """Store a race's timeline; to be called after the last `keep`, which would delete it."""
        with self._database.transaction():
            self._database.table("race_timelines").insert({"race": race, "timeline": timeline}, replace=True)

    def timeline(self, race: int) -> bytes | None:
        """The race's timeline; None if it was not kept."""
        row = self._database.row("SELECT timeline FROM race_timelines WHERE race = ?", (race,))
        return None if row is None else row["timeline"]

    def read(self) -> Iterator[RaceRecord]:
        """Every race, oldest first."""
        lanes = self._database.grouped("race", "SELECT * FROM race_lanes ORDER BY lane")
        submissions = self._database.grouped("race", "SELECT * FROM race_submissions ORDER BY number")

        def race_of(row: Row) -> RaceRecord:
            given = submissions.get(row["id"], [])
            of_race = [
                lane | {"submissions": [one for one in given if one["lane"] == lane["lane"]]}
                for lane in lanes.get(row["id"], [])
            ]
            return value_of(RaceRecord, row | {"tasks": json.loads(row["tasks"]), "lanes": of_race})

        yield from self._database.read(list(self._database.rows("SELECT * FROM races ORDER BY id")), race_of)
