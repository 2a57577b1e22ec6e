"""Races driven through a real terminal, with real servers, sandboxes and files."""

import base64
import os
import re
import threading
import time

from solver.race.keys import Keys
from tests.solver.demo.faulty_model import FaultyModel
from tests.solver.hints.leaky_model import LeakyModel
from tests.solver.race.conftest import PROGRAMS
from tests.solver.race.terminal import KYOSO


def lane(history, kind):
    return next(lane for lane in history[-1]["lanes"] if lane["kind"] == kind)


def test_a_key_typed_before_ctrl_c_is_still_read(monkeypatch):
    keyboard, terminal = os.openpty()
    read, reading, held = [], threading.Event(), threading.Event()

    def on_key(key):
        read.append(key)
        reading.set()
        held.wait(60)

    with os.fdopen(terminal) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with Keys(on_key):
            os.write(keyboard, b"a")
            assert reading.wait(60)
            os.write(keyboard, b"b\x03")
            reading.clear()
            held.set()
            assert reading.wait(60)
    os.close(keyboard)
    assert read == ["a", "b"]


def test_a_person_wins_against_a_slow_model(track):
    track.model(tokens_per_s=4)
    with track.start("kyoso_demo_a", "--file", "main.py", "--verdict-wait", "0", effort="medium") as screen:
        screen.wait_for("thought")
        track.save("print(0)\n")
        shown = screen.wait_for("line 1, column 1")
        assert re.search(r"main\.py 00:\d\d +1 ✗ WA", shown)
        assert "WA 0/3" in shown or "WA 1/3" in shown
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("AC at 00:")
        screen.type("gg")  # has no effect: this lane has ended
        screen.interrupt()
        assert screen.end() == 130
        assert "You won!" in screen.text
    history = track.history()
    you, model = lane(history, "you"), lane(history, "model")
    assert (you["ended"], you["won"], you["rejected"]) == ("solved", True, 0)
    assert (model["ended"], model["won"]) == ("stopped", False)
    attempts = track.log()
    assert [(a["source"], a["author"], a["judgement"]["verdict"]) for a in attempts] == [
        ("race", "you", "WA"),
        ("race", "you", "AC"),
    ]
    assert you["submissions"][0]["attempt"] == attempts[1]["id"]


def test_a_model_wins_and_its_code_is_shown_once_you_give_up(track):
    track.model(tokens_per_s=200)
    with track.start("kyoso_demo_a", "--file", "main.py") as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at 00:", text))
        screen.type("g")
        screen.wait_for("Give up? Press g again")
        screen.type("g")
        assert screen.end() == 0
        assert "demo-20b low won." in screen.text
        number = re.search(r"What demo-20b low wrote \(AC\): kyoso log (\d+)", screen.text)[1]
    assert "n = int(input())" in track.run("log", number).out
    assert lane(track.history(), "you")["ended"] == "gave_up"
    assert lane(track.history(), "model")["tokens"] > 20


def test_a_race_that_the_person_ends_is_kept_and_hides_the_models_code(track):
    track.model(tokens_per_s=200)
    with track.start("kyoso_demo_a", "--file", "main.py") as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at 00:", text))
        screen.interrupt()
        assert screen.end() == 130  # one attempt is AC
        assert "solved the problem or given up" in screen.text
        assert "int(input())" not in screen.text
    history = track.history()
    assert lane(history, "you")["ended"] == "stopped"
    assert history[-1]["ended_at"] is not None


def test_wa_from_atcoder_puts_you_back_and_the_next_ac_counts_with_a_penalty(track):
    track.model(tokens_per_s=2)
    with track.start("kyoso_demo_a", "--file", "main.py", effort="medium", columns=100) as screen:
        screen.wait_for("thought")
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("AC at 00:")
        screen.type("wa\r")
        screen.wait_for("back in the race")
        track.save("kyoso_demo_a/ac_trailing_blanks.py")
        screen.wait_for("+ 05:00")
        screen.type("ac\r")
        screen.wait_for("Kept: AtCoder said AC.")
        screen.interrupt()
        assert screen.end() == 130
    you = lane(track.history(), "you")
    assert [(one["verdict"], one["said"]) for one in you["submissions"]] == [("AC", "WA"), ("AC", "AC")]
    assert you["penalty_s"] == 300 and you["time_s"] > 300


def test_after_all_lanes_have_ended_there_is_time_to_enter_atcoders_verdict(track):
    track.model(tokens_per_s=500)
    with track.start("kyoso_demo_a", "--file", "main.py", "--verdict-wait", "60") as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at 00:", text))
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("What did AtCoder say?")
        screen.type("wa\r")
        screen.wait_for("back in the race")
        track.save("kyoso_demo_a/ac_threading.py")
        screen.wait_for("What did AtCoder say?")
        screen.type("\r")
        assert screen.end() == 0


