"""Where submissions are stressed: a sandbox, this machine's times, and the inputs that are kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from judge.attempt import FormatSource
from judge.judgement import Submission
from judge.notes import note
from judge.progress import Progress, silent
from judge.stress.calibration import Calibration, calibration_for
from judge.stress.engine import run_cases, unknown
from judge.stress.inputs import Inputs, InputStore
from judge.stress.results import StressBudget, StressResult
from judge.stress.work import never
from problems.inputs.format import Unreadable
from problems.problem import Problem
from sandbox.errors import SandboxError
from sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class StressSetup:
    """What stressing a submission needs beside the problem."""

    sandbox: Sandbox
    calibration: Calibration
    inputs: InputStore
    cancelled: Callable[[], bool] = never  # whether somebody wants to stop: then CancelledError is raised


def stress_setup(home: Path, sandbox: Sandbox) -> StressSetup:
    """With what is kept under that KYOSO_HOME."""
    return StressSetup(sandbox, calibration_for(home, sandbox), InputStore(home))


def stress_submission(
    problem: Problem,
    submission: Submission,
    setup: StressSetup,
    *,
    budget: StressBudget | None = None,
    progress: Progress = silent,
) -> StressResult:
    """What running the submission on generated inputs shows by itself; UNKNOWN, with the reason, where none can be had.

    The CPU time of its runs is bounded by `budget`. A sandbox that fails makes it UNKNOWN, to be tried again: the
    sample verdict stands anyway.
    """
    inputs = setup.inputs.of(problem)
    if not isinstance(inputs, Inputs):
        code = "unread-input" if isinstance(inputs, Unreadable) else "no-inputs"
        return unknown(note(code, why=f"{inputs.reason}: {inputs.detail}"))
    try:
        result = run_cases(
            problem,
            submission,
            lambda is_slow: inputs.cases.for_program(is_slow, setup.cancelled),
            setup.sandbox,
            setup.calibration,
            valid=inputs.valid,
            budget=budget,
            progress=progress,
            cancelled=setup.cancelled,
        )
        return replace(result, likely=replace(result.likely, source=FormatSource.READER))
    except SandboxError as error:
        return unknown(note("sandbox-failed", why=str(error)), unfinished=True)
