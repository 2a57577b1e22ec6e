"""What model servers really send: tests numbered after the cases that a client must handle."""

import os
import resource
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from solver.errors import AskCancelled, NotAModelServer, ServerRefused, ServerUnavailable
from solver.models.client import ModelClient, Timeouts
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.leaks import Leak
from solver.models.wire.ollama import OllamaChat
from solver.models.wire.request import Purpose, RequestSettings
from solver.progress import FirstToken, Loading, QuestionRetried
from tests.solver.models.wire.asking import CODE, GOOD, QUICK, ask, outcome, question
from tests.solver.models.wire.replay import (
    CHAT,
    Answer,
    Cut,
    Hold,
    ReplayServer,
    delta,
    event,
    finish,
    plain,
    stream,
    usage,
)

ROLE = delta(role="assistant", content=None)
PEG = {
    "error": {"code": 500, "message": "The model produced output that does not match the expected peg-native format"}
}
OVERFLOW = {
    "error": {
        "code": 400,
        "message": "request (6067 tokens) exceeds the available context size (4096 tokens), try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 6067,
        "n_ctx": 4096,
    }
}


def test_01_a_role_only_first_chunk_is_not_the_first_token():
    events = []
    gate = threading.Event()
    with ReplayServer({CHAT: [stream(ROLE, delta(content=""), Hold())]}) as server:
        with ModelClient(server.url, timeouts=QUICK) as client:
            asking = threading.Thread(target=_swallow, args=(client, events.append, gate))
            asking.start()
            assert server.holding.wait(30)
        asking.join(30)
    assert gate.is_set()
    assert not [event for event in events if isinstance(event, FirstToken)]


def _swallow(client, on_event, gate):
    with pytest.raises(AskCancelled):
        client.ask(question(), on_event)
    gate.set()


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning", "thinking", "reasoning_text"])
def test_02_reasoning_is_read_under_each_of_its_names(name):
    exchange, _ = ask(stream(ROLE, delta(**{name: "so "}), delta(**{name: "add"}), delta(content=CODE), finish("stop")))
    assert exchange.reasoning == "so add"
    assert exchange.text == CODE
    assert outcome(exchange) is Outcome.ANSWERED


def test_02_reasoning_under_two_names_at_once_is_counted_once():
    exchange, _ = ask(stream(delta(reasoning="add", reasoning_content="add"), delta(content=CODE), finish("stop")))
    assert exchange.reasoning == "add"


@pytest.mark.parametrize(
    "thought",
    [
        {"reasoning_details": [{"type": "reasoning.text", "text": "add", "index": 0}]},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "add"}]}]},
    ],
)
def test_02_reasoning_in_parts_is_read_and_kept_out_of_the_answer(thought):
    exchange, _ = ask(stream(delta(**thought), delta(content=[{"type": "text", "text": CODE}]), finish("stop")))
    assert (exchange.reasoning, exchange.text) == ("add", CODE)


def test_03_a_budget_used_up_by_reasoning_is_truncated():
    exchange, _ = ask(stream(ROLE, delta(reasoning_content="so two"), finish("length"), usage(80, 2048)))
    assert outcome(exchange) is Outcome.TRUNCATED
    assert (exchange.finish, exchange.completion_tokens, exchange.reasoning_tokens) == ("length", 2048, 2048)


def test_03_an_answer_that_hits_the_budget_after_its_complete_block_is_answered():
    exchange, _ = ask(stream(ROLE, delta(content=CODE), delta(content="Complexity: O(1"), finish("length")))
    assert outcome(exchange) is Outcome.ANSWERED


def test_04_a_mute_model_is_empty():
    exchange, _ = ask(stream(ROLE, finish("stop"), usage(80, 1)))
    assert outcome(exchange) is Outcome.EMPTY
    assert exchange.first_token_s is None
    assert exchange.completion_tokens == 1


def test_05_a_swallowed_builtin_tool_call_is_empty_and_keeps_its_reasoning():
    exchange, _ = ask(stream(ROLE, delta(reasoning_content="let me run it"), finish("stop"), usage(80, 20)))
    assert outcome(exchange) is Outcome.EMPTY
    assert exchange.reasoning == "let me run it"


def test_06_an_error_event_after_200_is_retried_once_and_then_a_server_error():
    exchange, server = ask(stream(ROLE, PEG, done=False))
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert exchange.error is ErrorKind.ERROR_EVENT
    assert "peg-native" in exchange.error_text
    assert len(server.received) == 2


