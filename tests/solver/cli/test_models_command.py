"""`kyoso models` against scripted servers on loopback."""

import json
import random

import pytest

from solver.cli.main import run
from tests.solver.models.effort_servers import honours, refuses
from tests.solver.models.test_servers import LM_STUDIO, VLLM
from tests.solver.models.wire.replay import CHAT, ReplayServer, plain


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KYOSO_HOME", str(tmp_path))
    monkeypatch.delenv("KYOSO_SERVER", raising=False)
    return tmp_path


def served(script, **chat):
    return ReplayServer({**{path: [answer] for path, answer in script.items()}, **chat})


def rows(out: str) -> list[dict]:
    return [json.loads(line) for line in out.splitlines()]


def test_models_are_listed_as_json_with_their_warnings(capsys):
    with served(LM_STUDIO) as server:
        assert run(["models", "--server", server.url, "--json"]) == 0
    found = [row for row in rows(capsys.readouterr().out) if row["server"] == server.url]
    assert [row["id"] for row in found] == ["openai/gpt-oss-20b", "openai/gpt-oss-20b:2", "qwen/qwen3-30b-a3b"]
    assert "--context-length" in found[0]["warnings"][0]
    assert found[1]["warnings"] == []


def test_models_are_listed_for_people_with_warnings_on_stderr(capsys):
    with served(LM_STUDIO) as server:
        assert run(["models", "--server", f"{server.url}/v1"]) == 0
    shown = capsys.readouterr()
    assert "openai/gpt-oss-20b" in shown.out
    assert "warning" in shown.err
    assert "warning" not in shown.out


def test_several_servers_may_be_named(capsys, monkeypatch):
    with served(LM_STUDIO) as one, served(VLLM) as other:
        monkeypatch.setenv("KYOSO_SERVER", f"{one.url}, {other.url}/v1")
        assert run(["models", "--json"]) == 0
    assert {one.url, other.url} <= {row["server"] for row in rows(capsys.readouterr().out)}


def test_a_named_server_that_wants_a_key_is_not_silently_skipped(capsys):
    refused = plain({"error": {"message": "Invalid API Key"}}, status=401)
    with served(VLLM) as one, served({"/v1/models": refused}) as other:
        assert run(["models", "--server", f"{one.url},{other.url}"]) == 0
    assert f"{other.url} needs a key (KYOSO_API_KEY)" in capsys.readouterr().err


def test_attest_prints_the_finding_and_its_figures(capsys):
    with served(VLLM, **{CHAT: honours(random.Random(1))}) as server:
        assert run(["models", "--server", server.url, "--attest", "openai/gpt-oss-120b", "--json"]) == 0
    (found,) = rows(capsys.readouterr().out)
    assert (found["finding"], found["honoured"]) == ("honoured", True)
    assert found["medians"]["low"] < found["medians"]["medium"] < found["medians"]["high"]
    assert found["p"] < 1e-4


def test_attest_shows_a_person_the_finding(capsys):
    with served(VLLM, **{CHAT: refuses(random.Random(1))}) as server:
        assert run(["models", "--server", server.url, "--attest", "openai/gpt-oss-120b"]) == 0
    assert "refused" in capsys.readouterr().out


def test_speed_has_a_row_for_each_effort_and_prompt(capsys):
    with served(VLLM, **{CHAT: honours(random.Random(1))}) as server:
        arguments = ["models", "--server", server.url, "--speed", "openai/gpt-oss-120b", "--json"]
        assert run([*arguments, "--effort", "low", "--effort", "high"]) == 0
    found = rows(capsys.readouterr().out)
    assert [(row["effort"], row["prompt"]) for row in found] == [
        ("low", "short"),
        ("low", "long"),
        ("high", "short"),
        ("high", "long"),
    ]
    assert all(row["tokens_per_s"] > 0 and row["machine"] for row in found)
    purposes = [received.headers.get("X-Kyoso-Purpose") for received in server.received if received.path == CHAT]
    assert purposes[0] == "warmup" and set(purposes[1:]) == {"speed"}
    long_prompt = max(len(body["messages"][-1]["content"]) for body in server.bodies())
    assert 60_000 < long_prompt < 160_000


def test_an_unknown_model_is_a_usage_error_that_names_the_nearest(capsys):
    with served(VLLM) as one, served(LM_STUDIO) as other:
        assert run(["models", "--server", f"{one.url},{other.url}", "--attest", "openai/gpt-oss-2b"]) == 2
    assert "it has openai/gpt-oss-20b" in capsys.readouterr().err


def test_a_server_that_is_not_there_is_said_once(capsys, monkeypatch):
    monkeypatch.setattr("solver.models.servers.USUAL_ADDRESSES", ("http://127.0.0.1:9",))
    for arguments in (["--server", "http://127.0.0.1:9"], []):
        assert run(["models", *arguments]) == 3
        assert capsys.readouterr().err.lower().count("no model server answers") == 1
