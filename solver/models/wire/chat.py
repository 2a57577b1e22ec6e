"""Chat completions, as LM Studio, llama-server, vLLM, Ollama and others speak it."""

import json
from typing import Any, cast

import httpx
from httpx_sse import EventSource, SSEError

from judge.attempt import Effort
from solver.models.wire.batches import BatchedResponse
from solver.models.wire.dialect import error_message, json_object, mapping, number, one_line, text_of
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.gathering import Gathering, StreamFailed, Timings
from solver.models.wire.request import Message, Request, Role

# Finish reasons by which a server says that it failed.
_FAILED_FINISHES = ("error", "abort")


class ChatCompletions:
    """POST /v1/chat/completions, streamed as server-sent events."""

    path = "/v1/chat/completions"

    def body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": request.model,
            "messages": [_message(message) for message in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            **request.settings.fields(),
        }
        if request.seed is not None:
            body["seed"] = request.seed
        if request.effort is not Effort.DEFAULT:
            # The top-level field is what LM Studio, vLLM, Ollama and newer llama-server read; the template's argument
            # is what older llama-server reads. Both say the same.
            word = "none" if request.effort is Effort.OFF else request.effort.value
            body["reasoning_effort"] = word
            body["chat_template_kwargs"] = {"reasoning_effort": word}
        if request.tools:
            body["tools"] = [
                {
                    "type": "function",
                    "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
                }
                for tool in request.tools
            ]
        return body

    def read(self, response: httpx.Response, into: Gathering) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            _read_whole(response, into)
            return
        # EventSource asks for no more than BatchedResponse has.
        events = EventSource(cast(httpx.Response, BatchedResponse(response, into)))
        try:
            for event in events.iter_sse():
                data = event.data
                if data == "[DONE]":
                    return
                if data:
                    _take(data, event.event == "error", into)
        except SSEError as why:
            raise StreamFailed(ErrorKind.GARBLED, f"no event stream but {kind or 'nothing'}") from why


def _message(message: Message) -> dict[str, Any]:
    turn: dict[str, Any] = {"role": message.role.value, "content": message.content}
    if message.tool_calls:
        turn["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.tool_calls
        ]
        if message.reasoning:
            turn["reasoning_content"] = message.reasoning
    if message.role is Role.TOOL:
        turn["tool_call_id"] = message.tool_call_id
    return turn


def _read_whole(response: httpx.Response, into: Gathering) -> None:
    """An answer in one piece, from a server or proxy that does not stream."""
    response.read()
    _take(response.text, False, into)


def _take(data: str, is_error: bool, into: Gathering) -> None:
    chunk = json_object(data)
    choices = chunk.get("choices")
    if is_error or "error" in chunk or not choices:
        message = error_message(chunk)
        if message is not None or is_error:
            raise StreamFailed(ErrorKind.ERROR_EVENT, message or one_line(data))
    if into.model is None:
        into.model = text_of(chunk.get("model")) or None
        into.build = text_of(chunk.get("system_fingerprint")) or None
    if choices and isinstance(choices, list):
        _take_choice(mapping(choices[0]), into)
    # On its own chunk without choices (most), or on the finishing one (transformers serve).
    if usage := mapping(chunk.get("usage")):
        into.take_usage(usage)
        if "queue_time" in usage:  # Groq
            into.timings = Timings(number(usage["queue_time"]), number(usage.get("prompt_time")))
    if timings := mapping(chunk.get("timings")):
        into.timings = _llama_timings(timings)


def _take_choice(choice: dict[str, Any], into: Gathering) -> None:
    delta = mapping(choice.get("delta") or choice.get("message"))
    if delta:
        reasoning = delta.get("reasoning_content") or delta.get("reasoning") or delta.get("thinking")
        if reasoning:
            into.add_reasoning(text_of(reasoning))
        content = delta.get("content")
        if content:
            into.add_answer(text_of(content))
        if calls := delta.get("tool_calls"):
            _take_calls(calls, into)
        if refusal := delta.get("refusal"):
            into.refusal = (into.refusal or "") + text_of(refusal)
    if finish := choice.get("finish_reason"):
        if finish in _FAILED_FINISHES:
            raise StreamFailed(ErrorKind.ERROR_EVENT, f"finish reason {finish}")
        into.finish = str(finish)


def _take_calls(calls: object, into: Gathering) -> None:
    """Pieces of tool calls, each with the index of the call that it belongs to."""
    for position, piece in enumerate(calls if isinstance(calls, list) else ()):
        call = mapping(piece)
        function = mapping(call.get("function"))
        arguments = function.get("arguments") or ""
        into.add_call(
            int(number(call.get("index", position)) or 0),
            text_of(call.get("id")),
            text_of(function.get("name")),
            arguments if isinstance(arguments, str) else json.dumps(arguments),
        )


def _llama_timings(timings: dict[str, Any]) -> Timings:
    """llama-server's own times: prompt_ms leaves the queue out; the rate of a single token means nothing."""
    prompt_ms, rate = number(timings.get("prompt_ms")), number(timings.get("predicted_per_second"))
    count, took_ms = number(timings.get("predicted_n")), number(timings.get("predicted_ms"))
    meant = rate is not None and rate > 0 and (count or 0) > 1 and (took_ms or 0) > 0.01
    return Timings(None, None if prompt_ms is None else prompt_ms / 1000, rate if meant else None)
