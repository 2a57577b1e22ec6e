"""`kyoso judge` as a person uses it: at every save, on some of the tests, from stdin, with swapped arguments."""

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from judge.languages import LANGUAGES

PROGRAMS = Path(__file__).parents[2] / "programs" / "kyoso_demo_a"


@pytest.fixture
def watched(kyoso, site, tmp_path, request):
    """A file that is judged at every save, endless unless it is still to come, and the lines that this prints."""
    file = tmp_path / "work" / "main.py"
    if getattr(request, "param", True):
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


@pytest.mark.parametrize("watched", [False], indirect=True)
def test_a_watched_file_need_not_be_there_yet(watched):
    file, line_with, _process = watched
    line_with("Waiting for main.py to be saved")
    shutil.copy(PROGRAMS / "ac.py", file)
    line_with("kyoso_demo_a  you  AC")


def test_a_language_has_its_usual_names(kyoso, site):
    Path("main.txt").write_text("int main() {}")
    (row,) = kyoso("judge", "main.txt", "kyoso_demo_a", "--language", "C++", "--json").rows
    assert row["submission"]["language"] == "cpp"
    assert kyoso("judge", "main.txt", "kyoso_demo_a", "--language", "cobol").code == 2


def test_named_tests_alone_are_run(kyoso, site):
    (row,) = kyoso("judge", PROGRAMS / "ac.py", "kyoso_demo_a", "--tests", "2,3", "--json").rows
    assert [case["name"] for case in row["judgement"]["cases"]] == ["2", "3"]
    assert row["likely"] is None
    for names in ("2-3", "2-2,3"):
        (row,) = kyoso("judge", PROGRAMS / "ac.py", "kyoso_demo_a", "--tests", names, "--json").rows
        assert [case["name"] for case in row["judgement"]["cases"]] == ["2", "3"]
        assert "only tests 2, 3" in row["notes"]
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


def test_a_compiler_that_is_missing_is_said_with_what_to_do_and_nothing_is_logged(kyoso, site, model, monkeypatch):
    monkeypatch.setitem(LANGUAGES, "rust", replace(LANGUAGES["rust"], version=("no-such-rustc", "--version")))
    Path("main.rs").write_text("fn main() {}")
    asked = ("--model", "demo-120b")
    for command in (
        ("judge", "main.rs", "kyoso_demo_a"),
        ("hint", "kyoso_demo_a", "--file", "main.rs", *asked),
        ("solve", "kyoso_demo_a", "--language", "rust", *asked),
    ):
        done = kyoso(*command)
        assert done.code == 3
        assert "Rust: no no-such-rustc in the" in done.err
        assert re.search("run `(kyoso sandbox build --languages rust|apt install rustc)`", done.err)
    assert [seen for seen in model.seen if seen.purpose == "solve"] == []
    assert kyoso("log", "--all", "--json").rows == []


def test_nothing_is_said_beyond_the_samples_of_what_could_not_be_compiled_here(kyoso, site):
    Path("main.cpp").write_text("#include <torch/torch.h>\nint main() {}")
    done = kyoso("judge", "main.cpp", "kyoso_demo_a")
    assert (done.code, "UNCHECKED" in done.out, "beyond" in done.out) == (1, True, False)


def test_output_without_end_takes_two_lines_and_is_not_counted(kyoso, tmp_path):
    (tmp_path / "1.in").write_text("")
    (tmp_path / "1.out").write_text("")
    Path("main.py").write_text("while True: print('x' * 1000)")
    done = kyoso("judge", "main.py", "--tests", tmp_path)
    assert "more than 16 MiB of output" in done.out
    assert done.out.count("xxxxx") <= 2 * 80 // 5 and "more lines" not in done.out


@pytest.mark.parametrize("as_json", [False, True])
def test_a_log_that_cannot_be_used_does_not_take_the_verdict_with_it(kyoso, site, tmp_path, as_json):
    home = tmp_path / "broken"
    home.mkdir()
    (home / "kyoso.db").write_bytes(b"no database" * 1000)
    done = kyoso("judge", PROGRAMS / "wa.py", "kyoso_demo_a", "--home", home, *["--json"] * as_json)
    assert done.code == 3
    assert "kyoso.db cannot be used" in done.err.splitlines()[-1]
    if as_json:
        assert done.rows[0]["judgement"]["verdict"] == "WA"
    else:
        assert "1 ✗ WA" in done.out and "expected" in done.out and "{" not in done.out


def test_a_statement_that_cannot_be_kept_is_shown_all_the_same(kyoso, site, tmp_path):
    (tmp_path / "file").touch()
    done = kyoso("show", "kyoso_demo_a", "--home", tmp_path / "file" / "home")
    assert (done.code, "Time limit" in done.out) == (0, True)
    assert "cannot be written" in done.err
    done = kyoso("fetch", "kyoso_demo_a", "--home", tmp_path / "file" / "home")
    assert done.code == 3
