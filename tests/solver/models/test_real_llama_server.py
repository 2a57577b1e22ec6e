"""The client, discovery and attestation against a real llama-server with a tiny model of gpt-oss's architecture.

The server is tests/solver/models/llama_server.py, or the binary that KYOSO_TEST_LLAMA_SERVER names. Its model
reasons longer the higher the effort, and misbehaves if the prompt has the word EMPTY, LOOP, TOOL, LEAK or MUTE; it
is the GGUF that KYOSO_TEST_LLAMA_MODEL names, or made by the recorded data's make_tiny.py.
"""

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from solver.errors import AskCancelled, ServerRefused
from solver.models.attest import attest
from solver.models.client import ModelClient, Timeouts
from solver.models.effort_questions import Finding
from solver.models.listed import Kind
from solver.models.listings import query_server
from solver.models.sampling import RequestedSampling
from solver.models.speed import measure
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.request import DialectName, Message, Request, RequestSettings, Role
from solver.prepare import place_of, prepare
from solver.progress import FirstToken, Loading
from tests.busy_machine import quiet_machine
from tests.solver.models.wire.asking import outcome
from tests.solver.models.wire.replay import CHAT, Answer, ReplayServer
from tests.waiting import wait_until

BINARY = os.environ.get("KYOSO_TEST_LLAMA_SERVER")
SERVER = [BINARY] if BINARY else [sys.executable, "-m", "tests.solver.models.llama_server"]
MAKE_TINY = Path(__file__).parents[4] / "shared" / "tiny-gpt-oss" / "make_tiny.py"
TASK = "Given two integers, write a program that print the sum."

pytestmark = pytest.mark.xdist_group("llama-server")  # all tests share one server


@pytest.fixture(scope="session")
def model_file(tmp_path_factory):
    if given := os.environ.get("KYOSO_TEST_LLAMA_MODEL"):
        return Path(given)
    if not MAKE_TINY.is_file():
        pytest.skip("shared data absent")
    folder = tmp_path_factory.mktemp("tiny")
    subprocess.run([sys.executable, MAKE_TINY, folder], check=True, capture_output=True)
    return folder / "tiny-gpt-oss-F32.gguf"


@contextlib.contextmanager
def running(model_file, *options, wait=True, port=None):
    """Run a llama-server; yields its address and its process."""
    if port is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    command = [*SERVER, "-m", model_file, "--alias", "tiny", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [*command, "-t", "1", "-tb", "1", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"

            def is_healthy():
                assert process.poll() is None
                with contextlib.suppress(httpx.HTTPError):
                    return httpx.get(f"{url}/health").status_code == 200

            if wait:
                wait_until(is_healthy)
            yield url, process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def server(model_file):
    with running(model_file, "-c", "16384", "-np", "4") as (url, _):
        yield url


@pytest.fixture
def client(server):
    with ModelClient(server, timeouts=Timeouts(pause_s=0.05)) as client:
        yield client


def question(word: str = "", effort: Effort = Effort.MEDIUM, max_tokens: int = 3500) -> Request:
    message = Message(Role.USER, f"{TASK} {word}".strip())
    return Request("tiny", (message,), effort, RequestSettings(max_tokens))


def at_first_token(came: threading.Event):
    return lambda event: came.set() if isinstance(event, FirstToken) else None


@pytest.mark.parametrize("effort", list(Effort))
def test_a_plain_question_is_answered_with_every_figure(client, effort):
    exchange = client.ask(question(effort=effort))
    assert outcome(exchange) is Outcome.ANSWERED
    assert exchange.reasoning and exchange.completion_tokens > exchange.reasoning_tokens > 0
    assert exchange.prompt_tokens > 50
    assert 0 <= exchange.queue_s <= exchange.first_token_s <= exchange.seconds
    assert exchange.tokens_per_s > 1
    assert exchange.server_build
    assert exchange.model == "tiny"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("EMPTY", Outcome.TRUNCATED),
        ("LOOP", Outcome.LOOPED),
        ("TOOL", Outcome.EMPTY),
        ("LEAK", Outcome.SERVER_ERROR),
        ("MUTE", Outcome.EMPTY),
    ],
)
def test_every_misbehaviour_gets_its_outcome(client, word, expected):
    assert outcome(client.ask(question(word))) is expected


def test_after_a_leak_the_question_is_asked_once_more(client):
    exchange = client.ask(question("LEAK"))
    assert exchange.error is ErrorKind.ERROR_EVENT
    assert len(exchange.failures) == 1


def test_a_prompt_beyond_the_context_is_truncated(client):
    request = Request("tiny", (Message(Role.USER, " sum" * 6000),), Effort.LOW, RequestSettings(64))
    exchange = client.ask(request)
    assert exchange.error is ErrorKind.CONTEXT_OVERFLOW
    assert outcome(exchange) is Outcome.TRUNCATED


