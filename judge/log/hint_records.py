"""Records of hints: each text with what it was written from, and which were shown."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HintRecord:
    """One level of a ladder of hints, written by a model and passed or withheld by the gate."""

    level: int  # 1 to 4
    lang: str  # "ja" or "en"
    label: str  # the model's
    effort: str
    verified: bool  # written from a solution that passed
    text: str | None  # None: withheld
    reasons: tuple[str, ...]  # why it was withheld
    simpler: int = 0  # how often the learner asked for simpler words
    rating: int | None = None  # of the learner it is written for
    about: str = ""  # SHA-256 of the learner's own program; "" if the hint is not about one
    attempt: int | None = None  # the hidden attempt it was written from
    tries: int = 1  # how often the model was asked
    completion_tokens: int | None = None  # of all tries
    id: int | None = None  # assigned by the log


@dataclass(frozen=True, slots=True)
class HintView:
    """A hint that was shown."""

    problem: str
    level: int
    simpler: int
    verified: bool
    text: str
    lang: str  # "ja" or "en"
    about: str  # as HintRecord's
    seen_at: datetime  # UTC
