"""The commands as a person or a program runs them: output, exit codes, and errors that name the next step."""

import re
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from problems import demo
from solver.demo.scripted_model import ScriptedModel
from tests.solver.demo.faulty_model import Fault, FaultyModel

PROBLEM_KEYS = {
    "id", "contest", "label", "title", "url", "points", "statements", "samples", "limits", "checker", "interactive",
    "has_figures", "contest_end",
}  # fmt: skip
ATTEMPT_KEYS = {
    "id", "source", "author", "problem", "key", "reply", "submission", "judgement", "likely", "started_at", "notes",
}  # fmt: skip
KEY_KEYS = {
    "problem", "model", "effort", "language", "statement_lang", "repeat", "round", "prompt_version", "settings",
}  # fmt: skip
REPLY_KEYS = {
    "outcome", "text", "reasoning", "finish", "prompt_tokens", "reasoning_tokens", "completion_tokens", "queue_s",
    "first_token_s", "seconds", "tokens_per_s", "model", "server", "server_build", "effort_honoured",
    "dialect", "effort_sent", "forced",
}  # fmt: skip
RUN_KEYS = {
    "ending", "exit_code", "signal", "cpu_s", "wall_s", "peak_mib", "stdout", "stderr", "truncated",
}  # fmt: skip


def page(task):
    return demo.pages()[f"/contests/{demo.CONTEST}/tasks/{task}"]


def test_fetch_prints_a_line_for_each_problem_and_needs_no_network_the_second_time(kyoso, site):
    done = kyoso("fetch", "kyoso-demo", "--json")
    assert done.code == 0, done.err
    assert [row["label"] for row in done.rows] == ["A", "B", "C", "D", "E", "F", "G", "Ex"]
    assert all(set(row) >= PROBLEM_KEYS for row in done.rows)
    site.close_port()
    again = kyoso("fetch", "kyoso_demo_h", "--json")
    assert again.rows == [done.rows[-1]]


def test_fetch_goes_on_after_a_problem_that_does_not_exist(kyoso, site):
    done = kyoso("fetch", "kyoso_demo_z", "kyoso_demo_a")
    assert done.code == 4
    assert "kyoso_demo_z" in done.err
    assert done.out.startswith("kyoso_demo_a  A - ")


def test_judge_reports_ac_and_logs_it(kyoso, site, tmp_path, programs):
    done = kyoso("judge", programs / "kyoso_demo_a" / "ac.py", "kyoso_demo_a", "--json")
    assert done.code == 0, done.err
    (attempt,) = done.rows
    assert set(attempt) >= ATTEMPT_KEYS
    assert (attempt["source"], attempt["author"], attempt["key"], attempt["reply"]) == ("judge", "you", None, None)
    assert {"verdict", "cases", "compile_output", "cpu_s", "peak_mib"} <= set(attempt["judgement"])
    assert all(set(case["run"]) == RUN_KEYS for case in attempt["judgement"]["cases"])
    logged = kyoso("log", "--json")
    assert logged.rows == [attempt]


def test_judge_shows_a_person_the_failing_test(kyoso, site, programs):
    done = kyoso("judge", programs / "kyoso_demo_a" / "wa.py", "kyoso_demo_a")
    assert done.code == 1
    assert "WA" in done.out
    assert "expected" in done.out


