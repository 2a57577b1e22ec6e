"""What a batch shows of how far it is: its end as a range, the generated tests that run, and a line per answer."""

import re
from datetime import datetime, timedelta

import pytest

from solver.batch.plan import plan_of
from solver.batch.tally import Tally, time_left
from solver.cli import batch_view
from solver.cli.batch_view import QUIET, BatchView, local_time, overall_line, progress_lines, stopped_lines

NOW = datetime(2026, 1, 2, 3, 0).astimezone()


def tallies(**efforts):
    """A cell of ten answers for each model and effort."""
    models = [{"name": name, "efforts": list(asked)} for name, asked in efforts.items()]
    plan = plan_of({"problems": ["abc301_a"], "models": models}, lambda _model: "http://localhost:1")
    return [Tally(cell, 10) for cell in plan.cells]


def measured(tally, seconds, answers=5):
    tally.done = tally.answers = answers
    tally.answer_s = answers * seconds


def status(left_range_s=None, tests=None, done=2, at=NOW):
    low, high = left_range_s or (None, None)
    server = {"server": "http://s", "model": "m", "over": True, "asking": 0, "judging": 0}
    return {
        "at": at.isoformat(),
        "cells": [{"done": done, "total": 52}],
        "servers": [server],
        "left_s": low if low == high else None,
        "left_range_s": left_range_s,
        "tests": tests,
        "decide": None,
    }


def beyond(**found):
    return {"left": 0, "total": 0, "left_s": None, "shrinking": 0, "programs": 0} | found


def test_the_end_is_a_range_as_soon_as_anything_is_known_and_a_time_once_all_is_measured():
    low, high, other = every = tallies(m=("low", "high"), n=("low",))
    slots = {"m": 1, "n": 1}
    assert time_left(every, slots) is None
    measured(low, 10.0)
    least, most = time_left(every, slots)
    # 5 more at low; at high six times as long, the other model as long: each within a factor of 3.
    assert (least, most) == pytest.approx((50 + (600 + 100) / 3, 50 + (600 + 100) * 3))
    high.others, high.other_s = 4, 160.0  # another night's
    assert time_left([low, high], slots) == pytest.approx((50 + 400 / 1.5, 50 + 400 * 1.5))
    for tally in (high, other):
        measured(tally, 20.0)
    assert time_left(every, slots) == (250.0, 250.0)
    for tally in every:
        tally.done = 10
    assert time_left(every, slots) == (0.0, 0.0)


def test_the_end_is_shown_by_the_clock():
    def clock(minutes):
        return local_time(NOW + timedelta(minutes=minutes))

    assert f"2 of 52 answered, ends between {clock(10)} and {clock(90).split()[1]}" in overall_line(
        status([600.0, 5400.0])
    )
    assert f"ends between {clock(10)} and {clock(3000)}" in overall_line(status([600.0, 180_000.0]))
    assert f"2 of 52 answered, ends at about {clock(10)}" in overall_line(status([600.0, 600.0]))
    assert overall_line(status()).endswith("2 of 52 answered")


def test_a_batch_that_does_not_run_has_no_end_but_what_is_left_of_it_is_said():
    kept = status([600.0, 5400.0], tests=beyond(left=12, total=52, left_s=120), done=52)
    assert stopped_lines(kept) == [overall_line(status(done=52)), "generated tests: 12 of 52 to run"]
    assert stopped_lines(status([600.0, 5400.0])) == [overall_line(status())]


def test_what_is_left_beyond_the_samples_is_a_line_of_its_own():
    shown = progress_lines(status(done=52, tests=beyond(left=12, total=52, left_s=120)))
    assert shown[-1] == f"generated tests: 12 of 52 to run, until about {local_time(NOW + timedelta(minutes=2))}"
    shown = progress_lines(status(done=52, tests=beyond(left=12, total=52)))
    assert shown[-1] == "generated tests: 12 of 52 to run"
    assert progress_lines(status(tests=beyond(shrinking=1)))[-1] == "making 1 failing input smaller"
    assert progress_lines(status(tests=beyond(programs=2)))[-1].startswith("2 programs that help to judge")
    assert len(progress_lines(status(done=52, tests=beyond()))) == len(progress_lines(status(done=52))) == 2


def test_without_a_terminal_a_long_silence_is_explained(capfd):
    screen = BatchView(None)
    for seconds in range(0, 100, 10):
        screen.cells(status(done=52, tests=beyond(left=12, total=52), at=NOW + timedelta(seconds=seconds)))
    assert capfd.readouterr().err.splitlines() == ["generated tests: 12 of 52 to run"] * (90 // QUIET.seconds)


def test_a_server_that_writes_a_program_for_the_judge_is_not_done():
    server = {"server": "s", "model": "m", "over": True, "asking": 1, "slots": 2, "judging": 0}
    server |= {"loading": False, "waiting_for": None}
    assert batch_view.servers_line({"servers": [server]}) == "s m: 1 of 2 slots busy, 0 to judge"


def test_each_answer_is_counted_when_it_came_not_when_its_tests_are_over(kyoso, site, model, monkeypatch):
    tasks = ("--problem", "kyoso_demo_a", "--problem", "kyoso_demo_b", "--problem", "kyoso_demo_d")
    kept = []
    monkeypatch.setattr("solver.batch.run.SHOW_EVERY_S", 0.0)
    monkeypatch.setattr("solver.cli.batch.keep_status", lambda _home, status: kept.append(status["tests"]))
    done = kyoso("batch", *tasks, "--model", "demo-120b", "--effort", "low", "--no-attest", "--likely", "--no-naive")
    counts = [int(number) for number in re.findall(r"^(\d)/3 kyoso_demo_", done.err, re.MULTILINE)]
    assert sorted(counts) == [1, 2, 3], done.err
    assert max(tests["left"] for tests in kept) > 0
    assert kept[-1]["left"] == 0 < kept[-1]["total"]
