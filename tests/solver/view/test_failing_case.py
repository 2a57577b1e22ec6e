"""How the first failing test is shown, kept as files for the widths and languages that matter."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from judge.checkers import compare, wrong_token
from judge.judgement import CaseResult, Judgement, Submission, Verdict
from problems.problem import Checker, CheckerKind, Limits, Sample
from sandbox.run import Ending, RunResult
from solver.own_attempt import Assignment
from solver.view.failing_case import Look, failing_case, marks, shown_case
from solver.view.html_case import case_html
from solver.view.language import choose_language
from solver.view.terminal_case import case_lines, strip_lines
from solver.view.text import safe

GOLDEN = Path(__file__).parent / "golden"
EXACT = Checker()
LIMITS = Limits(2.0, 1024)
SQUARES = "".join(f"{number} {number**2}\n" for number in range(1, 61)).encode()
NUMBERS = " ".join(map(str, range(100, 300))).encode() + b"\n"
MANY = "".join(f"{number % 97}\n" for number in range(10**5)).encode()


def assigned(tests, checker=EXACT):
    return Assignment(None, tests, LIMITS, checker)


def ran(stdout=b"", stderr=b"", ending=Ending.EXITED, code=0, signal=None, cpu_s=0.012, peak_mib=9.4, wall_s=0.02):
    return RunResult(ending, code, signal, cpu_s, wall_s, peak_mib, stdout, stderr)


def judged(verdict, run, compile_output=""):
    cases = [
        CaseResult("1", Verdict.AC, ran(b"1\n")),
        CaseResult("2", verdict, run),
        CaseResult("3", Verdict.AC, ran()),
    ]
    return Judgement(verdict, tuple(cases), compile_output, 0.1, 9.0)


def wrong(stdin, expected, got):
    return judged(Verdict.WA, ran(got)), [Sample("2", stdin, expected)], None


def not_compiled(language, source, output):
    return Judgement(Verdict.CE, (), output, None, None), [], Submission(language, source)


TRACEBACK = b"".join(b"frame %d\n" % number for number in range(14)) + b"IndexError: list index out of range\n"
SAMPLE = [Sample("2", b"3\n1 2 3\n", b"6\n")]
CASES = {
    "line_31_of_60": wrong(b"60\n", SQUARES, SQUARES.replace(b"31 961", b"31 962")),
    "wide_lines": wrong(NUMBERS, NUMBERS, NUMBERS.replace(b" 200 ", b" 201 ")),
    "long_word": wrong(b"1\n", b"ab" * 5000 + b"\n", b"ab" * 2500 + b"ba" + b"ab" * 2499 + b"\n"),
    "japanese": wrong("東京　大阪 \n".encode(), "東京 4\n大阪 7\n".encode(), "東京 5  \n大阪\t7\n".encode()),
    "hundred_thousand_lines": wrong(MANY, MANY, MANY[: len(MANY) // 8] + b"x\n" + MANY[len(MANY) // 8 :]),
    "not_utf8": wrong(b"\xff 1\n", b"1\n", b"\xfe\x1b]0;owned\x07\r\n"),
    "output_ends": wrong(b"3\n", b"1\n2\n3\n", b"1\n2\n"),
    "nothing_written": wrong(b"3\n", b"1\n2\n3\n", b""),
    "other_line_breaks": wrong(b"3\n", b"1\n2\n3\n4\n", b"1 2 5 4\n"),
    "runtime_error": (judged(Verdict.RE, ran(b"1\n", TRACEBACK, code=1)), SAMPLE, None),
    "too_slow": (judged(Verdict.TLE, ran(ending=Ending.TIME_LIMIT, cpu_s=2.41, wall_s=2.6)), SAMPLE, None),
    "too_large": (judged(Verdict.MLE, ran(ending=Ending.MEMORY_LIMIT, peak_mib=1024)), SAMPLE, None),
    "too_much": (judged(Verdict.OLE, ran(b"y\n" * 90_000, ending=Ending.OUTPUT_LIMIT)), SAMPLE, None),
    "cpp": not_compiled(
        "cpp",
        "int main(){\n  x = 1;\n  y = 1;\n}\n",
        "main.cpp: In function 'int main()':\nmain.cpp:2:3: error: 'x' was not declared in this scope\n"
        "    2 |   x = 1;\n      |   ^\n"
        "main.cpp:3:3: error: 'y' was not declared in this scope\n    3 |   y = 1;\n      |   ^\n",
    ),
    "python": not_compiled(
        "python",
        "x = 1\nprint(x\n",
        'Traceback (most recent call last):\n  File "main.py", line 2\n    print(x\n         ^\n'
        "SyntaxError: '(' was never closed\n",
    ),
    "rust": not_compiled(
        "rust",
        "fn main() {\n    x\n}\n",
        "warning: unused variable: `q`\n --> main.rs:1:5\n  |\n1 | q\n\nerror[E0425]: cannot find value `x` in this"
        " scope\n --> main.rs:2:5\n  |\n2 |     x\n  |     ^ not found in this scope\n",
    ),
    "go": not_compiled(
        "go",
        "package main\n\nfunc main() {\n\tx = 1\n\ty = 1\n}\n",
        "# command-line-arguments\n./main.go:4:2: undefined: x\n./main.go:5:2: undefined: y\n",
    ),
}
KEPT = [(name, 80, "en") for name in CASES] + [
    ("line_31_of_60", 60, "ja"),
    ("line_31_of_60", 120, "en"),
    ("wide_lines", 60, "en"),
    ("japanese", 120, "ja"),
    ("too_slow", 60, "ja"),
]


@pytest.fixture
def language(monkeypatch):
    """Choose a language as --lang does, and restore the old one after the test."""
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", "en"))
    yield lambda name: choose_language(["--lang", name])
    monkeypatch.undo()
    choose_language([])


def drawn(name, width, plain=True):
    judgement, tests, submission = CASES[name]
    case = failing_case(judgement, assigned(tests), submission)
    lines = [*strip_lines(marks(judgement), width), *case_lines(case, width, plain=plain)]
    return "".join(line.plain.rstrip() + "\n" for line in lines)


@pytest.mark.parametrize(("name", "width", "lang"), KEPT)
def test_a_failing_case_looks_as_it_was_kept(name, width, lang, language):
    language(lang)
    kept = GOLDEN / f"{name}.{width}.{lang}.txt"
    shown = drawn(name, width)
    if os.environ.get("KYOSO_KEEP_GOLDEN"):
        kept.write_text(shown, "utf-8")
    assert shown == kept.read_text("utf-8")


def test_lines_that_are_not_kept_are_not_counted():
    long = CaseResult("1", Verdict.WA, ran(b"x\n" * 90_000, b"e\n" * 90_000)).shortened(0)
    for case in (long, replace(long, verdict=Verdict.TLE)):
        shown = shown_case(case, b"", b"1\n")
        for pane in (shown.columns[-1], *shown.under):
            assert (pane.above, pane.below) == (0, 0)
            assert "…" in [piece.text for line in pane.lines for piece in line.pieces]


@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_the_terminal_or_contains_a_control_character(name):
    for width in (20, 60, 80, 120):
        for line in drawn(name, width).splitlines():
            assert cell_len(line) <= width
            assert safe(line) == line


def test_the_page_shows_what_the_terminal_shows_and_escapes_it():
    judgement, tests, _submission = wrong(b"<b>\n", b"1 <i>\n", b"1 \x1b<s>\n")
    html = case_html(marks(judgement), failing_case(judgement, assigned(tests)))
    assert "&lt;b&gt;" in html
    assert '<mark class="wrong">␛&lt;s&gt;</mark>' in html
    assert "line 1, column 3" in html
    judgement, tests, _submission = CASES["output_ends"]
    assert ">1\n</span>" in case_html(marks(judgement), failing_case(judgement, assigned(tests)))


def test_a_difference_within_the_tolerance_is_not_marked():
    judgement, tests, _submission = wrong(b"1\n", b"0.5 0.25 3.0\n", b"0.50000001 0.25 3.5\n")
    case = failing_case(judgement, assigned(tests, Checker(CheckerKind.TOLERANCE, abs=1e-6, rel=1e-6)))
    yours = case.columns[-1]
    assert [piece.text for piece in yours.lines[0].pieces if piece.look is Look.WRONG] == ["3.5"]


@pytest.mark.parametrize("wrong", [b"88000 x\n", b"88000 7743\n7\n", b""])
def test_a_difference_in_a_part_that_the_log_does_not_keep_is_shown_when_judging(wrong):
    right = b"".join(b"%d %d\n" % (number, number**2 % 9973) for number in range(1, 10**5 + 1))
    at = right.index(b"\n88000 ") + 1
    got = right[:at] + wrong + (right[at:] if wrong.count(b"\n") > 1 else right[right.index(b"\n", at) + 1 :])
    opinion = compare(Checker(), right, got)
    whole = CaseResult("1", opinion.verdict, ran(got), note=opinion.note)
    cut = whole.shortened(wrong_token(opinion.note))
    assert shown_case(cut, b"", right, LIMITS) == shown_case(whole, b"", right, LIMITS)
    from_log = shown_case(replace(cut, excerpt=None), b"", right, LIMITS)
    assert from_log.columns[-1].lines[-1].pieces[0].text == "(this part is not kept in the log)"


def test_every_line_is_shown_if_all_are_asked_for():
    judgement, tests, _submission = CASES["line_31_of_60"]
    case = failing_case(judgement, assigned(tests), most=None)
    assert [len(pane.lines) for pane in case.columns] == [1, 60, 60]
