"""What a person sees of one attempt, and of the log's table."""

import io
from dataclasses import replace

from rich.console import Console

from judge.judgement import CaseResult, Verdict
from judge.notes import plain
from solver.view import show
from tests.solver.report.grading.nights import made


def shown(capsys, attempt):
    show.print_attempt(attempt, as_json=False)
    return capsys.readouterr().out


def with_cases(word, *cases):
    attempt = made("abc1_a", word)
    return replace(attempt, judgement=replace(attempt.judgement, cases=cases))


def test_tests_that_ran_are_counted(capsys):
    assert "1 of 1 tests passed" in shown(capsys, made("abc1_a", "AC"))
    out = shown(capsys, made("abc1_a", "WA"))
    assert "0 of 1 tests passed" in out
    assert "1 ✗ WA" in out


def test_a_failure_before_a_test_ran_is_not_counted_as_a_failed_test(capsys):
    stopped = CaseResult(
        "compiler", Verdict.UNCHECKED, None, note=plain("needs x86-64: kyoso sandbox build --platform …")
    )
    out = shown(capsys, with_cases("UNCHECKED", stopped))
    assert "tests passed" not in out
    assert "UNCHECKED  compiler: needs x86-64: kyoso sandbox" in out
    failed = CaseResult("sandbox", Verdict.IE, None, note=plain("no daemon"))
    first = made("abc1_a", "AC").judgement.cases[0]
    out = shown(capsys, with_cases("IE", first, failed))
    assert "1 of 1 tests passed" in out
    assert "IE  sandbox: no daemon" in out
    assert "no tests to run" in shown(capsys, with_cases("UNCHECKED"))


def test_the_logs_table_keeps_names_whole_on_a_narrow_terminal(tmp_path):
    rows = [replace(made("kyoso_demo_a", "AC", model="demo-120b"), id=7)]
    for width in (60, 80):
        console = Console(width=width, file=io.StringIO())
        console.print(show.log_table(rows, width))
        lines = console.file.getvalue().splitlines()
        assert len(lines) == 2
        assert "kyoso_demo_a" in lines[1] and "demo-120b" in lines[1]
        assert ("tokens" in lines[0]) == (width == 80)


def test_the_logs_table_shows_problem_author_and_verdict_at_40_columns():
    flagged = made("kyoso_demo_a", "UNCHECKED", model="demo-120b", effort="medium")
    console = Console(width=40, file=io.StringIO())
    console.print(show.log_table([replace(flagged, id=123)], 40))
    _head, row = console.file.getvalue().splitlines()
    assert row.split() == ["123", "kyoso_demo_a", "demo-120b", "UNCHECKED"]


def test_the_logs_table_never_breaks_an_attempts_number_or_a_problems_id():
    flagged = made("kyoso_demo_a", "UNCHECKED", model="openai/gpt-oss-120b", effort="medium")
    console = Console(width=60, file=io.StringIO())
    console.print(show.log_table([replace(flagged, id=12_345)], 60))
    _head, first, *rest = console.file.getvalue().splitlines()
    assert "12345" in first and "kyoso_demo_a" in first and "UNCHECKED" in first
    assert "".join(first.split()[4:5] + [line.strip() for line in rest]) == "openai/gpt-oss-120b"
