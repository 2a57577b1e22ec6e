"""Thinking that would use up the token budget is ended, and the resulting answer is marked as forced."""

from dataclasses import replace

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.lmstudio import LMStudioChat
from solver.models.wire.request import RequestSettings
from solver.models.wire.responses import Responses
from solver.progress import FirstToken, ThinkingEnded
from tests.solver.models.people_servers import LM_CHAT, RESPONSES, named
from tests.solver.models.wire.asking import CODE, QUICK, ask, outcome, question
from tests.solver.models.wire.replay import CHAT, Hold, ReplayServer, delta, finish, plain, stream, usage

THINKING = [{**delta(reasoning_content=f"so{number} "), "id": "answer-1"} for number in range(900)]
ANSWER = stream(delta(content=CODE), finish("stop"), usage(900, 12))


def thinks_too_long(*rest):
    return stream(*THINKING, *rest)


def test_endless_thinking_is_stopped_and_asked_once_more_with_its_own_thoughts():
    exchange, server = ask(thinks_too_long(Hold()), ANSWER, request=question(Effort.HIGH, max_tokens=1000))
    first, second = server.bodies()
    assert outcome(exchange) is Outcome.ANSWERED
    assert (exchange.forced, exchange.request.effort, exchange.effort_sent["reasoning_effort"]) == (
        True,
        Effort.HIGH,
        "high",
    )
    assert exchange.reasoning_tokens == 500
    assert exchange.completion_tokens == 512
    assert exchange.seconds < QUICK.silence_s  # chunks are read as they arrive, not after the silence
    assert "kyoso ended its thinking" in map(str, exchange.notes)
    assert server.hung_up.wait(30)  # so the first answer's slot is free
    assert [message["role"] for message in second["messages"]] == ["system", "user"]
    assert second["messages"][1]["content"].startswith(first["messages"][1]["content"])
    assert "so0 so1 so2" in second["messages"][1]["content"]
    assert (second["reasoning_effort"], second["max_tokens"]) == ("low", 500)


@pytest.mark.parametrize(
    ("dialect", "path", "thought", "answer"),
    [
        (Responses(), RESPONSES, "response.reasoning_text.delta", "response.output_text.delta"),
        (LMStudioChat(), LM_CHAT, "reasoning.delta", "message.delta"),
    ],
)
def test_other_dialects_are_stopped_in_the_same_way(dialect, path, thought, answer):
    words = "delta" if dialect.name == "responses" else "content"
    end = {"type": "response.completed", "response": {}} if words == "delta" else {"type": "chat.end", "result": {}}
    thinking = named(*({"type": thought, words: "so "} for _ in range(900)))
    request = question(max_tokens=1000)
    exchange, server = ask(
        thinking, named({"type": answer, words: CODE}, end), dialect=dialect, path=path, request=request
    )
    assert (outcome(exchange), exchange.forced, len(server.bodies(path))) == (Outcome.ANSWERED, True, 2)


def test_llama_server_ends_thinking_within_the_same_answer():
    answers = [thinks_too_long(delta(content=CODE), finish("stop"))]
    script = {CHAT: answers, f"{CHAT}/control": [plain({"success": True})]}
    dialect = ChatCompletions(ChatFields.LLAMA)
    with ReplayServer(script) as server, ModelClient(server.url, timeouts=QUICK, dialects=[dialect]) as client:
        exchange = client.ask(question(max_tokens=1400))
    assert server.bodies()[0]["reasoning_control"] is True
    assert server.bodies(f"{CHAT}/control") == [{"id": "answer-1", "action": "reasoning_end", "model": "scripted"}]
    assert (exchange.forced, exchange.finish, outcome(exchange)) == (True, "stop", Outcome.ANSWERED)


def test_a_server_that_agrees_but_goes_on_thinking_is_stopped():
    script = {CHAT: [thinks_too_long(Hold()), ANSWER], f"{CHAT}/control": [plain({"success": True})]}
    dialect = ChatCompletions(ChatFields.LLAMA)
    with ReplayServer(script) as server, ModelClient(server.url, timeouts=QUICK, dialects=[dialect]) as client:
        exchange = client.ask(question(max_tokens=1000))
    assert (exchange.forced, outcome(exchange)) == (True, Outcome.ANSWERED)


def test_if_no_answer_follows_the_outcome_is_truncated():
    exchange, _ = ask(thinks_too_long(Hold()), stream(finish("length")), request=question(max_tokens=1000))
    assert (outcome(exchange), exchange.forced, exchange.finish) == (Outcome.TRUNCATED, False, "length")
    assert len(exchange.reasoning) > 500


def test_ending_thinking_can_be_turned_off():
    whole = thinks_too_long(finish("length"))
    settings = RequestSettings(1000, reserve_tokens=None)
    exchange, server = ask(whole, request=replace(question(), settings=settings))
    assert (outcome(exchange), exchange.forced, len(server.bodies())) == (Outcome.TRUNCATED, False, 1)


def test_an_answer_that_ends_by_itself_is_not_touched():
    whole = stream(*THINKING[:400], delta(content=CODE), finish("stop"))
    governed, _ = ask(whole, request=question(max_tokens=1000))
    settings = RequestSettings(1000, reserve_tokens=None)
    alone, _ = ask(whole, request=replace(question(), settings=settings))
    assert (governed.raw_text, governed.reasoning, governed.forced) == (alone.raw_text, alone.reasoning, False)


@pytest.mark.parametrize("fields", [ChatFields.ANY, ChatFields.LLAMA, ChatFields.VLLM])
def test_a_thinking_budget_is_enforced_on_every_server(fields):
    settings = RequestSettings(4000, thinking_budget=300)
    dialect = ChatCompletions(fields)
    exchange, _ = ask(thinks_too_long(Hold()), ANSWER, request=replace(question(), settings=settings), dialect=dialect)
    sent = {ChatFields.LLAMA: "reasoning_budget_tokens", ChatFields.VLLM: "thinking_token_budget"}.get(fields)
    assert (exchange.forced, outcome(exchange)) == (True, Outcome.ANSWERED)
    assert exchange.effort_sent.get(sent) == (300 if sent else None)
    assert '"thinking_budget":300' in settings.canonical()


def test_a_running_question_can_be_made_to_answer_at_once():
    seen = []
    with (
        ReplayServer({CHAT: [thinks_too_long(Hold()), ANSWER]}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
    ):

        def on_event(event):
            seen.append(event)
            if isinstance(event, FirstToken):
                assert client.end_thinking() == 1

        exchange = client.ask(question(max_tokens=100_000), on_event)
    assert (exchange.forced, outcome(exchange)) == (True, Outcome.ANSWERED)
    assert any(isinstance(event, ThinkingEnded) for event in seen)
    assert exchange.reasoning_tokens < 100
