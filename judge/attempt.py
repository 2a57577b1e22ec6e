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
    """What a model delivered. Only ANSWERED is judged."""

    ANSWERED = "ANSWERED"
    NO_CODE = "NO_CODE"  # text, but no program in a language that can be judged
    TRUNCATED = "TRUNCATED"  # reasoning or answer ate the token budget, or the context
    EMPTY = "EMPTY"  # it ended by itself and said nothing
    LOOPED = "LOOPED"  # it repeated itself without end and was cut by us
    REFUSED = "REFUSED"
    SERVER_ERROR = "SERVER_ERROR"  # no answer at all: tried again by the next run


# No answer came: never to be mixed with wrong answers.
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
    """What makes an attempt of a model that attempt and no other. Plain columns, UNIQUE in the log with the source."""

    problem: str
    label: str  # our own for one build at one server; what the server calls it stands in Reply.model
    effort: Effort
    language: str  # asked for; a key of judge.languages.LANGUAGES
    statement_lang: str  # "ja" or "en"
    repeat: int  # 0, 1, … : independent samples of the same question
    round: int  # 0: the first answer; 1, 2, …: repair rounds
    prompt_version: int
    settings: str  # request fields as canonical JSON: sorted keys, no blanks


@dataclass(frozen=True, slots=True)
class Reply:
    """What came from the model's server. None where neither the server nor a count of ours tells."""

    outcome: Outcome
    text: str  # the raw answer, as it came
    reasoning: str
    finish: str | None  # the server's own finish reason
    prompt_tokens: int | None
    reasoning_tokens: int | None
    completion_tokens: int | None  # reasoning included
    queue_s: float | None  # from the request to the start of its processing
    first_token_s: float | None  # from the request to the first chunk that carries text
    seconds: float  # from the request to the end
    tokens_per_s: float | None
    model: str  # as the server names it
    server: str  # base URL
    server_build: str | None
    effort_honoured: bool | None  # None: not attested
    seed: int | None = None  # that was sent; None: none was, or the server refuses the field
    dialect: str | None = None  # how the server was asked: chat, responses, lmstudio or ollama; None: before 0.2
    effort_sent: Mapping[str, Any] = field(default_factory=dict, hash=False)  # fields of effort and budget
    forced: bool = False  # its thinking was ended by us
    cached_tokens: int | None = None  # of the prompt, that the server did not have to read again

    @property
    def from_cache(self) -> bool:
        """Whether the server had most of the prompt in its cache: its time to the first token says nothing of others.

        A few tokens, of the system turn or the template, are nearly always there.
        """
        return bool(self.prompt_tokens and self.cached_tokens and 2 * self.cached_tokens >= self.prompt_tokens)


class FormatSource(StrEnum):
    """Who understood the input format that the generated inputs are made by."""

    READER = "reader"  # kyoso itself
    MODEL = "model"  # a model wrote a validator and a generator


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a Likely, in numbers."""

    cases: int = 0  # generated inputs that it was run on
    whole: bool = True  # on all that were planned; False: the CPU time that it may cost ended it
    slowest: float | None = None  # share of the time limit that its slowest run on a large input took
    calibrated: bool = False  # whether this machine's times were compared with AtCoder's
    compared: int = 0  # inputs that other families of programs answered too
    agreeing: int = 0  # other families that answered all of those the same way
    opposing: float = 0.0  # of the votes on the input that speaks most against it, the share against it
    naive: bool | None = None  # whether a slow but obviously right program agrees; None: there is none
    unfinished: bool = False  # a run could not be finished, through no fault of the program: to be tried again


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Likely:
    """What the code would probably have earned beyond the samples, and the case that shows it."""

    verdict: Verdict | None  # None: UNKNOWN
    case: str | None  # the input that shows it: a file, as a path under KYOSO_HOME
    confidence: float | None  # 0 to 1
    detail: Note = NO_NOTE  # why
    source: FormatSource | None = None  # None: no inputs could be made, or an older version did not say
    evidence: Evidence = NO_EVIDENCE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, complete. `id` is given by the log (None before it is written)."""

    id: int | None
    source: Source
    author: str  # the model's label, or "you" for a person
    problem: str | None  # the task id; None for a bare folder of tests
    key: JobKey | None  # None for a person
    reply: Reply | None  # None for a person
    submission: Submission | None  # None where no code came
    judgement: Judgement | None
    likely: Likely | None
    started_at: datetime  # UTC
    notes: tuple[Note, ...] = ()

    @property
    def to_retry(self) -> bool:
        """As is_to_retry says."""
        return is_to_retry(
            None if self.reply is None else self.reply.outcome,
            None if self.judgement is None else self.judgement.verdict,
        )


def is_to_retry(outcome: Outcome | None, verdict: Verdict | None) -> bool:
    """Whether nothing can be said of the author, by our fault or the server's: the next run tries it again."""
    return outcome is Outcome.SERVER_ERROR or verdict is Verdict.IE
