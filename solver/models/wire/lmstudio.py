"""LM Studio's own chat API (0.4 and newer): it honours the effort, refuses unknown fields, and reports the most."""

from dataclasses import dataclass
from typing import Any, ClassVar

import httpx

from judge.effort import Effort
from solver.models.wire.answer_builder import AnswerBuilder, Timings
from solver.models.wire.clean import mapping, number, one_line, rows, text_of
from solver.models.wire.dialect import Dialect, error_message, failed, json_object, without_error
from solver.models.wire.events import WHOLE, events
from solver.models.wire.request import DialectName, Request, Role


@dataclass(frozen=True, slots=True)
class LMStudioChat(Dialect):
    """POST /api/v1/chat, streamed as server-sent events and stored nowhere."""

    name: ClassVar = DialectName.LMSTUDIO
    path: ClassVar = "/api/v1/chat"
    sends_seeds: ClassVar = False

    def takes(self, request: Request) -> bool:
        """Whether it is a single question: this API has neither assistant turns nor custom tools."""
        roles = [message.role for message in request.messages]
        return not request.tools and roles.count(Role.USER) == 1 and set(roles) <= {Role.SYSTEM, Role.USER}

    def effort(self, request: Request) -> dict[str, Any]:
        return {} if request.effort is Effort.DEFAULT else {"reasoning": request.effort.value}

    def body(self, request: Request) -> dict[str, Any]:
        fields = request.settings.fields()
        system = "\n\n".join(m.content for m in request.messages if m.role is Role.SYSTEM)
        return {
            "model": request.model,
            "input": next(m.content for m in request.messages if m.role is Role.USER),
            **({"system_prompt": system} if system else {}),
            "stream": True,
            "store": False,
            "max_output_tokens": fields.pop("max_tokens"),
            **fields,
            **self.effort(request),
        }

    def read(self, response: httpx.Response, into: AnswerBuilder) -> None:
        for name, data in events(response, into):
            if name == WHOLE:
                _finish(without_error(json_object(data)), into)
            else:
                _take(name, data, into)
            if into.finish:
                return


def _take(name: str, data: str, into: AnswerBuilder) -> None:
    event = json_object(data)
    match event.get("type") or name:
        case "reasoning.delta":
            into.add_reasoning(text_of(event.get("content")))
        case "message.delta":
            into.add_answer(text_of(event.get("content")))
        case "chat.start":
            into.model = text_of(event.get("model_instance_id")) or None
        case "model_load.start" | "model_load.progress":
            into.loading(number(event.get("progress")))
        case "prompt_processing.start" | "prompt_processing.progress":
            into.reading(number(event.get("progress")) or 0.0)
        case "error":
            raise failed(error_message(event) or one_line(data))
        case "chat.end":
            _finish(mapping(event.get("result")), into)


def _finish(result: dict[str, Any], into: AnswerBuilder) -> None:
    into.model = text_of(result.get("model_instance_id")) or into.model
    for kind, so_far, add in (
        ("reasoning", into.reasoning, into.add_reasoning),
        ("message", into.answer, into.add_answer),
    ):
        text = "".join(text_of(item.get("content")) for item in rows(result, "output") if item.get("type") == kind)
        if text and not so_far:
            add(text)
    stats = mapping(result.get("stats"))
    into.take_usage(
        {
            "prompt_tokens": stats.get("input_tokens"),
            "completion_tokens": stats.get("total_output_tokens"),
            "completion_tokens_details": {"reasoning_tokens": stats.get("reasoning_output_tokens")},
        }
    )
    first, load = number(stats.get("time_to_first_token_seconds")), number(stats.get("model_load_time_seconds"))
    rate = number(stats.get("tokens_per_second"))
    # Loading the model counts as prefill, not as waiting in a queue behind other requests.
    into.timings = Timings(None, None if first is None else first + (load or 0), rate or None)
    # The API does not say why an answer ended.
    into.finish = "length" if into.budget_is_spent() else "stop"
