"""The model may run code before it answers: real runs in a real sandbox, requested by a scripted model."""

import json

import pytest

from judge.attempt import Outcome
from judge.effort import Effort
from problems.problem import Limits
from solver.models.client import ModelClient
from solver.models.tool_loop import leaked_calls
from solver.models.wire.request import Message, Request, RequestSettings, Role
from solver.self_check import ask_with_tools
from tests.solver.models.wire.asking import CODE, GOOD, QUICK, outcome
from tests.solver.models.wire.replay import CHAT, ReplayServer, delta, finish, plain, stream, usage

LIMITS = Limits(time_s=1.0, memory_mib=256)


def calls(*functions: tuple[str, str], **more):
    """An answer that calls these functions, each given as its name and its arguments as text."""
    pieces = [
        {"index": i, "id": f"c{i}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for i, (name, arguments) in enumerate(functions)
    ]
    return stream(delta(reasoning="let me try"), delta(tool_calls=pieces), finish("tool_calls"), usage(50, 20), **more)


def python(code: str, stdin: str = "") -> tuple[str, str]:
    return "run_python", json.dumps({"code": code, "stdin": stdin})


def checked(sandbox, *answers, most_calls=4):
    settings = RequestSettings(2048, tool_calls=most_calls)
    request = Request("scripted", (Message(Role.USER, "Read two integers."),), Effort.LOW, settings)
    with ReplayServer({CHAT: answers}) as server, ModelClient(server.url, timeouts=QUICK) as client:
        return ask_with_tools(client, request, sandbox, LIMITS, most_calls), server


def test_a_program_is_run_and_the_model_gets_its_output(any_sandbox):
    result, server = checked(any_sandbox, calls(python("print(int(input()) + 1)", "41")), GOOD)
    assert outcome(result.exchange) is Outcome.ANSWERED
    (run,) = result.runs
    assert "stdout:\n42\n" in run.told
    first, second = server.bodies()
    assert [tool["function"]["name"] for tool in first["tools"]] == ["run_python", "run_cpp"]
    assistant, told = second["messages"][-2:]
    assert assistant["tool_calls"][0]["id"] == told["tool_call_id"] == "c0"
    assert assistant["reasoning_content"] == "let me try"
    assert "42" in told["content"]
    assert "tool calls: 1" in map(str, result.notes)


def test_completion_tokens_of_all_turns_are_summed(any_sandbox):
    last = stream(delta(content=CODE), finish("stop"), usage(90, 30))
    result, _ = checked(any_sandbox, calls(python("print(1)")), last)
    assert result.exchange.completion_tokens == 50
    assert result.exchange.prompt_tokens == 90


def test_the_model_is_told_if_its_cpp_program_does_not_compile(any_sandbox):
    result, _ = checked(any_sandbox, calls(("run_cpp", json.dumps({"code": "int main() { return x; }"}))), GOOD)
    assert "does not compile" in result.runs[0].told


def test_a_program_run_for_the_model_has_the_problems_limits(any_sandbox):
    result, _ = checked(any_sandbox, calls(python("while True: pass")), GOOD)
    # On a busy machine the wall limit may come first.
    assert "stopped after" in result.runs[0].told


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("run_python", '{"code": "print(1)', "must be JSON"),
        ("run_python", '{"program": "print(1)"}', "must be JSON"),
        ("browser.search", "{}", "no function"),
    ],
)
def test_a_call_that_cannot_be_read_is_answered_with_the_reason(any_sandbox, name, arguments, told):
    result, server = checked(any_sandbox, calls((name, arguments)), GOOD)
    assert told in result.runs[0].told
    assert told in server.bodies()[1]["messages"][-1]["content"]
    assert outcome(result.exchange) is Outcome.ANSWERED
    assert any("1 of them could not be run" in str(note) for note in result.notes)


@pytest.mark.parametrize("name", ["python", "functions.run_python", "run_python"])
def test_a_bare_program_in_place_of_json_arguments_is_still_run(any_sandbox, name):
    result, _ = checked(any_sandbox, calls((name, "print(6 * 7)")), GOOD)
    assert "stdout:\n42\n" in result.runs[0].told


def test_a_call_that_leaked_into_the_text_is_run(any_sandbox):
    leaked = (
        '<|channel|>commentary to=functions.run_python <|constrain|>json<|message|>{"code": "print(6 * 7)"}<|call|>'
    )
    result, _ = checked(any_sandbox, stream(delta(content=leaked), finish("stop")), GOOD)
    assert "stdout:\n42\n" in result.runs[0].told
    assert leaked_calls("nothing to=see here", lambda _name: True) == ()


def test_the_number_of_calls_is_bounded(any_sandbox):
    again = calls(python("print(1)"), python("print(2)"))
    result, server = checked(any_sandbox, again, most_calls=3)
    assert len(result.runs) == 3
    assert "tools" not in server.bodies()[-1]
    assert "final answer" in server.bodies()[-1]["messages"][-1]["content"]


def test_a_server_that_cannot_parse_the_call_is_asked_without_tools(any_sandbox):
    failed = plain({"error": {"message": "Failed to parse tool call"}}, status=500)
    result, server = checked(any_sandbox, failed, failed, GOOD)
    assert outcome(result.exchange) is Outcome.ANSWERED
    assert "tools" not in server.bodies()[-1]
    assert "Failed to parse" in result.runs[0].told


def test_a_server_without_tool_support_is_asked_without_tools(any_sandbox):
    result, _ = checked(any_sandbox, plain({"error": "this model does not support tools"}, status=400), GOOD)
    assert outcome(result.exchange) is Outcome.ANSWERED


def test_the_number_of_tool_calls_is_part_of_the_settings():
    assert RequestSettings(64).canonical() != RequestSettings(64, tool_calls=4).canonical()
    assert "tool_calls" not in RequestSettings(64, tool_calls=4).fields()
