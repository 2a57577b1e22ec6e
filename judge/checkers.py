"""Compares a program's output with the expected output. Pure: takes bytes, returns an opinion."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from judge.judgement import Verdict
from judge.notes import NO_NOTE, Note, note
from problems.problem import Checker, CheckerKind

# Plain decimal notation only: Python's float() would also accept "nan", "inf" and "1_000".
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(rb"[+-]?\d+", re.ASCII)
_SHOWN = 40  # characters of a token in a note
# The expected value is itself rounded: an error of exactly the tolerance must not fail through binary rounding.
_SLACK = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class Opinion:
    """AC, WA or UNCHECKED, and the first difference (empty if there is none)."""

    verdict: Verdict
    note: Note = NO_NOTE


def wrong_token(difference: Note) -> int | None:
    """Index, from 0, of the token that a first-difference note is about; None for other notes."""
    position = difference.values.get("position")
    return position - 1 if isinstance(position, int) else None


def compare(checker: Checker, expected: bytes, output: bytes) -> Opinion:
    """The opinion on the output of a run that ended cleanly.

    Compares whitespace-separated tokens, as AtCoder's default checker does: line endings, trailing blanks and a missing
    final newline do not matter. Under a tolerance, two integers must still be equal (a count or an index has no
    rounding error), and NaN never passes. Case is ignored where the statement says that it does not matter. If any
    answer is accepted, or a partner program is needed, a mismatch proves nothing: UNCHECKED.
    """
    difference = _first_difference(checker, expected.split(), output.split())
    if difference is None:
        return Opinion(Verdict.AC)
    if checker.kind in (CheckerKind.ANY, CheckerKind.INTERACTIVE):
        return Opinion(Verdict.UNCHECKED, difference)
    return Opinion(Verdict.WA, difference)


def _first_difference(checker: Checker, expected: list[bytes], output: list[bytes]) -> Note | None:
    for position, (want, got) in enumerate(zip_longest(expected, output), start=1):
        if got is None:
            return note("output-ends", position=position, want=_shown(want))
        if want is None:
            return note("output-goes-on", position=position, got=_shown(got))
        if not same_token(checker, want, got):
            return note("token", position=position, want=_shown(want), got=_shown(got))
    return None


def same_token(checker: Checker, want: bytes, got: bytes) -> bool:
    if checker.ignore_case:
        want, got = want.lower(), got.lower()
    if checker.abs is None and checker.rel is None:
        return want == got
    if want == got:
        return got.lower().lstrip(b"+-") != b"nan"
    if not (_NUMBER.fullmatch(want) and _NUMBER.fullmatch(got)):
        return False
    if _INTEGER.fullmatch(want) and _INTEGER.fullmatch(got):
        return _integer(want) == _integer(got)
    expected, value = float(want), float(got)
    error = abs(expected - value)
    return (checker.abs is not None and error <= checker.abs * _SLACK) or (
        checker.rel is not None and error <= checker.rel * abs(expected) * _SLACK
    )


def _integer(token: bytes) -> bytes:
    """An integer's canonical digits: no plus sign, no leading zeros (int() refuses more than 4,300 digits)."""
    sign = b"-" if token.startswith(b"-") else b""
    digits = token.lstrip(b"+-").lstrip(b"0")
    return sign + digits if digits else b"0"


def _shown(token: bytes) -> str:
    text = token.decode("utf-8", "backslashreplace")
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
