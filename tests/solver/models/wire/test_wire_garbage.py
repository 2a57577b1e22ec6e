"""Whatever a server sends, asking returns an Exchange and never crashes."""

import json
import random

import pytest

from solver.models.wire.exchange import Exchange
from solver.models.wire.ollama import OllamaChat
from tests.solver.models.wire.asking import CODE, ask
from tests.solver.models.wire.replay import Answer, delta, event, finish, stream, usage

CALL = {"index": 0, "id": "c", "type": "function", "function": {"name": "run_python", "arguments": "{}"}}
CHUNKS = [
    delta(role="assistant", content=None),
    delta(reasoning_content="so"),
    delta(tool_calls=[CALL]),
    delta(content=CODE),
    finish("stop"),
    usage(3, 4, timings={"prompt_ms": 1.0, "predicted_n": 4, "predicted_ms": 2.0, "predicted_per_second": 2000.0}),
]
LINES = [
    {"model": "m", "message": {"role": "assistant", "content": "", "thinking": "so"}, "done": False},
    {"model": "m", "message": {"role": "assistant", "content": CODE, "tool_calls": [CALL]}, "done": False},
    {"model": "m", "message": {}, "done": True, "done_reason": "stop", "eval_count": 4, "eval_duration": 9},
]
JUNK = [None, True, 0, -1, 1e300, "", "x", "\ud800", [], [[]], [None], {}, {"a": 1}, [{}], {"error": None}]


def mangled(value: object, rng: random.Random) -> object:
    """The value with one of its parts, at any depth, replaced by junk."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key = rng.choice(sorted(value))
        return {**value, key: mangled(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.8:
        return [mangled(value[0], rng), *value[1:]]
    return rng.choice(JUNK)


@pytest.mark.parametrize("seed", range(60))
def test_chunks_of_any_shape_do_not_crash_the_client(seed):
    rng = random.Random(seed)
    chunks = [mangled(chunk, rng) if rng.random() < 0.4 else chunk for chunk in CHUNKS]
    exchange, _ = ask(stream(*[event(json.dumps(chunk)) for chunk in chunks]))
    assert isinstance(exchange, Exchange)


@pytest.mark.parametrize("seed", range(60))
def test_ollamas_lines_of_any_shape_do_not_crash_the_client(seed):
    rng = random.Random(seed)
    lines = [mangled(line, rng) if rng.random() < 0.5 else line for line in LINES]
    answer = Answer([json.dumps(line).encode() + b"\n" for line in lines], kind="application/x-ndjson")
    exchange, _ = ask(answer, dialect=OllamaChat(), path="/api/chat")
    assert isinstance(exchange, Exchange)


@pytest.mark.parametrize(
    "raw",
    [
        b"data: " + b"[" * 100_000 + b"\n\n",
        b"data: \xff\xfe\x00\n\n",
        b"\x00" * 5_000,
        b"data: {}\n\n" * 1_000,
        b"no event at all",
        b"data: " + b"9" * 5_000 + b"\n\n",
    ],
)
def test_bytes_that_are_not_events_are_an_error(raw):
    exchange, _ = ask(Answer([raw]))
    assert exchange.error is not None


@pytest.mark.parametrize("status", [200, 400, 500])
def test_an_error_body_of_any_shape_is_an_error(status):
    for junk in JUNK:
        exchange, _ = ask(Answer([json.dumps(junk).encode()], status=status, kind="application/json"))
        assert exchange.error is not None
