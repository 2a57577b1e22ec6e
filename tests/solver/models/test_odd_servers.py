"""Unknown servers: lists, contexts, streams and refusals are read in whatever shape they come."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from judge.attempt import Outcome
from solver.errors import NoSuchModel, ServerRefused, ServerUnavailable
from solver.models.client import ModelClient, Timeouts
from solver.models.listed import Kind, Model, Server
from solver.models.listings import query_server
from solver.models.wire.exchange import ErrorKind
from tests.solver.models.wire.asking import CODE, GOOD, QUICK, ask, outcome, question
from tests.solver.models.wire.replay import CHAT, Answer, ReplayServer, delta, event, finish, plain, stream, usage


def seen(models, **others):
    with ReplayServer({"/v1/models": [models], **others}) as server, ModelClient(server.url, timeouts=QUICK) as client:
        return query_server(client)


ROW = {"id": "a/b c:d"}


@pytest.mark.parametrize(
    "body",
    [
        {"object": "list", "data": [ROW]},
        {"data": [ROW, None, 3, {}, {"id": ""}, {"id": ["x"]}]},
        {"models": [ROW]},
        {"models": [{"name": "a/b c:d"}]},
        {"data": [{"model": "a/b c:d", "id": None}]},
        {"data": ["a/b c:d"]},
        [ROW],
    ],
)
def test_a_list_of_models_is_read_in_every_shape(body):
    (row,) = seen(plain(body)).models
    assert (row.id, row.kind) == ("a/b c:d", Kind.OTHER)


@pytest.mark.parametrize("answer", [plain({"object": "list"}), plain({"data": None}), plain("ok"), plain(None), GOOD])
def test_a_server_without_a_list_of_models_is_no_model_server(answer):
    with pytest.raises(ServerUnavailable, match="lists no models"):
        seen(answer)


def test_a_gateways_error_page_means_an_unavailable_server_and_its_html_is_not_shown():
    page = Answer([b"<html><h1>502 Bad Gateway</h1></html>"], status=502, kind="text/html")
    with pytest.raises(ServerUnavailable, match="HTTP 502") as error:
        seen(page)
    assert "<h1>" not in str(error.value)


@pytest.mark.parametrize(
    ("told", "context"),
    [
        ({"max_model_len": 4096}, 4096),
        ({"max_model_len": "4096"}, 4096),
        ({"max_model_len": -1}, None),
        ({"max_model_len": 0}, None),
        ({"max_model_len": "many"}, None),
        ({"context_length": 4096.0}, 4096),
        ({"context_window": "4096"}, 4096),
        ({"meta": {"n_ctx": 4096, "n_ctx_train": 9}}, 4096),
        ({"top_provider": {"context_length": 4096}}, 4096),
        ({"meta": [4096]}, None),
        ({"context_length": 10**40}, None),
        ({"context_length": True}, None),
    ],
)
def test_a_context_is_read_as_a_number_or_text_and_from_nested_fields(told, context):
    (row,) = seen(plain({"data": [{"id": "m", **told}]})).models
    assert row.loaded_context_tokens == context


@pytest.mark.parametrize(
    ("props", "context", "slots"),
    [
        ({"default_generation_settings": {"n_ctx": "4096"}, "total_slots": "2"}, 4096, 2),
        ({"default_generation_settings": [], "n_ctx": 4096, "total_slots": -1}, 4096, None),
        ({"default_generation_settings": None, "total_slots": 0}, 2048, None),
        ({"default_generation_settings": {"n_ctx": 0}, "total_slots": [1, 2]}, 2048, None),
        ({"error": "props are disabled"}, 2048, None),
        ("<html>", 2048, None),
        ([], 2048, None),
    ],
)
def test_properties_are_read_in_every_shape(props, context, slots):
    listed = plain({"data": [{"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx": 2048}}]})
    (row,) = seen(listed, **{"/props": [plain(props)]}).models
    assert (row.loaded_context_tokens, row.slots) == (context, slots)


def named(*names):
    return Server("http://x", Kind.OTHER, None, tuple(Model(name, "http://x", Kind.OTHER) for name in names))


@pytest.mark.parametrize(
    ("listed", "name", "found"),
    [
        (["org/m"], "m", "org/m"),
        (["m"], "org/m", "m"),
        (["org/m"], "other/m", None),  # another publisher's build
        (["other/m", "org/m"], "org/m", "org/m"),
        (["hf.co/org/m:Q4_K_M"], "org/m:Q4_K_M", "hf.co/org/m:Q4_K_M"),
        (["hf.co/org/m:Q4_K_M"], "org/m:Q8_0", None),
        (["/srv/models/My Model.gguf"], "my model", "/srv/models/My Model.gguf"),
        (["C:\\models\\m.gguf"], "m", "C:\\models\\m.gguf"),
        (["m:latest"], "m", "m:latest"),
        (["m"], "", None),
        (["m"], "/", None),
    ],
)
def test_a_name_means_a_model_if_their_parts_agree(listed, name, found):
    server = named(*listed)
    if found is None:
        with pytest.raises(NoSuchModel):
            server.require(name)
    else:
        assert server.require(name).id == found


TEXT = "日本語 é\n" + CODE
PARTS = [delta(content=TEXT), finish("stop")]
RAW = b"".join(b"data: " + json.dumps(part, ensure_ascii=False).encode() + b"\n\n" for part in PARTS)
DONE = b"data: [DONE]\n\n"
LINES = json.dumps(PARTS[0], indent=1).replace("\n", "\ndata: ").encode()


@pytest.mark.parametrize(
    "steps",
    [
        [RAW[place : place + 1] for place in range(len(RAW))] + [DONE],  # characters cut in two
        [(RAW + DONE).replace(b"\n", b"\r\n")],
        [(RAW + DONE).replace(b"\n", b"\r")],
        [b"\xef\xbb\xbf" + RAW + DONE],
        [b": OPENROUTER PROCESSING\n\n" + (RAW + DONE).replace(b"\n\n", b"\n\n: ping\n\n")],
        [b"id: 1\nretry: 10\nevent: message\n" + RAW + DONE],
        [b"data: " + LINES + b"\n\n" + event(PARTS[1]) + DONE],
        [RAW.rstrip()],  # neither [DONE] nor the last blank line
        [b"\n\n" + RAW + DONE],
        [b"".join(json.dumps(part).encode() + b"\n" for part in PARTS)],  # lines of JSON, no events
        [b"\xef\xbb\xbf" + json.dumps({"choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}]}).encode()],
        [event({"choices": [{"text": TEXT}]}), event(PARTS[1]), DONE],
        [event({"choices": None}), event({"choices": [{"delta": None}]}), RAW, DONE],
        [b"data: : PROCESSING\n\n" + (RAW + DONE).replace(b"data: ", b"data: data: ")],
        [RAW, b"data: DONE\n\n"],
        [RAW, event({"error": {"message": "no usage"}}), DONE],
    ],
    ids=[
        *("bytes", "CRLF", "CR", "BOM", "comments", "id and retry", "data of many lines", "no end"),
        *("blank lines first", "lines of JSON", "BOM and JSON", "text", "nulls", "wrapped twice", "DONE", "late error"),
    ],
)
def test_a_stream_is_read_however_it_is_framed(steps):
    exchange, server = ask(Answer(steps))
    assert (outcome(exchange), exchange.finish, exchange.error) == (Outcome.ANSWERED, "stop", None)
    assert exchange.text == TEXT
    assert len(server.received) == 1


@pytest.mark.parametrize("finished", [None, ""])
def test_an_answer_without_a_finish_reason_that_used_all_its_tokens_is_truncated(finished):
    chunks = [delta(content="```python\nprint("), delta(finished), usage(9, 2048)]
    exchange, server = ask(stream(*chunks))
    assert (outcome(exchange), exchange.finish, len(server.received)) == (Outcome.TRUNCATED, "length", 1)


def test_token_counts_may_be_missing_or_texts():
    exchange, _server = ask(stream(*PARTS))
    assert (exchange.prompt_tokens, exchange.completion_tokens, exchange.completion_counted) == (None, 1, True)
    texts = {"choices": [], "usage": {"prompt_tokens": "9", "completion_tokens": "12"}}
    exchange, _server = ask(stream(*PARTS, texts))
    assert (exchange.prompt_tokens, exchange.completion_tokens, exchange.completion_counted) == (9, 12, False)


LLAMA_LOADING = {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}


@pytest.mark.parametrize(
    "busy",
    [
        plain(LLAMA_LOADING, status=503),
        plain("Loading model", status=503),
        plain(LLAMA_LOADING, status=500),
        plain({"error": "Model org/m is currently loading", "estimated_time": 20.0}, status=503),
        plain({"error": {"message": "The model is still being loaded"}}, status=400),
        stream(LLAMA_LOADING, done=False),
        plain({"error": {"message": "slow down"}}, status=429),
        plain({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "0"}),
        plain(
            {"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "Fri, 27 Nov 2026 10:00:00 GMT"}
        ),
        Answer([b"<html>503</html>"], status=503, kind="text/html"),
    ],
)
def test_a_loading_or_busy_server_is_asked_again_until_it_answers(busy):
    exchange, server = ask(busy, busy, busy, GOOD)
    assert (outcome(exchange), len(server.received)) == (Outcome.ANSWERED, 4)


def test_a_requested_pause_longer_than_the_time_limit_is_not_waited_for():
    busy = plain({"error": "tomorrow"}, status=429, headers={"Retry-After": "86400"})
    exchange, server = ask(busy, timeouts=Timeouts(loading_s=5))
    assert (exchange.error, len(server.received)) == (ErrorKind.LOADING, 1)
    assert exchange.seconds < 5


def test_a_requested_pause_given_as_a_date_is_kept():
    def busy(seconds):
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        return plain({"error": "busy"}, status=429, headers={"Retry-After": date})

    started = time.monotonic()
    exchange, server = ask(busy(2), GOOD)
    assert (outcome(exchange), len(server.received)) == (Outcome.ANSWERED, 2)
    assert time.monotonic() - started >= 1
    exchange, server = ask(busy(86_400), timeouts=Timeouts(loading_s=5))
    assert (exchange.error, len(server.received)) == (ErrorKind.LOADING, 1)


@pytest.mark.parametrize(
    "answer",
    [
        Answer([event(delta(role="assistant")), b'{"error": {"message": "out of memory"}}\n\n', DONE]),
        Answer([event(delta(content="half")), b'{\n"error": {\n"message": "out of memory"\n}\n}\n']),
        Answer([b"upstream: out of memory"], kind="text/plain"),
        Answer([b"x" * 9000 + b"\nout of memory\n"]),
        plain({"status": "error", "message": "out of memory"}),
        plain([{"error": {"message": "out of memory"}}]),
    ],
)
def test_an_error_sent_in_place_of_an_answer_is_given_as_the_reason(answer):
    exchange, _server = ask(answer)
    assert outcome(exchange) is Outcome.SERVER_ERROR
    assert "out of memory" in exchange.error_text


@pytest.mark.parametrize("status", [502, 504])
def test_after_a_gateways_error_page_the_question_is_asked_once_more(status):
    page = Answer([b"<html><h1>Bad Gateway</h1></html>"], status=status, kind="text/html")
    exchange, server = ask(page, GOOD)
    assert (outcome(exchange), len(server.received)) == (Outcome.ANSWERED, 2)
    exchange, _server = ask(page)
    assert (exchange.error, "<h1>" in exchange.error_text) == (ErrorKind.HTTP_ERROR, False)


def test_a_key_that_only_answers_require_is_asked_for_at_the_first_question():
    listed = plain({"data": [ROW]})
    refusal = plain({"error": {"message": "no key"}}, status=401)
    with ReplayServer({"/v1/models": [listed], CHAT: [refusal]}) as server, ModelClient(server.url) as client:
        assert query_server(client).models[0].id == ROW["id"]
        with pytest.raises(ServerRefused, match="KYOSO_API_KEY"):
            client.ask(question(model=ROW["id"]))
        assert len(server.bodies()) == 1


def test_the_rate_of_an_answer_that_a_proxy_sent_at_once_is_that_of_its_whole_time():
    words = [delta(content=f"{number} ") for number in range(500)]
    held = threading.Event()

    def steps():
        held.wait(0.3)
        yield b"".join(map(event, [*words, finish("stop"), usage(9, 500)]))

    exchange, _server = ask(Answer(steps()))
    assert 500 / exchange.seconds == pytest.approx(exchange.tokens_per_s, rel=0.01)
