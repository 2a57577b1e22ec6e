"""What a run finds out before its first question."""

import pytest

from judge.effort import Effort
from solver.models.wire.ollama import OllamaChat
from solver.prepare import place_of, prepare
from tests.solver.models.test_servers import LLAMA_SERVER, LM_STUDIO, OLLAMA
from tests.solver.models.wire.asking import GOOD, question
from tests.solver.models.wire.replay import CHAT, ReplayServer, plain


@pytest.fixture
def served():
    opened = []

    def serve(script, **chat):
        server = ReplayServer({**{path: [answer] for path, answer in script.items()}, **chat})
        opened.append(server.__enter__())
        return server

    yield serve
    for server in opened:
        server.__exit__()


def test_the_budget_is_lowered_to_the_loaded_context_with_a_warning(served):
    ready = prepare(place_of([served(LM_STUDIO).url], "openai/gpt-oss-20b"), Effort.HIGH)
    with ready.client:
        assert ready.max_tokens == 2048
        assert "--context-length" in ready.warnings[0]
        row = ready.for_log("mine")
    assert (row.label, row.quantization, row.size_bytes, row.context_tokens) == ("mine", "MXFP4", 12_109_565_632, 4096)
    assert row.machine


def test_a_large_enough_context_leaves_the_efforts_budget_unchanged(served):
    ready = prepare(place_of([served(LLAMA_SERVER).url], "gpt-oss-20b"), Effort.MEDIUM)
    with ready.client:
        assert (ready.max_tokens, ready.warnings) == (24_576, ())


def test_a_persons_own_budget_that_fits_the_context_gives_no_warning(served):
    ready = prepare(place_of([served(LM_STUDIO).url], "openai/gpt-oss-20b"), Effort.HIGH, asked_tokens=1024)
    with ready.client:
        assert ready.warnings == ()


def test_ollama_is_given_the_context_that_the_effort_needs(served):
    ready = prepare(place_of([served(OLLAMA).url], "gpt-oss:20b"), Effort.HIGH)
    with ready.client:
        assert ready.client.dialects[0] == OllamaChat(2048 + 65_536)
        assert (ready.max_tokens, ready.warnings) == (65_536, ())
    # A small budget only limits the answer; the prompt may still be unusually long.
    fewer = prepare(place_of([served(OLLAMA).url], "gpt-oss:20b"), Effort.HIGH, asked_tokens=1_000)
    with fewer.client:
        assert fewer.client.dialects[0] == OllamaChat(2048 + 65_536)


def test_a_server_that_lists_no_models_is_asked_anyway(served):
    server = served({}, **{CHAT: [GOOD]})
    ready = prepare(place_of([server.url], "scripted"), Effort.LOW)
    with ready.client:
        assert (ready.server, ready.row, ready.max_tokens) == (None, None, 8192)
        assert ready.client.ask(question()).error is None


def test_the_servers_build_is_in_every_exchange(served):
    whole = {"choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "x"}}]}
    ready = prepare(place_of([served(LLAMA_SERVER, **{CHAT: [plain(whole)]}).url], "gpt-oss-20b"), Effort.LOW)
    with ready.client:
        assert ready.client.ask(question()).server_build == "b6700-abcdef"
