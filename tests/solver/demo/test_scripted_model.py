"""The scripted model over HTTP, in llama-server's format."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from judge.effort import Effort
from problems.web import trusted
from solver.demo.answers import answers
from solver.demo.scripted_model import ScriptedModel, titles
from tests.solver.demo.faulty_model import Fault, FaultyModel


def question(task="kyoso_demo_a", model="demo-20b", effort="medium", **more):
    text = f"# A - {titles()[task]}\n\nThe statement."
    return {"model": model, "messages": [{"role": "user", "content": text}], "reasoning_effort": effort, **more}


def ask(server, body, purpose="solve"):
    address = f"{server.url}/v1/chat/completions"
    return httpx.post(address, json=body, headers={"X-Kyoso-Purpose": purpose}, timeout=30, verify=trusted(False))


def streamed(server, body, purpose="solve"):
    """The stream's events, parsed, then its reasoning and its content."""
    lines = [line for line in ask(server, body, purpose).text.split("\n\n") if line]
    assert lines.pop() == "data: [DONE]"
    events = [json.loads(line.removeprefix("data: ")) for line in lines]
    deltas = [event["choices"][0]["delta"] for event in events if event["choices"]]
    texts = ["".join(delta.get(key) or "" for delta in deltas) for key in ("reasoning_content", "content")]
    return events, *texts


def test_every_answer_arrives_whole():
    with ScriptedModel(tokens_per_s=None) as server:
        for (task, model, effort), answer in answers().items():
            body = question(task, model, effort.value)
            events, reasoning, content = streamed(server, body)
            assert content == (answer.text or "")
            assert events[0]["choices"][0]["delta"] == {"role": "assistant", "content": None}
            assert events[-2]["choices"][0]["finish_reason"] == ("stop" if answer.text else "length")
            assert events[-1]["choices"] == [] and events[-1]["timings"]["predicted_n"] == len(events) - 3
            assert events[-1]["usage"]["completion_tokens"] == len(events) - 3
            assert reasoning


def test_the_first_title_in_the_prompt_decides_the_answer():
    first, second = titles()["kyoso_demo_c"], titles()["kyoso_demo_g"]
    body = question() | {"messages": [{"role": "user", "content": [{"type": "text", "text": f"{first} … {second}"}]}]}
    with ScriptedModel(tokens_per_s=None) as server:
        assert streamed(server, body)[2] == answers()["kyoso_demo_c", "demo-20b", Effort.MEDIUM].text


@pytest.mark.parametrize("purpose", ["attest", "warmup", "speed"])
def test_a_short_question_gets_a_short_answer_whose_reasoning_follows_the_effort(purpose):
    body = {"model": "demo-120b", "messages": [{"role": "user", "content": "Say a word."}]}
    with ScriptedModel(tokens_per_s=None) as server:
        lengths = []
        for effort in ("low", "medium", "high"):
            asked = body | {"chat_template_kwargs": {"reasoning_effort": effort}}
            _, reasoning, content = streamed(server, asked, purpose)
            assert content
            lengths.append(len(reasoning.split()))
        assert lengths == sorted(set(lengths))
        assert [seen.purpose for seen in server.seen] == [purpose] * 3
        rendered = httpx.post(f"{server.url}/apply-template", json=body | {"reasoning_effort": "high"}).json()["prompt"]
    assert "Reasoning: high" in rendered


def test_max_tokens_cuts_the_answer():
    with ScriptedModel(tokens_per_s=None) as server:
        events, reasoning, content = streamed(server, question(max_tokens=100))
    assert events[-2]["choices"][0]["finish_reason"] == "length"
    assert len(reasoning.split()) == 90 and len(content.split()) == 10


def test_an_unknown_request_is_an_http_error():
    with ScriptedModel() as server:
        assert ask(server, question(model="gpt-4")).status_code == 404
        assert ask(server, question(effort="banana")).status_code == 400
        assert ask(server, question() | {"messages": []}).status_code == 400
        assert ask(server, {"model": "demo-20b"}).status_code == 400
        assert httpx.post(f"{server.url}/v1/chat/completions", content=b"{").json()["error"]["code"] == 400
        assert httpx.get(f"{server.url}/v1/nothing").status_code == 404


def test_the_server_lists_its_models_and_slots():
    with ScriptedModel(slots=3) as server:
        assert [m["id"] for m in httpx.get(f"{server.url}/v1/models").json()["data"]] == ["demo-20b", "demo-120b"]
        assert httpx.get(f"{server.url}/props").json()["total_slots"] == 3


def test_one_slot_answers_one_question_at_a_time_at_its_pace():
    body = question("kyoso_demo_a", "demo-20b", "low")
    with ScriptedModel(tokens_per_s=300, slots=1) as server:
        tokens = streamed(server, body)[0][-1]["usage"]["completion_tokens"]
        began = time.monotonic()
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda _: ask(server, body), range(2)))
        assert time.monotonic() - began >= 2 * (tokens - 1) / 300


def test_the_cut_fault_ends_the_connection_in_mid_answer():
    with FaultyModel(tokens_per_s=None, fault="cut") as server, pytest.raises(httpx.RemoteProtocolError):
        ask(server, question())


def test_the_error_event_comes_after_part_of_the_answer():
    with FaultyModel(tokens_per_s=None, fault=Fault.ERROR_EVENT) as server:
        events = ask(server, question()).text.strip().split("\n\n")
        assert '"error"' in events[-1] and len(events) > 10


@pytest.mark.parametrize(("fault", "status"), [("503_once", 503), ("500_once", 500)])
def test_a_fault_named_once_happens_once(fault, status):
    with FaultyModel(tokens_per_s=None, fault=fault) as server:
        assert [ask(server, question()).status_code for _ in range(3)] == [status, 200, 200]
    with FaultyModel(tokens_per_s=None, fault=fault, fault_times=2) as server:
        assert [ask(server, question()).status_code for _ in range(3)] == [status, status, 200]


def test_the_other_faults_look_like_real_ones():
    with FaultyModel(fault="html") as server:
        assert ask(server, question()).headers["content-type"].startswith("text/html")
        assert httpx.get(f"{server.url}/v1/models").json()["object"] == "list"
    with FaultyModel(fault="401") as server:
        assert ask(server, question()).json()["error"]["type"] == "authentication_error"
    with FaultyModel(fault="overflow") as server:
        assert ask(server, question()).json()["error"]["n_ctx"] == 4096
    with FaultyModel(tokens_per_s=None, fault="mute") as server:
        assert streamed(server, question())[1:] == ("", "")
    with FaultyModel(tokens_per_s=None, fault="refusal") as server:
        assert streamed(server, question())[0][-2]["choices"][0]["finish_reason"] == "content_filter"
    with FaultyModel(tokens_per_s=None, fault="loop") as server:
        assert streamed(server, question(max_tokens=2000))[2].endswith(" and again and again")
    with FaultyModel(fault="down") as server, pytest.raises(httpx.ConnectError):
        ask(server, question())
