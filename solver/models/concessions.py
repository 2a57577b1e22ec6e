"""What a server turned out to refuse, and how it is asked instead: without a field, with fewer tokens, in one turn.

Some servers answer 400 or 422 to an unknown field, a system turn, or more tokens than they have. The question is asked
again without it; what was learnt applies to that server from then on, and is noted on each attempt.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from judge.effort import Effort
from judge.notes import Note, note
from solver.models.token_budget import LEAST_TOKENS, TEMPLATE_TOKENS, estimated_tokens
from solver.models.wire.exchange import ErrorKind, Exchange
from solver.models.wire.request import Message, Purpose, Request

MOST_IN_A_ROW = 16  # refusals of one question: some servers name one field at a time
# Fields that every question needs, by the dialects' names; a server may have another name for one.
_NEEDED = frozenset(
    ("model", "messages", "input", "system_prompt", "max_tokens", "max_output_tokens", "options", "tools")
)
_LEVELS = frozenset(("reasoning_effort", "reasoning", "think"))
_EFFORTS = _LEVELS | {"chat_template_kwargs"}
_LIKELIEST = frozenset(("top_k", "min_p", "chat_template_kwargs", "stream_options"))  # fields most often refused
_INSTEAD = re.compile(r"\buse\W{1,3}(\w{1,40})\W{1,3}instead", re.I)
_NAMES_EFFORT = re.compile("reasoning|effort|think", re.I)
_NO_FIELD = re.compile(r"HTTP (?:400|422)\b")
_UNKNOWN_FIELD = re.compile(
    r"extra|unexpected|unknown|unrecogni[sz]ed|unsupported|not (?:permitted|allowed|supported)", re.I
)
_NO_SYSTEM = re.compile(
    r"system (?:role|message|prompt)s?|role.{0,20}\bsystem\b|roles must alternate"
    r"|only (?:the )?'?user\b.{0,40}\broles?\b|role\b.{0,40}should be '?user\b",
    re.I,
)
_TEMPLATE = re.compile(r"jinja|chat.?template|raise_exception", re.I)  # llama-server: HTTP 500 if a template raises
_CONTEXT = re.compile(
    r"(?:maximum context length (?:is|of)|max_model_len\D{0,30}|context (?:length|size|window)\D{0,20})\s*(\d+)", re.I
)
_MOST_TOKENS = re.compile(
    r"(?:max_tokens|max_completion_tokens|max_new_tokens|max_output_tokens|completion tokens)"
    r".{0,60}?(?:(?:at most|less than or equal to|cannot be greater than|must be <=|maximum (?:of|is|value))\D{0,10}"
    r"|(?:range|between)\D{0,30}\d+\s*(?:,|-|and|to)\s*)(\d+)",
    re.I,
)
_PROMPT = re.compile(
    r"(\d+)\s*(?:tokens? )?(?:input tokens|in (?:the|your) (?:messages|prompt|input)|prompt tokens)"
    r"|request \((\d+) tokens\) exceeds",
    re.I,
)


class Concessions:
    """What one server is not sent. Threads may share it, as learning the same thing twice is harmless."""

    def __init__(self) -> None:
        self._without: frozenset[str] = frozenset()
        self._other_names: dict[str, str] = {}  # the server's names of needed fields
        self._one_turn = False
        self._before_bare: tuple[frozenset[str], bool, frozenset[Effort]] | None = (
            None  # the state before dropping unnamed fields
        )
        self._counted: tuple[int, int, bool] | None = None  # a prompt's tokens, our estimate, whether exact
        self.seeds = True  # whether the server accepts them
        self.refused_efforts: frozenset[Effort] = frozenset()
        self.context_tokens: int | None = None  # as a refusal gave it
        self.most_tokens: int | None = None  # of one answer; likewise

    def body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The request's JSON as this server takes it."""
        kept = {self._other_names.get(key, key): value for key, value in body.items() if key not in self._without}
        messages = kept.get("messages")
        if self._one_turn and isinstance(messages, list):
            kept["messages"] = _without_system(messages)
        return kept

    def notes(self, body: Mapping[str, Any]) -> tuple[Note, ...]:
        """The notes on what is left out of this request."""
        left_out = [key for key in body if key in self._without]
        found = [note("without-fields", fields=", ".join(left_out))] if left_out else []
        turns = body.get("messages")
        if self._one_turn and isinstance(turns, list) and any(turn.get("role") == "system" for turn in turns):
            found.append(note("one-turn"))
        return tuple(found)

    def after(self, refused: Exchange, body: Mapping[str, Any]) -> Request | None:
        """The request to send after this refusal; None if nothing can be changed. body: as it was sent."""
        text = refused.error_text
        in_template = refused.error is ErrorKind.HTTP_ERROR and _TEMPLATE.search(text) is not None
        if not in_template and refused.error not in (ErrorKind.BAD_REQUEST, ErrorKind.CONTEXT_OVERFLOW):
            return None
        if (found := _CONTEXT.search(text)) is not None:
            self.context_tokens = int(found[1][:12])
        if (fewer := _fewer_tokens(refused)) is not None:
            if _own_limit(text) is not None:
                self.most_tokens = fewer.settings.max_tokens
            else:
                self._count(fewer, text)
            return fewer
        if refused.error is ErrorKind.CONTEXT_OVERFLOW:
            return None
        if "seed" in body and re.search(r"\bseed\b", text):
            self.seeds = False
            return replace(refused.request, seed=None)  # not dropped in `body`, because a reply records its seed
        named = _named(text, body)
        if spare := named - self._needed() - _LEVELS:
            self._without |= spare
            return refused.request
        if (other := _INSTEAD.search(text)) is not None and len(needed := named & _NEEDED) == 1:
            self._other_names[needed.pop()] = other[1]
            return refused.request
        if not self._one_turn and _NO_SYSTEM.search(text):
            self._one_turn = True
            return refused.request
        if _NO_FIELD.match(text) and not _NAMES_EFFORT.search(text) and not named:
            return self._barer(refused.request, body, text)
        return None

    def _needed(self) -> set[str]:
        return {*_NEEDED, *self._other_names.values()}

    def excess(self, messages: Sequence[Message]) -> int:
        """How many more tokens the prompt has than we estimate, judging by a refusal; scaled up for a longer prompt."""
        if self._counted is None:
            return 0
        told, then, exact = self._counted
        now = estimated_tokens(messages)
        if not exact or now <= then:
            return told - then
        times = min(2.0, (now - TEMPLATE_TOKENS) / max(1, then - TEMPLATE_TOKENS))
        return max(told - then, round(told * times) - now)

    def _count(self, fewer: Request, text: str) -> None:
        """Remember the refused prompt's tokens if they are more than we count."""
        told = (self.context_tokens or 0) - fewer.settings.max_tokens
        if told - estimated_tokens(fewer.messages) > self.excess(fewer.messages):
            self._counted = told, estimated_tokens(fewer.messages), _PROMPT.search(text) is not None

    def _barer(self, request: Request, body: Mapping[str, Any], text: str) -> Request | None:
        """The request with fewer fields, the effort dropped last; forgotten again if even the bare request is refused.

        A request that attests an effort keeps it.
        """
        spare = body.keys() - self._needed() - {"stream"}
        if request.purpose is Purpose.ATTEST:
            spare -= _EFFORTS
        if not spare:
            if self._before_bare is not None:
                (self._without, self.seeds, self.refused_efforts), self._before_bare = self._before_bare, None
            return None
        self._before_bare = self._before_bare or (self._without, self.seeds, self.refused_efforts)
        likeliest = spare & _LIKELIEST if _UNKNOWN_FIELD.search(text) else frozenset()
        if not (step := likeliest or spare - _EFFORTS):
            self.refused_efforts |= {request.effort}
            return replace(request, effort=Effort.DEFAULT)
        self._without |= step
        if "seed" not in step:
            return request
        self.seeds = False
        return replace(request, seed=None)


