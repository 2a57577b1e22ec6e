"""A batch that decides, against a real server on loopback: one model always solves the problem, the other never."""

import threading

import pytest

from solver.batch.choosing import State
from tests.solver.batch.made_up import REFUSAL, OneModel, batch_of, task_ids

TASKS = task_ids(60)
BLOCK = 4
PLAN = {"seed": 7, "decide": {"block": BLOCK}, "efforts": ["default"]}


@pytest.fixture
def script(programs):
    right = "```python\n" + (programs / "kyoso_demo_a" / "ac.py").read_text() + "```"
    return lambda _title, model, _effort: right if model == "strong" else REFUSAL


def plan_for(server):
    return PLAN | {"models": [{"name": name, "server": server.url} for name in ("strong", "weak")]}


def test_it_stops_as_soon_as_the_models_are_told_apart(tmp_path, script, any_sandbox):
    with (
        OneModel("llama-swap", ["strong", "weak"], script=script) as server,
        batch_of(tmp_path, plan_for(server), TASKS, sandbox=any_sandbox) as batch,
    ):
        summary = batch.run(threading.Event())
        (found,) = batch.choice.found()
    assert summary.missing == 0
    assert found.state is State.DECIDED
    assert (found.first, found.only_second) == ("strong@default", 0)
    asked = {model: {title for title, name, _effort in server.answered if name == model} for model in server.models}
    assert asked["strong"] == asked["weak"]  # paired
    assert 6 <= len(asked["weak"]) <= 30


def test_a_run_that_was_stopped_asks_what_it_would_have_asked(tmp_path, script, any_sandbox):
    with OneModel("llama-swap", ["strong", "weak"], script=script) as server:
        with batch_of(tmp_path / "whole", plan_for(server), TASKS, sandbox=any_sandbox) as batch:
            batch.run(threading.Event())
        whole = sorted(server.answered)
        server.answered.clear()
        for stop_after in (5, 6, None):
            stop = threading.Event()
            seen = []

            def show(_batch, attempt, stop=stop, seen=seen, stop_after=stop_after):
                seen.extend([attempt] if attempt else [])
                if stop_after and len(seen) >= stop_after:
                    stop.set()

            with batch_of(tmp_path / "cut", plan_for(server), TASKS, sandbox=any_sandbox, show=show) as batch:
                batch.run(stop)
        assert sorted(set(server.answered)) == whole
        server.answered.clear()
        with batch_of(tmp_path / "cut", plan_for(server), TASKS, sandbox=any_sandbox) as batch:
            batch.run(threading.Event())
        assert server.answered == []


def test_a_name_that_is_no_cell_is_refused_with_those_there_are(tmp_path):
    document = {"models": [{"name": "a", "server": "http://127.0.0.1:1"}], "decide": {"between": [["a@low", "b@low"]]}}
    with (
        pytest.raises(Exception, match="there is no cell a@low; there are a@medium"),
        batch_of(tmp_path, document, TASKS[:1]),
    ):
        pass
