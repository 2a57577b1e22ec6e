"""One scripted answer as it goes over the wire: chunks of made-up reasoning, chunks of content, a finish reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import Any

from judge.effort import Effort

BUILD = "kyoso-demo-1"
_CHUNK = re.compile(r"\s*\S+|\s+\Z")
# How many words of reasoning each effort takes.
WORDS = {Effort.LOW: 20, Effort.MEDIUM: 90, Effort.HIGH: 300}
WORDS_UNTIL_CUT = 700  # if no answer follows

_THOUGHTS = (
    "Let me read the statement once more and say in my own words what is asked.",
    "The constraints come first: what they allow decides which method can work at all.",
    "I try the obvious method and count its steps for the largest input.",
    "The first sample can be followed by hand, and it agrees with what I have so far.",
    "What happens at the borders: the smallest input, equal values, nothing to print?",
    "Do the sums still fit into the integers of the language?",
    "There may be a simpler view: what stays the same from one step to the next?",
    "I write the transitions down and look whether each state is reached only once.",
    "The second sample has to come out as well, so I go through it line by line.",
    "Reading the input quickly matters here only if there are many lines.",
)


def reasoning(words: int) -> str:
    """That many words of reasoning, joined by single spaces."""
    turns = (f"({turn}) {thought}" if turn > 1 else thought for turn in count(1) for thought in _THOUGHTS)
    return " ".join(islice((word for thought in turns for word in thought.split()), words))


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