def test_judge_runs_any_program_on_any_test_files(kyoso, tmp_path):
    for folder in ("in", "out"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
    for name, number in (("t10", 10), ("t9", 9)):
        (tmp_path / "tests" / "in" / name).write_text(f"{number}\n")
        (tmp_path / "tests" / "out" / name).write_text(f"{number / 3:.6f}\n")
    (tmp_path / "third").write_text("print(int(input()) / 3)\n")
    command = ("judge", tmp_path / "third", "--tests", tmp_path / "tests", "--language", "python", "--json")
    assert kyoso(*command).code == 1
    done = kyoso(*command, "--tolerance", "1e-5")
    assert done.code == 0
    assert done.rows[0]["problem"] is None
    assert [case["name"] for case in done.rows[0]["judgement"]["cases"]] == ["t9", "t10"]


def test_solve_logs_every_key_of_an_attempt(kyoso, site, model):
    done = kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--json")
    assert done.code == 0, done.err
    (attempt,) = done.rows
    assert set(attempt) >= ATTEMPT_KEYS
    assert set(attempt["key"]) == KEY_KEYS
    assert set(attempt["reply"]) == REPLY_KEYS | {"seed", "cached_tokens"}  # two more than the specified keys
    assert attempt["reply"]["outcome"] == "ANSWERED"
    assert attempt["likely"] is None
    assert attempt["key"]["settings"]["max_tokens"] > 0
    (sent,) = [request for request in model.seen if request.method == "POST" and request.purpose == "solve"]
    body = sent.json()
    assert body["reasoning_effort"] == body["chat_template_kwargs"]["reasoning_effort"] == "low"
    assert (body["temperature"], body["top_p"], body["top_k"], body["min_p"]) == (1.0, 1.0, 0, 0)


def test_solve_takes_the_next_free_repeat(kyoso, site, model):
    command = ("solve", "kyoso_demo_a", "--model", "demo-20b", "--effort", "low", "--json", "--attempts", "2")
    assert [row["key"]["repeat"] for row in kyoso(*command).rows] == [0, 1]
    assert [row["key"]["repeat"] for row in kyoso(*command).rows] == [2, 3]


def test_a_truncated_answer_is_not_judged(kyoso, site, model):
    done = kyoso("solve", "kyoso_demo_h", "--model", "demo-20b", "--effort", "high", "--json")
    assert done.code == 1
    assert done.rows[0]["reply"]["outcome"] == "TRUNCATED"
    assert done.rows[0]["judgement"] is None
    assert done.rows[0]["submission"] is None


def test_a_repair_round_is_its_own_attempt(kyoso, site, model):
    command = ("solve", "kyoso_demo_g", "--model", "demo-20b", "--effort", "medium", "--repair", "1", "--json")
    rows = kyoso(*command).rows
    assert [row["key"]["round"] for row in rows] == [0, 1]
    asked = [request for request in model.seen if request.purpose == "repair"]
    assert "wrong on sample" in asked[0].json()["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("fault", "code", "outcome"),
    [(Fault.CUT, 3, "SERVER_ERROR"), (Fault.ERROR_EVENT, 3, "SERVER_ERROR"), (Fault.LOADING_ONCE, 0, "ANSWERED")],
)
def test_a_servers_failure_is_logged_and_sets_the_exit_code(kyoso, site, fault, code, outcome):
    with FaultyModel(tokens_per_s=None, fault=fault) as server:
        done = kyoso(
            "solve", "kyoso_demo_a", "--model", "demo-120b", "--server", server.url + "/v1", "--effort", "low", "--json"
        )
    assert done.code == code
    assert done.rows[0]["reply"]["outcome"] == outcome
    assert len(kyoso("log", "--json", "--all").rows) == 1


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.HTML])
def test_a_server_that_is_no_model_server_is_named_in_the_error(kyoso, site, fault):
    with FaultyModel(fault=fault) as server:
        done = kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--server", server.url)
    assert done.code == 3
    assert done.out == ""
    assert "Traceback" not in done.err
    assert server.url in done.err


def test_a_failed_attempt_is_retried_and_the_failure_kept_apart(kyoso, site, tmp_path):
    command = ("solve", "kyoso_demo_a", "--model", "demo-120b", "--json", "--server")
    with FaultyModel(tokens_per_s=None, fault=Fault.CUT) as server:
        assert kyoso(*command, server.url).rows[0]["key"]["repeat"] == 0
    with ScriptedModel(tokens_per_s=None) as server:
        assert kyoso(*command, server.url).rows[0]["key"]["repeat"] == 0
    db = sqlite3.connect(tmp_path / "home" / "kyoso.db")
    assert db.execute("SELECT count(*) FROM attempts").fetchone() == (1,)
    assert db.execute("SELECT reason FROM failed_tries").fetchone() == ("SERVER_ERROR",)


