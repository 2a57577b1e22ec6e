"""Elo, wins and which file belongs to which problem, as pure functions; and the watcher on real files."""

import os
import queue
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.text import Text

from judge.log.log import Log
from judge.log.race_records import RaceLane, RaceRecord, RaceSubmission, RaceTask
from problems.demo import CONTEST, pages
from problems.page import read_page
from solver.cli.race_summary import _trim_for_wide_letters, final_json, show_history, show_summary
from solver.race.history import band, bouts, standings
from solver.race.page.history import history_html
from solver.race.result import result_lines
from solver.race.watch import SaveWatcher, read_saved
from solver.race.words import title
from solver.race.your_files import folder_of_files, letters, one_file
from solver.view.language import choose_language, translation
from tests.solver.race.test_engine import attempt

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def lane(kind, name, points, time_s, ended="solved", **more):
    row = {"effort": None, "rating": None, "rejected": 0, "penalty_s": 0.0, "hints": 0, "paused_s": 0.0, "tokens": 0}
    row |= {"start_offset_s": None, "won": False, "submissions": ()}
    return RaceLane(kind=kind, name=name, ended=ended, points=points, last_ac_s=time_s, **(row | more))


def race(*lanes, number=1, label="E", difficulty=1100.0):
    task = RaceTask("abc417_e", label, 450, difficulty)
    began = BEGAN + timedelta(days=number)
    return RaceRecord("abc417", 7, 300.0, 300.0, began, began + timedelta(hours=1), 3600.0, (task,), lanes, number)


MODEL = lane("model", "m", 450, 200.0, effort="low")


def test_elo_moves_by_half_of_k_after_a_first_win_and_back_after_a_loss():
    won = race(lane("you", "you", 450, 100.0), MODEL)
    lost = race(lane("you", "you", 450, 300.0), MODEL, number=2, label="F", difficulty=1500.0)
    (standing,) = standings(bouts([won, lost]))
    assert title(standing.other, str) == "m low"
    first, second = (rating for _at, rating in standing.elo)
    assert first == 1516
    assert 1498 < second < 1500  # a favourite loses a little more than it won before
    assert str(standing.total) == "1-1"
    assert {label: str(count) for label, count in standing.by_label.items()} == {"E": "1-0", "F": "0-1"}
    assert {name: str(count) for name, count in standing.by_band.items()} == {"800–1199": "1-0", "1200–1599": "0-1"}


def test_penalties_count_and_equal_times_are_a_draw():
    you = lane("you", "you", 450, 100.0, penalty_s=300.0)
    assert [bout.score for bout in bouts([race(you, MODEL)])] == [0.0]
    assert [bout.score for bout in bouts([race(lane("you", "you", 450, 200.0), MODEL)])] == [0.5]


def test_a_race_that_decides_nothing_is_not_a_bout():
    you = lane("you", "you", 0, None, ended="stopped")
    assert bouts([race(you, lane("model", "m", 0, None, ended="stopped"))]) == []
    assert bouts([race(you, lane("model", "m", 0, None, ended="server_failed"))]) == []
    assert bouts([replace(race(you, MODEL), ended_at=None)]) == []
    assert bouts([race(MODEL)]) == []
    assert [bout.score for bout in bouts([race(you, MODEL)])] == [0.0]


def test_a_race_that_depends_on_an_unchecked_submission_is_not_a_bout():
    def model(at_s, said=None):
        handed_in = RaceSubmission("abc417_e", at_s, "UNCHECKED", said, None)
        return lane("model", "m", 0, None, ended="unchecked", submissions=(handed_in,))

    you = lane("you", "you", 450, 200.0)
    assert bouts([race(you, model(100.0))]) == []
    assert [bout.score for bout in bouts([race(you, model(300.0))])] == [1.0]  # too late even if it is right
    assert [bout.score for bout in bouts([race(you, model(100.0, "WA"))])] == [1.0]
    assert bouts([race(lane("you", "you", 0, None, ended="gave_up"), model(100.0))]) == []


