"""Records of races."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RaceTask:
    """One problem of a race."""

    problem: str  # the task id
    label: str
    points: int
    difficulty: float | None  # AtCoder Problems' model, not clipped; None: unknown


@dataclass(frozen=True, slots=True)
class RaceSubmission:
    """One submission in a race."""

    problem: str
    at_s: float  # on the lane's own clock, which stops during pauses
    verdict: str  # this judge's
    reported: str | None  # AtCoder's own verdict, as the person typed it
    attempt: int | None  # its id in the log


@dataclass(frozen=True, slots=True)
class RaceLane:
    """One runner of a race and how it did."""

    kind: str  # you, model, ghost
    name: str  # a model's label, "you", or the ghost's name
    effort: str | None
    rating: int | None  # of a ghost
    ended: str  # solved, gave_up, no_ac, unchecked, server_failed, stopped; running while the race goes on
    points: int
    last_ac_s: float | None
    rejected: int
    penalty_s: float
    hints: int
    paused_s: float
    tokens: int
    start_offset_s: float | None  # from the common start until the lane's thread woke
    won: bool
    submissions: tuple[RaceSubmission, ...]

    @property
    def time_s(self) -> float | None:
        """The time of the last AC plus the penalties; None: nothing was solved."""
        return None if self.last_ac_s is None else self.last_ac_s + self.penalty_s

    @property
    def order(self) -> tuple[float, float]:
        """Smaller is better: points, then time."""
        return -self.points, float("inf") if self.time_s is None else self.time_s


@dataclass(frozen=True, slots=True)
class RaceRecord:
    """One race."""

    contest: str | None
    seed: int  # of the ghosts
    penalty_s: float  # for each rejected submission
    hint_s: float  # for each hint
    started_at: datetime  # UTC
    ended_at: datetime | None  # UTC; None: the race was cut off
    seconds: float  # on the race's clock
    tasks: tuple[RaceTask, ...]
    lanes: tuple[RaceLane, ...]
    id: int | None = None  # assigned by the log

    @property
    def you(self) -> RaceLane | None:
        """The person's lane; None in a race without one."""
        return next((lane for lane in self.lanes if lane.kind == "you"), None)