def test_a_problem_without_proof_that_its_contest_is_over_is_refused_before_asking_the_model(
    kyoso, site, model, tmp_path
):
    claims = page("kyoso_demo_a").replace(b"2025", b"2099")
    (tmp_path / "running.html").write_bytes(claims)
    done = kyoso("solve", tmp_path / "running.html", "--model", "demo-120b")
    assert done.code == 5
    assert "llm-rules" in done.err
    assert not [request for request in model.seen if request.method == "POST"]


def test_fetching_and_judging_are_not_gated(kyoso, site, tmp_path, programs):
    (tmp_path / "running.html").write_bytes(page("kyoso_demo_a").replace(b"2025", b"2099"))
    assert kyoso("fetch", tmp_path / "running.html").code == 0
    assert kyoso("judge", programs / "kyoso_demo_a" / "ac.py", tmp_path / "running.html").code == 0


def test_a_page_that_is_not_understood_is_a_one_line_error(kyoso, tmp_path):
    (tmp_path / "empty.html").write_text("")
    done = kyoso("fetch", tmp_path / "empty.html")
    assert done.code == 4
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch",),
        ("nonsense",),
        ("judge", "nothing.py", "kyoso_demo_a"),
        ("judge", "nothing.py"),
        ("solve",),
        ("log", "999"),
    ],
)
def test_bad_usage_is_an_error_with_exit_code_2(kyoso, arguments):
    done = kyoso(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Error" in done.err


@pytest.mark.parametrize("value", ["foo", "0", "9" * 30])
def test_an_unknown_attempt_is_answered_with_how_to_name_one(kyoso, value):
    done = kyoso("log", value)
    assert done.code == 2
    assert f"{value} is no attempt; give an attempt's number, or `last`" in done.err


def test_options_override_the_settings_file(kyoso, site, model, tmp_path):
    settings = tmp_path / "work" / "kyoso.toml"
    settings.write_text('model = "demo-120b"\n[solve]\neffort = "low"\nmax-tokens = 4000\n')
    (row,) = kyoso("solve", "kyoso_demo_a", "--json").rows
    assert (row["key"]["model"], row["key"]["effort"], row["key"]["settings"]["max_tokens"]) == (
        "demo-120b",
        "low",
        4000,
    )
    (row,) = kyoso("solve", "kyoso_demo_a", "--effort", "high", "--json").rows
    assert row["key"]["effort"] == "high"


@pytest.mark.parametrize(("text", "said"), [("model = ", "kyoso.toml"), ("[solve]\nefort = 'low'\n", "efort")])
def test_bad_settings_are_exit_code_2(kyoso, tmp_path, text, said):
    (tmp_path / "work" / "kyoso.toml").write_text(text)
    done = kyoso("solve", "kyoso_demo_a", "--model", "x")
    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize(
    "words",
    [
        ("solve", "kyoso_demo_a"),
        ("judge", "main.py", "--tests", "."),
        ("batch", "--problem", "kyoso_demo_a", "-m", "demo-20b"),
    ],
)
def test_a_home_that_cannot_be_made_is_an_error_with_the_way_out(kyoso, site, model, words):
    Path("main.py").write_text("print(1)\n")
    Path("1.in").write_text("")
    Path("1.out").write_text("1\n")
    done = kyoso(*words, "--home", "/proc/kyoso")
    assert done.code == 3  # a verdict that was already reached in a container is printed all the same
    assert "KYOSO_HOME elsewhere" in done.err


def test_a_full_disk_is_an_error_and_loses_nothing_that_was_logged(kyoso, site, model, tmp_path, small_disk):
    home = small_disk / "home"
    assert kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--home", home).code == 0
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    done = kyoso("solve", "kyoso_demo_b", "--model", "demo-120b", "--home", home)
    assert done.code == 3
    assert "Traceback" not in done.err
    filler.unlink()
    rows = kyoso("log", "--json", "--all", "--home", home).rows
    assert [row["problem"] for row in rows] == ["kyoso_demo_a"]
    assert kyoso("solve", "kyoso_demo_b", "--model", "demo-120b", "--home", home).code == 0


def test_every_help_has_an_example_and_lists_rarely_needed_options_last(kyoso):
    from solver.cli.main import _commands

    rare = {"--resources", "--site", "--home"}
    for name in _commands():
        done = kyoso(name, "--help")
        options, example, _rest = done.out.partition("Example: ")
        assert (done.code, example) == (0, "Example: "), name
        listed = re.findall(r"^  (?:-\w, )?(--[\w-]+)", options, re.M)
        assert rare.isdisjoint(listed[: len(listed) - len(rare & set(listed))]), name


def test_the_language_option_works_wherever_it_stands(kyoso):
    # In a separate process, because help texts are made when a command's module is imported.
    for arguments in (["--lang", "ja", "--help"], ["solve", "--help", "--lang=ja"], ["--lang=ja", "nonsense"]):
        done = subprocess.run([sys.executable, "-m", "solver", *arguments], capture_output=True, text=True, check=False)
        assert "使い方" in done.stdout + done.stderr
        assert "Usage" not in done.stdout + done.stderr


def test_the_table_of_the_log_fits_80_columns(kyoso, site, model, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    kyoso("solve", "kyoso_demo_a", "kyoso_demo_b", "--model", "demo-120b", "--effort", "low")
    done = kyoso("log")
    assert "kyoso_demo_b" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_effort_is_attested_once_and_marked_on_every_attempt(kyoso, site, model):
    command = ("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--json")
    assert (
        kyoso(*command).rows[0]["reply"]["effort_honoured"] is None
    )  # the attempt is printed before the attestation is done
    assert kyoso("log", "--json").rows[0]["reply"]["effort_honoured"] is True
    asked = sum(request.purpose == "attest" for request in model.seen)
    assert asked > 0
    assert kyoso(*command).rows[0]["reply"]["effort_honoured"] is True
    assert sum(request.purpose == "attest" for request in model.seen) == asked
    assert kyoso(*command, "--no-attest").rows[0]["reply"]["effort_honoured"] is None


def test_the_number_of_tool_calls_is_part_of_the_key(kyoso, site, model):
    command = ("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--json", "--tools", "3")
    (row,) = kyoso(*command).rows
    assert row["key"]["settings"]["tool_calls"] == 3
    assert row["judgement"]["verdict"] == "AC"
    sent = [request.json() for request in model.seen if request.purpose == "solve"]
    assert {tool["function"]["name"] for tool in sent[0]["tools"]} == {"run_python", "run_cpp"}


def test_attempts_at_problems_with_figures_can_be_left_out(kyoso, site, model, tmp_path):
    drawn = page("kyoso_demo_b").replace(b"</h3>", b"</h3><img src='/img/a.png'>", 1)
    (tmp_path / "drawn.html").write_bytes(drawn)
    common = ("--model", "demo-120b", "--effort", "high", "--no-attest", "--json")
    assert any("figures" in note for note in kyoso("solve", tmp_path / "drawn.html", *common).rows[0]["notes"])
    kyoso("solve", "kyoso_demo_a", *common)
    assert len(kyoso("log", "--json").rows) == 2
    assert [row["problem"] for row in kyoso("log", "--json", "--without-figures").rows] == ["kyoso_demo_a"]


def test_the_question_comes_before_the_attestation_and_its_attempt_is_marked(kyoso, site, model):
    done = kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--attempts", "2")
    assert done.code == 0, done.err
    purposes = [request.purpose for request in model.seen if request.method == "POST"]
    assert (purposes[0], purposes[-1]) == ("solve", "solve")
    assert set(purposes[1:-1]) == {"attest"}
    marks = {row["reply"]["effort_honoured"] for row in kyoso("log", "--json").rows}
    assert len(marks) == 1 and marks != {None}
