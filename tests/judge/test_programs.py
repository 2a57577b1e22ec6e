"""Real programs, each named for the verdict that it must get on the samples of its problem."""

import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from judge.judge import judge
from judge.judgement import Verdict
from judge.submissions import read_submission
from problems import demo
from problems.page import read_page
from tests.sandbox_fixtures import KINDS

PROGRAMS = Path(__file__).parents[1] / "programs"
FILES = sorted(path for path in PROGRAMS.glob("kyoso_demo_*/*") if path.suffix in (".py", ".cpp"))


def problem_of(path):
    task = path.parent.name
    page = demo.pages()[f"/contests/{demo.CONTEST}/tasks/{task}"].decode()
    return read_page(page, url=f"https://atcoder.jp/contests/{demo.CONTEST}/tasks/{task}")


def wanted(path):
    """The first word of the file's name: ac_blanks.py must be AC."""
    return Verdict[path.stem.split("_")[0].upper()]


def test_there_are_programs_for_every_verdict():
    assert {wanted(path) for path in FILES} == set(Verdict) - {Verdict.IE}
    assert len({path.parent for path in FILES}) >= 6


def limits_for(path, problem, sandbox):
    """The problem's own; for what exceeds the time a shorter one in one of the two sandboxes, by turns of the name.

    What exceeds the memory has time to fill it: on some machines a fresh page costs microseconds.
    """
    if wanted(path) is Verdict.MLE:
        return replace(problem.limits, time_s=20)
    own = (zlib.crc32(str(path.relative_to(PROGRAMS)).encode()) % 2 == 0) == (sandbox.name == KINDS[0])
    if wanted(path) is not Verdict.TLE or own:
        return problem.limits
    return replace(problem.limits, time_s=min(0.5, problem.limits.time_s))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_program_gets_the_verdict_in_its_name(path, sandbox):
    problem = problem_of(path)
    limits = limits_for(path, problem, sandbox)
    result = judge(read_submission(path), problem.samples, limits, problem.checker, sandbox)
    assert result.verdict is wanted(path), [(case.name, case.verdict, case.note) for case in result.cases]
    if result.verdict is not Verdict.CE:
        # Every case runs, whatever the first one earned.
        assert [case.name for case in result.cases] == [sample.name for sample in problem.samples]
