"""What a race looks like: whole frames, kept as files beside this one.

KYOSO_WRITE_FRAMES=1 writes them anew; look at them before you commit them.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from judge.judgement import CaseResult, Judgement, Verdict
from judge.notes import plain
from judge.progress import Compiling, Judged, Running
from problems.demo import CONTEST, pages
from problems.page import read_page
from sandbox.run import Ending, RunResult
from solver import progress
from solver.race import rules
from solver.race.difference import difference, visible
from solver.race.rules import End, Lane, LaneKind, Rules, Try
from solver.race.view import LastTest, View, doing, frame

FRAMES = Path(__file__).parent / "frames"
SIZES = {"80x24": (80, 24), "60x20": (60, 20)}


def demo_problem(letter):
    return read_page(pages()[f"/contests/{CONTEST}/tasks/kyoso_demo_{letter}"].decode())


def run_of(stdout, stderr=b""):
    return RunResult(Ending.EXITED, 0, None, 0.01, 0.01, 1.0, stdout, stderr)


def judged(verdict, *cases, compile_output=""):
    return Judgement(verdict, cases, compile_output, 0.01, 1.0)


E_PROBLEM = demo_problem("e")
YOU = Lane(LaneKind.YOU, "you")
MODEL = Lane(LaneKind.MODEL, "openai/gpt-oss-20b", "medium")
GHOST = Lane(LaneKind.GHOST, "ghost 1200", rating=1200)


def view(lanes=(YOU, MODEL, GHOST), states=None, **more):
    shown = {"problems": (E_PROBLEM,), "rules": Rules(), "race_s": 221.0}
    return View(lanes=lanes, doing=states or {0: ("not saved yet", "dim")}, **(shown | more))


def wrong():
    sample = E_PROBLEM.samples[0]
    case = CaseResult(sample.name, Verdict.WA, run_of(b"8\n"), note=plain("token 1"))
    rest = [CaseResult(one.name, Verdict.AC, run_of(one.expected)) for one in E_PROBLEM.samples[1:]]
    return LastTest(E_PROBLEM.id, "main.py", 200.0, judged(Verdict.WA, case, *rest), 3)


def many():
    tasks = tuple(demo_problem(letter) for letter in "abc")
    ids = [task.id for task in tasks]
    you = rules.submit(YOU, Try(ids[0], 60, Verdict.WA), ids, 60)
    you = rules.submit(you, Try(ids[0], 100, Verdict.AC), ids, 100)
    model = rules.submit(MODEL, Try(ids[0], 12, Verdict.AC), ids, 12)
    return view((you, model, GHOST), {0: ("C: WA (1 of 3 samples)", ""), 1: ("B: compiling", "")}, problems=tasks)


def solved():
    lane = rules.submit(YOU, Try(E_PROBLEM.id, 150, Verdict.WA), (E_PROBLEM.id,), 150)
    lane = rules.submit(lane, Try(E_PROBLEM.id, 200, Verdict.AC), (E_PROBLEM.id,), 200)
    return view((lane, rules.end(MODEL, End.SERVER_FAILED, 90), GHOST), closing_s=7.0)


SHOWN = {
    "countdown": view(countdown=3),
    "reasoning": view(states={1: doing(progress.Tokens("m", 1234, 0, 45.4))}),
    "wrong": view(states={0: doing(Judged(Verdict.WA, wrong().judgement)), 1: doing(Compiling("C++"))}, last=wrong()),
    "compile_error": view(
        last=LastTest(
            E_PROBLEM.id, "main.cpp", 9.0, judged(Verdict.CE, compile_output="main.cpp:1:1: error: x\n\x1b[31mred"), 1
        )
    ),
    "paused": view(
        (rules.pause(YOU, 100.0), MODEL),
        message="Your clock stands still; the models go on with theirs. p goes on.",
        typed="wa",
    ),
    "solved": solved(),
    "contest": many(),
}


def printed(shown, width, height):
    console = Console(width=width, height=height, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(frame(shown, width, height))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SHOWN)
def test_a_frame_is_as_it_was_looked_at(name, size, monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    shown, path = printed(SHOWN[name], *SIZES[size]), FRAMES / f"{name}-{size}.txt"
    if os.environ.get("KYOSO_WRITE_FRAMES"):
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")
    width, height = SIZES[size]
    lines = shown.splitlines()
    assert len(lines) <= height and all(Console().measure(line).maximum <= width for line in lines if line)


def test_a_small_screen_loses_the_difference_and_never_the_keys():
    lines = printed(SHOWN["wrong"], 40, 11).splitlines()
    assert len(lines) <= 11
    assert lines[-1].startswith("AtCoder said")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (progress.Waiting("m"), "waiting for a slot"),
        (progress.Loading("m", 12.3), "the server is loading the model (12 s)"),
        (progress.Tokens("m", 10, 5, None), "writing code, 15 tokens"),
        (Running(2, 3, "2"), "sample 2 of 3"),
    ],
)
def test_what_a_lane_is_doing(event, words):
    assert doing(event) == (words, "")
    assert doing(event, 2)[0] == f"repair round 2: {words}"


def test_the_first_differing_place_is_marked():
    found = difference(b"1 2 3\n4 5 6\n7\n", b"1 2 3  \n4 5 7\n7\n")
    assert (found.line, found.column) == (2, 5)
    assert [row.differs for row in found.rows] == [False, True, False]


def test_a_missing_line_differs_and_trailing_blanks_do_not():
    assert difference(b"1\n", b"1 \n\n").line is None
    found = difference(b"1\n2\n", b"1\n")
    assert (found.line, found.column, found.rows[1].got) == (2, 1, None)


def test_only_the_lines_around_the_difference_are_shown():
    expected = b"".join(b"%d\n" % number for number in range(1000))
    found = difference(expected, expected.replace(b"\n777\n", b"\n0\n"), most=6)
    assert found.line == 778
    assert len(found.rows) == 6 and 778 in [row.number for row in found.rows]


def test_what_a_program_prints_does_not_steer_the_terminal():
    assert visible("a\x1b[31mb\x07\tc") == "a\\x1b[31mb\\x07    c"
    case = CaseResult("1", Verdict.WA, run_of(b"\x1b[2J\xff\n"))
    last = LastTest(E_PROBLEM.id, "main.py", 1.0, judged(Verdict.WA, case), 1)
    assert "\x1b" not in printed(replace(SHOWN["wrong"], last=last), 80, 24)


def test_a_long_hint_is_broken_into_lines():
    lines = printed(view(message="考えてみよう。" * 20), 60, 20).splitlines()
    assert "".join(lines).count("考えてみよう") >= 18
