"""The state of a race: one value from which terminal, page, replay and a second person's screen are drawn.

It holds no text in any language, and nothing of what a model thought or wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from judge.judgement import Judgement, Verdict
from solver.race.messages import NOTHING, RaceMessage
from solver.race.rules import Lane, Rules

RATES = 32  # seconds for which a lane's tokens per second are kept


@dataclass(frozen=True, slots=True)
class RaceProblem:
    """What is shown about a problem besides its statement."""

    id: str
    label: str
    title: str
    points: int
    time_s: float
    memory_mib: int
    samples: int
    difficulty: float | None = None
    contest: str | None = None


@dataclass(frozen=True, slots=True)
class GhostTimes:
    """When a ghost solves each problem, and when most contestants like it do."""

    rating: int
    at_s: Mapping[str, float]  # seconds on its clock, by problem
    early_s: float | None = None  # one in five is faster; None: a contest
    late_s: float | None = None  # one in five is slower
    bars: tuple[int, ...] = ()  # heights from 0 to 8, over the times from 0 to 1.5 · late_s


@dataclass(frozen=True, slots=True)
class Course:
    """What stays the same during a race."""

    problems: tuple[RaceProblem, ...]
    rules: Rules
    limit_s: float | None = None
    ghosts: tuple[GhostTimes, ...] = ()
    contest: str | None = None

    @property
    def tasks(self) -> tuple[str, ...]:
        return tuple(problem.id for problem in self.problems)

    @property
    def points(self) -> dict[str, int]:
        return {problem.id: problem.points for problem in self.problems}

    def ghost(self, rating: int | None) -> GhostTimes | None:
        return next((ghost for ghost in self.ghosts if ghost.rating == rating), None)

    def problem(self, task: str) -> RaceProblem:
        return next(problem for problem in self.problems if problem.id == task)


class Stage(StrEnum):
    """What a lane is doing."""

    READY = "ready"
    NOT_SAVED = "not_saved"
    SAVED = "saved"
    WAITING = "waiting"  # for the server
    LOADING = "loading"  # the server is loading the model
    READING = "reading"  # the server reads the prompt
    RETRYING = "retrying"
    THINKING = "thinking"
    ENDING = "ending"  # thinking was ended; the answer is asked for
    WRITING = "writing"
    COMPILING = "compiling"
    SAMPLES = "samples"
    JUDGED = "judged"  # on the samples
    CHECKING = "checking"  # handed in, on generated tests
    REJECTED = "rejected"  # by a generated test
    NO_ANSWER = "no_answer"
    REPORTED = "back"  # you typed AtCoder's verdict, and the lane goes on
    AWAY = "away"  # a second person whose connection is lost


@dataclass(frozen=True, slots=True)
class Activity:
    """A stage with its counts."""

    stage: Stage
    task: str = ""
    number: int = 0  # the current sample or generated test, or a count of seconds, percent or written tokens
    total: int | None = None
    round: int = 0  # of repair
    verdict: Verdict | None = None
    detail: str = ""  # why it was asked again; the outcome of an answer without code; what a generated test showed


@dataclass(frozen=True, slots=True)
class LaneState:
    """A lane with what it is doing."""

    lane: Lane
    doing: Activity = Activity(Stage.READY)
    reasoning: int = 0  # tokens so far, in all answers
    answer: int = 0
    per_s: float | None = None
    rates: tuple[int, ...] = ()  # tokens in each second, the newest last
    marks: str = ""  # of the samples as last judged: A accepted, W wrong, ? undecided
    saves: int = 0
    file: str = ""
    saved_s: float | None = None  # when the newest save came, on the race's clock


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of news."""

    number: int  # from 1, in the order in which it became known
    at_s: float  # on the lane's own clock
    place: int | None  # of the lane; None: the race
    what: RaceMessage


@dataclass(frozen=True, slots=True)
class LastTest:
    """Your last judged save."""

    task: str
    file: str
    at_s: float
    judgement: Judgement
    number: int  # of the save


@dataclass(frozen=True, slots=True)
class PinnedHint:
    task: str
    level: int
    text: str = ""  # empty while it is being written
    asked_s: float = 0.0
    shown: bool = True


@dataclass(frozen=True, slots=True)
class YourState:
    """What only you see."""

    place: int
    task: str  # the problem that the keys act on
    last: LastTest | None = None
    hint: PinnedHint | None = None
    message: RaceMessage = NOTHING
    typed: str = ""
    shows_keys: bool = False
    closing_s: float | None = None  # how long you may still type what AtCoder said; None: the race goes on
    has_hints: bool = True


class Phase(StrEnum):
    """The phase that a race is in."""

    GATHERING = "gathering"  # a second person has not come yet
    COUNTDOWN = "countdown"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class RaceState:
    """The race at one moment."""

    phase: Phase
    at_s: float
    lanes: tuple[LaneState, ...]
    happenings: tuple[Happening, ...] = ()  # by number
    countdown: int = 0
    you: YourState | None = None

    @property
    def news(self) -> list[Happening]:
        """What has happened, in the order of the times that are shown."""
        return sorted(self.happenings, key=lambda one: (one.at_s, one.number))