def test_s_hands_in_a_rejection_counts_and_saves_during_a_pause_are_not_tested(track):
    track.model(tokens_per_s=2)
    with track.start("kyoso_demo_a", "--file", "main.py", "--no-submit-on-ac", effort="medium") as screen:
        screen.wait_for("thought")
        screen.type("s")
        screen.wait_for("nothing to hand in yet")
        track.save("print(0)\n")
        screen.wait_for("line 1, column 1")
        screen.type("s")
        screen.wait_for("Handed in: WA")
        screen.type("p")
        screen.wait_for("paused")
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("This save was not tested")
        screen.type("p")
        screen.wait_for("resumed")
        track.save("kyoso_demo_a/ac_exit.py")
        screen.wait_for("AC 3/3")
        screen.type("s")
        screen.wait_for("AC at 00:")
        screen.type("h")
        screen.interrupt()
        assert screen.end() == 130
    you = lane(track.history(), "you")
    assert [one["verdict"] for one in you["submissions"]] == ["WA", "AC"]
    assert you["paused_s"] > 0
    assert you["rejected"] == 1


def test_a_save_during_compilation_does_not_wait_for_the_older_one(track):
    track.model(tokens_per_s=2)
    slow = "#include <bits/stdc++.h>\n" + "template<int n> struct f { static constexpr long v = f<n-1>::v + n; };\n"
    slow += "template<> struct f<0> { static constexpr long v = 0; };\nint main() { std::cout << f<850>::v; }\n"
    with track.start("kyoso_demo_a", "--file", "main.cpp", effort="medium") as screen:
        screen.wait_for("thought")
        track.save(slow, "main.cpp")
        screen.wait_for("compiling")
        track.save("kyoso_demo_a/ac.cpp", "main.cpp")
        screen.wait_for("AC at 00:")
        screen.interrupt()
        assert screen.end() == 130
    assert lane(track.history(), "you")["ended"] == "solved"


def test_saving_a_file_that_was_right_from_the_start_unchanged_hands_it_in(track):
    track.model(tokens_per_s=2)
    track.save("kyoso_demo_a/ac.py")
    with track.start("kyoso_demo_a", "--file", "main.py", effort="medium") as screen:
        assert "not saved yet" in screen.wait_for("thought")
        os.utime(track.file)
        screen.wait_for("AC at 00:")
        screen.interrupt()
        assert screen.end() == 130


def test_a_save_while_a_model_warms_up_is_tested_at_the_start(track):
    track.model(tokens_per_s=0.5)
    with track.start("kyoso_demo_a", "--file", "main.py") as screen:
        screen.wait_for("warming up")
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("AC at 00:00")
        screen.interrupt()
        assert screen.end() == 130


def test_a_server_that_dies_half_way_is_shown_in_its_lane_and_the_race_goes_on(track):
    server = track.serve(FaultyModel(tokens_per_s=10, fault="cut", fault_times=50))
    with track.start("kyoso_demo_a", "--file", "main.py") as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*its server failed at 00:", text))
        assert server.seen
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("What did AtCoder say?")
        screen.type("\r")
        assert screen.end() == 0
        assert "The server of demo-20b low failed: the connection was cut" in screen.text
        assert re.search(r"^– +demo-20b low +its server failed", screen.text, re.M)
    assert lane(track.history(), "model")["ended"] == "server_failed"


def test_a_race_fits_a_terminal_of_60_by_20_without_colour(track):
    track.model(tokens_per_s=2)
    with track.start("kyoso_demo_a", "--file", "main.py", effort="medium", env={"NO_COLOR": "1"}) as screen:
        screen.wait_for("thought")
        track.save("print(0)\n")
        screen.wait_for("line 1, column 1")
        screen.resize(60, 20)
        shown = screen.wait_for(lambda text: re.search(r"^ 00:\d\d  nobody has", text, re.M) and "^C" in text)
        lines = shown.splitlines()
        assert len(lines) <= 20 and all(len(line) <= 60 for line in lines)
        assert "A  " in lines[0] and re.search(r"^ 00:\d\d  nobody has solved it yet", lines[1])
        assert "hand in" in shown and "^C" in lines[-1]
        assert not re.search(rb"\x1b\[[0-9;]*3[0-7]m", screen.written)
        screen.interrupt()
        assert screen.end() == 130


def test_the_terminal_is_restored_when_the_race_is_over(track):
    track.model(tokens_per_s=300)
    with track.start("kyoso_demo_a", "--file", "main.py", program=KYOSO) as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at", text))
        screen.type("gg")
        screen.end()
        assert b"\x1b[?1049l" in screen.written  # leaves the alternate screen
        assert screen.written.rstrip().endswith(b"#kyoso")