def test_bands_of_difficulty_are_as_wide_as_atcoders_colours():
    assert [band(d) for d in (None, -900.0, 399.0, 400.0, 1234.5)] == ["?", "0–399", "0–399", "400–799", "1200–1599"]


def test_a_race_comes_back_from_the_log_unchanged_and_is_updated_under_its_id(tmp_path):
    sub = RaceSubmission("abc417_e", 90.0, "WA", "AC", None)
    kept = race(lane("you", "you", 450, 90.0, submissions=(sub,), won=True), MODEL)
    with Log(tmp_path) as log:
        run = log.runs.begin("race", {}, BEGAN)
        number = log.races.keep(replace(kept, id=None, ended_at=None), run)
        assert log.races.keep(replace(kept, id=number), run) == number
        assert list(log.races.read()) == [replace(kept, id=number)]


def test_letters_choose_problems_in_the_contests_order():
    labels = ["A", "B", "C", "D", "Ex"]
    assert letters("A-C", labels) == ["A", "B", "C"]
    assert letters("ex, b", labels) == ["B", "Ex"]
    assert letters("C-Ex", labels) == ["C", "D", "Ex"]
    with pytest.raises(ValueError, match="Q"):
        letters("A,Q", labels)


def test_files_of_a_contest_are_assigned_to_problems_by_their_names(tmp_path):
    problems = [read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_{letter}"].decode()) for letter in ("a", "b")]
    task_of = folder_of_files(tmp_path, problems).task_of
    found = {name: task_of(name) for name in ("a.py", "B.cpp", "b_second.py", "kyoso_demo_a.py", "c.py", "a.txt", "a")}
    assert found == {
        "a.py": "kyoso_demo_a",
        "B.cpp": "kyoso_demo_b",
        "b_second.py": "kyoso_demo_b",
        "kyoso_demo_a.py": "kyoso_demo_a",
        "c.py": None,
        "a.txt": None,
        "a": None,
    }
    assert one_file(tmp_path / "main.py", problems[0]).task_of("other.py") is None


def test_every_way_of_saving_counts_as_one_save_and_nothing_else_does(tmp_path):
    saves = queue.Queue()
    path = tmp_path / "main.py"
    path.write_text("before\n")
    known = {path: read_saved(path)}
    path.write_text("before the watch\n")
    with SaveWatcher(tmp_path, lambda name: name == "main.py", lambda _at, data: saves.put(data), known):
        assert saves.get(timeout=10) == b"before the watch\n"
        (tmp_path / "other.py").write_text("no\n")
        path.chmod(0o600)  # not saved
        os.utime(path)  # saved unchanged
        assert saves.get(timeout=10) == b"before the watch\n"
        path.write_text("in place\n")
        assert saves.get(timeout=10) == b"in place\n"
        part = tmp_path / ".main.py.swp"
        part.write_text("renamed\n")
        part.replace(path)
        assert saves.get(timeout=10) == b"renamed\n"
        path.unlink()
        path.write_text("")  # as some editors leave it for a moment
        path.write_text("written anew\n")
        assert saves.get(timeout=10) == b"written anew\n"
    assert saves.empty()


def test_of_several_files_saved_at_once_the_last_one_is_told_last(tmp_path):
    saves = queue.Queue()
    for second, name in enumerate("bca"):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (second, second))
    with SaveWatcher(tmp_path, lambda _name: True, lambda path, _data: saves.put(path.name)):
        assert [saves.get(timeout=10) for _each in "bca"] == ["b", "c", "a"]


