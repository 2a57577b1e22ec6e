"""The verdict on an output compared with the expected one."""

import pytest

from judge.checkers import compare
from judge.judgement import Verdict
from problems.problem import Checker, CheckerKind

EXACT = Checker()
MICRO = Checker(CheckerKind.TOLERANCE, abs=1e-6, rel=1e-6)
ANY = Checker(CheckerKind.ANY)


@pytest.mark.parametrize(
    ("expected", "output", "verdict"),
    [
        (b"1 2\n3\n", b"1 2\n3\n", Verdict.AC),
        (b"1 2\n3\n", b"1 2 \r\n\n3", Verdict.AC),
        (b"Yes\n", b"yes\n", Verdict.WA),
        (b"1\n", b"1 2\n", Verdict.WA),
        (b"1 2\n", b"1\n", Verdict.WA),
        (b"", b"", Verdict.AC),
        (b"", b"\n \n", Verdict.AC),
        (b"", b"0\n", Verdict.WA),
        (b"1\n", b"1\0\n", Verdict.WA),
        (b"1\n", b"\xff\n", Verdict.WA),
        (b"1.0\n", b"1.00\n", Verdict.WA),
        (b"01\n", b"1\n", Verdict.WA),
    ],
)
def test_the_exact_checker_compares_tokens(expected, output, verdict):
    assert compare(EXACT, expected, output).verdict is verdict


@pytest.mark.parametrize(
    ("expected", "output", "verdict"),
    [
        (b"0.5", b"0.5000009", Verdict.AC),
        (b"0.5", b"0.500001", Verdict.AC),  # exactly the tolerance
        (b"0.5", b"0.5000021", Verdict.WA),
        (b"1000000.0", b"1000000.9", Verdict.AC),  # by the relative error
        (b"2.5", b"2.5e0", Verdict.AC),
        (b"3", b"3.0000001", Verdict.AC),  # an expected value that happens to be whole
        (b"1000000007", b"1000000008", Verdict.WA),  # integers have no rounding error
        (b"7", b"+07", Verdict.AC),
        (b"0.5", b"nan", Verdict.WA),
        (b"nan", b"nan", Verdict.WA),
        (b"0.5", b"inf", Verdict.WA),
        (b"0.5", b"1e999", Verdict.WA),
        (b"0.5", b"0_5", Verdict.WA),
        (b"0.5", b"", Verdict.WA),
        (b"Yes 0.5", b"No 0.5", Verdict.WA),
        (b"9" * 5000, b"9" * 4999 + b"8", Verdict.WA),
    ],
)
def test_a_tolerance_forgives_rounding_and_nothing_else(expected, output, verdict):
    assert compare(MICRO, expected, output).verdict is verdict


def test_only_the_stated_kind_of_error_is_forgiven():
    assert compare(Checker(CheckerKind.TOLERANCE, abs=1e-6), b"1000000.0", b"1000000.9").verdict is Verdict.WA
    assert compare(Checker(CheckerKind.TOLERANCE, rel=1e-6), b"0.0", b"0.0000001").verdict is Verdict.WA


def test_a_mismatch_proves_nothing_where_any_answer_is_accepted():
    assert compare(ANY, b"1 2", b"2 1").verdict is Verdict.UNCHECKED
    assert compare(ANY, b"1 2", b"1 2\n").verdict is Verdict.AC
    assert compare(Checker(CheckerKind.INTERACTIVE), b"1", b"2").verdict is Verdict.UNCHECKED


def test_the_note_names_the_first_difference():
    note = str(compare(EXACT, b"1 2 3", b"1 5 3").note)
    assert "token 2" in note
    assert "'2'" in note
    assert "'5'" in note


def test_case_is_ignored_only_where_the_statement_says_so():
    assert compare(Checker(ignore_case=True), b"Yes", b"YES").verdict is Verdict.AC
    assert compare(Checker(ignore_case=True), b"Yes", b"No").verdict is Verdict.WA