def test_enter_held_down_at_the_end_leaves_no_frame_behind(track):
    track.model(tokens_per_s=None)
    options = ("--file", "main.py", "--print", "--verdict-wait", "60")
    with track.start("kyoso_demo_a", *options, rows=200) as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at 00:", text))
        assert "KYOSO-DEMO A  Faster Than Before" in screen.text
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("What did AtCoder say?")
        for _press in range(60):
            screen.type("\r")
            time.sleep(0.005)
        assert screen.end() == 0
        assert "The race at kyoso_demo_a is over" in screen.text
        assert "KYOSO-DEMO A  Faster Than Before" not in screen.text


def test_a_hint_is_shown_and_logged_and_costs_its_penalty(track):
    track.serve(LeakyModel())
    options = ("--file", "main.py", "--hint-penalty", "2", "--verdict-wait", "0")
    with track.start("kyoso_demo_a", *options, model="demo-120b") as screen:
        screen.wait_for(lambda text: re.search(r"demo-120b low .*AC at 00:", text))
        screen.type("h")
        screen.wait_for("being written, ")
        screen.wait_for("stays until you press x", timeout=120)
        track.save("print(0)\n")
        screen.wait_for("line 1, column 1")
        assert "stays until you press x" in screen.text  # a save does not hide it
        screen.type("x")
        screen.wait_for("x shows it again")
        screen.type("x")
        screen.wait_for("stays until you press x")
        track.save("kyoso_demo_a/ac.py")
        assert screen.end() == 0
        assert "1 hint" in screen.text
    you = lane(track.history(), "you")
    assert (you["ended"], you["hints"], you["penalty_s"]) == ("solved", 1, 120)


def test_after_a_withheld_hint_the_message_names_the_key_that_asks_again(track):
    server = track.serve(LeakyModel(says=["yes", "yes", "yes", "no"]))
    with track.start("kyoso_demo_a", "--file", "main.py", "--verdict-wait", "0", model="demo-120b") as screen:
        screen.wait_for(lambda text: re.search(r"demo-120b low .*AC at 00:", text))
        screen.type("h")
        screen.wait_for("No hint: whatever it wrote gave too much away. h asks again.", timeout=120)
        screen.type("h")
        screen.wait_for("stays until you press x", timeout=120)
        track.save("kyoso_demo_a/ac.py")
        assert screen.end() == 0
    assert len(server.looks) == 4


def test_a_submission_that_this_judge_cannot_check_waits_for_atcoders_verdict(track):
    track.model(tokens_per_s=None)
    with track.start("kyoso_demo_d", "--file", "main.py", effort="medium", rows=30) as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b medium .*UNCHECKED at 00:", text))
        track.save("print(1)\nprint(1)\n")
        screen.wait_for("This judge cannot tell whether it is right; s hands it in.")
        screen.type("s")
        screen.wait_for("Handed in. Only AtCoder can tell")
        screen.type("ac\r")
        screen.wait_for("AC at 00:")
        assert screen.end() == 1  # this judge counts nothing as AC
        assert "You won!" in screen.text
    assert lane(track.history(), "you")["submissions"][-1]["said"] == "AC"


def test_o_copies_your_code_through_the_terminal_and_waits_for_atcoders_verdict(track):
    track.model(tokens_per_s=None)
    with track.start("kyoso_demo_a", "--file", "main.py", "--verdict-wait", "0.1") as screen:
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at 00:", text))
        screen.type("o")
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("What did AtCoder say?")
        screen.type("o")
        screen.wait_for("https://atcoder.jp/contests/kyoso-demo/submit?taskScreenName=kyoso_demo_a")
        assert "Your code is copied" in screen.text
        code = base64.b64encode((PROGRAMS / "kyoso_demo_a" / "ac.py").read_bytes())
        assert b"\x1b]52;c;" + code + b"\x07" in screen.written
        screen.type("\x1a")  # Ctrl-Z does nothing
        screen.type("ac\r")
        assert screen.end() == 0
        assert "AtCoder said AC" in screen.text


def test_the_models_can_be_made_to_answer_at_once(track):
    track.model(tokens_per_s=20)
    with track.start("kyoso_demo_a", "--file", "main.py", effort="high") as screen:
        screen.wait_for("thought")
        screen.type("!")
        screen.wait_for(lambda text: re.search(r"demo-20b high .*AC at 00:", text))
        screen.interrupt()
        screen.end()
    (attempt,) = track.log()
    assert attempt["reply"]["forced"] is True
    assert attempt["key"]["effort"] == "high"
