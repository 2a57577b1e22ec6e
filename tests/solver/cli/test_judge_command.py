"""`kyoso judge` as a person uses it: at every save, on some of the tests, from stdin, with swapped arguments."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parents[2] / "programs" / "kyoso_demo_a"


@pytest.fixture
def watched(kyoso, site, tmp_path):
    """A file that is judged at every save, a function that waits for a printed line, and the process."""
    file = tmp_path / "work" / "main.py"
    file.write_text("while True: pass\n")
    command = [sys.executable, "-m", "solver", "judge", "--watch", "--no-likely", "main.py", "kyoso_demo_a"]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = queue.Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True).start()

    def line_with(text):
        seen = []
        while text not in (line := lines.get(timeout=60)):
            seen.append(line)
        return "".join(seen)

    yield file, line_with, process
    process.kill()
    process.wait()


def test_a_newer_save_ends_the_run_of_the_older_one_and_is_judged(kyoso, watched):
    file, line_with, process = watched
    line_with("main.py\n")  # the endless program runs
    shutil.copy(PROGRAMS / "wa.py", file)
    assert "TLE" not in line_with("kyoso_demo_a  you  WA")
    shutil.copy(PROGRAMS / "ac.py", file)
    line_with("kyoso_demo_a  you  AC")
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    rows = kyoso("log", "--all", "--json").rows
    assert [row["judgement"]["verdict"] for row in rows] == ["WA", "AC"]


def test_only_the_named_tests_are_run(kyoso, site):
    (row,) = kyoso("judge", PROGRAMS / "ac.py", "kyoso_demo_a", "--tests", "2,3", "--json").rows
    assert [case["name"] for case in row["judgement"]["cases"]] == ["2", "3"]
    assert row["likely"] is None
    done = kyoso("judge", PROGRAMS / "ac.py", "kyoso_demo_a", "--tests", "9")
    assert done.code == 2
    assert "there are 1, 2, 3" in done.err
    done = kyoso("judge", PROGRAMS / "ac.py", "--tests", "absent")
    assert done.code == 2
    assert "There is no folder absent." in done.err


def test_the_two_arguments_may_be_swapped(kyoso, site):
    assert kyoso("judge", "kyoso_demo_a", PROGRAMS / "ac.py", "--no-likely").code == 0


def test_a_program_may_come_from_stdin(kyoso, site):
    command = [sys.executable, "-m", "solver", "judge", "-", "kyoso_demo_a", "--no-likely"]
    source = (PROGRAMS / "ac.py").read_bytes()
    done = subprocess.run([*command, "--language", "python"], input=source, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert subprocess.run(command, input=source, capture_output=True, check=False).returncode == 2


def test_the_expected_and_the_actual_output_are_shown(kyoso, site):
    done = kyoso("judge", PROGRAMS / "wa.py", "kyoso_demo_a")
    assert done.code == 1
    assert "attempt 1" in done.out
    assert "1 ✗ WA" in done.out
    assert "expected" in done.out
    assert "yours" in done.out


def test_a_difference_far_down_a_long_output_is_shown_and_the_attempt_is_logged(kyoso, tmp_path):
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "long.in").write_text("1\n")
    (tests / "long.out").write_text("".join(f"{number}\n" for number in range(30_000)))
    program = tmp_path / "long.py"
    program.write_text("for n in range(30_000): print(n if n != 25_000 else 'x')\n")
    done = kyoso("judge", program, "--tests", tests)
    assert done.code == 1
    assert "25001 x" in done.out
    assert "25001 25000" in done.out
    assert "line 25001, column 1" in done.out
    assert kyoso("log", "1").code == 0
