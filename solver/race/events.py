"""What happens in a race, as values that its threads put into one queue."""

from dataclasses import dataclass

from judge.attempt import Attempt
from judge.judgement import Submission
from judge.stress.results import StressResult
from solver.attempt import Solved


@dataclass(frozen=True, slots=True)
class Saved:
    """A file of yours was saved."""

    task: str
    submission: Submission
    race_s: float
    file: str  # its name
    number: int = 0  # of all saves of that task, from 1


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A saved file cannot be judged."""

    why: str


@dataclass(frozen=True, slots=True)
class Tested:
    """A save of yours was judged."""

    save: Saved
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Doing:
    """What a lane is doing: a progress value of solver or judge."""

    lane: int
    task: str
    event: object


@dataclass(frozen=True, slots=True)
class Started:
    """A model's lane has begun."""

    lane: int
    offset_s: float  # since the common start


@dataclass(frozen=True, slots=True)
class Answered:
    """A model's answer was judged."""

    lane: int
    task: str
    solved: Solved
    race_s: float  # when the answer was complete: judging costs nobody time


@dataclass(frozen=True, slots=True)
class LaneDone:
    """A model has done all it will do."""

    lane: int
    failure: str = ""  # one line, where its server cannot be used


@dataclass(frozen=True, slots=True)
class HintCame:
    """A hint that was asked for, or one line on why there is none."""

    task: str
    level: int
    text: str
    given: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A character typed by the person."""

    character: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was handed in has been run beyond the samples."""

    lane: int
    own_s: float  # when it was handed in, on the lane's clock
    race_s: float
    attempt: Attempt
    beyond: StressResult | None


Event = Looked | Saved | Unreadable | Tested | Doing | Started | Answered | LaneDone | HintCame | Key
