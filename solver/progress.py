"""Events that tell what a solver is doing right now; they come at most a few times a second."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request was sent and nothing has come back yet: it is queued, or the prompt is being read."""

    model: str


@dataclass(frozen=True, slots=True)
class Loading:
    """The server is still loading the model, or busy."""

    model: str
    waited_s: float  # so far
    progress: float | None = None  # from 0 to 1, if the server reports it


@dataclass(frozen=True, slots=True)
class ReadingPrompt:
    """The server is reading the prompt; only some servers report it."""

    model: str
    share: float  # of the prompt, from 0 to 1


@dataclass(frozen=True, slots=True)
class QuestionRetried:
    """A try failed on the server's side, and the same question is sent again."""

    model: str
    why: str  # one line


@dataclass(frozen=True, slots=True)
class FirstToken:
    """The first piece of text has come."""

    model: str
    seconds: float  # since the request


@dataclass(frozen=True, slots=True)
class Tokens:
    """How many tokens have come so far; each piece of the stream counts as one, which is nearly exact."""

    model: str
    reasoning: int
    answer: int
    per_s: float | None  # since the first piece; None while too few have come


@dataclass(frozen=True, slots=True)
class ThinkingEnded:
    """The thinking used up its share of the tokens and was ended; the answer is asked for now."""

    model: str
    tokens: int  # of reasoning


@dataclass(frozen=True, slots=True)
class Attesting:
    """A small question is asked to find out whether the effort has an effect."""

    model: str
    question: int  # from 1
    about: int  # how many it takes, estimated
    left_s: float | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete, or will not come."""

    model: str
    seconds: float


SolvingEvent = (
    Waiting | Loading | ReadingPrompt | QuestionRetried | FirstToken | Tokens | ThinkingEnded | Attesting | Finished
)
OnEvent = Callable[[SolvingEvent], None]
