"""The Responses API of LM Studio (where it honours the effort with turns or tools), llama-server and vLLM."""

import json
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx

from judge.effort import Effort
from solver.models.wire.answer_builder import AnswerBuilder, llama_timings
from solver.models.wire.clean import mapping, one_line, rows, text_of
from solver.models.wire.dialect import Dialect, error_message, failed, json_object, without_error
from solver.models.wire.events import WHOLE, events
from solver.models.wire.request import DialectName, Message, Request, Role


@dataclass(frozen=True, slots=True)
class Responses(Dialect):
    """POST /v1/responses, streamed as server-sent events and stored nowhere."""

    name: ClassVar = DialectName.RESPONSES
    path: ClassVar = "/v1/responses"
    sends_seeds: ClassVar = False  # the API has no such field

    def effort(self, request: Request) -> dict[str, Any]:
        if request.effort is Effort.DEFAULT:
            return {}
        return {"reasoning": {"effort": "none" if request.effort is Effort.OFF else request.effort.value}}

    def body(self, request: Request) -> dict[str, Any]:
        fields = request.settings.fields()
        body: dict[str, Any] = {
            "model": request.model,
            "input": [item for message in request.messages for item in _items(message)],
            "stream": True,
            "store": False,
            "max_output_tokens": fields.pop("max_tokens"),
            **fields,
            **self.effort(request),
        }
        if request.tools:
            body["tools"] = [
                {"type": "function", "name": tool.name, "description": tool.description, "parameters": tool.parameters}
                for tool in request.tools
            ]
        return body

    def read(self, response: httpx.Response, into: AnswerBuilder) -> None:
        for name, data in events(response, into):
            if name == WHOLE:
                _finish(without_error(json_object(data)), into)
            else:
                _take(name, data, into)
            if into.finish:
                return  # some servers keep the connection open


def _items(message: Message) -> list[dict[str, Any]]:
    if message.role is Role.TOOL:
        return [{"type": "function_call_output", "call_id": message.tool_call_id, "output": message.content}]
    if message.role is not Role.ASSISTANT:
        return [{"role": message.role.value, "content": message.content}]
    items: list[dict[str, Any]] = []
    if message.tool_calls and message.reasoning:
        text = {"type": "reasoning_text", "text": message.reasoning}
        items.append({"type": "reasoning", "summary": [], "content": [text]})
    if message.content:
        said = {"type": "output_text", "text": message.content, "annotations": []}
        items.append({"type": "message", "role": "assistant", "status": "completed", "content": [said]})
    items += [
        {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments}
        for call in message.tool_calls
    ]
    return items


def _take(name: str, data: str, into: AnswerBuilder) -> None:
    event = json_object(data)
    # Some servers leave one of the two out.
    match event.get("type") or name:
        case "response.reasoning_text.delta" | "response.reasoning_summary_text.delta":
            into.add_reasoning(text_of(event.get("delta")))
        case "response.output_text.delta":
            into.add_answer(text_of(event.get("delta")))
        case "response.reasoning_text.done" if not into.reasoning:
            into.add_reasoning(text_of(event.get("text")))
        case "response.output_text.done" if not into.answer:
            into.add_answer(text_of(event.get("text")))
        case "response.refusal.delta":
            into.refusal = (into.refusal or "") + text_of(event.get("delta"))
        case "response.output_item.done":
            _take_item(mapping(event.get("item")), into)
        case "response.created" | "response.in_progress":
            started = mapping(event.get("response"))
            into.model = into.model or text_of(started.get("model")) or None
        case "response.completed" | "response.incomplete":
            _finish(mapping(event.get("response")), into)
            if timings := mapping(event.get("timings")):
                into.timings = llama_timings(timings)
        case "response.failed":
            without_error(mapping(event.get("response")))
            raise failed(one_line(data))
        case "error":
            said = error_message(event) or text_of(event.get("message")) or one_line(data)
            raise failed(said)
        case None | "":
            without_error(event)


def _take_item(item: dict[str, Any], into: AnswerBuilder) -> None:
    """Take a finished item: a function call, or text that did not come as deltas."""
    match item.get("type"):
        case "function_call":
            number = len(into.calls)
            into.add_call(number, text_of(item.get("call_id")), text_of(item.get("name")), _arguments(item))
        case "reasoning" if not into.reasoning:
            if text := text_of(item.get("content")) or text_of(item.get("summary")):
                into.add_reasoning(text)
        case "message" if not into.answer:
            if text := text_of(item.get("content")):
                into.add_answer(text)


def _arguments(item: dict[str, Any]) -> str:
    value = item.get("arguments") or ""
    return value if isinstance(value, str) else json.dumps(value)


def _finish(response: dict[str, Any], into: AnswerBuilder) -> None:
    """Take the whole response, from the last event or from a server that does not stream."""
    into.model = text_of(response.get("model")) or into.model
    for item in rows(response, "output"):
        if item.get("type") != "function_call" or not into.calls:
            _take_item(item, into)
    usage = mapping(response.get("usage"))
    into.take_usage(
        {
            "prompt_tokens": usage.get("input_tokens"),
            "completion_tokens": usage.get("output_tokens"),
            "completion_tokens_details": usage.get("output_tokens_details"),
            "prompt_tokens_details": usage.get("input_tokens_details"),
        }
    )
    if response.get("status") == "incomplete":
        reason = text_of(mapping(response.get("incomplete_details")).get("reason"))
        into.end("length" if reason in ("", "max_output_tokens") else reason)
    elif into.budget_is_spent():
        into.end("length")  # llama-server and LM Studio report a cut answer as completed
    else:
        into.end("tool_calls" if into.calls else "stop")
