"""The effort on the command line, against servers that report which levels they offer."""

import json

import pytest

from tests.solver.models.people_servers import LM_CHAT, LMStudio
from tests.solver.models.wire.replay import CHAT, ReplayServer, plain


@pytest.fixture
def lm_studio(monkeypatch):
    it = LMStudio(options=("off", "low", "medium", "high"))
    with ReplayServer(it.script()) as server:
        monkeypatch.setenv("KYOSO_SERVER", server.url)
        it.server = server
        yield it


def test_a_level_that_the_server_lacks_is_a_usage_error_that_names_those_it_has(kyoso, site, lm_studio, tmp_path):
    done = kyoso("solve", "kyoso_demo_a", "--model", lm_studio.model, "--effort", "xhigh")
    assert (done.code, "default, off, low, medium, high" in done.err) == (2, True)
    plan = tmp_path / "plan.toml"
    plan.write_text(f'problems = ["kyoso_demo_a"]\n[[models]]\nname = "{lm_studio.model}"\nefforts = ["max"]\n')
    done = kyoso("batch", plan)
    assert (done.code, "default, off, low, medium, high" in done.err) == (2, True)
    assert lm_studio.levels == []


def test_the_effort_that_was_sent_is_logged_and_shown(kyoso, site, lm_studio):
    done = kyoso("solve", "kyoso_demo_a", "--model", lm_studio.model, "--temperature", "0.5", "--json")
    (row,) = done.rows
    assert (row["key"]["effort"], row["reply"]["dialect"], row["reply"]["forced"]) == ("medium", "lmstudio", False)
    assert row["reply"]["effort_sent"] == {"reasoning": "medium"}
    (body,) = lm_studio.server.bodies(LM_CHAT)
    assert (body["temperature"], body["top_p"], body["top_k"], body["min_p"]) == (0.5, 1.0, 0, 0.0)
    assert row["key"]["settings"]["temperature"] == 0.5
    shown = kyoso("log", row["id"]).out
    assert 'asked by lmstudio with reasoning="medium"; it has an effect' in " ".join(shown.split())
    assert json.loads(kyoso("log", "--json").out)["reply"]["effort_honoured"] is True


def test_none_is_the_older_name_of_default(kyoso, site, lm_studio):
    (row,) = kyoso("solve", "kyoso_demo_a", "--model", lm_studio.model, "--effort", "none", "--json").rows
    assert (row["key"]["effort"], row["reply"]["effort_sent"], lm_studio.levels) == ("default", {}, ["default"])


def test_an_effort_that_the_server_refuses_is_not_reported_as_run(kyoso, site, model):
    command = ("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "xhigh", "--json")
    for _again in range(2):  # before and after the server's other levels are found to work
        assert kyoso(*command).rows[0]["reply"]["effort_honoured"] is False
    (cell,) = kyoso("report", "--json").rows[0]["cells"]
    assert (cell["effort"], cell["asked_effort"], cell["attempts"]) == (None, "xhigh", 2)
    assert "(xhigh ignored)" in kyoso("report", "--full").out


def test_of_a_server_that_refuses_every_question_nothing_is_said_about_the_effort(kyoso, site, monkeypatch):
    refusal = plain({"error": {"message": "no such answer"}}, status=400)
    script = {"/v1/models": [plain({"data": [{"id": "m"}]})] * 50, CHAT: [refusal] * 50}
    with ReplayServer(script) as server:
        monkeypatch.setenv("KYOSO_SERVER", server.url)
        (row,) = kyoso("solve", "kyoso_demo_a", "--model", "m", "--effort", "low", "--no-attest", "--json").rows
    assert (row["reply"]["outcome"], row["reply"]["effort_honoured"]) == ("SERVER_ERROR", None)


def test_a_model_has_the_server_s_name_in_the_log_whichever_of_its_names_it_was_asked_by(kyoso, site, monkeypatch):
    with ReplayServer(LMStudio(model="openai/gpt-oss-20b").script()) as server:
        monkeypatch.setenv("KYOSO_SERVER", server.url)
        for name in ("openai/gpt-oss-20b", "gpt-oss-20b"):
            kyoso("solve", "kyoso_demo_a", "--model", name, "--no-attest")
            kyoso("batch", "--problem", "kyoso_demo_a", "--model", name, "--no-attest")
        kyoso("solve", "kyoso_demo_a", "--model", "gpt-oss-20b", "--label", "mine", "--no-attest")
    found = [(row["source"], row["author"]) for row in kyoso("log", "--all", "--json").rows]
    solved = ("solve", "openai/gpt-oss-20b")
    assert sorted(found) == [("batch", "openai/gpt-oss-20b"), ("solve", "mine"), solved, solved]
