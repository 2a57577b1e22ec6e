"""What the log holds: one attempt at one problem, by a model or by a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from judge.effort import Effort
from judge.judgement import Judgement, Submission, Verdict
from judge.notes import NO_NOTE, Note


class Outcome(StrEnum):
    """What came back from a model. Only ANSWERED is judged."""

    ANSWERED = "ANSWERED"
    NO_CODE = "NO_CODE"  # text, but no program in a language that can be judged
    TRUNCATED = "TRUNCATED"  # reasoning or answer used up the token budget or the context
    EMPTY = "EMPTY"  # it stopped by itself without any text
    LOOPED = "LOOPED"  # it repeated itself endlessly until kyoso cut it off
    REFUSED = "REFUSED"
    SERVER_ERROR = "SERVER_ERROR"  # no answer at all; the next run tries again


# No answer came, which must never count as a wrong answer.
CENSORED = frozenset({Outcome.TRUNCATED, Outcome.EMPTY, Outcome.LOOPED, Outcome.SERVER_ERROR})


class Source(StrEnum):
    """Which command made the attempt."""

    SOLVE = "solve"
    BATCH = "batch"
    RACE = "race"
    HINT = "hint"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class JobKey:
    """The identity of a model's attempt. Plain columns, UNIQUE in the log together with the source."""

    problem: str
    label: str  # our own name for one build at one server; the server's name is Reply.model
    effort: Effort
    language: str  # requested; a key of judge.languages.LANGUAGES
    statement_lang: str  # "ja" or "en"
    repeat: int  # 0, 1, … : independent samples of the same question
    round: int  # 0: the first answer; 1, 2, …: repair rounds
    prompt_version: int
    settings: str  # request fields as canonical JSON: sorted keys, no spaces


@dataclass(frozen=True, slots=True)
class Reply:
    """A model server's reply. None: the server does not report it and kyoso cannot count it."""

    outcome: Outcome
    text: str  # the raw answer, as it came
    reasoning: str
    finish: str | None  # the server's finish reason
    prompt_tokens: int | None
    reasoning_tokens: int | None
    completion_tokens: int | None  # reasoning included
    queue_s: float | None  # from the request until the server started on it
    first_token_s: float | None  # from the request to the first chunk with text
    seconds: float  # from the request to the end
    tokens_per_s: float | None
    model: str  # the server's name for it
    server: str  # base URL
    server_build: str | None
    effort_honoured: bool | None  # None: not attested
    seed: int | None = None  # the one sent; None: none was sent, or the server refuses the field
    dialect: str | None = None  # how the server was asked: chat, responses, lmstudio or ollama; None: before 0.2
    effort_sent: Mapping[str, Any] = field(default_factory=dict, hash=False)  # request fields for effort and budget
    forced: bool = False  # kyoso ended its thinking
    cached_tokens: int | None = None  # tokens of the prompt that the server had in its cache

    @property
    def from_cache(self) -> bool:
        """Whether at least half of the prompt was cached, so that the time to the first token is not typical.

        A few cached tokens, of the system turn or the template, are normal.
        """
        return bool(self.prompt_tokens and self.cached_tokens and 2 * self.cached_tokens >= self.prompt_tokens)


class FormatSource(StrEnum):
    """Who worked out the input format behind the generated inputs."""

    READER = "reader"  # kyoso itself
    MODEL = "model"  # a model wrote a validator and a generator


@dataclass(frozen=True, slots=True)
class Evidence:
    """The numbers behind a Likely."""

    cases: int = 0  # generated inputs it was run on
    whole: bool = True  # whether it ran on all planned inputs; False: the CPU budget ran out first
    slowest: float | None = None  # share of the time limit that its slowest run on a large input took
    calibrated: bool = False  # whether this machine's times were compared with AtCoder's
    compared: int = 0  # inputs that other families of programs answered too
    agreeing: int = 0  # other families that answered all of those the same way
    opposing: float = 0.0  # how likely the votes make it wrong, on the input where that is largest
    naive: bool | None = None  # whether a slow but obviously right program agrees; None: there is no such program
    unfinished: bool = False  # a run could not finish, through no fault of the program; try again


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Likely:
    """The code's probable verdict beyond the samples, and the test case that shows it."""

    verdict: Verdict | None  # None: UNKNOWN
    case: str | None  # path of that test case's file under KYOSO_HOME
    confidence: float | None  # 0 to 1
    detail: Note = NO_NOTE  # why
    source: FormatSource | None = None  # None: no inputs could be made, or an older version did not record it
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One complete attempt. The log assigns `id` (None until it is written)."""

    id: int | None
    source: Source
    author: str  # the model's label, or "you" for a person
    problem: str | None  # the task id; None for a bare folder of tests
    key: JobKey | None  # None for a person
    reply: Reply | None  # None for a person
    submission: Submission | None  # None if there was no code
    judgement: Judgement | None
    likely: Likely | None
    started_at: datetime  # UTC
    notes: tuple[Note, ...] = ()

    @property
    def needs_retry(self) -> bool:
        """See needs_retry."""
        return needs_retry(
            None if self.reply is None else self.reply.outcome,
            None if self.judgement is None else self.judgement.verdict,
        )


def needs_retry(outcome: Outcome | None, verdict: Verdict | None) -> bool:
    """Whether an attempt failed through our or the server's fault, so that the next run tries it again."""
    return outcome is Outcome.SERVER_ERROR or verdict is Verdict.IE
