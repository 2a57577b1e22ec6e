"""Races as a program runs them: plain lines, no keys, and an end without a person."""

import json
import re
import signal
import subprocess

from problems.demo import CONTEST, pages
from solver.demo.site import DemoSite
from solver.race.display import LineDisplay
from solver.race.messages import message
from solver.race.state import Happening
from tests.solver.cli.conftest import hurried_site
from tests.solver.race.states import race
from tests.solver.race.terminal import KYOSO


def test_a_race_prints_plain_lines_and_ends_when_every_lane_has_ended(track):
    track.model(tokens_per_s=300)
    track.save("kyoso_demo_a/ac.py")
    more = ("--file", "main.py", "--ghost", "1200", "--seed", "3", "--share", "--countdown", "1")
    done = track.run_apart(*track.arguments("kyoso_demo_a", *more))
    assert done.code == 0, done.err
    lines = done.err.splitlines()
    assert "00:00  starts in 1" in lines and "00:00  you: started" in lines and "00:00  demo-20b low: started" in lines
    assert any(re.fullmatch(r"00:\d\d  you: AC at 00:\d\d", line) for line in lines)
    assert any(re.fullmatch(r"00:\d\d  demo-20b low: AC at 00:\d\d", line) for line in lines)
    assert not any("reasoning" in line for line in lines)
    assert "\x1b" not in done.err + done.out
    assert "You won!" in done.out or "demo-20b low won." in done.out
    assert "The ghosts' seed is 3." in done.out
    assert done.out.splitlines()[-1].startswith("kyoso kyoso_demo_a: ")
    assert done.out.splitlines()[-1].endswith("#kyoso")
    # You have solved it, so you may see the model's program, but it is not printed above the result.
    assert "int(input())" not in done.out
    assert re.search(r"What demo-20b low wrote \(AC\): kyoso log \d+", done.out)


def test_a_line_that_becomes_known_late_is_not_printed_with_an_earlier_time(capsys):
    shown, known = LineDisplay(), []
    for at_s, number, own_s in ((9.0, 1, 8.0), (12.0, 2, 5.0), (13.0, 3, 995.0)):
        known.append(Happening(number, own_s, 0, message("text")))
        shown.show(race(at_s=at_s, happenings=tuple(known)))
    assert capsys.readouterr().err.splitlines() == ["00:09  you: text", "00:12  you: text", "16:35  you: text"]


def test_json_prints_one_object_and_nothing_else(track):
    track.model(tokens_per_s=None)
    done = track.run(*track.arguments("kyoso_demo_a", "--ghost", "800", "--seed", "1", "--json"))
    assert done.code == 0, done.err
    race = json.loads(done.out)
    assert [lane["kind"] for lane in race["lanes"]] == ["model", "ghost"]
    assert race["winners"] == [0]
    assert track.history() == [race]
    assert set(race) == {
        "id", "contest", "started_at", "ended_at", "seconds", "seed", "penalty_s", "hint_s", "tasks", "lanes", "winners"
    }  # fmt: skip
    assert race["tasks"] == [{"problem": "kyoso_demo_a", "label": "A", "points": 100, "difficulty": -905}]


def test_the_same_seed_gives_the_same_race(track):
    track.model(tokens_per_s=None)
    times = []
    for seed in (7, 7, 8):
        done = track.run("race", "kyoso_demo_b", "--ghost", "1200", "--seed", seed, "--countdown", "0", "--json")
        (ghost,) = json.loads(done.out)["lanes"]
        times.append(ghost["time_s"])
    assert times[0] == times[1] != times[2]


def test_the_replay_command_names_a_home_that_was_given(track, tmp_path):
    home = tmp_path / "another"
    ghost = ("race", "kyoso_demo_b", "--ghost", "1200", "--seed", "3", "--countdown", "0", "--minutes", "0.02")
    assert f"kyoso race --replay 1 --home {home}" in track.run(*ghost, "--home", home).out
    assert track.run(*ghost).out.splitlines().count("Watch it again: kyoso race --replay 1") == 1


def test_all_models_start_within_five_milliseconds_of_each_other(track):
    track.model(tokens_per_s=None)
    spreads = []
    for _attempt in range(3):  # a loaded machine may wake one thread late
        more = ("--model", "demo-120b", "--json")
        race = json.loads(track.run(*track.arguments("kyoso_demo_a", *more)).out)
        offsets = [lane["start_offset_s"] for lane in race["lanes"]]
        assert len(offsets) == 2 and all(offset is not None and offset >= 0 for offset in offsets)
        spreads.append(max(offsets))
    assert min(spreads) <= 0.005


def test_a_race_attests_nothing_and_uses_known_attestations(track):
    model = track.model(tokens_per_s=None)
    more = ("--model", "demo-120b", "--effort", "low", "--countdown", "0", "--no-open")
    assert track.run("race", "kyoso_demo_a", *more).code == 0
    assert not any(request.purpose == "attest" for request in model.seen)
    assert track.run("models", "--attest", "demo-120b").code == 0
    assert track.run("race", "kyoso_demo_a", *more).code == 0
    assert [attempt["reply"]["effort_honoured"] for attempt in track.log()] == [True, True]