def test_the_server_is_known_for_what_it_is(client):
    found = query_server(client)
    assert found.kind is Kind.LLAMA_SERVER
    (model,) = found.models
    assert (model.id, model.loaded_context_tokens, model.slots) == ("tiny", 4096, 4)
    assert model.size_bytes > 1_000_000


def test_the_effort_is_honoured(client):
    found = attest(client, "tiny")
    assert found.finding is Finding.HONOURED
    assert found.rendered is True


def test_the_effort_is_ignored_behind_a_proxy_that_drops_it(server):
    def forward(received) -> Answer:
        body = {
            key: value
            for key, value in received.body.items()
            if key not in ("reasoning_effort", "chat_template_kwargs")
        }
        with httpx.stream("POST", server + CHAT, json=body, timeout=60) as response:
            return Answer(list(response.iter_raw()), response.status_code, response.headers["content-type"])

    with ReplayServer({CHAT: forward}) as proxy, ModelClient(proxy.url) as client:
        assert attest(client, "tiny").finding is Finding.IGNORED


def test_speed_is_measured(client):
    rows = measure(client, "tiny", [Effort.LOW], salt="test", context_tokens=4096)
    short, long = rows
    assert short.tokens_per_s > 1 and short.first_token_s > 0 and short.runs == 3
    assert long.tokens_per_s is None and "4096" in long.why


def test_giving_up_frees_the_slot_at_once(model_file):
    with running(model_file, "-c", "8192", "-np", "1") as (url, _):
        client = ModelClient(url)
        came = threading.Event()
        given_up = []

        def wait() -> None:
            with pytest.raises(AskCancelled):
                client.ask(question("EMPTY", max_tokens=8000), at_first_token(came))
            given_up.append(True)

        asking = threading.Thread(target=wait)
        asking.start()
        assert came.wait(60)
        client.close()
        asking.join(10)
        assert given_up
        with quiet_machine(), ModelClient(url) as other:
            exchange = other.ask(question(effort=Effort.LOW))
        assert outcome(exchange) is Outcome.ANSWERED
        assert exchange.first_token_s < 2  # the other answer as a whole would take several times as long


def test_more_questions_than_slots_wait_their_turn(model_file):
    with running(model_file, "-c", "4096", "-np", "1") as (url, _), ModelClient(url) as client:
        exchanges = []
        threads = [
            threading.Thread(target=lambda: exchanges.append(client.ask(question(effort=Effort.LOW)))) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert [outcome(exchange) for exchange in exchanges] == [Outcome.ANSWERED] * 6
        assert max(exchange.queue_s for exchange in exchanges) > 0


def test_a_wrong_key_stops_the_run(model_file):
    with running(model_file, "-c", "4096", "-np", "1", "--api-key", "right") as (url, _):
        with ModelClient(url, api_key="wrong") as client, pytest.raises(ServerRefused):
            client.ask(question())
        with ModelClient(url, api_key="right") as client:
            assert outcome(client.ask(question())) is Outcome.ANSWERED


def test_a_server_killed_in_mid_answer_is_a_server_error_and_not_a_lost_attempt(model_file):
    with running(model_file, "-c", "8192", "-np", "1") as (url, process), ModelClient(url) as client:
        exchanges = []
        came = threading.Event()
        asking = threading.Thread(
            target=lambda: exchanges.append(client.ask(question("EMPTY", max_tokens=8000), at_first_token(came)))
        )
        asking.start()
        assert came.wait(60)
        process.kill()
        asking.join(30)
    assert outcome(exchanges[0]) is Outcome.SERVER_ERROR


def test_a_server_that_is_still_loading_is_waited_for(model_file):
    """The question is sent as soon as the port is open; the server answers 503 until the model is loaded."""
    with running(model_file, "-c", "4096", "-np", "1", wait=False) as (url, process):
        host, port = url.removeprefix("http://").split(":")
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
                break
            assert process.poll() is None
            assert time.monotonic() < deadline
            select.select([], [], [], 0.001)
        events = []
        with ModelClient(url, timeouts=Timeouts(pause_s=0.05)) as client:
            exchange = client.ask(question(), events.append)
        assert outcome(exchange) is Outcome.ANSWERED
        assert all(event.waited_s < 60 for event in events if isinstance(event, Loading))


def test_endless_thinking_is_ended_by_the_server_and_answered(server):
    with prepare(place_of([server], "tiny"), Effort.MEDIUM).client as client:
        exchange = client.ask(question("EMPTY", max_tokens=1024))
    assert (exchange.finish, exchange.forced, outcome(exchange)) == ("stop", True, Outcome.ANSWERED)


@pytest.mark.parametrize("dialect", [DialectName.CHAT, DialectName.RESPONSES])
def test_thinking_grows_with_the_effort_in_both_dialects(server, dialect):
    lengths = []
    for effort in (Effort.LOW, Effort.HIGH):
        with prepare(place_of([server], "tiny"), effort, asking=RequestedSampling(dialect=dialect)).client as client:
            lengths.append(sum(client.ask(question(effort=effort)).completion_tokens or 0 for _ in range(5)))
    assert lengths[0] < lengths[1]
