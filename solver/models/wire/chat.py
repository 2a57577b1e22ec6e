"""Chat completions, as LM Studio, llama-server, vLLM, Ollama and others offer them."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import httpx

from judge.effort import Effort
from solver.models.wire.answer_builder import AnswerBuilder, Timings, llama_timings
from solver.models.wire.clean import mapping, number, one_line, rows, text_of
from solver.models.wire.dialect import Dialect, error_message, failed, json_object
from solver.models.wire.events import events
from solver.models.wire.request import DialectName, Message, Request, Role

# Finish reasons that mean that the server failed.
_FAILED_FINISHES = ("error", "abort")

_REASONING = ("reasoning_content", "reasoning", "thinking", "reasoning_text", "reasoning_details")


class ChatFields(StrEnum):
    """Which server's fields carry effort and thinking budget."""

    ANY = "any"  # the top-level field and the template's argument (older llama-server), with the same meaning
    LLAMA = "llama"  # llama-server since b10434
    VLLM = "vllm"


@dataclass(frozen=True, slots=True)
class ChatCompletions(Dialect):
    """POST /v1/chat/completions, streamed as server-sent events."""

    fields: ChatFields = ChatFields.ANY
    name: ClassVar = DialectName.CHAT
    path: ClassVar = "/v1/chat/completions"
    sends_seeds: ClassVar = True

    def effort(self, request: Request) -> dict[str, Any]:
        level, budget = request.effort, request.settings.thinking_budget
        sent: dict[str, Any] = {}
        if level is not Effort.DEFAULT:
            off = level is Effort.OFF
            # Templates of hybrid models (Qwen, Gemma, GLM) have a switch; those of gpt-oss have levels.
            sent["reasoning_effort"] = "none" if off else level.value
            match self.fields:
                case ChatFields.ANY:
                    argument = {"enable_thinking": False} if off else {"reasoning_effort": level.value}
                    sent["chat_template_kwargs"] = argument
                case ChatFields.VLLM:
                    sent["chat_template_kwargs"] = {"enable_thinking": not off}
                case ChatFields.LLAMA:
                    pass
        if budget is not None:
            match self.fields:
                case ChatFields.LLAMA:
                    sent["reasoning_budget_tokens"] = budget
                case ChatFields.VLLM:
                    sent["thinking_token_budget"] = budget
                case ChatFields.ANY:
                    pass  # the client ends the thinking itself
        return sent

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
        body |= self.effort(request)
        if self.fields is ChatFields.VLLM:
            body["stream_options"]["continuous_usage_stats"] = True  # how many tokens the first text took
        if self.fields is ChatFields.LLAMA:
            body["return_progress"] = True  # while the server reads the prompt
        if self.fields is ChatFields.LLAMA and request.settings.reserve_tokens is not None:
            body["reasoning_control"] = True  # so that the thinking can be ended while it runs
        if request.tools:
            body["tools"] = [tool.as_function() for tool in request.tools]
        return body

    def ending(self, answer_id: str, model: str) -> tuple[str, dict[str, Any]] | None:
        if self.fields is not ChatFields.LLAMA:
            return None
        return f"{self.path}/control", {"id": answer_id, "action": "reasoning_end", "model": model}

    def read(self, response: httpx.Response, into: AnswerBuilder) -> None:
        for name, data in events(response, into):
            _take(data, name == "error", into)


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


def _take(data: str, is_error: bool, into: AnswerBuilder) -> None:
    chunk = json_object(data)
    choices = chunk.get("choices")
    if is_error or "error" in chunk or not choices:
        message = error_message(chunk)
        if message is not None or is_error:
            raise failed(message or one_line(data))
    if into.model is None:
        into.model = text_of(chunk.get("model")) or None
        into.build = text_of(chunk.get("system_fingerprint")) or None
        into.id = text_of(chunk.get("id")) or None
    if choices and isinstance(choices, list):
        _take_choice(mapping(choices[0]), into)
    # Usage comes in a chunk of its own without choices (most servers), or in the last one (transformers serve).
    if usage := mapping(chunk.get("usage")):
        into.take_usage(usage)
        if "queue_time" in usage:  # Groq
            into.timings = Timings(number(usage["queue_time"]), number(usage.get("prompt_time")))
    if read := mapping(chunk.get("prompt_progress")):
        done, total = number(read.get("processed")), number(read.get("total"))
        into.reading(done / total if done is not None and total else None)
    if timings := mapping(chunk.get("timings")):
        into.timings = llama_timings(timings)


def _take_choice(choice: dict[str, Any], into: AnswerBuilder) -> None:
    delta = mapping(choice.get("delta") or choice.get("message"))
    if delta:
        content = delta.get("content")
        reasoning = next(filter(None, map(delta.get, _REASONING)), None)
        if reasoning is None and isinstance(content, list):
            reasoning = [mapping(part).get("thinking") for part in content]  # Mistral's format
        if reasoning and (thought := text_of(reasoning)):
            into.add_reasoning(thought)
        if content:
            into.add_answer(text_of(content))
        _take_calls(rows(delta, "tool_calls"), into)
        if refusal := delta.get("refusal"):
            into.refusal = (into.refusal or "") + text_of(refusal)
    elif text := choice.get("text"):  # the format of plain completions
        into.add_answer(text_of(text))
    if finish := choice.get("finish_reason"):
        if finish in _FAILED_FINISHES:
            raise failed(f"finish reason {finish}")
        into.end(str(finish))


def _take_calls(calls: list[dict[str, Any]], into: AnswerBuilder) -> None:
    """Take pieces of tool calls, each with the index of its call."""
    for position, call in enumerate(calls):
        function = mapping(call.get("function"))
        arguments = function.get("arguments") or ""
        into.add_call(
            int(number(call.get("index", position)) or 0),
            text_of(call.get("id")),
            text_of(function.get("name")),
            arguments if isinstance(arguments, str) else json.dumps(arguments),
        )
