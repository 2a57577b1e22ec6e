"""Servers that refuse what others accept, or send answers in an odd form: each still gives its answer."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from judge.languages import PYTHON
from solver.demo.loopback import LoopbackServer
from solver.extraction import extract
from solver.models.client import ModelClient
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.request import Message, Purpose, Request, RequestSettings, Role
from solver.outcome import decide

CASES = Path(__file__).parents[4] / "shared" / "cases" / "wire.py"
ANSWER = "```python\na, b = map(int, input().split())\nprint(a + b)\n```\n"
ASKED = Request(
    "m",
    (Message(Role.SYSTEM, "You write programs."), Message(Role.USER, "Add.")),
    Effort.LOW,
    RequestSettings(32_768, temperature=1.0, top_p=1.0, top_k=0, min_p=0.0),
    seed=7,
)


class Strict(LoopbackServer):
    """Refuses a request if `refusal(body)` returns a status and a text; otherwise answers in one piece."""

    def __init__(self, refusal):
        super().__init__()
        self.refusal = refusal

    def answer(self, request, out):
        refused = self.refusal(request.json())
        if refused is not None:
            out.send_json(refused[0], {"error": {"message": refused[1]}})
            return
        choice = {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}
        out.send_json(200, {"model": "m", "choices": [choice]})


def _outcome(exchange):
    found = extract(exchange.text, PYTHON)
    return decide(
        exchange,
        has_code=found is not None,
        has_complete_block=found is not None and found.complete,
        is_cut=found is not None and found.cut,
    )


def _asked(server):
    return sum(seen.path == "/v1/chat/completions" for seen in server.seen)


def _forbids(*names):
    def refusal(body):
        found = [name for name in names if name in body]
        return (422, f"Unexpected fields: {set(found)}") if found else None

    return refusal


def _one_by_one(*names):
    """Refuses only the last of these that it finds, because their order must not matter."""

    def refusal(body):
        found = [name for name in names if name in body]
        return (400, f"Unknown parameter: '{found[-1]}'.") if found else None

    return refusal


def _nameless(status, text, *names):
    return lambda body: (status, text) if any(name in body for name in names) else None


def _too_many(most, text):
    return lambda body: (400, text) if body["max_tokens"] > most else None


def _no_system(status, text):
    return lambda body: (status, text) if any(turn["role"] == "system" for turn in body["messages"]) else None


@pytest.mark.parametrize(
    ("refusal", "note"),
    [
        (_forbids("top_k", "min_p"), "top_k, min_p"),
        (_forbids("stream_options"), "stream_options"),
        (_forbids("chat_template_kwargs"), "chat_template_kwargs"),
        (_forbids("reasoning_effort"), "without an effort"),
        (_forbids("top_k", "min_p", "seed", "temperature", "reasoning_effort"), "top_k, min_p"),
        (_one_by_one("top_k", "min_p", "temperature", "top_p", "stream_options", "seed"), "top_k, min_p"),
        (_nameless(422, "Extra inputs are not permitted", "min_p"), "min_p"),
        (_nameless(400, "Bad Request", "seed"), "top_k"),
        (_nameless(400, "Bad Request", "reasoning_effort"), "without an effort"),
        (_nameless(422, "Extra inputs are not permitted", "reasoning_effort", "seed", "top_p"), "without an effort"),
        (_no_system(400, "System role not supported"), "system turn"),
        (_no_system(400, "Only user and assistant roles are supported!"), "system turn"),
        (_no_system(422, "messages.0.role: Input should be 'user' or 'assistant'"), "system turn"),
        (_no_system(500, "Jinja Exception: Conversation roles must alternate user/assistant"), "system turn"),
        (
            _too_many(4096 - 700, "max_tokens=32768 cannot be greater than max_model_len=max_total_tokens=4096."),
            "max_tokens lowered",
        ),
        (
            _too_many(
                4096 - 700,
                "'max_tokens' or 'max_completion_tokens' is too large: 32768. This model's maximum context length is "
                "4096 tokens and your request has 700 input tokens (32768 > 4096 - 700).",
            ),
            "max_tokens lowered",
        ),
        (_too_many(8192, "max_tokens must be less than or equal to 8192"), "max_tokens lowered to 8192"),
        (
            _too_many(8192, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"),
            "max_tokens lowered to 8192",
        ),
        (_too_many(8192, "max_tokens must be between 1 and 8192"), "max_tokens lowered to 8192"),
        (_nameless(400, "Unsupported value: 'stream' does not support true with this model.", "stream"), "stream"),
    ],
)
def test_a_field_that_a_server_refuses_is_left_out_remembered_and_noted(refusal, note):
    with Strict(refusal) as server, ModelClient(server.url) as client:
        for number in range(2):
            exchange = client.ask(ASKED)
            assert _outcome(exchange) is Outcome.ANSWERED
            assert any(note in str(line) for line in exchange.conceded)
            if number == 0:
                before = _asked(server)
        assert _asked(server) - before == 1


@pytest.mark.parametrize("fields", ChatFields)
def test_any_field_except_the_question_can_be_refused_and_only_that_field_is_left_out(fields):
    dialect = ChatCompletions(fields)
    asked = replace(ASKED, settings=replace(ASKED.settings, thinking_budget=100))
    for name in dialect.body(asked).keys() - {"model", "messages", "max_tokens"}:
        with (
            Strict(_nameless(400, f"Unknown parameter: '{name}' for model m.", name)) as server,
            ModelClient(server.url, dialects=(dialect,)) as client,
        ):
            assert _outcome(client.ask(asked)) is Outcome.ANSWERED
            left_out = dialect.body(asked).keys() - server.seen[-1].json().keys()
        assert left_out == {name} or (name == "reasoning_effort" and left_out <= {name, "chat_template_kwargs"})


def test_a_field_named_only_in_the_errors_param_is_left_out():
    class Beside(Strict):
        def answer(self, request, out):
            if "top_k" in request.json():
                out.send_json(400, {"error": {"message": "Invalid request", "param": "top_k"}})
            else:
                super().answer(request, out)

    with Beside(lambda _body: None) as server, ModelClient(server.url) as client:
        assert _outcome(client.ask(ASKED)) is Outcome.ANSWERED
        first, second = [seen.json() for seen in server.seen if seen.path == "/v1/chat/completions"]
    assert first.keys() - second.keys() == {"top_k"}


def test_max_tokens_is_sent_under_the_name_that_the_server_wants():
    refusal = _nameless(400, "'max_tokens' is not supported with this model. Use 'other_tokens' instead.", "max_tokens")
    with Strict(refusal) as server, ModelClient(server.url) as client:
        for _number in range(2):
            assert _outcome(client.ask(ASKED)) is Outcome.ANSWERED
        names = [seen.json().get("other_tokens") for seen in server.seen if seen.path == "/v1/chat/completions"]
    assert names == [None, 32_768, 32_768]


def test_a_server_that_wants_the_other_name_each_time_is_not_asked_forever():
    def refusal(body):
        wrong, right = ("a_tokens", "max_tokens") if "a_tokens" in body else ("max_tokens", "a_tokens")
        return 400, f"'{wrong}' is not supported. Use '{right}' instead."

    with Strict(refusal) as server, ModelClient(server.url) as client:
        assert client.ask(ASKED).error is ErrorKind.BAD_REQUEST
        assert _asked(server) == 2


def test_a_refusal_unrelated_to_fields_removes_none_from_the_next_question():
    trouble = [True]
    with (
        Strict(lambda _body: (400, "Bad Request") if trouble[0] else None) as server,
        ModelClient(server.url) as client,
    ):
        assert client.ask(ASKED).error is ErrorKind.BAD_REQUEST
        bare = server.seen[-1].json()
        trouble[0] = False
        assert client.ask(ASKED).conceded == ()
        whole = server.seen[-1].json()
    assert bare.keys() == {"model", "messages", "max_tokens", "stream"}
    assert {"seed", "reasoning_effort", "top_k"} <= whole.keys()


def test_the_effort_is_never_left_out_of_an_attestation():
    with Strict(_nameless(400, "Bad Request", "reasoning_effort")) as server, ModelClient(server.url) as client:
        assert client.ask(replace(ASKED, purpose=Purpose.ATTEST)).error is ErrorKind.BAD_REQUEST
        assert all("reasoning_effort" in seen.json() for seen in server.seen if seen.path == "/v1/chat/completions")


def test_after_one_refusal_with_a_token_count_longer_prompts_fit_at_once():
    """This server counts two tokens for three characters, twice our estimate."""

    def count(body):
        return 2 * sum(len(turn["content"]) for turn in body["messages"]) // 3

    def refusal(body):
        if count(body) + body["max_tokens"] <= 4096:
            return None
        return 400, f"max_model_len is 4096 tokens; your request has {count(body)} input tokens"

    def about(chars):
        return replace(ASKED, messages=(Message(Role.USER, "x" * chars),))

    with Strict(refusal) as server, ModelClient(server.url) as client:
        for chars in (1500, 1800, 2700, 600):
            assert _outcome(client.ask(about(chars))) is Outcome.ANSWERED
        assert _asked(server) == 5


def test_no_more_tokens_are_requested_than_the_context_leaves():
    with Strict(lambda _body: None) as server, ModelClient(server.url, context_tokens=4096) as client:
        exchange = client.ask(ASKED)
        (body,) = [seen.json() for seen in server.seen if seen.path == "/v1/chat/completions"]
    assert body["max_tokens"] < 4096
    assert any("context of 4096" in str(line) for line in exchange.notes)


def test_an_endless_line_is_given_up_at_a_bounded_length(monkeypatch):
    monkeypatch.setattr("solver.models.wire.batches.MOST_LINE_CHARS", 100_000)

    class Endless(LoopbackServer):
        def answer(self, request, out):
            out.begin_stream()
            try:
                while True:
                    out.wfile.write(b"%x\r\n%s\r\n" % (65_536, b"x" * 65_536))
            except OSError:
                return

    with Endless() as server, ModelClient(server.url) as client:
        exchange = client.ask(ASKED)
        assert exchange.error is ErrorKind.GARBLED
        assert "a line of more than" in exchange.error_text


def test_hostile_fields_become_harmless_values():
    class Hostile(LoopbackServer):
        def answer(self, request, out):
            choice = {"index": 0, "message": {"content": "a\ud83d"}, "finish_reason": "st\udc00op"}
            body = {"model": "m\ud83d", "system_fingerprint": ["x"], "choices": [choice]}
            text = json.dumps(body)[:-1] + ', "usage": {"prompt_tokens": 1' + "0" * 40 + ', "completion_tokens": -1}'
            text += ', "timings": {"prompt_ms": Infinity, "predicted_per_second": 1e999, "predicted_n": NaN}}'
            out.send(200, text.encode(), "application/json")

    with Hostile() as server, ModelClient(server.url) as client:
        exchange = client.ask(ASKED)
    assert exchange.error is None
    assert exchange.prompt_tokens is None
    assert exchange.prefill_s is None
    for text in (exchange.model, exchange.finish, exchange.text):
        text.encode()


WHOLE = b'"choices": [{"index": 0, "message": {"content": "```python\\nprint(1)\\n```"}, "finish_reason": "stop"}]}'


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf{" + WHOLE,
        b"\n" * 100_000 + b" \t\r\n{" + WHOLE,
        b'{"created": ' + b"9" * 5000 + b", " + WHOLE,
        b'{"usage": {"prompt_tokens": -' + b"9" * 5000 + b"}, " + WHOLE,
    ],
    ids=["byte order mark", "blank lines", "a number too long to read", "a token count too long to read"],
)
def test_oddities_around_an_answer_do_not_spoil_it(body):
    class Odd(LoopbackServer):
        def answer(self, request, out):
            out.send(200, body, "application/json")

    with Odd() as server, ModelClient(server.url) as client:
        exchange = client.ask(ASKED)
    assert _outcome(exchange) is Outcome.ANSWERED
    assert exchange.prompt_tokens is None


def test_an_error_nested_too_deeply_to_read_is_a_bad_request():
    class Deep(LoopbackServer):
        def answer(self, request, out):
            out.send(400, b'{"error": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", "application/json")

    with Deep() as server, ModelClient(server.url) as client:
        assert client.ask(ASKED).error is ErrorKind.BAD_REQUEST


@pytest.mark.skipif(not CASES.exists(), reason="shared data absent")
def test_servers_scripted_after_public_reports_get_the_right_outcomes():
    spec = importlib.util.spec_from_file_location("wire_cases", CASES)
    cases = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(cases)
    cut = {"w20-finish-max_tokens", "w25-finish-stop"}

    class Scripted(LoopbackServer):
        def answer(self, request, out):
            self.script(out, request.json())
            out.close_connection = True

    for name, script in cases.SCRIPTS.items():
        Scripted.script = staticmethod(script)
        with Scripted() as server, ModelClient(server.url) as client:
            exchange = client.ask(ASKED)
        assert _outcome(exchange) is (Outcome.TRUNCATED if name in cut else Outcome.ANSWERED), name
        assert bool(exchange.conceded) == (name[:3] in ("w40", "w42", "w46")), name


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('[{"text": ', "}]"), ('{"text": ', "}")])
def test_endlessly_nested_parts_of_content_are_no_text(opening, closing):
    class Deep(LoopbackServer):
        def answer(self, request, out):
            content = opening * 470 + '"a"' + closing * 470
            choice = f'{{"index": 0, "message": {{"content": {content}}}, "finish_reason": "stop"}}'
            out.send(200, f'{{"model": "m", "choices": [{choice}]}}'.encode(), "application/json")

    with Deep() as server, ModelClient(server.url) as client:
        assert client.ask(ASKED).text == ""
