"""When a model is asked for a program that is slow but obviously right."""

from dataclasses import replace

import pytest

from judge.log.log import Log
from judge.trial import NaiveProgram
from problems.problem import Checker, CheckerKind
from solver.naive import needs_naive
from tests.solver.report.grading.nights import NOW
from tests.solver.report.grading.nights import problem as made


@pytest.mark.parametrize("kind", CheckerKind)
def test_a_slow_program_is_asked_for_once_and_only_where_answers_can_be_compared(tmp_path, kind):
    problem = replace(made("abc301_a")[0], checker=Checker(kind))
    with Log(tmp_path) as log:
        log.runs.see_problem(problem, None, NOW)
        assert needs_naive(problem, log) is (kind not in (CheckerKind.ANY, CheckerKind.INTERACTIVE))
        log.trials.keep_naive(problem, NaiveProgram("m", None, ()), NOW)
        assert not needs_naive(problem, log)
