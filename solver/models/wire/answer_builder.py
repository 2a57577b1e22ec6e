"""Gathers the text of one answer as it comes in, for every dialect. Hot code: a few microseconds per chunk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from judge.notes import Note
from solver.models.wire.clean import count, mapping, name, number, whole
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.loops import LoopGuard
from solver.models.wire.request import ToolCall
from solver.progress import FirstToken, Loading, OnEvent, ReadingPrompt, ThinkingEnded, Tokens

REPORT_EVERY_S = 0.25
NO_LIMIT = 1 << 62
CHARS_A_TOKEN = 6  # a high guess; a piece of the stream is one token, unless the server sends several at once
MOST_CHARS_A_TOKEN = 32  # far more than any tokenizer needs: a server that sends more ignores max_tokens
_SPARE_CHARS = 65_536
GRACE_TOKENS = 256  # that a server may still write before it ends the thinking, or beyond a budget


class StreamFailed(Exception):
    """The server ended the answer without finishing it."""

    def __init__(self, kind: ErrorKind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class EnoughRead(Exception):
    """The stream is to be closed: the answer repeats itself, is too long, or its reasoning has used up its tokens."""


@dataclass(frozen=True, slots=True)
class Timings:
    """The times that a server reports, in seconds; None if it does not."""

    queue_s: float | None = None
    prefill_s: float | None = None
    tokens_per_s: float | None = None
    cached_tokens: int | None = None  # of the prompt


@dataclass(slots=True)
class _PartialCall:
    id: str = ""
    name: str = ""
    arguments: str = ""


class AnswerBuilder:
    """Collects one answer, notices its first piece and any loops, and reports progress now and then."""

    def __init__(self, model: str, clock: Callable[[], float], on_event: OnEvent, max_tokens: int) -> None:
        self.started = clock()
        self.first: float | None = None  # when the first text came
        self.latest = self.started  # when the latest text came
        self.ended: float | None = None  # when the server gave its finish reason
        self.first_tokens: int | None = None  # written up to the first text, if the server counts as it goes
        self.reasoning: list[str] = []
        self.answer: list[str] = []
        self.model: str | None = None
        self.build: str | None = None
        self.finish: str | None = None
        self.refusal: str | None = None
        self.looped: Note | None = None
        self.prompt_tokens: int | None = None
        self.completion_tokens: int | None = None
        self.reasoning_tokens: int | None = None
        self.cached_tokens: int | None = None
        self.timings = Timings()
        self._asked = model
        self.max_tokens = max_tokens
        self._chars = 0
        self._most_chars = MOST_CHARS_A_TOKEN * max_tokens + _SPARE_CHARS
        self.clock = clock
        self._on_event = on_event
        self._next_report = 0.0
        self.id: str | None = None  # the server's name for the running answer
        self.forced = False  # whether we ended its thinking
        self.thinking_limit = NO_LIMIT  # tokens of reasoning after which it is ended
        self.ends_at_server: Callable[[], bool] = lambda: False  # asks the server to end the thinking; whether it does
        self._reasoning_chars = 0
        self._reasoning_guard = LoopGuard()
        self._answer_guard = LoopGuard()
        self._calls: list[_PartialCall] = []
        self._latest_calls: dict[int, _PartialCall] = {}  # by their index

    def add_reasoning(self, piece: str) -> None:
        """Take a piece of reasoning; raises EnoughRead."""
        self.reasoning.append(piece)
        self._came(piece)
        self._end_loop(self._reasoning_guard.feed(piece))
        self._reasoning_chars += len(piece)
        if max(len(self.reasoning), self._reasoning_chars // CHARS_A_TOKEN) >= self.thinking_limit and not self.answer:
            self._end_thinking()

    def end_thinking(self) -> None:
        """End the thinking at the next piece of reasoning; from any thread."""
        self.thinking_limit = 0

    def _end_thinking(self) -> None:
        """Ask the server once to end the thinking; raise EnoughRead if it cannot, or still goes on."""
        asked_before, self.forced = self.forced, True
        if not asked_before:
            self._on_event(ThinkingEnded(self._asked, len(self.reasoning)))
        if asked_before or not self.ends_at_server():
            raise EnoughRead
        self.thinking_limit = len(self.reasoning) + GRACE_TOKENS

    def add_answer(self, piece: str) -> None:
        """Take a piece of the answer; raises EnoughRead."""
        self.answer.append(piece)
        self._came(piece)
        self._end_loop(self._answer_guard.feed(piece))

    def _end_loop(self, looped: Note | None) -> None:
        self.looped = looped
        if looped:
            raise EnoughRead

    def add_call(self, index: int, id: str, name: str, arguments: str) -> None:
        """Take a piece of a tool call: id and name come once, the arguments in pieces.

        A new id and name begin another call even at the same index, as some servers number all calls 0.
        """
        call = self._latest_calls.get(index)
        if call is None or (name and id and call.id and id != call.id):
            call = self._latest_calls[index] = _PartialCall()
            self._calls.append(call)
        call.id = call.id or id
        call.name = call.name or name
        call.arguments += arguments
        self._came(arguments)

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        return tuple(
            ToolCall(name(c.id) or f"call-{i}", name(c.name) or "", whole(c.arguments))
            for i, c in enumerate(self._calls)
        )

    def take_usage(self, usage: dict[str, Any]) -> None:
        """Take token counts in the format of chat completions."""
        self.prompt_tokens = _later(usage.get("prompt_tokens"), self.prompt_tokens)
        self.completion_tokens = _later(usage.get("completion_tokens"), self.completion_tokens)
        if self.first_tokens is None and len(self.reasoning) + len(self.answer) == 1:
            self.first_tokens = self.completion_tokens
        details = mapping(usage.get("completion_tokens_details"))
        self.reasoning_tokens = _later(details.get("reasoning_tokens"), self.reasoning_tokens)
        read = mapping(usage.get("prompt_tokens_details"))
        self.cached_tokens = _later(read.get("cached_tokens"), self.cached_tokens)

    def end(self, finish: str) -> None:
        """Keep the server's finish reason and when it came."""
        self.finish, self.ended = finish, self.clock()

    def budget_is_spent(self) -> bool:
        """Whether the answer used all its tokens: some servers do not say why it ended."""
        return self.completion_tokens is not None and self.completion_tokens >= self.max_tokens

    def loading(self, progress: float | None) -> None:
        """Report that the server is loading the model; progress: from 0 to 1, if the server gives it."""
        if self._may_report(now := self.clock()):
            self._on_event(Loading(self._asked, now - self.started, progress))

    def reading(self, share: float | None) -> None:
        """Report that the server has read that share of the prompt."""
        if share is not None and self._may_report(self.clock()):
            self._on_event(ReadingPrompt(self._asked, min(1.0, max(0.0, share))))

    def _may_report(self, now: float) -> bool:
        """Whether enough time has passed since the last report; if so, a report is made now."""
        if now < self._next_report:
            return False
        self._next_report = now + REPORT_EVERY_S
        return True

    @property
    def tokens(self) -> int:
        return max(len(self.reasoning) + len(self.answer), self._chars // CHARS_A_TOKEN)

    def _came(self, piece: str) -> None:
        self._chars += len(piece)
        if self._chars > self._most_chars:
            self.finish = "length"
            raise EnoughRead
        now = self.latest = self.clock()
        if self.first is None:
            self.first = now
            self._next_report = now + REPORT_EVERY_S
            self._on_event(FirstToken(self._asked, now - self.started))
        elif self._may_report(now):
            pieces = len(self.reasoning) + len(self.answer)
            rate = pieces / (now - self.first) if pieces > 3 else None
            self._on_event(Tokens(self._asked, len(self.reasoning), len(self.answer), rate))


def _later(value: object, before: int | None) -> int | None:
    told = count(value)
    return before if told is None else told


def llama_timings(timings: dict[str, Any]) -> Timings:
    """llama-server's own times: prompt_ms excludes the queue, and the rate of a single token is meaningless."""
    prompt_ms, rate = number(timings.get("prompt_ms")), number(timings.get("predicted_per_second"))
    predicted, took_ms = number(timings.get("predicted_n")), number(timings.get("predicted_ms"))
    meant = rate is not None and rate > 0 and (predicted or 0) > 1 and (took_ms or 0) > 0.01
    prefill_s = None if prompt_ms is None else prompt_ms / 1000
    return Timings(None, prefill_s, rate if meant else None, count(timings.get("cache_n")))