def test_06_the_second_answer_after_an_error_event_counts_and_the_failure_is_noted():
    exchange, _ = ask(stream(ROLE, delta(content="half"), PEG, done=False), GOOD)
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.text == CODE
    assert any("asked again: the server reported an error" in str(note) for note in exchange.notes)


def test_06_an_event_named_error_is_an_error_event():
    failed = b'event: error\ndata: {"message": "tool call validation failed", "status_code": 400}\n\n'
    exchange, _ = ask(stream(ROLE, failed, done=False))
    assert exchange.error is ErrorKind.ERROR_EVENT


def test_07_http_500_is_retried_once():
    exchange, server = ask(plain(PEG, status=500), GOOD)
    assert outcome(exchange) is Outcome.ANSWERED
    exchange, server = ask(plain(PEG, status=500))
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert exchange.error is ErrorKind.HTTP_ERROR
    assert len(server.received) == 2


def test_08_parallel_streams_killed_at_once_are_each_retried():
    exceeded = {"error": {"code": 500, "message": "Context size has been exceeded."}}
    killed = stream(ROLE, delta(reasoning_content="two"), exceeded, done=False)
    all_four = threading.Barrier(4, timeout=10)
    asked: list[int] = []

    def script(received):
        asked.append(1)
        if len(asked) > 4:
            return GOOD
        all_four.wait()
        return killed

    with (
        ReplayServer({CHAT: script}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
        ThreadPoolExecutor(4) as pool,
    ):
        exchanges = list(pool.map(lambda _: client.ask(question()), range(4)))
    assert len(server.received) == 8
    assert [outcome(exchange) for exchange in exchanges] == [Outcome.ANSWERED] * 4
    assert all("Context size" in str(exchange.failures[0]) for exchange in exchanges)


def test_09_a_prompt_that_is_too_long_is_truncated_and_never_retried():
    exchange, server = ask(plain(OVERFLOW, status=400))
    assert outcome(exchange) is Outcome.TRUNCATED
    assert exchange.error is ErrorKind.CONTEXT_OVERFLOW
    assert len(server.received) == 1


def test_09_a_prompt_that_is_too_long_may_be_reported_after_200():
    exchange, server = ask(stream(ROLE, OVERFLOW, done=False))
    assert (outcome(exchange), len(server.received)) == (Outcome.TRUNCATED, 1)


def test_09_max_tokens_beyond_the_context_may_be_reported_after_200():
    told = {"error_type": "context_length_exceeded", "error_message": "maximum context length is 2048 tokens"}
    exchange, server = ask(stream(told), GOOD)
    assert outcome(exchange) is Outcome.ANSWERED
    assert server.bodies()[1]["max_tokens"] < 2048


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens",
        "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context "
        "length of only 4096 tokens, which is not enough.",
        "the input length exceeds the context length",
    ],
)
def test_09_every_servers_words_for_an_overflow_are_recognized(message):
    exchange, _ = ask(plain({"error": message}, status=400))
    assert outcome(exchange) is Outcome.TRUNCATED


