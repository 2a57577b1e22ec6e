"""The measured answer to one question."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from judge.notes import Note, note
from solver.models.wire.leaks import Leak
from solver.models.wire.request import DialectName, Request, ToolCall


class ErrorKind(StrEnum):
    """Why no whole answer came. All but CONTEXT_OVERFLOW (the prompt does not fit) are the server's failure."""

    CONTEXT_OVERFLOW = "context overflow"  # HTTP 400 that says so
    CONTEXT_FULL = "context full"  # mid-answer, when several answers share one context
    BAD_REQUEST = "bad request"  # another 4xx
    LOADING = "still loading"  # 503 (or 429) for longer than we wait
    HTTP_ERROR = "HTTP error"  # 5xx
    ERROR_EVENT = "error event"  # after HTTP 200
    CUT = "cut"  # the connection broke
    UNFINISHED = "unfinished"  # the stream ended cleanly but without a finish: the server gave up
    GARBLED = "garbled"  # not the JSON that it should be
    UNREACHABLE = "unreachable"  # nobody listens there
    NO_FIRST_TOKEN = "no first token"  # within the time allowed
    SILENT = "silent"  # no more text for too long mid-answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer. Times are those of the last try, in seconds; None if not known."""

    request: Request
    server: str  # base URL, without /v1
    model: str  # as the answer names it, else as it was asked for
    server_build: str | None
    raw_text: str  # the content as it came
    text: str  # the same without reasoning and markers that leaked into it
    reasoning: str  # leaked reasoning included
    leaks: tuple[Leak, ...]
    tool_calls: tuple[ToolCall, ...]
    finish: str | None  # the server's own finish reason
    refusal: str | None  # the server's refusal field
    looped: Note | None  # how it repeated itself, if we cut it for that
    error: ErrorKind | None
    error_text: str  # the server's own words, in one line
    prompt_tokens: int | None
    reasoning_tokens: int | None
    completion_tokens: int | None  # reasoning included
    reasoning_counted: bool  # reasoning_tokens is our count, as the server gives none
    completion_counted: bool  # likewise completion_tokens
    queue_s: float | None  # from the request to the start of its processing
    prefill_s: float | None  # reading the prompt
    first_token_s: float | None  # from the request to the first chunk that carries text
    seconds: float  # from the request to the end
    tokens_per_s: float | None  # by the server's timings, else tokens over the time from the first chunk to the end
    dialect: DialectName = DialectName.CHAT
    effort_sent: Mapping[str, Any] = field(
        default_factory=dict, hash=False
    )  # the request's fields of effort and budget
    forced: bool = False  # its thinking was ended by us
    cached_tokens: int | None = None  # of the prompt, found in the server's cache
    conceded: tuple[Note, ...] = ()  # how the question differed from what was meant
    failures: tuple[Note, ...] = ()  # how earlier tries of the same question failed

    @property
    def failure(self) -> Note:
        """A note on how the question failed, with the server's words."""
        return note("failed", kind=self.error.value if self.error else "", text=self.error_text)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes that a reader of the attempt should see."""
        found = [replace(failed, code="asked-again") if failed.code == "failed" else failed for failed in self.failures]
        found += self.conceded
        found += [note("leaked", what=leak.value) for leak in self.leaks]
        if self.forced:
            found.append(note("thinking-ended"))
        if self.looped is not None:
            found.append(self.looped)
        if self.error is not None:
            found.append(self.failure)
        if self.model != self.request.model:
            found.append(note("other-model", asked=self.request.model, answered=self.model))
        if self.completion_counted and self.completion_tokens is not None:
            found.append(note("tokens-counted"))
        elif self.reasoning_counted and self.reasoning_tokens:
            found.append(note("reasoning-tokens-counted"))
        return tuple(found)


def total(*counts: int | None) -> int | None:
    """The sum of the known counts; None if none is known."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None
