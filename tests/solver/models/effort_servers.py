"""Four scripted servers that treat the effort as real ones do: honour, ignore or refuse it, or read one field only."""

import random
from collections.abc import Callable

from tests.solver.models.wire.replay import Answer, Received, plain

_MEDIAN = {"low": 40, "medium": 110, "high": 320}


def _answer(rng: random.Random, effort: str) -> Answer:
    """An unstreamed answer with a realistic length of reasoning: log-normal around the effort's median."""
    tokens = max(1, round(rng.lognormvariate(0, 0.5) * _MEDIAN[effort]))
    message = {"role": "assistant", "content": "42", "reasoning_content": "so " * tokens}
    return plain(
        {
            "model": "scripted",
            "system_fingerprint": "b1-test",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {
                "prompt_tokens": 30,
                "completion_tokens": tokens + 1,
                "completion_tokens_details": {"reasoning_tokens": tokens},
            },
        }
    )


def honours(rng: random.Random) -> Callable[[Received], Answer]:
    return lambda received: _answer(rng, received.body.get("reasoning_effort", "medium"))


def ignores(rng: random.Random) -> Callable[[Received], Answer]:
    return lambda received: _answer(rng, "medium")


def refuses(rng: random.Random) -> Callable[[Received], Answer]:
    def answer(received: Received) -> Answer:
        if "reasoning_effort" in received.body:
            return plain({"error": {"message": "Unrecognized request argument: reasoning_effort"}}, status=400)
        return _answer(rng, "medium")

    return answer


def honours_template_arguments(rng: random.Random) -> Callable[[Received], Answer]:
    return lambda received: _answer(
        rng, received.body.get("chat_template_kwargs", {}).get("reasoning_effort", "medium")
    )


SERVERS = {
    "honours": honours,
    "ignores": ignores,
    "refuses": refuses,
    "honours only chat_template_kwargs": honours_template_arguments,
}
