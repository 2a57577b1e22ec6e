"""Real programs, each named after the verdict that it must get on its problem's samples, in one sandbox.

What both sandboxes must do alike is tested in tests/sandbox/test_contract.py and test_hostile_programs.py.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from judge.judge import judge
from judge.judgement import Verdict
from judge.submissions import read_submission
from problems import demo
from problems.page import read_page

PROGRAMS = Path(__file__).parents[1] / "programs"
FILES = sorted(path for path in PROGRAMS.glob("kyoso_demo_*/*") if path.suffix in (".py", ".cpp"))


def problem_of(path):
    task = path.parent.name
    page = demo.pages()[f"/contests/{demo.CONTEST}/tasks/{task}"].decode()
    return read_page(page, url=f"https://atcoder.jp/contests/{demo.CONTEST}/tasks/{task}")


def wanted(path):
    """The first word of the file's name: ac_blanks.py must be AC."""
    return Verdict[path.stem.split("_")[0].upper()]


def limits_for(path, limits):
    """The problem's own limits, but with a lower limit for what the program exceeds.

    A program that exceeds the memory gets more time: on some machines a fresh page costs microseconds.
    """
    match wanted(path):
        case Verdict.TLE:
            return replace(limits, time_s=min(0.25, limits.time_s))
        case Verdict.MLE:
            return replace(limits, time_s=20, memory_mib=64)
        case _:
            return limits


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_program_gets_the_verdict_in_its_name(path, any_sandbox):
    problem = problem_of(path)
    limits = limits_for(path, problem.limits)
    result = judge(read_submission(path), problem.samples, limits, problem.checker, any_sandbox)
    assert result.verdict is wanted(path), [(case.name, case.verdict, case.note) for case in result.cases]
    if result.verdict is not Verdict.CE:
        # Every case runs, whatever the first one earned.
        assert [case.name for case in result.cases] == [sample.name for sample in problem.samples]
