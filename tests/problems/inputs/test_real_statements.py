"""A fixed sample of real statements, if they are here, is read, and each reading is checked against its samples."""

import random

import pytest

from problems.inputs.format import InputFormat, Refusal
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from tests.bench.input_reading import STATEMENTS, recorded_problems

pytestmark = pytest.mark.skipif(not STATEMENTS.is_file(), reason="shared data absent")


def test_most_statements_are_read_and_refuse_an_extra_token():
    rng = random.Random(11)
    problems = list(recorded_problems(every=30))
    readings = {problem.id: read_input(problem) for problem in problems}
    read = [problem for problem in problems if isinstance(readings[problem.id], InputFormat)]
    assert len(problems) > 70
    assert len(read) >= 0.85 * len(problems)
    assert sum(not readings[problem.id].unread for problem in read) >= 0.75 * len(problems)
    for problem in read:
        fmt = readings[problem.id]
        for sample in problem.samples:
            assert not isinstance(match_input(fmt, sample.stdin), Refusal), problem.id
            lines = sample.stdin.decode().rstrip("\n").split("\n")
            lines[rng.randrange(len(lines))] += " 1"
            assert isinstance(match_input(fmt, "\n".join(lines).encode()), Refusal), problem.id
