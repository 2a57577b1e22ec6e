"""How much of a prompt the server had in its cache and how far it has read it, in each server's own format."""

import json

import pytest

from judge.attempt import Outcome
from solver.models.client import ModelClient, Timeouts
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.responses import Responses
from solver.progress import ReadingPrompt
from tests.solver.models.wire.asking import CODE, GOOD, QUICK, ask, outcome, question
from tests.solver.models.wire.replay import CHAT, Answer, Hold, ReplayServer, delta, event, finish, stream

END = [delta(content=CODE), finish("stop")]


@pytest.mark.parametrize(
    "told, cached",
    [
        ({"usage": {"prompt_tokens": 400}}, None),
        ({"usage": {"prompt_tokens": 400, "prompt_tokens_details": {"cached_tokens": 384}}}, 384),
        ({"timings": {"cache_n": 390, "prompt_n": 10, "prompt_ms": 8.0}}, 390),
        ({"usage": {"prompt_tokens": 400, "prompt_tokens_details": None}}, None),
        ({"usage": {"prompt_tokens": 400, "prompt_tokens_details": {"cached_tokens": -3}}}, None),
    ],
)
def test_cached_tokens_are_taken_from_usage_or_timings(told, cached):
    exchange, _server = ask(stream(*END, {"choices": [], **told}))
    assert exchange.cached_tokens == cached


def test_responses_report_cached_tokens_too():
    told = {"input_tokens": 400, "output_tokens": 9, "input_tokens_details": {"cached_tokens": 384}}
    done = {"status": "completed", "model": "scripted", "output": [], "usage": told}
    events = [
        {"type": "response.output_text.delta", "delta": CODE},
        {"type": "response.completed", "response": done},
    ]
    exchange, _server = ask(stream(*events), dialect=Responses(), path="/v1/responses")
    assert (exchange.prompt_tokens, exchange.cached_tokens) == (400, 384)


def test_llama_server_reports_how_far_it_has_read_the_prompt():
    read = {"choices": [{"delta": {}}], "prompt_progress": {"total": 400, "processed": 100, "cache": 0, "time_ms": 9}}
    seen = []
    with (
        ReplayServer({CHAT: [stream(read, *END)]}) as server,
        ModelClient(server.url, timeouts=QUICK, dialects=(ChatCompletions(ChatFields.LLAMA),)) as client,
    ):
        exchange = client.ask(question(), seen.append)
    assert server.bodies()[0]["return_progress"] is True
    assert [event.share for event in seen if isinstance(event, ReadingPrompt)] == [0.25]
    assert exchange.text.strip() == CODE.strip()


def test_no_other_server_is_asked_for_its_progress():
    _exchange, server = ask(GOOD)
    assert "return_progress" not in server.bodies()[0]


@pytest.mark.parametrize(
    ("dialect", "last"),
    [
        (ChatCompletions(), [event(delta(content=CODE)), event(finish("stop")), event("[DONE]")]),
        (
            Responses(),
            [
                event({"type": "response.output_text.delta", "delta": CODE}),
                event({"type": "response.completed", "response": {"status": "completed"}}),
            ],
        ),
        (
            LMStudioChat(),
            [event({"type": "message.delta", "content": CODE}), event({"type": "chat.end", "result": {"stats": {}}})],
        ),
        (OllamaChat(), [json.dumps({"message": {"content": CODE}, "done": True}).encode() + b"\n"]),
    ],
    ids=lambda value: value.name.value if hasattr(value, "name") else "",
)
def test_an_answer_is_over_with_its_last_event_even_if_the_connection_stays_open(dialect, last):
    waits = Timeouts(silence_s=60)
    exchange, _server = ask(Answer([*last, Hold()]), dialect=dialect, path=dialect.path, timeouts=waits)
    assert (outcome(exchange), exchange.text) == (Outcome.ANSWERED, CODE)
    assert exchange.seconds < 30