def test_repair_after_a_sample_failure_costs_the_model_nothing(track):
    track.model(tokens_per_s=None)
    done = track.run(*track.arguments("kyoso_demo_c", "--repair", "2", "--language", "cpp", "--json"))
    assert done.code == 1, done.err
    (lane,) = json.loads(done.out)["lanes"]
    assert (lane["ended"], lane["penalty_s"], lane["rejected"]) == ("no_ac", 0, 0)
    assert "repair round 1" in done.err
    assert [attempt["key"]["round"] for attempt in track.log()] == [0, 1, 2]
    assert {attempt["source"] for attempt in track.log()} == {"race"}


def test_the_same_model_may_run_in_two_lanes(track):
    track.model(tokens_per_s=None)
    done = track.run(*track.arguments("kyoso_demo_a", "--model", "demo-20b", "--json"))
    assert done.code == 0, done.err
    assert [attempt["key"]["repeat"] for attempt in track.log()] in ([0, 1], [1, 0])
    again = track.run(*track.arguments("kyoso_demo_a", "--json"))
    assert again.code == 0, again.err
    assert track.log()[-1]["key"]["repeat"] == 2


def test_a_time_limit_ends_the_race(track):
    track.model(tokens_per_s=None)
    track.save("print(0)\n")
    done = track.run("race", "kyoso_demo_a", "--file", "main.py", "--countdown", "0", "--minutes", "0.05", "--json")
    assert done.code == 1, done.err
    race = json.loads(done.out)
    assert race["lanes"][0]["ended"] == "stopped"
    assert 3 <= race["seconds"] < 20
    (attempt,) = track.log()
    assert (attempt["author"], attempt["source"], attempt["judgement"]["verdict"]) == ("you", "race", "WA")


