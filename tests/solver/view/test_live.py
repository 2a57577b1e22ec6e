"""A result reaches its own stream whole while a status is being redrawn on the terminal."""

import json
import re
import sys

import pytest

from tests.solver.race.terminal import terminal

SCRIPT = """
import sys
from solver.cli.progress_line import counting, last_line, progress_line
from solver import progress as solving
from solver.view.output import note, print_json, put, put_data

with {display} as show:
    show({event})
    note("a note")
    put("verdict  ", ("WA", "bold red"), "  attempt 1")
    print_json({{"text": "x" * 200}})
    put_data("a,b\\n")
    put("z" * 200 + " " + "z" * 200, err=True)
input("end?")
"""
DISPLAYS = {
    "spinner": ('progress_line("name")', 'solving.Waiting("tiny [1/2]")'),
    "bar": ('counting("name", 2)', '"one"'),
    "last line": ('last_line("name")', '"[3/5] COPY"'),
}


@pytest.mark.parametrize("name", DISPLAYS)
@pytest.mark.parametrize("to_file", [True, False])
def test_a_result_keeps_its_stream_and_its_line_next_to_a_redrawn_status(name, to_file, tmp_path):
    display, event = DISPLAYS[name]
    (tmp_path / "script.py").write_text(SCRIPT.format(display=display, event=event))
    command = f"{sys.executable} script.py" + (" > out" if to_file else "")
    with terminal(["-c", command], program=("sh",), cwd=tmp_path, columns=300) as shown:
        screen = shown.wait_for("a note" if to_file else "end?")
        shown.type("\n")
        shown.end()
    lines = (tmp_path / "out").read_text().splitlines() if to_file else shown.text.splitlines()[1:]
    assert lines[0] == "verdict  WA  attempt 1"
    assert json.loads(lines[1]) == {"text": "x" * 200}
    assert lines[2] == "a,b"
    assert "a note" in screen.splitlines()
    assert "z" * 200 + " " + "z" * 99 in shown.text.splitlines()  # unstyled text is not wrapped


def test_a_styled_line_is_broken_between_words_on_a_narrow_terminal(tmp_path):
    (tmp_path / "script.py").write_text(
        'from solver.view.output import put\nput("a head  ", ("WA", "bold red"), "  0 of 3 tests passed  attempt 31")\n'
    )
    with terminal(["script.py"], program=(sys.executable,), cwd=tmp_path, columns=36) as shown:
        shown.end()
    assert shown.text.splitlines() == ["a head  WA  0 of 3 tests passed", "attempt 31"]


HELD_UP = """
import threading
from solver import progress as solving
from solver.cli.progress_line import progress_line
from solver.stopping import leaving
from solver.view.output import put

with leaving(), progress_line("name") as show:
    show(solving.Waiting("tiny"))
    try:
        put("ready")
        threading.Event().wait()
    except BaseException:
        threading.Event().wait()
"""


def test_no_redrawn_status_is_left_when_a_command_is_interrupted(tmp_path):
    (tmp_path / "script.py").write_text(HELD_UP)
    with terminal(["script.py"], program=(sys.executable,), cwd=tmp_path) as shown:
        shown.wait_for("ready")
        shown.wait_for("waiting for tiny")
        shown.interrupt()
        assert shown.end() == 130
    assert "waiting for tiny" not in shown.text.splitlines()[-1]
    assert shown.text.splitlines()[-1] == "stopping …"


ROWS = """
import time
from solver.stopping import Stop, leaving, stoppable
from solver.view.live import clear, redrawn
from solver.view.output import note

with leaving(clear), stoppable(Stop()) as stop:
    with redrawn("row 1\\nrow 2\\nrow 3\\nrow 4", per_s=2) as live:
        while not stop.wait(0.1):
            pass
        time.sleep(0.6)
        live.update("row 1\\nrow 2\\nrow 3\\nrow 4")
        note("a note")
    note("the end")
"""


def test_ctrl_c_leaves_no_half_of_a_redrawn_table(tmp_path):
    (tmp_path / "script.py").write_text(ROWS)
    with terminal(["script.py"], program=(sys.executable,), cwd=tmp_path) as shown:
        shown.wait_for("row 4")
        shown.interrupt()
        shown.end()
    assert shown.text.splitlines() == ["stopping …", "a note", "the end"]


FRAMES = """
import time
from solver.view.live import redrawn

with redrawn("a frame\\nbelow it") as live:
    for number in range(5000):
        live.update(f"frame {number}\\nbelow it")
        time.sleep(0.02)
"""


@pytest.mark.parametrize("rows", [24, 4])  # at the bottom, Enter scrolls the screen
def test_enter_leaves_no_frame_of_a_redrawn_status_behind(rows, tmp_path):
    (tmp_path / "script.py").write_text(FRAMES)
    with terminal(["script.py"], program=(sys.executable,), cwd=tmp_path, rows=rows) as shown:
        shown.wait_for("frame 5")
        for typed in ("\n", "\n", "ls\n"):
            drawn = max(map(int, re.findall(r"frame (\d+)", shown.text)))
            shown.type(typed)

            def alone(text, drawn=drawn):
                only = re.fullmatch(r"frame (\d+)\nbelow it", text)
                return only is not None and int(only[1]) > drawn + 20  # long after the echo

            shown.wait_for(alone, timeout=20)
