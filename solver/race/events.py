"""What comes into a race, as values that its threads put into one queue, and the orders that it gives its threads."""

from dataclasses import dataclass

from judge.attempt import Attempt
from judge.judgement import Judgement, Submission
from judge.stress.results import StressResult
from solver.attempt import Solved
from solver.race.rules import HandIn
from solver.race.state import LaneState


@dataclass(frozen=True, slots=True)
class Saved:
    """You saved a file."""

    task: str
    submission: Submission
    race_s: float
    file: str  # its name
    number: int = 0  # of all saves of that task, from 1


@dataclass(frozen=True, slots=True)
class UnreadableSave:
    """A saved file cannot be judged."""

    why: str


@dataclass(frozen=True, slots=True)
class SaveJudged:
    """Your save was judged."""

    save: Saved
    attempt: Attempt
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Progressed:
    """What a lane is doing: a progress value from the solver or the judge."""

    lane: int
    task: str
    event: object
    race_s: float


@dataclass(frozen=True, slots=True)
class LaneStarted:
    """A model's lane has begun."""

    lane: int
    offset_s: float  # since the common start


@dataclass(frozen=True, slots=True)
class AnswerJudged:
    """A model's answer was judged on the samples."""

    lane: int
    task: str
    solved: Solved
    race_s: float  # when the answer was complete: judging costs no time


@dataclass(frozen=True, slots=True)
class LaneDone:
    """A model has nothing left to do."""

    lane: int
    failure: str = ""  # one line, if its server cannot be used


@dataclass(frozen=True, slots=True)
class HintCame:
    """A requested hint, or one line on why there is none."""

    task: str
    level: int
    text: str
    given: bool


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A character typed by the user, or a button pressed on the page."""

    character: str


@dataclass(frozen=True, slots=True)
class ProblemChosen:
    """The problem that the keys act on was chosen on the page."""

    task: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A program that was handed in has been run on generated tests."""

    lane: int
    handed: HandIn
    attempt: Attempt
    beyond: StressResult | None


@dataclass(frozen=True, slots=True)
class PageOpened:
    """AtCoder's page was opened, or could not be; a line for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class LaneSeen:
    """The state of a lane on another machine."""

    lane: int
    state: LaneState
    name: str = ""  # the other person's name, if it was sent


LaneEvent = Progressed | LaneStarted | AnswerJudged | LaneDone | Checked | LaneSeen  # each names its lane
YourEvent = Saved | UnreadableSave | SaveJudged | HintCame | KeyPressed | ProblemChosen | PageOpened
Event = LaneEvent | YourEvent


@dataclass(frozen=True, slots=True)
class JudgeSave:
    """Judge the save on the samples."""

    save: Saved


@dataclass(frozen=True, slots=True)
class KeepSave:
    """Judge the save even if a newer one comes before its turn."""

    save: Saved


@dataclass(frozen=True, slots=True)
class CheckBeyond:
    """Run a program that was handed in on generated tests."""

    lane: int
    handed: HandIn
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class AskHint:
    """Ask for a hint."""

    task: str
    level: int


@dataclass(frozen=True, slots=True)
class OpenAtCoder:
    """Open the submit page, with the code in the clipboard."""

    task: str
    code: str


@dataclass(frozen=True, slots=True)
class ForceAnswers:
    """Make the models end their thinking and answer."""


RaceOrder = JudgeSave | KeepSave | CheckBeyond | AskHint | OpenAtCoder | ForceAnswers
