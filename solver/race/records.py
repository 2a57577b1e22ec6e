"""A race as a record of the log, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from judge.log.race_records import RaceLane, RaceRecord, RaceSubmission, RaceTask
from judge.log.rows import iso
from solver.race import rules
from solver.race.rules import Lane, Rules
from solver.race.state import Course


def record(
    lanes: Sequence[Lane],
    course: Course,
    *,
    seed: int,
    started_at: datetime,
    ended_at: datetime | None,
    seconds: float,
    number: int | None = None,
) -> RaceRecord:
    """The race with its lanes as they stand; `number` is its id in the log, if it has one."""
    points = course.points
    best = rules.winners(lanes, points, course.rules)
    return RaceRecord(
        contest=course.contest,
        seed=seed,
        penalty_s=course.rules.penalty_s,
        hint_s=course.rules.hint_s,
        started_at=started_at,
        ended_at=ended_at,
        seconds=seconds,
        tasks=tuple(
            RaceTask(problem.id, problem.label, problem.points, problem.difficulty) for problem in course.problems
        ),
        lanes=tuple(_lane(lane, place in best, points, course.rules, seconds) for place, lane in enumerate(lanes)),
        id=number,
    )


def _lane(lane: Lane, won: bool, points: Mapping[str, int], rules_: Rules, seconds: float) -> RaceLane:
    shown = rules.score(lane, points, rules_)
    end_s = seconds if lane.ended_s is None else lane.ended_s
    return RaceLane(
        kind=lane.kind.value,
        name=lane.name,
        effort=lane.effort,
        rating=lane.rating,
        ended=lane.ended.value if lane.ended is not None else "running",
        points=shown.points,
        last_ac_s=shown.last_ac_s,
        rejected=shown.rejected,
        penalty_s=shown.penalty_s,
        hints=len(lane.hints),
        paused_s=end_s - rules.own_time(lane, end_s),
        tokens=lane.tokens,
        start_offset_s=lane.start_offset_s,
        won=won,
        submissions=tuple(
            RaceSubmission(
                one.task, one.at_s, one.verdict.value, one.reported.value if one.reported else None, one.attempt
            )
            for one in lane.tries
        ),
    )


def race_json(race: RaceRecord) -> dict[str, Any]:
    """The race with every key present, null where empty."""
    lanes = [asdict(lane) | {"time_s": lane.time_s, "submissions": _submissions(lane)} for lane in race.lanes]
    return {
        "id": race.id,
        "contest": race.contest,
        "started_at": iso(race.started_at),
        "ended_at": None if race.ended_at is None else iso(race.ended_at),
        "seconds": race.seconds,
        "seed": race.seed,
        "penalty_s": race.penalty_s,
        "hint_s": race.hint_s,
        "tasks": [asdict(task) for task in race.tasks],
        "lanes": lanes,
        "winners": [place for place, lane in enumerate(race.lanes) if lane.won],
    }


def _submissions(lane: RaceLane) -> list[dict[str, Any]]:
    # Programs that read the JSON know AtCoder's own verdict as "said".
    return [
        {"said" if name == "reported" else name: value for name, value in asdict(one).items()}
        for one in lane.submissions
    ]
