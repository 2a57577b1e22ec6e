"""The numbers that a statement names: programs are off by one around its thresholds."""

import re

from problems.problem import Problem

MOST = 60  # numbers
_SAMPLES = re.compile(r"^#+ *(?:Sample|入力例|出力例)", re.M)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\{,\}\d+)*(?!\w)")
_LARGEST = 10**18


def notable_numbers(problem: Problem) -> tuple[int, ...]:
    """The integers in a problem's statement, before its samples, in the order of the page."""
    found: dict[int, None] = {}
    for text in (problem.statements.en, problem.statements.ja):
        before = _SAMPLES.split(text, maxsplit=1)[0] if text else ""
        for written in _NUMBER.findall(before):
            number = int(written.replace("{,}", "").replace(",", ""))
            if number <= _LARGEST:
                found[number] = None
    return tuple(found)[:MOST]
