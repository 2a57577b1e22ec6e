"""Likely verdicts beyond the samples in the commands that judge: shown separately, and changed by later attempts."""

import itertools
import json
import sqlite3
import threading
from dataclasses import replace

import pytest

from judge.effort import Effort
from problems import demo
from solver.demo import scripted_model
from solver.demo.answers import answers
from solver.naive import ask_naive
from tests.solver.cli.conftest import hurried, hurried_site

READ_A = "n = int(input())\nlaps = list(map(int, input().split()))\n"
RIGHT_A = READ_A + "print(sum(now < before for before, now in zip(laps, laps[1:])))\n"
WRONG_A = READ_A + "print(sum(now < before <= 300 for before, now in zip(laps, laps[1:])))\n"
NAIVE_A = READ_A + "print(sum(laps[i] < laps[i - 1] for i in range(1, n)))\n"
SLOW_A = RIGHT_A + "while n > 90:\n    n += 1\n"


@pytest.fixture(autouse=True)
def beyond_the_samples(monkeypatch, samples_only, few_inputs):
    monkeypatch.setenv("KYOSO_LIKELY", "1")


@pytest.fixture
def site(monkeypatch):
    with hurried_site() as server:
        monkeypatch.setenv("KYOSO_SITE", server.url)
        monkeypatch.setenv("KYOSO_RESOURCES", server.url)
        yield server


def test_judge_prints_the_likely_verdict_beside_the_verdict_and_logs_both(kyoso, site, program, tmp_path):
    done = kyoso("judge", program(SLOW_A), "kyoso_demo_a", "--json")
    assert done.code == 0, done.err
    (row,) = done.rows
    assert row["judgement"]["verdict"] == "AC"
    likely = row["likely"]
    assert (likely["verdict"], likely["confidence"]) == ("TLE", 0.85)
    assert "uncalibrated" in likely["detail"]
    assert (tmp_path / "home" / likely["case"]).read_text().startswith("100\n")
    assert kyoso("log", "--json").rows == [row]
    shown = kyoso("log", row["id"]).out
    assert "probably TLE (85%)" in shown and likely["case"] in shown
    assert "AC TLE?" in kyoso("log").out


def test_judge_shows_a_person_the_verdict_first_and_then_the_likely_one(kyoso, site, program):
    out = kyoso("judge", program(RIGHT_A), "kyoso_demo_a").out
    assert out.index("AC") < out.index("probably AC")
    assert all(len(line) <= 80 for line in out.splitlines())


def test_there_is_no_likely_verdict_if_the_samples_fail_or_it_is_turned_off(kyoso, site, program, programs):
    assert kyoso("judge", programs / "kyoso_demo_a" / "wa.py", "kyoso_demo_a", "--json").rows[0]["likely"] is None
    assert kyoso("judge", program(SLOW_A), "kyoso_demo_a", "--no-likely", "--json").rows[0]["likely"] is None


def test_if_attempts_disagree_a_model_writes_a_slow_program_that_decides(
    kyoso, site, model, program, tmp_path, monkeypatch
):
    monkeypatch.setitem(scripted_model._SHORT, "naive", f"```python\n{NAIVE_A}```")
    mine = kyoso("judge", program(WRONG_A), "kyoso_demo_a", "--json").rows[0]
    assert mine["likely"]["verdict"] == "AC"
    done = kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--json", "--no-attest")
    assert done.code == 0, done.err
    (theirs,) = done.rows
    assert (theirs["likely"]["verdict"], theirs["likely"]["confidence"]) == ("WA", 0.5)
    assert [request.purpose for request in model.seen if request.method == "POST"].count("naive") == 1
    assert "slow but obviously correct" in done.err
    before, after = kyoso("log", "--json").rows
    assert (before["likely"]["verdict"], before["likely"]["confidence"]) == ("WA", 0.92)
    assert (after["likely"]["verdict"], after["likely"]["confidence"]) == ("AC", 0.95)
    assert {row["judgement"]["verdict"] for row in (before, after)} == {"AC"}
    assert (tmp_path / "home" / before["likely"]["case"]).exists()
    again = kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--no-attest")
    assert [request.purpose for request in model.seen if request.method == "POST"].count("naive") == 1
    assert "slow but obviously correct" not in again.err  # nor does it claim to ask


