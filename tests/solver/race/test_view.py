"""What a race looks like on a terminal: whole frames, kept in files next to this one.

KYOSO_WRITE_FRAMES=1 writes them again; look at them before you commit them.
"""

import os
import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from judge.judgement import CaseResult, Judgement, Verdict
from solver.race import rules
from solver.race.messages import message
from solver.race.state import Happening, LastTest, Phase, YourState
from solver.race.view import frame_lines, joined
from solver.view.language import translation
from tests.solver.race.states import (
    COURSE,
    E_PROBLEM,
    MODEL,
    NEWS,
    PROBLEMS,
    SHOWN,
    checking,
    contest,
    hinted,
    race,
    run_of,
)

FRAMES = Path(__file__).parent / "frames"
SIZES = {"100x30": (100, 30), "80x24": (80, 24), "60x20": (60, 20)}


def printed(state, width, height, lang="en", course=COURSE, **more):
    console = Console(width=width, height=height, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(joined(frame_lines(course, PROBLEMS, translation(lang), state, width, height, **more)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def as_kept(name, shown):
    path = FRAMES / f"{name}.txt"
    if os.environ.get("KYOSO_WRITE_FRAMES"):
        FRAMES.mkdir(exist_ok=True)
        path.write_text(shown, "utf-8")
    return path.read_text("utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_frame_looks_as_it_was_kept(name, size, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    width, height = SIZES[size]
    shown = printed(SHOWN[name], width, height)
    assert shown == as_kept(f"{name}-{size}", shown)
    lines = shown.splitlines()
    assert len(lines) <= height and all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("lang", "end"), [("en", "end"), ("ja", "終了")])
def test_every_screen_names_the_key_that_ends_it(size, lang, end, monkeypatch):
    monkeypatch.setenv("LANGUAGE", lang)
    width, height = SIZES[size]
    for state in SHOWN.values():
        assert f" ^C  {end}" in printed(state, width, height, lang)
        watched = printed(replace(state, you=None), width, height, lang, end_key="q", address="http://127.0.0.1:9/")
        assert f" q  {end}" in watched and "http://127.0.0.1:9/" in watched


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_standings_have_ranks_and_columns(size, lang, monkeypatch):
    monkeypatch.setenv("LANGUAGE", lang)
    course, state = contest()
    width, height = SIZES[size]
    shown = printed(state, width, height, lang, course)
    assert shown == as_kept(f"contest-{lang}-{size}", shown)
    lines = shown.splitlines()
    assert len(lines) <= height and all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("size", SIZES)
def test_news_that_are_long_take_the_rows_that_are_empty(size):
    why = "no model server answers at http://127.0.0.1:1234 (All connection attempts failed): start LM Studio's server"
    told = Happening(4, 200.0, 1, message("{letter}its server failed: {why}", letter="", why=why))
    width, height = SIZES[size]
    shown = printed(race(happenings=(*NEWS, told)), width, height)
    assert why in " ".join(shown.replace("█", " ").split())
    lines = shown.splitlines()
    assert len(lines) <= height and all(cell_len(line) <= width for line in lines) and "^C" in lines[-1]


def test_points_and_time_do_not_touch_the_name_before_them():
    course, state = contest()
    rich = replace(course, problems=tuple(replace(one, points=1000) for one in course.problems))
    slow = replace(state.lanes[1].lane, tries=(rules.Try(course.tasks[0], 3723, Verdict.AC),))
    lanes = (state.lanes[0], replace(state.lanes[1], lane=slow))
    for width, height in SIZES.values():
        assert re.search(r" medium 1000 1:02:03 ", printed(replace(state, lanes=lanes), width, height, course=rich))


@pytest.mark.parametrize("name", SHOWN)
def test_a_frame_in_japanese_fits_too(name, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "ja")
    for width, height in SIZES.values():
        lines = printed(SHOWN[name], width, height, "ja").splitlines()
        assert len(lines) <= height and all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("width", [40, 50])
def test_a_small_screen_drops_the_failing_case_but_never_the_keys_or_the_hint(width):
    shown = printed(hinted(), width, 16)
    assert "hint" in shown and "stays until you press x" in shown
    assert "^C" in shown.splitlines()[-1]
    assert all(cell_len(line) <= width for line in shown.splitlines())


@pytest.mark.parametrize("size", SIZES)
def test_a_crash_shows_the_end_of_what_the_program_said_of_it_and_what_is_cut_off(size):
    shown = printed(SHOWN["crashed"], *SIZES[size])
    assert "ZeroDivisionError: division by zero" in shown
    assert "\n …\n" not in shown
    assert "\n …\n" in printed(SHOWN["crashed"], 80, 18)


def test_the_address_of_the_page_is_told_until_a_failing_case_needs_the_room():
    address = "http://127.0.0.1:40000/"
    for name, is_told in (("countdown", True), ("thinking", True), ("wrong", False), ("gathering", False)):
        assert (address in printed(SHOWN[name], 80, 24, address=address)) is is_told
    assert address not in printed(SHOWN["thinking"], 80, 12, address=address)


def test_the_key_for_hints_is_named_only_where_there_is_somebody_to_ask():
    without = race(you=YourState(0, E_PROBLEM.id, has_hints=False))
    assert " h  hint" in printed(race(), 80, 24) and " h  hint" not in printed(without, 80, 24)


def test_output_titles_and_names_cannot_control_the_terminal():
    case = CaseResult("1", Verdict.WA, run_of(b"\x1b[2J\xff\n"))
    last = LastTest(E_PROBLEM.id, "main\x1b.py", 1.0, Judgement(Verdict.WA, (case,), "", 0.01, 1.0), 1)
    state = race(you=YourState(0, E_PROBLEM.id, last=last))
    hostile = replace(COURSE, problems=(replace(COURSE.problems[0], title="\x1b]0;owned\x07"),))
    assert "\x1b" not in printed(state, 80, 24, course=hostile)


def test_your_clock_stands_still_while_your_submission_is_checked():
    assert "✓ samples 00:42, checking 37/81" in printed(checking(), 80, 20)
    lane = checking().lanes[0].lane
    assert rules.clock_s(lane, COURSE.tasks, 221.0) == 42.0
    assert rules.own_time(lane, 221.0) == 221.0


@pytest.mark.parametrize("size", SIZES)
def test_a_host_waiting_for_a_second_person_sees_the_command_to_join(size):
    address = "http://192.0.2.200:65535/?g=0123456789ab"
    contest_course, contest_state = contest()
    for course, state, mine in ((COURSE, SHOWN["gathering"], "main.py"), (contest_course, contest_state, ".")):
        gathering = replace(state, phase=Phase.GATHERING)
        for shown in (gathering, replace(gathering, you=None)):  # a host may only watch
            text = printed(shown, *SIZES[size], course=course, joining=address)
            command = text.partition(" The second person runs:\n")[2].partition("\n\n")[0].replace("\\\n", "")
            assert shlex.split(command)[:6] == ["kyoso", "race", "--file", mine, "--join", address]


@pytest.mark.parametrize("size", SIZES)
def test_whoever_joins_is_not_asked_to_invite_others(size):
    assert "The second person runs" not in printed(SHOWN["gathering"], *SIZES[size], address="http://127.0.0.1:9/")


def test_a_name_of_wide_letters_is_not_cut_if_there_is_room():
    assert "ゴースト 1200 " in printed(race(), 80, 24, "ja")


def test_two_sizes_of_a_model_are_told_apart_on_40_columns():
    models = (replace(MODEL.lane, name=f"openai/gpt-oss-{size}", effort="low") for size in ("20b", "120b"))
    shown = printed(race([replace(MODEL, lane=lane) for lane in models]), 40, 20)
    assert "s-20b low" in shown and "120b low" in shown
