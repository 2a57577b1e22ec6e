"""The servers that people use, as scripts: each reads the effort where the real one does, and nowhere else.

Written from the servers' documentation and issues (LM Studio's 988, 2195, 2413; Ollama's, SGLang's and Docker Model
Runner's API pages). The model behind each thinks about as long as its effort suggests. `levels` lists the levels that
reached the model, in the server's own words; "default" if none did.
"""

import json
import random
from typing import Any

from tests.solver.models.wire.replay import CHAT, Answer, Received, Script, event, plain, stream

RESPONSES, LM_CHAT, OLLAMA_CHAT = "/v1/responses", "/api/v1/chat", "/api/chat"
CODE = "```python\nprint(sum(map(int, input().split())))\n```\n"
_MEDIAN = {"off": 0, "none": 0, "minimal": 15, "low": 40, "medium": 110, "high": 320, "xhigh": 700, "max": 900}


class PeopleServer:
    """What all servers share: the model, and the list of levels that reached it."""

    def __init__(self, model: str = "gpt-oss-20b", default: str = "medium", seed: int = 1) -> None:
        self.model, self.default = model, default
        self.levels: list[str] = []
        self._random = random.Random(seed)

    def script(self) -> Script:
        raise NotImplementedError

    def think(self, level: Any) -> int:
        """The number of reasoning tokens at that level; records the level."""
        word = {True: "on", False: "off", None: "default"}.get(level, level) if not isinstance(level, str) else level
        self.levels.append(word)
        median = _MEDIAN.get(word, _MEDIAN[self.default])
        return max(1, round(self._random.lognormvariate(0, 0.5) * median)) if median else 0

    def chat(self, level: Any, **fields: str) -> Answer:
        """A streamed answer of chat completions."""
        tokens = self.think(level)
        counts = {"prompt_tokens": 30, "completion_tokens": tokens + 9}
        details = {"completion_tokens_details": {"reasoning_tokens": tokens}}
        head = {"object": "chat.completion.chunk", "model": self.model}
        said = [{"reasoning_content": "so " * tokens}] if tokens else []
        return stream(
            *({**head, "choices": [{"index": 0, "delta": delta}]} for delta in [*said, {"content": CODE}]),
            {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            {**head, "choices": [], "usage": counts | details},
        )

    def responses(self, level: Any) -> Answer:
        """An answer of the Responses API; reasoning arrives in one piece, as LM Studio sends it for some models."""
        tokens = self.think(level)
        usage = {"input_tokens": 30, "output_tokens": tokens + 9, "output_tokens_details": {"reasoning_tokens": tokens}}
        done = {"id": "resp_1", "model": self.model, "status": "completed", "output": [], "usage": usage}
        events = [
            {"type": "response.created", "response": {"id": "resp_1", "model": self.model, "status": "in_progress"}},
            *([{"type": "response.reasoning_text.done", "text": "so " * tokens}] if tokens else []),
            {"type": "response.output_text.delta", "delta": CODE},
            {"type": "response.output_text.done", "text": CODE},
            {"type": "response.completed", "response": done},
        ]
        return named(*events)


def named(*events: dict[str, Any]) -> Answer:
    """Server-sent events named after their type."""
    return Answer([f"event: {one['type']}\n".encode() + event(one) for one in events])


class LMStudio(PeopleServer):
    """LM Studio: honours the effort at its own endpoint and at Responses, drops it in chat completions."""

    def __init__(self, options: tuple[str, ...] | None = ("low", "medium", "high"), own: bool = True, **more: Any):
        super().__init__(**more)
        self.options, self.own = options, own

    def script(self) -> Script:
        reasoning = {} if self.options is None else {"allowed_options": list(self.options), "default": self.default}
        row = {
            "type": "llm",
            "key": self.model,
            "publisher": "openai",
            "max_context_length": 131_072,
            "loaded_instances": [{"id": self.model, "config": {"context_length": 131_072, "parallel": 4}}],
            "capabilities": {"vision": False} | ({"reasoning": reasoning} if reasoning else {}),
        }
        old = {"id": self.model, "type": "llm", "state": "loaded", "loaded_context_length": 131_072}
        script: dict[str, Any] = {
            "/v1/models": [plain({"object": "list", "data": [{"id": self.model, "object": "model"}]})],
            CHAT: lambda received: self.chat(None),
            RESPONSES: lambda received: self.responses((received.body.get("reasoning") or {}).get("effort")),
        }
        if self.own:
            return script | {"/api/v1/models": [plain({"models": [row]})], LM_CHAT: self._own}
        return script | {"/api/v0/models": [plain({"object": "list", "data": [old]})]}

    def _own(self, received: Received) -> Answer:
        body = received.body
        known = {"model", "input", "system_prompt", "stream", "temperature", "top_p", "top_k", "min_p", "store"}
        known |= {"repeat_penalty", "max_output_tokens", "reasoning", "context_length", "previous_response_id"}
        if unknown := set(body) - known:
            return _refusal(f"Unrecognized key(s) in object: {sorted(unknown)}", "unrecognized_keys")
        level = body.get("reasoning")
        if level is not None and level not in (self.options or ()):
            return _refusal(f"reasoning '{level}' is not supported by this model", "unsupported_reasoning")
        tokens = self.think(level)
        stats = {
            "input_tokens": 30,
            "total_output_tokens": tokens + 9,
            "reasoning_output_tokens": tokens,
            "tokens_per_second": 43.7,
            "time_to_first_token_seconds": 0.25,
            "model_load_time_seconds": 1.5,
        }
        output = [{"type": "reasoning", "content": "so " * tokens}] if tokens else []
        result = {"model_instance_id": self.model, "output": [*output, {"type": "message", "content": CODE}]}
        return named(
            {"type": "chat.start", "model_instance_id": self.model},
            {"type": "model_load.start", "model_instance_id": self.model},
            {"type": "model_load.progress", "model_instance_id": self.model, "progress": 0.5},
            {"type": "model_load.end", "model_instance_id": self.model, "load_time_seconds": 1.5},
            {"type": "prompt_processing.start"},
            {"type": "prompt_processing.progress", "progress": 1},
            {"type": "prompt_processing.end"},
            *([{"type": "reasoning.delta", "content": "so " * tokens}] if tokens else []),
            {"type": "message.start"},
            {"type": "message.delta", "content": CODE},
            {"type": "message.end"},
            {"type": "chat.end", "result": result | {"stats": stats, "response_id": None}},
        )


def _refusal(message: str, code: str) -> Answer:
    return plain({"error": {"message": message, "type": "invalid_request", "code": code}}, status=400)


class Ollama(PeopleServer):
    """Ollama: honours `think` in its own chat only. values: the levels that /api/show reports, if any."""

    def __init__(self, values: tuple[bool | str, ...] | None = ("low", "medium", "high"), **more: Any) -> None:
        super().__init__(**more)
        self.values = values

    def script(self) -> Script:
        row = {"name": self.model, "model": self.model, "size": 1, "details": {"family": "gptoss", "format": "gguf"}}
        show: dict[str, Any] = {"model_info": {"general.architecture": "gptoss", "gptoss.context_length": 131_072}}
        if self.values is not None:
            show["thinking"] = {"values": list(self.values), "default": self.default}
        return {
            "/v1/models": [plain({"object": "list", "data": [{"id": self.model, "owned_by": "library"}]})],
            "/api/tags": [plain({"models": [row]})],
            "/api/ps": [plain({"models": [row | {"context_length": 131_072}]})],
            "/api/show": [plain(show)],
            "/api/version": [plain({"version": "0.30.1"})],
            OLLAMA_CHAT: lambda received: self._own(received.body.get("think")),
            CHAT: lambda received: self.chat(None),
        }

    def _own(self, level: Any) -> Answer:
        tokens = self.think(level)
        head = {"model": self.model, "done": False}
        parts = [head | {"message": {"role": "assistant", "content": "", "thinking": "so " * tokens}}] if tokens else []
        last = {"model": self.model, "done": True, "done_reason": "stop", "prompt_eval_count": 30}
        parts += [head | {"message": {"role": "assistant", "content": CODE}}, last | {"eval_count": tokens + 9}]
        return Answer([json.dumps(part).encode() + b"\n" for part in parts], kind="application/x-ndjson")


class SGLang(PeopleServer):
    """SGLang: reasoning_effort for levels, the template's switch for thinking off."""

    def script(self) -> Script:
        def chat(received: Received) -> Answer:
            switch = (received.body.get("chat_template_kwargs") or {}).get("enable_thinking", True)
            return self.chat(received.body.get("reasoning_effort") if switch else "off")

        row = {"id": self.model, "owned_by": "sglang", "max_model_len": 131_072}
        return {"/v1/models": [plain({"object": "list", "data": [row]})], CHAT: chat}


class DockerModelRunner(PeopleServer):
    """Docker Model Runner: chat completions, and only the names of its models."""

    def script(self) -> Script:
        return {
            "/v1/models": [plain({"object": "list", "data": [{"id": self.model, "owned_by": "docker"}]})],
            CHAT: lambda received: self.chat(received.body.get("reasoning_effort")),
        }
