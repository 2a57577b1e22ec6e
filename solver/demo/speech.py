"""One scripted answer as it goes over the wire: chunks of reasoning, chunks of content, a finish reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

BUILD = "kyoso-demo-1"
_CHUNK = re.compile(r"\s*\S+|\s+\Z")


def words_of(text: str) -> tuple[str, ...]:
    """The words, each with the blanks before it; joined, they are the text again."""
    return tuple(_CHUNK.findall(text))


@dataclass(frozen=True, slots=True)
class Speech:
    """What the model says; a word is one chunk and counts as one token."""

    model: str
    prompt_tokens: int
    reasoning: tuple[str, ...]
    content: tuple[str, ...]
    finish: str
    created: int  # seconds since 1970

    def cut_to(self, limit: int) -> "Speech":
        """The same speech, cut off by the length limit if it is longer."""
        if len(self.reasoning) + len(self.content) <= limit:
            return self
        content = self.content[: max(0, limit - len(self.reasoning))]
        return replace(self, reasoning=self.reasoning[:limit], content=content, finish="length")

    def deltas(self) -> list[dict[str, str]]:
        """The chunks' deltas, one per word, reasoning first."""
        return [{"reasoning_content": word} for word in self.reasoning] + [{"content": word} for word in self.content]

    def chunk(self, delta: Mapping[str, str | None], finish: str | None = None) -> dict[str, Any]:
        return self._head() | {
            "choices": [{"index": 0, "finish_reason": finish, "delta": delta}],
        }

    def last_chunk(self, seconds: float) -> dict[str, Any]:
        return self._head() | self._measured(seconds) | {"choices": []}

    def _head(self) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-demo-{self.created}",
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "system_fingerprint": BUILD,
        }

    def _measured(self, seconds: float) -> dict[str, Any]:
        """Usage and timings, as llama-server gives them."""
        count = len(self.reasoning) + len(self.content)
        took = max(seconds, 1e-6)
        return {
            "usage": {
                "prompt_tokens": self.prompt_tokens,
                "completion_tokens": count,
                "total_tokens": self.prompt_tokens + count,
            },
            "timings": {
                "prompt_n": self.prompt_tokens,
                "prompt_ms": 1.0,
                "predicted_n": count,
                "predicted_ms": took * 1000,
                "predicted_per_second": count / took,
            },
        }
