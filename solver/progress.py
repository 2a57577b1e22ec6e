"""What a solver is doing right now, as values to be shown. They come at most a few times a second."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request went out; nothing has come back yet (a queue, or the prompt being read)."""

    model: str


@dataclass(frozen=True, slots=True)
class Loading:
    """The server is still loading the model, or busy."""

    model: str
    waited_s: float  # so far
    progress: float | None = None  # from 0 to 1, where the server tells


@dataclass(frozen=True, slots=True)
class ReadingPrompt:
    """The server is reading the prompt; only some say so."""

    model: str
    share: float  # of it, from 0 to 1


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A try failed on the server's side and the same question is sent once more."""

    model: str
    why: str  # one line


@dataclass(frozen=True, slots=True)
class FirstToken:
    """The first piece of text has come."""

    model: str
    seconds: float  # since the request


@dataclass(frozen=True, slots=True)
class Tokens:
    """How much has come so far. Pieces of the stream are counted as tokens, which they nearly are."""

    model: str
    reasoning: int
    answer: int
    per_s: float | None  # since the first piece; None while there is too little to say


@dataclass(frozen=True, slots=True)
class ThinkingEnded:
    """Its thinking had used its share of the tokens and was ended; the answer is asked for now."""

    model: str
    tokens: int  # of reasoning


@dataclass(frozen=True, slots=True)
class Attesting:
    """A small question is asked to find out whether the effort counts."""

    model: str
    question: int  # from 1
    about: int  # how many it takes, as far as can be told
    left_s: float | None


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is complete, or will not come."""

    model: str
    seconds: float


SolvingEvent = (
    Waiting | Loading | ReadingPrompt | AskedAgain | FirstToken | Tokens | ThinkingEnded | Attesting | Finished
)
OnEvent = Callable[[SolvingEvent], None]
