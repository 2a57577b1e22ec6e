"""The results of all races: wins against each model and effort, by letter and difficulty, and a running Elo."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from judge.judgement import Verdict
from judge.log.race_records import RaceLane, RaceRecord
from solver.race import rules
from solver.race.rules import Lane, LaneKind, Rules, Try
from solver.race.words import title

ELO_BEGIN = 1500.0
ELO_K = 32.0
BAND = 400  # of difficulty, like AtCoder's colours


@dataclass(frozen=True, slots=True)
class Bout:
    """You against one opponent in one race."""

    race: int
    at: datetime
    other: RaceLane
    label: str  # the problem's letter; "A–E" for a contest
    difficulty: float | None  # of a race on one problem
    score: float  # 1 you won, 0.5 tied, 0 you lost


@dataclass(slots=True)
class Count:
    """Wins, ties and losses."""

    wins: int = 0
    ties: int = 0
    losses: int = 0

    def add(self, score: float) -> None:
        self.wins += score == 1
        self.ties += score == 0.5
        self.losses += score == 0

    def __str__(self) -> str:
        return f"{self.wins}-{self.losses}" + (f"-{self.ties}" if self.ties else "")


@dataclass(slots=True)
class Standing:
    """You against one opponent."""

    other: RaceLane
    total: Count = field(default_factory=Count)
    by_label: dict[str, Count] = field(default_factory=dict)
    by_band: dict[str, Count] = field(default_factory=dict)
    elo: list[tuple[datetime, float]] = field(default_factory=list)  # yours after each race

    @property
    def rating(self) -> float:
        return self.elo[-1][1] if self.elo else ELO_BEGIN


def bouts(races: Iterable[RaceRecord]) -> list[Bout]:
    """Every pair of you and an opponent, oldest first.

    Races that were cut off, or stopped before anybody solved anything, do not count; nor do those decided by an
    unchecked answer.
    """
    found = []
    for race in races:
        you = race.you
        if you is None or race.ended_at is None:
            continue
        for other in race.lanes:
            if other is you or other.ended == "server_failed":
                continue
            if you.ended == "stopped" and not (you.points or other.points):
                continue
            if undecided(race, you, other):
                continue
            found.append(
                Bout(
                    race.id or 0,
                    race.started_at,
                    other,
                    race.tasks[0].label if len(race.tasks) == 1 else f"{race.tasks[0].label}–{race.tasks[-1].label}",
                    race.tasks[0].difficulty if len(race.tasks) == 1 else None,
                    _score(you, other),
                )
            )
    return found


def standings(found: Sequence[Bout]) -> list[Standing]:
    """You against each opponent, with a separate Elo for each: both start at 1500, K = 32."""
    by_name: dict[str, Standing] = {}
    for bout in found:
        standing = by_name.setdefault(title(bout.other, str), Standing(bout.other))
        standing.total.add(bout.score)
        standing.by_label.setdefault(bout.label, Count()).add(bout.score)
        standing.by_band.setdefault(band(bout.difficulty), Count()).add(bout.score)
        mine = standing.rating
        theirs = 2 * ELO_BEGIN - mine  # one's gain is the other's loss
        expected = 1 / (1 + 10 ** ((theirs - mine) / 400))
        standing.elo.append((bout.at, mine + ELO_K * (bout.score - expected)))
    return [by_name[name] for name in sorted(by_name)]


def band(difficulty: float | None) -> str:
    if difficulty is None:
        return "?"
    low = max(0, int(difficulty // BAND) * BAND)
    return f"{low}–{low + BAND - 1}"


def undecided(race: RaceRecord, one: RaceLane, other: RaceLane) -> bool:
    """Whether the unchecked answers, if right, could change which of the two won."""
    orders = [(lane.order, _order_at_best(race, lane)) for lane in (one, other)]
    return len({(mine > theirs) - (mine < theirs) for mine in orders[0] for theirs in orders[1]}) > 1


def _order_at_best(race: RaceRecord, lane: RaceLane) -> tuple[float, float]:
    """The lane's order if all unchecked answers were right."""
    tries = tuple(
        Try(one.problem, one.at_s, Verdict(one.verdict), Verdict(one.reported) if one.reported else None)
        for one in lane.submissions
    )
    if all(one.result is not Verdict.UNCHECKED for one in tries):
        return lane.order
    points = {task.problem: task.points for task in race.tasks}
    ran = rules.at_best(Lane(LaneKind(lane.kind), lane.name, tries=tries))
    return rules.score(ran, points, Rules(race.penalty_s, race.hint_s)).order


def _score(you: RaceLane, other: RaceLane) -> float:
    mine, theirs = you.order, other.order
    return 0.5 if mine == theirs else float(mine < theirs)