def test_the_page_of_past_races_is_in_the_persons_language_and_escapes_names(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "ja")
    choose_language(["--lang", "ja"])
    hostile = replace(MODEL, name="<script>alert(1)</script>\x1b[2J")
    ghost = lane("ghost", "ghost 1200", 450, 300.0, rating=1200)
    html = history_html([race(lane("you", "you", 450, 100.0, won=True), hostile, ghost)])
    assert "ghost" not in html
    assert '<html lang="ja">' in html and "自己ベスト" in html and "kyoso race --replay 1" in html
    assert "<script" not in html and "\x1b" not in html
    assert html.count("<polyline") == 2
    assert "<svg" not in history_html([])


def test_every_line_of_a_result_is_in_the_persons_language_even_its_full_stop():
    ghost = lane("ghost", "ghost 1200", 450, 300.0, rating=1200)
    japanese = translation("ja")
    for you_at_s in (100.0, 250.0, 400.0):
        lines = result_lines(race(lane("you", "you", 450, you_at_s), MODEL, ghost), [], japanese)
        assert len(lines) == 5
        assert not any("ghost" in line or line.endswith(".") for line in lines), lines


def test_a_wide_name_in_the_plot_does_not_move_the_frame():
    for drawn, shown in (
        ("1500┤ •• ゴースト       •│", "1500┤ •• ゴースト   •│"),
        ("1500┤ •• ghost          •│", "1500┤ •• ghost          •│"),
        ("推移      ", "推移    "),
    ):
        assert _trim_for_wide_letters(Text(drawn)).plain == shown


@pytest.mark.parametrize(("at_s", "gap"), [(202.9, "2 s"), (200.4, "0.4 s"), (259.9, "59 s"), (261.2, "01:01")])
def test_the_gap_is_the_difference_of_the_times_as_they_are_shown(at_s, gap):
    lines = result_lines(race(lane("you", "you", 450, at_s), MODEL), [], str)
    assert f"Place 2 of 2: {gap} behind m low." in lines


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_summary_of_a_race_keeps_names_whole_on_40_columns(language, monkeypatch, capsys):
    monkeypatch.setenv("LANGUAGE", language)
    choose_language(["--lang", language])
    monkeypatch.setenv("COLUMNS", "40")
    model = lane("model", "gpt-oss-20b", 450, 200.0, effort="medium", tokens=1234)
    ghost = lane("ghost", "ghost 1200", 0, None, "running", rating=1200)
    show_summary(race(lane("you", "you", 0, None, "stopped"), model, ghost), [], [], [])
    table = capsys.readouterr().out
    assert "gpt-oss-20b " in table and {"en": "–  ghost 1200 ", "ja": "–  ゴースト 1200 "}[language] in table
    assert "1234" not in table
    show_history([race(lane("you", "you", 0, None, "stopped"), MODEL, ghost)], False, None)
    history = capsys.readouterr().out
    assert all(len(line) <= 40 for line in history.splitlines()) and "m low " in history
    assert {"en": "against ", "ja": "相手 "}[language] in history and "0–399" not in history
    monkeypatch.setenv("COLUMNS", "80")
    show_summary(race(replace(model, penalty_s=300.0)), [], [], [])
    assert re.search(r"gpt-oss-20b medium +AC +08:20 +05:00 +1234", capsys.readouterr().out)


def test_a_models_programs_in_a_contest_say_for_which_problem_each_is(capsys):
    watched = race(MODEL)
    tasks = [replace(watched.tasks[0], problem=letter.lower(), label=letter) for letter in "AB"]
    programs = [replace(attempt(number=at, round_number=0), problem=task.problem) for at, task in enumerate(tasks, 1)]
    contest = replace(watched, tasks=tuple(tasks))
    show_summary(contest, programs, [], [])
    assert "(A AC): kyoso log 1" in (said := capsys.readouterr().out) and "(B AC): kyoso log 2" in said
    assert [one["verdict"] for one in final_json(contest, [], programs, str)["programs"]] == ["A AC", "B AC"]
    show_summary(replace(watched, tasks=tuple(tasks[:1])), programs[:1], [], [])
    assert "(AC): kyoso log 1" in capsys.readouterr().out