def test_ctrl_c_keeps_what_has_happened(track):
    track.model(tokens_per_s=2)
    track.save("print(0)\n")
    arguments = track.arguments("kyoso_demo_a", "--file", "main.py", effort="medium")
    with subprocess.Popen(
        [*KYOSO, *arguments],
        env=track.env | {"PATH": "/usr/bin:/bin"},
        cwd=track.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stderr:
            if "you: WA" in line:
                break
        process.send_signal(signal.SIGINT)
        out, _err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Nobody solved it." in out
    (race,) = track.history()
    assert [lane["ended"] for lane in race["lanes"]] == ["stopped", "stopped"]
    assert race["ended_at"] is not None
    assert [attempt["author"] for attempt in track.log()] == ["you"]


def test_a_running_contest_is_refused(track):
    track.model(tokens_per_s=None)
    page = pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_a"].decode()
    running = re.sub(r"(fixtime-full[^>]*>)20\d\d-", r"\g<1>2999-", page)
    running = re.sub(r'((?:start|end)Time\s*=\s*moment\(")20\d\d', r"\g<1>2999", running)
    assert running != page
    with DemoSite({f"/contests/{CONTEST}/tasks/kyoso_demo_a": running.encode()}) as site:
        track.env["KYOSO_SITE"] = site.url
        done = track.run(*track.arguments("kyoso_demo_a", "--file", "main.py"))
    assert done.code == 5, done.err
    assert track.history() == []


def test_a_missing_server_is_reported_before_the_race_starts(track):
    track.env["KYOSO_SERVER"] = "http://127.0.0.1:9"
    done = track.run(*track.arguments("kyoso_demo_a"))
    assert done.code == 3
    assert ": started" not in done.err


def test_a_ghost_that_cannot_be_drawn_is_an_error_only_if_nobody_else_runs(track):
    model = track.model(tokens_per_s=None)
    track.env["KYOSO_RESOURCES"] = "http://127.0.0.1:9"
    alone = track.run("race", "kyoso_demo_a", "--ghost", "1200", "--countdown", "0")
    assert alone.code == 3
    assert re.fullmatch(r"Error: nobody is left in this race \(.+\): try again later, .+\n", alone.err)
    assert track.history() == []
    beside = track.run(*track.arguments("kyoso_demo_a", "--ghost", "1200", "--json"))
    assert beside.code == 0, beside.err
    assert "The ghost cannot run: " in beside.err
    assert [lane["kind"] for lane in json.loads(beside.out)["lanes"]] == ["model"]
    assert model.seen


def test_an_unchecked_submission_is_no_ac_and_decides_no_race(track):
    track.model(tokens_per_s=None)
    track.save("kyoso_demo_d/ac.py")
    more = ("--file", "main.py", "--minutes", "0.2", "--share")
    done = track.run(*track.arguments("kyoso_demo_d", *more, effort="medium"))
    assert re.search(r"demo-20b medium: UNCHECKED at 00:\d\d: this judge cannot tell", done.err)
    assert re.search(r"demo-20b medium +finished, 1 that cannot be checked", done.out)
    assert "You won!\n" in done.out  # your file was there before the model began, so the race is decided
    assert "demo-20b medium ?" in done.out.splitlines()[-1]
    (race,) = track.history()
    assert [(lane["ended"], lane["won"]) for lane in race["lanes"]] == [("solved", True), ("unchecked", False)]
    track.save("print(0)\n")
    done = track.run(*track.arguments("kyoso_demo_d", "--file", "main.py", "--minutes", "0.1", effort="medium"))
    assert "Nobody solved it. What demo-20b medium handed in cannot be checked here, and is not counted." in done.out


def test_a_wrong_command_line_is_refused_without_a_traceback(track):
    track.model(tokens_per_s=None)
    for arguments in (
        ["race"],
        ["race", "kyoso_demo_a"],
        ["race", "kyoso_demo_a", "--contest", CONTEST, "--model", "x"],
        ["race", "kyoso_demo_a", "--file", "nowhere/main.py"],
        ["race", "kyoso_demo_a", "--file", "notes.txt"],
        ["race", "kyoso_demo_a", "--model", "demo-20b", "--effort", "low", "--effort", "high"],
        ["race", "--contest", CONTEST, "--letters", "Q", "--model", "demo-20b"],
    ):
        done = track.run(*arguments)
        assert done.code == 2, (arguments, done.err)
        assert "Traceback" not in done.err


def test_a_folder_as_the_file_and_a_file_as_the_folder_are_refused_with_what_is_wanted(track):
    track.save("print(1)\n")
    done = track.run("race", "kyoso_demo_a", "--file", ".")
    assert (done.code, ". is a folder; only --contest takes one." in done.err) == (2, True)
    done = track.run("race", "--contest", CONTEST, "--file", "main.py")
    assert (done.code, "main.py is not a folder; with --contest, --file names the one with a.py" in done.err) == (
        2,
        True,
    )


def test_a_virtual_contest_scores_points_and_the_last_ac_as_the_site_does(track):
    track.model(tokens_per_s=None)
    track.save("kyoso_demo_a/ac.py", "a.py")
    track.save("kyoso_demo_b/ac.py", "B_second.py")
    more = ("--contest", CONTEST, "--letters", "A-C", "--file", ".", "--ghost", "1600", "--seed", "4")
    done = track.run(*track.arguments(None, *more, "--minutes", "0.25", "--json", effort="high"))
    assert done.code == 0, done.err
    race = json.loads(done.out)
    points = {task["problem"]: task["points"] for task in race["tasks"]}
    assert list(points) == ["kyoso_demo_a", "kyoso_demo_b", "kyoso_demo_c"]
    you, model, _ghost = race["lanes"]
    assert you["points"] == points["kyoso_demo_a"] + points["kyoso_demo_b"]
    assert you["last_ac_s"] == max(one["at_s"] for one in you["submissions"])
    assert model["submissions"] and model["points"] > 0
    assert race["contest"] == CONTEST


def test_history_counts_wins_by_letter_and_difficulty_with_an_elo_for_each_opponent(track):
    track.model(tokens_per_s=None)
    track.save("kyoso_demo_a/ac.py")
    for problem in ("kyoso_demo_a", "kyoso_demo_b"):
        track.run(*track.arguments(problem, "--file", "main.py", "--ghost", "100", "--minutes", "0.1"))
    shown = track.run("race", "--history", "--out", "history.html")
    assert shown.code == 0, shown.err
    assert "demo-20b low" in shown.out and "ghost 100" in shown.out
    assert "Your Elo, race by race" in shown.out
    assert "\x1b" not in shown.out
    html = (track.folder / "history.html").read_text()
    assert "<svg" in html and "ghost 100" in html and "<script" not in html
    assert "kyoso race --replay 1" in html and "prefers-color-scheme: dark" in html


def test_a_history_without_races_says_so(track):
    assert "No races" in track.run("race", "--history").out
    assert track.history() == []


def test_a_program_that_passes_the_samples_and_fails_beyond_them_is_a_rejected_submission(track, few_inputs):
    # No sample has more than 90 laps.
    track.save("n = int(input())\nt = list(map(int, input().split()))\nprint(sum(b < a for a, b in zip(t, t[1:])))\n"
               "while n > 90:\n    n += 1\n")  # fmt: skip
    track.env["KYOSO_LIKELY"] = "1"
    more = ("--file", "main.py", "--minutes", "0.15", "--json")
    with hurried_site() as site:
        track.env["KYOSO_SITE"] = site.url
        done = track.run(*track.arguments("kyoso_demo_a", *more, model=None))
    assert done.code == 0, done.err
    (lane,) = json.loads(done.out)["lanes"]
    assert [one["verdict"] for one in lane["submissions"]] == ["TLE"]
    assert lane["rejected"] == 0 and lane["points"] == 0  # a rejection only counts once the problem is solved
    (attempt,) = track.log()
    assert attempt["judgement"]["verdict"] == "AC" and attempt["likely"]["verdict"] == "TLE"
    assert "TLE" in done.err
