"""A race in the log: its attempts, standings and timeline, written as they come."""

from collections.abc import Sequence
from datetime import datetime

from judge.attempt import Attempt
from judge.log.log import Log
from judge.log.race_records import RaceRecord
from judge.stress.results import StressResult
from problems.problem import Problem
from solver.attempt import Solved
from solver.cli import options
from solver.cli.parts import write
from solver.hints.history import with_hints
from solver.likely import flagged_test, record_stress
from solver.race import records
from solver.race.race import Result
from solver.race.rules import Lane
from solver.race.state import Course
from solver.race.timeline import Timeline
from solver.repair import FlaggedTest


class RaceLogger:
    """Writes one race into the log."""

    def __init__(self, log: Log, run: int, course: Course, seed: int) -> None:
        self._log, self._run, self._course, self._seed = log, run, course, seed
        self._started_at: datetime = options.now()
        self._ended_at: datetime | None = None
        self.number: int | None = None  # of the race in the log

    def attempt(self, attempt: Attempt, solved: Solved | None) -> Attempt:
        # A person's AC notes how many hints came before it; a model's attempt is unchanged.
        return write(self._log, with_hints(attempt, self._log), self._run, solved)

    def likely(self, attempt: Attempt, problem: Problem, beyond: StressResult | None) -> Attempt:
        """Log what a logged attempt did on generated tests."""
        return record_stress(attempt, problem, beyond, self._log, options.now())[0]

    def flagged(self, attempt: Attempt, problem: Problem) -> FlaggedTest | None:
        """The generated test that a logged attempt clearly fails, if any."""
        return flagged_test(attempt, problem, self._log)

    def race(self, lanes: Sequence[Lane], seconds: float, over: bool) -> None:
        self._ended_at = options.now() if over else None
        self.number = self._log.races.keep(self._record(lanes, seconds), self._run)

    def timeline(self, timeline: Timeline) -> None:
        if self.number is not None:
            self._log.races.keep_timeline(self.number, timeline.packed())

    def record(self, result: Result) -> RaceRecord:
        return self._record(result.lanes, result.seconds)

    def _record(self, lanes: Sequence[Lane], seconds: float) -> RaceRecord:
        return records.record(
            lanes,
            self._course,
            seed=self._seed,
            started_at=self._started_at,
            ended_at=self._ended_at,
            seconds=seconds,
            number=self.number,
        )
