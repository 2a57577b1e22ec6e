"""Captures of real servers, if they are here, replayed through the client."""

import json
from pathlib import Path

import pytest

from judge.attempt import Outcome
from solver.models.wire.exchange import ErrorKind
from solver.models.wire.leaks import Leak, separate
from tests.solver.models.wire.asking import ask, outcome
from tests.solver.models.wire.replay import Answer

WIRE = Path(__file__).parents[5] / "shared" / "wire"

pytestmark = pytest.mark.skipif(not WIRE.is_dir(), reason="shared data absent")


def captured(name: str) -> Answer:
    """A capture of llama-server: path, request, status line, then a stream's lines with their seconds, or JSON."""
    lines = (WIRE / "llama-server" / name).read_text("utf-8").split("\n")
    status = int(lines[2].split()[2])
    if "text/event-stream" not in lines[2]:
        return Answer([lines[3].encode()], status, "application/json")
    events = [line[9:] for line in lines[3:] if line.strip()]
    return Answer([f"{line}\n\n".encode() for line in events if line.startswith("data:")], status)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stream_low.txt", Outcome.ANSWERED),
        ("stream_medium.txt", Outcome.ANSWERED),
        ("stream_high.txt", Outcome.ANSWERED),
        ("stream_kwargs_high.txt", Outcome.ANSWERED),
        ("stream_no_usage.txt", Outcome.ANSWERED),
        ("progress_timings.txt", Outcome.ANSWERED),
        ("nonstream_low.txt", Outcome.ANSWERED),
        ("budget_10.txt", Outcome.ANSWERED),
        ("reasoning_format_none.txt", Outcome.ANSWERED),
        ("LOOP.txt", Outcome.TRUNCATED),  # cut off after 120 tokens
        ("length_in_reasoning.txt", Outcome.TRUNCATED),
        ("length_in_reasoning_nonstream.txt", Outcome.TRUNCATED),
        ("wrong_model.txt", Outcome.TRUNCATED),
        ("prompt_too_long.txt", Outcome.TRUNCATED),
        ("MUTE_stream.txt", Outcome.EMPTY),
        ("MUTE_nonstream.txt", Outcome.EMPTY),
        ("TOOL_without_tools.txt", Outcome.EMPTY),
        ("LEAK_stream.txt", Outcome.SERVER_ERROR),
        ("LEAK_nonstream.txt", Outcome.SERVER_ERROR),
        ("bad_param.txt", Outcome.SERVER_ERROR),
    ],
)
def test_a_capture_of_llama_server_ends_in_the_right_outcome(name, expected):
    exchange, _ = ask(captured(name))
    assert outcome(exchange) is expected


def test_the_tool_call_in_a_capture_is_assembled():
    exchange, _ = ask(captured("TOOL_stream.txt"))
    (call,) = exchange.tool_calls
    assert call.name == "python"
    assert "code" in json.loads(call.arguments)


@pytest.mark.parametrize("path", sorted(WIRE.glob("other/*.sse")), ids=lambda path: path.name)
def test_a_stream_of_another_server_is_read(path):
    steps = [f"{event}\n\n".encode() for event in path.read_text("utf-8").split("\n\n") if event.strip()]
    exchange, _ = ask(Answer(steps))
    if "event: error" in path.read_text("utf-8"):
        assert exchange.error is ErrorKind.ERROR_EVENT
        assert exchange.reasoning
    elif "groq" in path.name:
        assert exchange.finish in ("stop", "tool_calls")
    elif "responses" in path.name:  # another API, which this dialect does not read
        assert exchange.error is not None
    elif path.name.startswith("tf_"):
        assert exchange.finish == "stop"
        assert exchange.leaks == (Leak.HARMONY_WORDS,)
        assert exchange.completion_tokens > 10
        assert "assistantfinal" not in exchange.text
    else:  # excerpts without an end
        assert exchange.error is ErrorKind.UNFINISHED
        assert exchange.reasoning


def test_a_leaked_answer_of_a_real_server_is_separated():
    separated = separate((WIRE / "other" / "llama_server_harmony_leak_hello_world.txt").read_text("utf-8"))
    assert separated.text.startswith("```python")
    assert separated.reasoning.startswith("We need to provide")
