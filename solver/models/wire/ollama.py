"""Ollama's own chat API, the only one that gives its timings and sets its context (by default about 4,096 tokens)."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx

from judge.effort import Effort
from solver.models.wire.answer_builder import AnswerBuilder, Timings
from solver.models.wire.batches import StreamedText
from solver.models.wire.clean import mapping, number, rows, text_of
from solver.models.wire.dialect import Dialect, error_message, failed, json_object
from solver.models.wire.request import DialectName, Message, Request, Role
from solver.outside import read_object

_NS = 1e-9


@dataclass(frozen=True, slots=True)
class OllamaChat(Dialect):
    """POST /api/chat, streamed as one JSON object per line."""

    context_tokens: int | None = None  # the context to load the model with; None: the server's default
    name: ClassVar = DialectName.OLLAMA
    path: ClassVar = "/api/chat"
    sends_seeds: ClassVar = True

    def effort(self, request: Request) -> dict[str, Any]:
        if request.effort is Effort.DEFAULT:
            return {}
        # gpt-oss takes the level but ignores true and false.
        return {"think": False if request.effort is Effort.OFF else request.effort.value}

    def body(self, request: Request) -> dict[str, Any]:
        fields = request.settings.fields()
        options: dict[str, Any] = {"num_predict": fields.pop("max_tokens"), **fields}
        if request.seed is not None:
            options["seed"] = request.seed
        if self.context_tokens is not None:
            options["num_ctx"] = self.context_tokens
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [_message(message, _names(request)) for message in request.messages],
            "stream": True,
            "options": options,
            # Without these two, an overflow silently drops old messages; older versions ignore them.
            "truncate": False,
            "shift": False,
        }
        body |= self.effort(request)
        if request.tools:
            body["tools"] = [tool.as_function() for tool in request.tools]
        return body

    def read(self, response: httpx.Response, into: AnswerBuilder) -> None:
        for line in StreamedText(response).iter_lines():
            if line:
                _take(line, into)
            if into.finish:
                return


def _names(request: Request) -> dict[str, str]:
    """The function of each tool call by its id: Ollama's results name the function instead of the call."""
    return {call.id: call.name for message in request.messages for call in message.tool_calls}


def _message(message: Message, names: dict[str, str]) -> dict[str, Any]:
    turn: dict[str, Any] = {"role": message.role.value, "content": message.content}
    if message.tool_calls:
        turn["tool_calls"] = [
            {"function": {"name": c.name, "arguments": _arguments(c.arguments)}} for c in message.tool_calls
        ]
        if message.reasoning:
            turn["thinking"] = message.reasoning
    if message.role is Role.TOOL:
        turn["tool_name"] = names.get(message.tool_call_id, "")
    return turn


def _arguments(text: str) -> dict[str, Any]:
    value = read_object(text)
    return {"text": text} if value is None else value


def _take(line: str, into: AnswerBuilder) -> None:
    chunk = json_object(line)
    message = mapping(chunk.get("message"))
    if not message and (error := error_message(chunk)) is not None:
        raise failed(error)
    if into.model is None:
        into.model = text_of(chunk.get("model")) or None
    if thinking := message.get("thinking"):
        into.add_reasoning(text_of(thinking))
    if content := message.get("content"):
        into.add_answer(text_of(content))
    for call in rows(message, "tool_calls"):
        function = mapping(call.get("function"))
        arguments = json.dumps(function.get("arguments"))
        into.add_call(len(into.calls), text_of(call.get("id")), text_of(function.get("name")), arguments)
    if chunk.get("done"):
        into.finish = text_of(chunk.get("done_reason")) or "stop"
        into.take_usage({"prompt_tokens": chunk.get("prompt_eval_count"), "completion_tokens": chunk.get("eval_count")})
        count, took = number(chunk.get("eval_count")), number(chunk.get("eval_duration"))
        prefill, load = number(chunk.get("prompt_eval_duration")), number(chunk.get("load_duration"))
        into.timings = Timings(
            None,
            # Loading the model counts as prefill, not as waiting in a queue behind other requests.
            None if prefill is None else (prefill + (load or 0)) * _NS,
            count / (took * _NS) if count and count > 1 and took else None,
        )