def lowered(request: Request, most_tokens: int) -> Request:
    fewer = min(request.settings.max_tokens, most_tokens)
    return replace(request, settings=replace(request.settings, max_tokens=fewer))


def _named(text: str, body: Mapping[str, Any]) -> set[str]:
    """The fields that a refusal complains about.

    A refusal of an unknown field often mentions the model in passing, and any other error the stream.
    """
    by_the_way = {"model"} if _UNKNOWN_FIELD.search(text) else {"stream"}
    return {key for key in body if key not in by_the_way and re.search(rf"\b{re.escape(key)}\b", text)}


def _own_limit(text: str) -> int | None:
    """The most tokens that a refusal allows for an answer, whatever the prompt; None if it gives no such limit."""
    found = None if "max_model_len" in text else _MOST_TOKENS.search(text)
    return None if found is None else int(found[1][:12])


def _fewer_tokens(refused: Exchange) -> Request | None:
    """The same request with as many tokens as the refusal leaves; None if it gives no usable limit."""
    request, text = refused.request, refused.error_text
    asked = request.settings.max_tokens
    if (most := _own_limit(text)) is not None:
        allowed = most
    elif (found := _CONTEXT.search(text)) is not None:
        prompt = _PROMPT.search(text)
        used = estimated_tokens(request.messages) if prompt is None else int((prompt[1] or prompt[2])[:12])
        allowed = int(found[1][:12]) - used
        if allowed >= asked:  # the server counts more tokens in the prompt than we do
            allowed = asked * 3 // 4
    else:
        return None
    if not LEAST_TOKENS <= allowed < asked:
        return None
    return lowered(request, allowed)


def _without_system(messages: list[Any]) -> list[Any]:
    system = "\n\n".join(turn["content"] for turn in messages if turn.get("role") == "system")
    turns = [dict(turn) for turn in messages if turn.get("role") != "system"]
    if system and turns:
        turns[0]["content"] = f"{system}\n\n{turns[0]['content']}"
    return turns
