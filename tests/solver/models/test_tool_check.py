"""How reliably a model calls tools, with scripted models that do it right or fail in each possible way."""

import json
import re

import pytest

from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.tool_check import ToolCheck, check, mixed, stored_under, tasks
from tests.solver.models.wire.replay import CHAT, ReplayServer, plain


def scripted(fault):
    """A model that solves the tasks as their questions say, apart from its fault."""

    def answer(received):
        messages = received.body["messages"]
        question = messages[-1]["content"] if messages[-1]["role"] == "user" else messages[0]["content"]
        results = [message["content"] for message in messages if message["role"] == "tool"]
        task = next(task for task in tasks() if question.startswith(task.question))
        wanted = list(task.calls)
        if task.fails_first and not results:
            wanted = [("lookup", {"key": task.calls[0][1]["key"].lower()})]
        done = sum(not result.startswith("error") for result in results)
        if (results and results[-1].startswith("error") and fault == "gives up") or done == len(task.calls):
            return plain(reply(content="0" if fault == "ignores" else str(task.answer) if done else "unknown"))
        name, arguments = wanted[done]
        if fault == "other function":
            name = "look_up"
        text = json.dumps(arguments)
        return plain(reply(name=name, arguments=text[:-1] if fault == "cut JSON" else text))

    return answer


def reply(content=None, name=None, arguments=None):
    calls = name and [{"id": "c", "type": "function", "function": {"name": name, "arguments": arguments}}]
    message = {"role": "assistant", "content": content or ""} | ({"tool_calls": calls} if calls else {})
    return {"model": "m", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("", ToolCheck(20, 20, 20, 20, 20, 4, 4)),
        ("ignores", ToolCheck(20, 20, 20, 20, 0, 4, 0)),
        ("gives up", ToolCheck(20, 20, 20, 16, 16, 4, 0)),
        ("cut JSON", ToolCheck(20, 0, 16, 0, 0, 4, 0)),
        ("other function", ToolCheck(20, 20, 0, 0, 0, 4, 0)),
    ],
)
def test_each_step_is_counted_separately(fault, expected):
    with ReplayServer({CHAT: scripted(fault)}) as server, ModelClient(server.url) as client:
        found = check(client, "m", Effort.LOW)
    assert found == expected


def test_no_answer_can_be_guessed_from_its_question():
    for task in tasks():
        assert str(task.answer) not in task.question
        assert not set(re.findall(r"\d{5,}", task.question))
    assert stored_under("k17") != stored_under("k71")
    assert mixed(1, 2) != mixed(2, 1)
