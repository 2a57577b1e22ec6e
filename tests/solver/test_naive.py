"""When a model is asked for a slow but obviously right program, and when that program is used."""

from dataclasses import replace

import pytest

from judge.judgement import Submission
from judge.log.log import Log
from judge.stress.calibration import Calibration
from judge.stress.inputs import InputStore
from judge.stress.setup import StressSetup
from judge.trial import NaiveProgram
from problems.problem import Checker, CheckerKind, Limits, Sample
from sandbox.errors import SandboxError, SandboxUnavailable
from solver.naive import NaiveReply, needs_naive, try_naive
from tests.judge.stress.test_engine import PROBLEM, RIGHT
from tests.solver.batch.made_up import NoSandbox
from tests.solver.report.grading.nights import NOW
from tests.solver.report.grading.nights import problem as made


@pytest.mark.parametrize("kind", CheckerKind)
def test_a_slow_program_is_asked_for_once_and_only_if_answers_can_be_compared(tmp_path, kind):
    problem = replace(made("abc301_a")[0], checker=Checker(kind))
    with Log(tmp_path) as log:
        log.runs.record_problem(problem, None, NOW)
        assert needs_naive(problem, log) is (kind not in (CheckerKind.ANY, CheckerKind.INTERACTIVE))
        log.trials.keep_naive(problem, NaiveProgram("m", None, ()), NOW)
        assert not needs_naive(problem, log)


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("", True),
        ("while n > 4: pass\n", True),
        ("x = bytearray(10**9) if n > 4 else 0\n", True),
        ("a[0] -= n > 4\n", False),
        ("x = bytearray(10**9)\n", False),
    ],
    ids=[
        "right",
        "slow on a large sample",
        "out of memory on a large sample",
        "wrong on a large sample",
        "finishes no sample",
    ],
)
@pytest.mark.usefixtures("few_inputs")
def test_a_slow_program_must_be_right_on_every_sample_that_it_finishes(any_sandbox, line, taken):
    large = Sample("2", b"5\n1 1 1 1 1\n", b"5\n")
    problem = replace(PROBLEM, samples=(*PROBLEM.samples, large), limits=Limits(0.2, 256))
    reply = NaiveReply("m", Submission("python", RIGHT.replace("print", f"{line}print", 1)))
    found = try_naive(problem, reply, StressSetup(any_sandbox, Calibration(), InputStore()))
    assert (found.submission is not None) is taken


class GoneSandbox(NoSandbox):
    """A sandbox whose daemon has gone away after the model was asked."""

    def box(self, layer="base"):
        raise SandboxUnavailable("the daemon is gone")


def test_a_slow_program_that_could_not_be_run_is_neither_accepted_nor_rejected():
    reply = NaiveReply("m", Submission("python", RIGHT))
    with pytest.raises(SandboxError, match="the daemon is gone"):
        try_naive(PROBLEM, reply, StressSetup(GoneSandbox(), Calibration(), InputStore()))