def test_10_a_loading_server_is_waited_for_and_the_wait_is_reported():
    loading = plain({"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}, status=503)
    events = []
    with (
        ReplayServer({CHAT: [loading, loading, loading, GOOD]}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
    ):
        exchange = client.ask(question(), events.append)
    assert outcome(exchange) is Outcome.ANSWERED
    assert len([event for event in events if isinstance(event, Loading)]) == 3
    assert not exchange.failures


def test_10_a_server_that_loads_forever_is_a_server_error():
    exchange, _ = ask(
        plain({"error": {"message": "Loading model"}}, status=503),
        timeouts=Timeouts(loading_s=0.2, pause_s=0.01),
    )
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert exchange.error is ErrorKind.LOADING


def test_10_retry_after_is_honoured():
    busy = plain({"error": "server busy"}, status=503, headers={"Retry-After": "0.3"})
    started = time.monotonic()
    exchange, _ = ask(busy, GOOD)
    assert exchange.seconds <= time.monotonic() - started - 0.3  # counts only the try that succeeded


def test_11_a_wrong_key_stops_the_run():
    with pytest.raises(ServerRefused, match="KYOSO_API_KEY") as refused:
        ask(plain({"error": {"message": "Invalid API Key", "type": "authentication_error"}}, status=401))
    assert refused.value.status == 401


def test_11_the_key_is_sent_as_a_bearer_token():
    with ReplayServer({CHAT: [GOOD]}) as server, ModelClient(server.url, api_key="secret", timeouts=QUICK) as client:
        client.ask(question())
    assert server.received[0].headers["Authorization"] == "Bearer secret"


def test_11_an_unknown_model_stops_the_run():
    with pytest.raises(ServerRefused, match="no such model") as refused:
        ask(plain({"error": {"message": "model 'gpt-oss:20b' not found"}}, status=404))
    assert refused.value.status == 404


def test_12_the_request_is_json_that_a_strict_server_accepts():
    _, server = ask(GOOD, request=question(Effort.HIGH, 777))
    body = server.bodies()[0]
    assert body["model"] == "scripted"
    assert body["messages"][-1] == {"role": "user", "content": "Read two integers and print their sum."}
    assert (body["stream"], body["stream_options"]) == (True, {"include_usage": True})
    assert (body["temperature"], body["top_p"], body["top_k"], body["min_p"], body["max_tokens"]) == (
        1.0,
        1.0,
        0,
        0.0,
        777,
    )


@pytest.mark.parametrize(
    "shape",
    [
        {"error": {"message": "Compute error."}, "message": "Compute error."},
        {"error": "Compute error."},
    ],
)
def test_13_lm_studios_shapes_of_errors_are_read(shape):
    exchange, _ = ask(stream(ROLE, shape, done=False))
    assert exchange.error is ErrorKind.ERROR_EVENT
    assert exchange.error_text == "Compute error."


def test_14_an_empty_chunk_of_ollama_and_no_finish_reason_is_a_server_error():
    empty = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "", "choices": []}
    exchange, server = ask(stream(ROLE, delta(content="half"), empty, done=False))
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert exchange.error is ErrorKind.UNFINISHED
    assert len(server.received) == 2


def test_15_a_stream_that_ollama_cuts_for_repetition_is_a_server_error():
    exchange, _ = ask(stream(ROLE, *[delta(content=" again")] * 31, done=False))
    assert outcome(exchange) is Outcome.SERVER_ERROR


def test_16_an_odd_error_key_is_an_error():
    exchange, _ = ask(stream(ROLE, {"error parsing tool call": "raw='…'"}, done=False))
    assert exchange.error is ErrorKind.ERROR_EVENT
    assert "parsing tool call" in exchange.error_text


def test_17_a_server_killed_in_mid_answer_is_unreachable_and_the_attempt_is_not_lost():
    server = ReplayServer({CHAT: [stream(ROLE, delta(content="half"), Hold())]})
    with server, ModelClient(server.url, timeouts=QUICK) as client:
        exchanges = []
        asking = threading.Thread(target=lambda: exchanges.append(client.ask(question())))
        asking.start()
        assert server.holding.wait(30)
        server.__exit__()
        asking.join(10)
    (exchange,) = exchanges
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert exchange.error is ErrorKind.UNREACHABLE
    assert "cut" in str(exchange.failures[0])


def test_17_a_cut_connection_is_retried():
    exchange, _ = ask(stream(ROLE, delta(content="half"), Cut()), GOOD)
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.text == CODE


def test_17_if_no_server_listens_the_error_says_what_to_start():
    with ReplayServer({}) as gone:
        pass
    with (
        ModelClient(gone.url, timeouts=QUICK) as client,
        pytest.raises(ServerUnavailable, match=r"LM Studio.*KYOSO_SERVER"),
    ):
        client.ask(question())


def test_18_the_usage_chunk_has_no_choices():
    timings = {"prompt_n": 5, "prompt_ms": 1.3, "predicted_n": 40, "predicted_ms": 20.0, "predicted_per_second": 2000.0}
    exchange, _ = ask(stream(ROLE, delta(content=CODE), finish("stop"), usage(83, 40, timings=timings)))
    assert (exchange.prompt_tokens, exchange.completion_tokens) == (83, 40)
    assert exchange.tokens_per_s == 2000.0
    assert exchange.prefill_s == pytest.approx(0.0013)


def test_19_usage_on_the_finish_chunk_without_done_is_a_complete_answer():
    last = {**finish("stop"), "usage": {"prompt_tokens": 73, "completion_tokens": 34}}
    exchange, _ = ask(stream(delta(role="assistant"), delta(content=CODE), last, done=False))
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.completion_tokens == 34


def test_20_comments_are_no_events():
    exchange, _ = ask(
        stream(b": OPENROUTER PROCESSING\n\n", b":\n\n", ROLE, delta(content=CODE), b": x\n\n", finish("stop"))
    )
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.text == CODE


def test_20_comments_do_not_count_as_a_first_token():
    exchange, server = ask(stream(b": PROCESSING\n\n", Hold()), timeouts=Timeouts(first_token_s=1.0, pause_s=0.01))
    assert exchange.error is ErrorKind.NO_FIRST_TOKEN
    assert server.hung_up.wait(30)


@pytest.mark.parametrize(
    ("content", "leak", "reasoning"),
    [
        (f"analysis so the sum WeassistantfinalHere is\n{CODE}", Leak.HARMONY_WORDS, " so the sum We"),
        (f"<|channel|>analysis<|message|>so add<|end|>{CODE}", Leak.HARMONY, "so add"),
        (
            f"<|channel|>analysis<|message|>so add<|start|>assistant<|channel|>final<|message|>{CODE}",
            Leak.HARMONY,
            "so add",
        ),
        (f"<|channel|>commentary 2?<|message|>{CODE}<|return|>", Leak.HARMONY, ""),
        (f"<|channel|>??<|end|><|start|>assistant<|channel|>analysis<|message|>so<|end|>{CODE}", Leak.HARMONY, "so??"),
        (f"<think>so add</think>\n{CODE}", Leak.THINK, "so add"),
        (f"[THINK]so add[/THINK]\n{CODE}", Leak.THINK, "so add"),
        (f"<seed:think>so add</seed:think>{CODE}", Leak.THINK, "so add"),
        (f"◁think▷so add◁/think▷{CODE}", Leak.THINK, "so add"),
        (f"<reasoning>so add</reasoning>\n{CODE}", Leak.THINK, "so add"),
        (f"so add</think>\n{CODE}", Leak.THINK, "so add"),
        (f"<think>so</think>Here:\n<think> add</think>\n{CODE}", Leak.THINK, "so add"),
        (f"<think>so</think>\n{CODE}<think>add</think>", Leak.THINK, "soadd"),
        (f"{CODE}\n<think>so add</think>Done.\n{CODE}", Leak.THINK, "so add"),
    ],
)
def test_21_leaked_reasoning_is_separated_and_noted(content, leak, reasoning):
    exchange, _ = ask(
        stream(ROLE, *[delta(content=content[i : i + 7]) for i in range(0, len(content), 7)], finish("stop"))
    )
    assert exchange.leaks == (leak,)
    assert exchange.text.endswith(CODE)
    assert "<|" not in exchange.text and "think>" not in exchange.text
    assert exchange.reasoning == reasoning
    assert exchange.raw_text == content
    assert any("separated from the answer" in str(note) for note in exchange.notes)
    assert outcome(exchange) is Outcome.ANSWERED


def test_21_clean_text_is_left_unchanged():
    text = "My analysis: the final answer is\n" + CODE
    exchange, _ = ask(stream(ROLE, delta(content=text), finish("stop")))
    assert (exchange.text, exchange.leaks) == (text, ())


def test_21_thinking_that_never_ends_gives_empty_text():
    exchange, _ = ask(stream(ROLE, delta(content="<think>so add and"), finish("length")))
    assert (exchange.text, exchange.reasoning) == ("", "so add and")
    assert outcome(exchange) is Outcome.TRUNCATED


def test_22_only_chat_completions_are_used_because_responses_call_a_cut_answer_complete():
    _, server = ask(GOOD)
    assert {received.path for received in server.received} == {CHAT}


def test_23_tokens_come_from_usage_and_not_from_the_number_of_chunks():
    chunks = [delta(reasoning_content="ab ")] * 60 + [delta(content="cd ")] * 40
    exchange, _ = ask(stream(ROLE, *chunks, finish("stop"), usage(80, 161)))
    assert exchange.completion_tokens == 161
    assert exchange.reasoning_tokens == 97
    assert exchange.reasoning_counted
    assert "kyoso counted the reasoning tokens" in map(str, exchange.notes)


def test_23_the_servers_own_reasoning_count_is_used_if_it_reports_one():
    counts = usage(84, 105)
    counts["usage"]["completion_tokens_details"] = {"reasoning_tokens": 95}
    exchange, _ = ask(stream(ROLE, delta(reasoning="four"), delta(content="4"), finish("stop"), counts))
    assert exchange.reasoning_tokens == 95
    assert not exchange.reasoning_counted


@pytest.mark.parametrize("where", ["content", "reasoning_content"])
def test_24_endless_repetition_is_cut_off_by_us(where):
    exchange, server = ask(
        stream(ROLE, *[delta(**{where: " again"})] * 4000, Hold()), request=question(max_tokens=16_384)
    )
    assert outcome(exchange) is Outcome.LOOPED
    assert "again" in str(exchange.looped)
    assert len(server.received) == 1


def test_25_a_queue_without_headers_is_waited_for_and_given_up_after_the_first_token_limit():
    exchange, server = ask(Answer(hold_before_headers=True), timeouts=Timeouts(first_token_s=1.0, silence_s=60))
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert exchange.error is ErrorKind.NO_FIRST_TOKEN
    assert server.hung_up.wait(30)
    assert len(server.received) == 1


def test_25_silence_in_mid_answer_is_given_up_too():
    exchange, server = ask(
        stream(ROLE, delta(content="half"), Hold()), timeouts=Timeouts(first_token_s=60, silence_s=0.2)
    )
    assert exchange.error is ErrorKind.SILENT
    assert server.hung_up.wait(30)


def test_25_an_answer_is_read_even_with_a_thousand_other_files_open():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    others = [os.open(os.devnull, os.O_RDONLY) for _number in range(1100)]
    try:
        exchange, _server = ask(GOOD)
    finally:
        for other in others:
            os.close(other)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert outcome(exchange) is Outcome.ANSWERED


def test_25_queue_time_is_the_time_to_the_first_token_without_prompt_processing():
    timings = {"prompt_ms": 0.001, "predicted_n": 40, "predicted_ms": 20.0, "predicted_per_second": 2000.0}
    exchange, _ = ask(stream(ROLE, delta(content=CODE), finish("stop"), usage(83, 40, timings=timings)))
    assert exchange.queue_s == pytest.approx(exchange.first_token_s, abs=1e-4)


def test_26_an_answer_by_another_model_is_noted():
    exchange, _ = ask(GOOD, request=question(model="no-such-model"))
    assert exchange.model == "scripted"
    assert "asked for no-such-model, answered as scripted" in map(str, exchange.notes)


def test_27_no_deltas_after_200_is_a_server_error():
    exchange, server = ask(Answer())
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert len(server.received) == 2


def test_28_ollama_is_asked_to_refuse_an_overflow_and_given_its_context():
    done = {"model": "m", "message": {"role": "assistant", "content": CODE}, "done": True, "done_reason": "stop"}
    _, server = ask(
        Answer(steps=[_line(done)], kind="application/x-ndjson"),
        dialect=OllamaChat(context_tokens=32768),
        path="/api/chat",
    )
    body = server.bodies("/api/chat")[0]
    assert body["options"]["num_ctx"] == 32768
    assert (body["truncate"], body["shift"]) == (False, False)


def test_29_the_budget_is_sent_as_max_tokens():
    _, server = ask(GOOD, request=question(max_tokens=4321))
    assert server.bodies()[0]["max_tokens"] == 4321
    assert "max_completion_tokens" not in server.bodies()[0]


@pytest.mark.parametrize("effort", [Effort.LOW, Effort.MEDIUM, Effort.HIGH])
def test_30_the_effort_is_sent_in_both_fields(effort):
    _, server = ask(GOOD, request=question(effort))
    body = server.bodies()[0]
    assert body["reasoning_effort"] == effort.value
    assert body["chat_template_kwargs"] == {"reasoning_effort": effort.value}


def test_30_the_default_effort_sends_nothing():
    _, server = ask(GOOD, request=question(Effort.DEFAULT))
    assert "reasoning_effort" not in server.bodies()[0]
    assert "chat_template_kwargs" not in server.bodies()[0]


def test_30_an_effort_that_the_server_refuses_is_left_out_and_noted():
    exchange, server = ask(plain({"error": {"message": "bad reasoning_effort"}}, status=400), GOOD)
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.effort_sent == {}
    assert "sent without an effort, which the server refuses" in map(str, exchange.notes)
    assert ["reasoning_effort" in body for body in server.bodies()] == [True, False]


def test_33_past_reasoning_is_not_sent_again():
    from solver.models.wire.request import Message, Request, Role

    turns = (Message(Role.USER, "a"), Message(Role.ASSISTANT, "b"), Message(Role.USER, "c"))
    _, server = ask(GOOD, request=Request("scripted", turns, Effort.LOW, RequestSettings(64)))
    assert server.bodies()[0]["messages"][1] == {"role": "assistant", "content": "b"}


def test_34_closing_the_client_frees_the_slot_and_wakes_waiting_threads():
    with ReplayServer({CHAT: [Answer(hold_before_headers=True)]}) as server:
        client = ModelClient(server.url)
        gate = threading.Event()
        asking = threading.Thread(target=_swallow, args=(client, None, gate))
        asking.start()
        assert server.holding.wait(30)
        client.close()
        assert server.hung_up.wait(30)
        asking.join(30)
        assert gate.is_set()


def test_a_web_page_is_not_a_model_server():
    page = Answer(steps=[b"<html><body>hello</body></html>"], kind="text/html; charset=utf-8")
    with pytest.raises(NotAModelServer):
        ask(page)
    with pytest.raises(NotAModelServer):
        ask(Answer(steps=[b"<html>404</html>"], kind="text/html", status=404))


def test_garbled_json_is_retried_and_then_a_server_error():
    exchange, server = ask(stream(ROLE, b'data: {"choices": [{"del\n\n'))
    assert exchange.error is ErrorKind.GARBLED
    assert len(server.received) == 2


def test_an_unstreamed_answer_is_read_too():
    whole = {
        "model": "scripted",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": CODE, "reasoning": "add"}}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 30},
    }
    exchange, _ = ask(plain(whole))
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.reasoning == "add"
    assert 0 < exchange.reasoning_tokens < 30


def test_a_refusal_and_a_content_filter_give_refused():
    exchange, _ = ask(stream(ROLE, delta(refusal="I cannot help with that."), finish("stop")))
    assert outcome(exchange) is Outcome.REFUSED
    exchange, _ = ask(stream(ROLE, delta(content="I"), finish("content_filter")))
    assert outcome(exchange) is Outcome.REFUSED


def test_text_without_code_gives_no_code():
    exchange, _ = ask(stream(ROLE, delta(content="It is impossible."), finish("stop")))
    assert outcome(exchange) is Outcome.NO_CODE


def test_a_connection_that_breaks_after_the_finish_reason_loses_nothing():
    exchange, server = ask(stream(ROLE, delta(content=CODE), finish("stop"), Cut()))
    assert outcome(exchange) is Outcome.ANSWERED
    assert len(server.received) == 1


def test_every_purpose_is_sent_in_the_header():
    for purpose in Purpose:
        _, server = ask(GOOD, request=question(purpose=purpose))
        assert server.received[0].headers["X-Kyoso-Purpose"] == purpose.value


def test_a_retry_is_reported_as_an_event():
    events = []
    with (
        ReplayServer({CHAT: [plain(PEG, status=500), GOOD]}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
    ):
        client.ask(question(), events.append)
    assert len([event for event in events if isinstance(event, QuestionRetried)]) == 1


@pytest.mark.parametrize("address", ["{}", "{}/", "{}/v1", "{}/v1/", "{}/v1/chat/completions"])
def test_the_address_may_end_in_v1(address):
    with ReplayServer({CHAT: [GOOD]}) as server, ModelClient(address.format(server.url), timeouts=QUICK) as client:
        assert outcome(client.ask(question())) is Outcome.ANSWERED
        assert client.server == server.url


def test_tool_calls_are_assembled_from_their_pieces():
    first = {"index": 0, "id": "c1", "type": "function", "function": {"name": "run_python", "arguments": '{"co'}}
    rest = {"index": 0, "function": {"arguments": 'de": "print(1)"}'}}
    exchange, _ = ask(stream(ROLE, delta(tool_calls=[first]), delta(tool_calls=[rest]), finish("tool_calls")))
    (call,) = exchange.tool_calls
    assert (call.id, call.name, call.arguments) == ("c1", "run_python", '{"code": "print(1)"}')
    assert exchange.first_token_s is not None


def test_two_tool_calls_with_the_same_index_are_kept_apart():
    calls = [
        {"index": 0, "id": name, "type": "function", "function": {"name": name, "arguments": "{}"}} for name in "ab"
    ]
    exchange, _ = ask(stream(*(delta(tool_calls=[call]) for call in calls), finish("tool_calls")))
    assert [(call.id, call.arguments) for call in exchange.tool_calls] == [("a", "{}"), ("b", "{}")]


def _line(chunk):
    return event(chunk).removeprefix(b"data: ").removesuffix(b"\n")
