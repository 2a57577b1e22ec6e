"""`kyoso batch` as a person runs it: resumed, interrupted, with failing servers, watched from another terminal."""

import json
import os
import signal
import subprocess
import sys

import pytest

from solver.cli.batch_view import servers_line
from solver.demo.answers import answers
from solver.demo.loopback import LoopbackServer
from solver.demo.scripted_model import ScriptedModel
from tests.solver.demo.faulty_model import Fault, FaultyModel
from tests.waiting import wait_until

TASKS = ["kyoso_demo_a", "kyoso_demo_b", "kyoso_demo_d"]


@pytest.fixture
def plan(tmp_path):
    """A function that writes plan.toml with these problems, a model for each name, and further settings."""

    def write(*models, tasks=TASKS, **more):
        names = models or ("demo-20b",)
        lines = [f"problems = {json.dumps(tasks)}"] + [f"{key} = {json.dumps(value)}" for key, value in more.items()]
        for name in names:
            table = name if isinstance(name, dict) else {"name": name, "efforts": ["low"]}
            lines += ["[[models]]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
        path = tmp_path / "work" / "plan.toml"
        path.write_text("\n".join(lines))
        return "plan.toml"

    return write


def asked(model, purpose="solve"):
    return sum(seen.purpose == purpose for seen in model.seen)


def test_the_same_command_asks_what_is_missing_and_nothing_twice(kyoso, site, model, plan):
    done = kyoso("batch", plan(), "--json")
    assert done.code == 0, done.err
    assert {row["problem"] for row in done.rows} == set(TASKS)
    assert all(row["source"] == "batch" for row in done.rows)
    for row in done.rows:
        earned = answers()[row["problem"], "demo-20b", "low"].earns
        assert earned in (row["reply"]["outcome"], (row["judgement"] or {}).get("verdict"))
    assert asked(model) == 3
    assert kyoso("batch", plan(), "--json").rows == []
    assert asked(model) == 3
    more = kyoso("batch", plan(repeats=2), "--json")
    assert [row["key"]["repeat"] for row in more.rows] == [1, 1, 1]
    assert len(kyoso("log", "--all", "--json").rows) == 6


def test_a_model_that_its_server_does_not_have_is_in_the_report_of_the_night(kyoso, site, model, plan):
    done = kyoso("batch", plan("demo-20b", {"model": "absent", "efforts": ["low"]}))
    assert "No answer: absent (no try in the log)." in done.out
    assert kyoso("report", "--json").rows[0]["unanswered"] == [{"model": "absent", "failed_tries": 0}]
    assert kyoso("report", "--manifest", "--json").rows[0]["labels"] == ["demo-20b", "absent"]


@pytest.mark.parametrize("task", ["nocontest1", "kyoso_demo_zz", "abc300_zz"])
def test_a_problem_that_cannot_be_had_is_reported_once(kyoso, site, model, plan, task):
    done = kyoso("batch", plan(tasks=[task]))
    assert done.code == 4
    assert done.err.count("Error:") == 1, done.err
    assert f"Error: {task}: " in done.err


@pytest.mark.parametrize("task", ["nocontest1", "kyoso_demo_zz", "abc300_zz"])
def test_a_dry_run_does_not_count_what_cannot_be_had_and_ends_as_the_run_would(kyoso, site, model, plan, task):
    done = kyoso("batch", plan(tasks=["kyoso-demo", task]), "--dry-run", "--json")
    assert (done.code, done.rows[0]["attempts"]) == (4, 8)
    assert done.err.count(f"Error: {task}: ") == 1
    pages = {seen.path for seen in site.seen if "/tasks/" in seen.path}
    assert all(page.endswith(task) for page in pages)  # those that a list names are not read


def test_a_dry_run_counts_what_it_cannot_look_up_and_says_so(kyoso, model, plan, monkeypatch):
    monkeypatch.setenv("KYOSO_SITE", "http://127.0.0.1:9")
    monkeypatch.setenv("KYOSO_RESOURCES", "http://127.0.0.1:9")
    done = kyoso("batch", plan(tasks=["abc300_a", "abc300_b"]), "--dry-run", "--json")
    assert (done.code, done.rows[0]["attempts"]) == (3, 2)
    assert done.err.count("Error:") == 1


def test_the_effort_is_attested_once_beside_the_questions_and_marked_on_every_attempt(kyoso, site, model, plan):
    assert kyoso("batch", plan(), "--json").code == 0
    assert all(row["reply"]["effort_honoured"] is True for row in kyoso("log", "--all", "--json").rows)
    questions = asked(model, "attest")
    assert questions > 0
    assert next(request.purpose for request in model.seen if request.method == "POST") == "solve"
    kyoso("batch", plan(repeats=2), "--json")
    assert all(row["reply"]["effort_honoured"] is True for row in kyoso("log", "--all", "--json").rows)
    assert asked(model, "attest") == questions


def test_a_batch_may_leave_the_effort_unattested(kyoso, site, model, plan):
    kyoso("batch", plan(), "--json", "--no-attest")
    assert asked(model, "attest") == 0
    assert all(row["reply"]["effort_honoured"] is None for row in kyoso("log", "--all", "--json").rows)


def test_a_refused_effort_is_not_reported_as_run_and_leaves_the_others_alone(kyoso, site, model, plan):
    asked_for = {"name": "demo-20b", "efforts": ["xhigh", "low"]}
    assert kyoso("batch", plan(asked_for)).code == 0
    found = {(row["key"]["effort"], row["reply"]["effort_honoured"]) for row in kyoso("log", "--all", "--json").rows}
    assert found == {("xhigh", False), ("low", True)}


def test_batch_and_solve_do_not_take_each_others_attempts(kyoso, site, model, plan):
    kyoso("solve", "kyoso_demo_a", "--model", "demo-20b", "--effort", "low")
    assert len(kyoso("batch", plan(), "--json").rows) == 3


def test_a_truncated_answer_is_asked_again_with_more_tokens_and_both_rows_stay(kyoso, site, model, plan):
    small = kyoso("batch", plan(max_tokens=8), "--json", "--no-stop")
    assert {row["reply"]["outcome"] for row in small.rows} == {"TRUNCATED"}
    assert kyoso("batch", plan(max_tokens=8), "--json").rows == []
    assert len(kyoso("batch", plan(max_tokens=5000), "--json").rows) == 3
    assert len(kyoso("log", "--all", "--json").rows) == 6
    assert kyoso("batch", plan(max_tokens=6000), "--json").rows == []


def test_answers_that_the_server_spoiled_are_asked_again_by_the_next_run(kyoso, site, plan, monkeypatch):
    with FaultyModel(tokens_per_s=None, fault=Fault.ERROR_EVENT, fault_times=6) as model:
        monkeypatch.setenv("KYOSO_SERVER", model.url)
        first = kyoso("batch", plan(), "--json", "--no-attest")
        assert first.code == 3
        assert "same command" in first.err
        said = f"{model.url} demo-20b: 3 failed: "
        assert said in unwrapped(kyoso("batch", "status").out)
        assert not kyoso("batch", "status", "--json").rows[0]["complete"]
        second = kyoso("batch", plan(), "--json", "--no-attest")
        assert second.code == 0
        assert "failed" not in kyoso("batch", "status").out
        assert kyoso("batch", "status", "--json").rows[0]["complete"]
    rows = kyoso("log", "--all", "--json").rows
    assert len(rows) == 3
    assert all(row["reply"]["outcome"] != "SERVER_ERROR" for row in rows)


def test_a_server_that_refuses_what_it_is_asked_is_shown_in_its_own_words_with_what_to_change(kyoso, site, plan):
    class Refusing(LoopbackServer):
        def answer(self, request, out):
            if request.method == "GET" and request.path == "/v1/models":
                out.send_json(200, {"object": "list", "data": [{"id": "m"}]})
            else:
                out.send_json(400, {"error": {"message": "unknown role in this template"}})

    with Refusing() as server:
        table = {"name": "m", "server": server.url, "efforts": ["low"]}
        assert kyoso("batch", plan(table), "--no-attest").code == 3
        status = kyoso("batch", "status").out
    reason = f"{server.url} m: 3 failed: HTTP 400: unknown role in this template. The server will refuse"
    assert reason in unwrapped(status)
    assert "3 failed" in status.splitlines()[1]  # in place of a time that is left


def unwrapped(text):
    return " ".join(text.split())


def test_an_earlier_wrong_program_goes_back_for_repair_once_the_plan_asks_for_it(kyoso, site, model, plan):
    table = {"name": "demo-20b", "efforts": ["low"]}
    kyoso("batch", plan(table, tasks=["kyoso_demo_d"]), "--json")
    assert asked(model, "repair") == 0
    done = kyoso("batch", plan(table | {"repair": 1}, tasks=["kyoso_demo_d"]), "--json")
    assert [row["key"]["round"] for row in done.rows] == [1]
    assert (asked(model), asked(model, "repair")) == (1, 1)
    messages = next(seen for seen in model.seen if seen.purpose == "repair").json()["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]


def test_a_dry_run_counts_and_estimates_and_asks_nothing(kyoso, site, model, plan):
    name = plan("demo-20b", "demo-120b", tasks=["kyoso-demo"], repeats=3)
    before = kyoso("batch", name, "--dry-run", "--json").rows[0]
    assert (before["attempts"], before["missing"], before["left_s"]) == (48, 48, None)
    assert {seen.method for seen in model.seen} == {"GET"}
    assert not any("/tasks/" in seen.path for seen in site.seen)
    kyoso("batch", plan("demo-20b", "demo-120b", repeats=3))
    after = kyoso("batch", plan("demo-20b", "demo-120b", tasks=["kyoso-demo"], repeats=3), "--dry-run", "--json").rows[
        0
    ]
    assert (after["attempts"], after["missing"]) == (48, 30)
    assert after["left_s"] > 0


def test_options_can_replace_a_plan(kyoso, site, model):
    done = kyoso("batch", "--problem", "kyoso_demo_a", "--model", "demo-20b", "--effort", "low", "--json")
    assert [row["key"]["effort"] for row in done.rows] == ["low"]
    assert kyoso("batch").code == 2
    assert kyoso("batch", "--model", "demo-20b").code == 2


def test_a_bad_plan_or_a_plan_with_options_is_a_usage_error(kyoso, site, model, plan, tmp_path):
    (tmp_path / "work" / "bad.toml").write_text("problems = [")
    assert kyoso("batch", "bad.toml").code == 2
    assert kyoso("batch", "absent.toml").code == 2
    assert kyoso("batch", plan(repeat=3)).code == 2
    assert kyoso("batch", plan(), "--model", "demo-20b").code == 2
    assert "Traceback" not in kyoso("batch", "bad.toml").err


def test_the_example_is_printed_and_a_status_without_a_batch_is_an_error(kyoso):
    example = kyoso("batch", "--example")
    assert "[[models]]" in example.out
    assert kyoso("batch", "status").code == 1


def test_an_unknown_model_is_an_error_and_the_others_go_on(kyoso, site, model, plan):
    done = kyoso("batch", plan("demo-20b", "no-such-model"), "--json")
    assert done.code == 2
    assert {row["author"] for row in done.rows} == {"demo-20b"}
    assert len(done.rows) == 3
    assert "no-such-model" in done.err
    (error,) = kyoso("batch", "status", "--json").rows[0]["errors"]
    assert f"Error: {error}" in done.err.replace("\n", " ")
    assert f"Error: {error}" in kyoso("batch", "status").out


def test_a_server_that_refuses_the_key_is_shown_as_stopped_and_not_as_done(kyoso, site, plan, monkeypatch):
    with FaultyModel(fault=Fault.UNAUTHORIZED) as refusing, ScriptedModel(tokens_per_s=None) as answering:
        for address, stopped in ((refusing.url, True), (answering.url, False)):
            monkeypatch.setenv("KYOSO_SERVER", address)
            kyoso("batch", plan())
            (server,) = kyoso("batch", "status", "--json").rows[0]["servers"]
            assert (server["over"], server["stopped"]) == (True, stopped)
            assert servers_line({"servers": [server]}).endswith("stopped" if stopped else "done")


def test_a_server_that_is_waited_for_is_named_once_and_without_a_model_as_well():
    waited = {"server": "http://127.0.0.1:9", "model": None, "over": False, "waiting_for": "kyoso waits"}
    assert servers_line({"servers": [waited]}) == "http://127.0.0.1:9: kyoso waits"


def test_a_server_that_is_not_there_is_one_line_and_exit_3(kyoso, site, plan, monkeypatch):
    monkeypatch.setenv("KYOSO_SERVER", "http://127.0.0.1:9")
    done = kyoso("batch", plan())
    assert done.code == 3
    assert "127.0.0.1:9" in done.err


def test_two_servers_are_each_asked_for_their_model(kyoso, site, plan, monkeypatch):
    with ScriptedModel(tokens_per_s=None) as one, ScriptedModel(tokens_per_s=None) as two:
        tables = [
            {"name": f"at-{number}", "model": "demo-20b", "efforts": ["low"], "server": server.url}
            for number, server in enumerate((one, two))
        ]
        assert kyoso("batch", plan(*tables)).code == 0
        assert (asked(one), asked(two)) == (3, 3)


def test_until_means_the_next_such_time_and_must_be_a_time_of_day(kyoso, site, model, plan, tmp_path):
    from datetime import datetime, timedelta, timezone

    from solver.cli.batch import next_time

    now = datetime(2026, 1, 1, 22, 0, tzinfo=timezone(timedelta(hours=9)))
    assert next_time(datetime.strptime("07:00", "%H:%M").time(), now) - now <= timedelta(days=1)
    assert kyoso("batch", plan(), "--until", "7 o'clock").code == 2


def _started(model, *arguments):
    command = [sys.executable, "-m", "solver", "batch", "--no-attest", *arguments]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: asked(model) or process.poll() is not None)
    assert process.poll() is None, process.stderr.read()
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_abandons_open_questions_and_the_next_run_asks_them(kyoso, site, plan, monkeypatch, number):
    with ScriptedModel(tokens_per_s=5) as model:
        monkeypatch.setenv("KYOSO_SERVER", model.url)
        process = _started(model, plan())
        status = kyoso("batch", "status", "--json").rows[0]
        assert status["running"]
        second = kyoso("batch", plan())
        assert second.code == 3
        assert "another batch" in second.err
        process.send_signal(number)
        _out, err = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Traceback" not in err
    assert not kyoso("batch", "status", "--json").rows[0]["running"]
    status = kyoso("batch", "status").out
    assert "Not running since" in status
    assert "ends" not in status
    with ScriptedModel(tokens_per_s=None) as model:
        monkeypatch.setenv("KYOSO_SERVER", model.url)
        assert kyoso("batch", plan()).code == 0
    assert len(kyoso("log", "--all", "--json").rows) == 3


def test_a_kill_loses_only_the_answers_in_flight(kyoso, site, plan, monkeypatch):
    with ScriptedModel(tokens_per_s=200) as model:
        monkeypatch.setenv("KYOSO_SERVER", model.url)
        process = _started(model, plan(repeats=4))
        wait_until(lambda: asked(model) >= 4)
        process.kill()
        process.communicate()
    before = {json.dumps(row["key"]): row["judgement"] for row in kyoso("log", "--all", "--json").rows}
    with ScriptedModel(tokens_per_s=None) as model:
        monkeypatch.setenv("KYOSO_SERVER", model.url)
        assert kyoso("batch", plan(repeats=4)).code == 0
        assert asked(model) == 12 - len(before)
    after = {json.dumps(row["key"]): row["judgement"] for row in kyoso("log", "--all", "--json").rows}
    assert len(after) == 12
    assert before.items() <= after.items()