def test_batch_gives_likely_verdicts_too_and_the_report_counts_them_separately(kyoso, site, model, tmp_path):
    done = kyoso(
        "batch", "--problem", "kyoso_demo_a", "--problem", "kyoso_demo_e", "--model", "demo-120b", "--effort", "low",
        "--no-attest", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    by_problem = {row["problem"]: row for row in done.rows}
    assert by_problem["kyoso_demo_a"]["likely"]["verdict"] == "AC"
    db = sqlite3.connect(tmp_path / "home" / "kyoso.db")
    assert dict(db.execute("SELECT attempt, likely FROM grades WHERE likely IS NOT NULL"))
    (cell,) = kyoso("report", "--json").rows[0]["cells"]
    assert cell["likely"]["tested"] == sum(
        row["likely"] is not None and row["likely"]["verdict"] != "UNKNOWN" for row in done.rows
    )


def test_a_batch_makes_up_for_likely_verdicts_that_an_earlier_night_left_out(kyoso, site, model):
    one = ("--problem", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low")
    night = ("batch", *one, "--no-attest", "--no-naive")
    (before,) = kyoso(*night, "--no-likely", "--json").rows
    assert before["likely"] is None
    asked = len(model.seen)
    done = kyoso(*night, "--json")
    assert done.code == 0, done.err
    assert "1 earlier answer has not run on generated tests yet" in done.err
    assert [(row["id"], row["likely"]["verdict"]) for row in done.rows] == [(before["id"], "AC")]
    assert not [request for request in model.seen[asked:] if request.method == "POST"]
    again = kyoso(*night, "--json")
    assert (again.rows, "earlier" in again.err) == ([], False)


def test_rejudge_makes_up_for_missing_likely_verdicts_if_asked_to(kyoso, site, tmp_path):
    file = tmp_path / "answers.jsonl"
    answers = [RIGHT_A, SLOW_A]
    file.write_text(
        "".join(
            json.dumps({"problem": "kyoso_demo_a", "model": f"m{number}", "text": f"```python\n{source}```"}) + "\n"
            for number, source in enumerate(answers)
        )
    )
    imported = kyoso("import", file, "--json")
    assert imported.code == 0, imported.err
    assert [row["likely"] for row in imported.rows] == [None, None]
    assert [row["likely"] for row in kyoso("rejudge", "--json").rows] == [None, None]
    looked = kyoso("rejudge", "--likely", "--json")
    found = {row["author"]: row["likely"]["verdict"] for row in looked.rows}
    assert found == {"m0": "AC", "m1": "TLE"}
    assert {row["author"]: row["likely"]["verdict"] for row in kyoso("log", "--json").rows} == found
    assert "likely TLE" not in kyoso("rejudge", "--likely").out  # attempts with a likely verdict are not tested again


def test_a_batch_lets_a_slow_program_decide_at_its_end_if_models_disagree(kyoso, site, model, monkeypatch):
    for name, source in (("demo-20b", WRONG_A), ("demo-120b", RIGHT_A)):
        at = ("kyoso_demo_a", name, Effort.LOW)
        monkeypatch.setitem(answers(), at, replace(answers()[at], text=f"```python\n{source}```"))
    monkeypatch.setitem(scripted_model._SHORT, "naive", f"```python\n{NAIVE_A}```")
    night = ("batch", "--problem", "kyoso_demo_a", "--model", "demo-20b", "--model", "demo-120b", "--effort", "low",
             "--no-attest")  # fmt: skip
    assert kyoso(*night, "--no-naive").code == 0
    assert [row["likely"]["confidence"] for row in kyoso("log", "--json").rows] == [0.5, 0.5]
    assert "naive" not in [request.purpose for request in model.seen]
    done = kyoso(*night)
    assert done.code == 0, done.err
    assert "At 1 problem no second program agrees" in done.err
    assert "Slow but obviously correct programs settled" in done.err
    assert [request.purpose for request in model.seen].count("naive") == 1
    likely = {row["author"]: row["likely"] for row in kyoso("log", "--json").rows}
    assert (likely["demo-20b"]["verdict"], likely["demo-120b"]["verdict"]) == ("WA", "AC")
    assert likely["demo-20b"]["confidence"] >= 0.7
    assert "disagree" not in kyoso(*night).err


@pytest.mark.parametrize("shown_by", ["later in the same run", "a later run", "another command"])
def test_an_answer_that_others_later_show_to_be_wrong_goes_back_to_its_model(kyoso, site, model, monkeypatch, shown_by):
    for name, source in (("demo-20b", WRONG_A), ("demo-120b", RIGHT_A)):
        at = ("kyoso_demo_a", name, Effort.LOW)
        monkeypatch.setitem(answers(), at, replace(answers()[at], text=f"```python\n{source}```"))
    monkeypatch.setitem(scripted_model._SHORT, "naive", f"```python\n{NAIVE_A}```")
    monkeypatch.setitem(scripted_model._SHORT, "repair", f"```python\n{RIGHT_A}```")
    alone = (
        "batch",
        "--problem",
        "kyoso_demo_a",
        "--model",
        "demo-20b",
        "--effort",
        "low",
        "--repair",
        "1",
        "--no-attest",
    )
    night = (*alone, "--model", "demo-120b")
    if shown_by != "later in the same run":
        assert kyoso(*alone, "--no-naive").code == 0
    if shown_by == "another command":
        assert kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--no-attest").code == 0
        night = alone
    done = kyoso(*night)
    assert done.code == 0, done.err
    (repair,) = [request for request in model.seen if request.purpose == "repair"]
    assert "generated test" in repair.json()["messages"][-1]["content"]
    rows = {
        (row["author"], row["key"]["round"]): row["likely"]["verdict"] for row in kyoso("log", "--all", "--json").rows
    }
    assert rows == {("demo-20b", 0): "WA", ("demo-120b", 0): "AC", ("demo-20b", 1): "AC"}
    asked = len(model.seen)
    assert kyoso(*night).code == 0
    assert not [request for request in model.seen[asked:] if request.method == "POST"]


def test_no_slot_waits_for_the_others_while_slow_programs_are_written(kyoso, site, model, monkeypatch):
    third, asked, held = threading.Event(), itertools.count(1), []

    def first_ends_last(*arguments):
        number = next(asked)
        if number == 1:
            held.append(third.wait(60))
        if number == 3:
            third.set()
        return ask_naive(*arguments)

    monkeypatch.setattr("solver.batch.executors.ask_naive", first_ends_last)
    problems = [part for letter in "aeg" for part in ("--problem", f"kyoso_demo_{letter}")]
    done = kyoso("batch", *problems, "--model", "demo-120b", "--effort", "medium", "--slots", "2", "--no-attest")
    assert done.code == 0, done.err
    assert held == [True]


def test_a_bug_while_deciding_loses_nothing_that_was_logged(kyoso, site, model, monkeypatch):
    for name, source in (("demo-20b", WRONG_A), ("demo-120b", RIGHT_A)):
        at = ("kyoso_demo_a", name, Effort.LOW)
        monkeypatch.setitem(answers(), at, replace(answers()[at], text=f"```python\n{source}```"))

    def broken(*_arguments, **_more):
        raise RuntimeError("made on purpose")

    monkeypatch.setattr("solver.batch.executors.try_naive", broken)
    done = kyoso("batch", "--problem", "kyoso_demo_a", "--model", "demo-20b", "--model", "demo-120b", "--effort",
                 "low", "--no-attest")  # fmt: skip
    assert done.code == 70
    assert "made on purpose" in done.err
    assert [row["likely"]["confidence"] for row in kyoso("log", "--json").rows] == [0.5, 0.5]


def test_a_model_that_only_repeats_its_program_decides_nothing(kyoso, site, model, program):
    mine = kyoso("judge", program(WRONG_A), "kyoso_demo_a", "--json").rows[0]
    kyoso("solve", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low", "--no-attest")
    assert [request.purpose for request in model.seen].count("naive") == 1
    before, after = (row["likely"]["confidence"] for row in kyoso("log", "--json").rows)
    assert (before, after) == (0.5, 0.5)
    assert mine["likely"]["verdict"] == "AC"


@pytest.mark.parametrize(
    ("command", "source"),
    [("solve", SLOW_A), ("batch", SLOW_A), ("solve", READ_A + "assert n < 90\n")],
)
def test_a_failure_on_a_generated_test_goes_back_to_the_model(kyoso, site, model, monkeypatch, command, source):
    source = source if source is SLOW_A else source + RIGHT_A.removeprefix(READ_A)
    monkeypatch.setitem(scripted_model._SHORT, "solve", f"```python\n{source}```")
    monkeypatch.setitem(scripted_model._SHORT, "repair", f"```python\n{RIGHT_A}```")
    problem = ("kyoso_demo_a",) if command == "solve" else ("--problem", "kyoso_demo_a")
    common = ("--model", "demo-120b", "--effort", "low", "--no-attest", "--no-naive", "--json")
    done = kyoso(command, *problem, "--repair", "1", *common)
    assert done.code == 0, done.err
    first, second = sorted(kyoso("log", "--all", "--json").rows, key=lambda row: row["key"]["round"])
    verdict = "TLE" if source is SLOW_A else "RE"
    assert (first["judgement"]["verdict"], first["likely"]["verdict"]) == ("AC", verdict)
    assert (second["key"]["round"], second["likely"]["verdict"]) == (1, "AC")
    (repair,) = [request for request in model.seen if request.purpose == "repair"]
    complaint = repair.json()["messages"][-1]["content"]
    assert "passes the samples" in complaint and "generated test" in complaint
    assert ("too slow" in complaint) == (verdict == "TLE")
    assert any(note.startswith(f"asked to correct {verdict} on generated test") for note in second["notes"])


VALIDATOR_A = """import sys
lines = sys.stdin.read().split("\\n")
n, laps = int(lines[0]), lines[1].split(" ")
assert lines[2:] == [""] and 1 <= n <= 100 and len(laps) == n and all(30 <= int(lap) <= 600 for lap in laps)
"""
GENERATOR_A = """import random
kind, seed = input().split()
rng = random.Random(kind + seed)
n = {"small": rng.randint(1, 6), "edge": 1, "large": 100}[kind]
print(n)
print(*[rng.choice([30, 31, 599, 600, rng.randint(30, 600)]) for _ in range(n)])
"""


def test_if_the_input_format_cannot_be_read_a_model_writes_a_generator_once(kyoso, site, model, tmp_path, monkeypatch):
    page = hurried(demo.pages()[f"/contests/{demo.CONTEST}/tasks/kyoso_demo_a"])
    odd = tmp_path / "odd.html"
    odd.write_bytes(page.replace(rb"<li><var>30 \leq T_i \leq 600</var></li>", b"<li>The laps are lucky.</li>"))
    programs = f"```python\n{VALIDATOR_A}```\n\nAnd:\n\n```python\n{GENERATOR_A}```"
    monkeypatch.setitem(scripted_model._SHORT, "generator", programs)
    monkeypatch.setitem(scripted_model._SHORT, "solve", f"```python\n{SLOW_A}```")
    monkeypatch.setitem(scripted_model._SHORT, "naive", f"```python\n{NAIVE_A}```")
    done = kyoso("solve", odd, "--model", "demo-120b", "--effort", "low", "--no-attest", "--json")
    assert done.code == 0, done.err
    assert done.rows[0]["likely"]["verdict"] == "UNKNOWN"
    assert "its input could not be read; asking demo-120b for a generator" in done.err
    (row,) = kyoso("log", "--json").rows
    assert (row["likely"]["verdict"], row["likely"]["source"]) == ("TLE", "model"), row["likely"]
    assert "inputs by a generator that demo-120b wrote" in row["likely"]["detail"]
    again = kyoso("solve", odd, "--model", "demo-120b", "--effort", "low", "--no-attest", "--json")
    assert again.rows[0]["likely"]["source"] == "model"
    assert [request.purpose for request in model.seen].count("generator") == 1
