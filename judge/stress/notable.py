"""The numbers that a statement names: programs tend to be off by one at its thresholds."""

import re

from problems.problem import Problem

MOST = 60  # numbers
SAMPLES = re.compile(r"^#+ *(?:Sample|入力例|出力例)", re.M)
_SCORE = re.compile(r"^(?:Score|配点).*$", re.M)
CONSTRAINTS = re.compile(r"^#+ *(?:Constraints|制約)", re.M)
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\{,\}\d+)*(?!\w)")
_LARGEST = 10**18


def notable_numbers(problem: Problem, before: re.Pattern[str] = SAMPLES) -> tuple[int, ...]:
    """The integers in a problem's statement before its samples (or its constraints), in the order of the page."""
    found: dict[int, None] = {}
    for text in (problem.statements.en, problem.statements.ja):
        story = _SCORE.sub("", before.split(text, maxsplit=1)[0]) if text else ""
        for written in _NUMBER.findall(story):
            number = int(written.replace("{,}", "").replace(",", ""))
            if number <= _LARGEST:
                found[number] = None
    return tuple(found)[:MOST]
