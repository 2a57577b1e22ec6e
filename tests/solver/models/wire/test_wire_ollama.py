"""Ollama's own dialect."""

import json

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.ollama import OllamaChat
from tests.solver.models.wire.asking import CODE, QUICK, ask, outcome, question
from tests.solver.models.wire.replay import Answer, Cut

PATH = "/api/chat"


def lines(*chunks: object) -> Answer:
    return Answer(
        steps=[chunk if isinstance(chunk, Cut) else json.dumps(chunk).encode() + b"\n" for chunk in chunks],
        kind="application/x-ndjson",
    )


def piece(**fields: object) -> dict[str, object]:
    return {"model": "gpt-oss:20b", "message": {"role": "assistant", **fields}, "done": False}


DONE = {
    "model": "gpt-oss:20b",
    "message": {"role": "assistant", "content": ""},
    "done": True,
    "done_reason": "stop",
    "total_duration": 3_000_000_000,
    "load_duration": 1_000_000,
    "prompt_eval_count": 300,
    "prompt_eval_duration": 2_000_000,
    "eval_count": 101,
    "eval_duration": 2_000_000_000,
}


def ollama(*answers: Answer, **more):
    return ask(*answers, dialect=OllamaChat(), path=PATH, **more)


def test_an_answer_with_thinking_is_read_with_the_servers_own_figures():
    exchange, _ = ollama(lines(piece(content="", thinking="so add"), piece(content=CODE), DONE))
    assert outcome(exchange) is Outcome.ANSWERED
    assert (exchange.reasoning, exchange.text) == ("so add", CODE)
    assert (exchange.prompt_tokens, exchange.completion_tokens) == (300, 101)
    assert exchange.tokens_per_s == pytest.approx(50.5)
    assert exchange.prefill_s == pytest.approx(0.003)
    assert exchange.queue_s is not None


@pytest.mark.parametrize("effort", [Effort.LOW, Effort.MEDIUM, Effort.HIGH])
def test_the_effort_is_sent_as_think(effort):
    _, server = ollama(lines(piece(content=CODE), DONE), request=question(effort, 999))
    body = server.bodies(PATH)[0]
    assert body["think"] == effort.value
    assert body["options"] == {"num_predict": 999, "temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0}


def test_the_default_effort_sends_no_think():
    _, server = ollama(lines(piece(content=CODE), DONE), request=question(Effort.DEFAULT))
    assert "think" not in server.bodies(PATH)[0]


def test_an_answer_that_ends_by_length_is_truncated():
    exchange, _ = ollama(lines(piece(thinking="so"), {**DONE, "done_reason": "length"}))
    assert outcome(exchange) is Outcome.TRUNCATED


def test_an_error_line_in_mid_stream_is_an_error_event():
    exchange, server = ollama(
        lines(piece(content="half"), {"error": "an error was encountered while running the model"})
    )
    assert exchange.error is ErrorKind.ERROR_EVENT
    assert len(server.received) == 2


def test_a_stream_without_done_is_unfinished():
    exchange, _ = ollama(lines(piece(content="half")), timeouts=QUICK)
    assert exchange.error is ErrorKind.UNFINISHED
    assert outcome(exchange) is Outcome.SERVER_ERROR


def test_a_tool_call_is_read():
    call = {"function": {"name": "run_python", "arguments": {"code": "print(1)"}}}
    exchange, _ = ollama(lines(piece(content="", tool_calls=[call]), DONE))
    assert json.loads(exchange.tool_calls[0].arguments) == {"code": "print(1)"}
