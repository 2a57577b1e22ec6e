"""A request to a model: its messages, tools and settings."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from judge.effort import Effort


class Purpose(StrEnum):
    """Why a request is made; sent with every request in the header X-Kyoso-Purpose."""

    SOLVE = "solve"
    REPAIR = "repair"
    ATTEST = "attest"
    SPEED = "speed"
    NAIVE = "naive"
    GENERATOR = "generator"
    WARMUP = "warmup"
    HINT_1 = "hint-1"
    HINT_2 = "hint-2"
    HINT_3 = "hint-3"
    HINT_4 = "hint-4"
    HINT_CHECK = "hint-check"
    TOOL_CHECK = "tool-check"


class DialectName(StrEnum):
    """The dialects, as --dialect and the log call them."""

    CHAT = "chat"  # /v1/chat/completions
    RESPONSES = "responses"  # /v1/responses
    LMSTUDIO = "lmstudio"  # LM Studio's /api/v1/chat
    OLLAMA = "ollama"  # Ollama's /api/chat


class Role(StrEnum):
    """Who speaks. A SYSTEM message of ours becomes gpt-oss's developer message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"  # the result of a tool call


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the model wants called."""

    id: str
    name: str
    arguments: str  # JSON as the model wrote it; it may not parse


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()  # of an ASSISTANT
    tool_call_id: str = ""  # of a TOOL: whose result this is
    reasoning: str = ""  # of an ASSISTANT, kept only between a tool call and its result; dropped in all other turns


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call."""

    name: str
    description: str
    parameters: dict[str, Any]  # JSON schema

    def as_function(self) -> dict[str, Any]:
        """The tool in the format of chat completions and Ollama."""
        function = {"name": self.name, "description": self.description, "parameters": self.parameters}
        return {"type": "function", "function": function}


RESERVE_TOKENS = 4_096


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """Budgets and sampling. The defaults are gpt-oss's own; servers' differ (llama-server: 0.8, 0.95, 40, 0.05)."""

    max_tokens: int  # reasoning and answer together
    temperature: float | None = 1.0
    top_p: float | None = 1.0
    top_k: int | None = 0
    min_p: float | None = 0.0
    tool_calls: int = 0  # how often the model may run code before it answers; not a request field
    thinking_budget: int | None = None  # tokens of reasoning; sent if the server takes it, else enforced by us
    reserve_tokens: int | None = RESERVE_TOKENS  # left for the answer when we end the thinking; None: we never do

    def fields(self) -> dict[str, int | float]:
        """The request fields of chat completions, without those left to the server (None)."""
        sent = ("max_tokens", "temperature", "top_p", "top_k", "min_p")
        return {name: value for name in sent if (value := getattr(self, name)) is not None}

    def canonical(self) -> str:
        """Canonical JSON (sorted keys, no blanks): equal settings give equal text."""
        fields: dict[str, int | float | None] = {**self.fields()}
        if self.tool_calls:
            fields["tool_calls"] = self.tool_calls
        if self.thinking_budget is not None:
            fields["thinking_budget"] = self.thinking_budget
        if self.reserve_tokens != RESERVE_TOKENS:
            fields["reserve_tokens"] = self.reserve_tokens
        return json.dumps(fields, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Request:
    """A question to a model."""

    model: str  # as the server names it
    messages: tuple[Message, ...]
    effort: Effort
    settings: RequestSettings
    purpose: Purpose = Purpose.SOLVE
    tools: tuple[Tool, ...] = ()
    seed: int | None = None  # not part of the settings: another seed is another sample of the same question
