"""Stress-tests submissions, with a sandbox, this machine's calibration and stored inputs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from judge.judgement import Submission
from judge.notes import NO_NOTE, Note, note, why_no_inputs
from judge.progress import Progress, silent
from judge.stress.calibration import Calibration, calibration_for
from judge.stress.engine import run_cases, unknown
from judge.stress.inputs import Inputs, InputStore, NoInputs
from judge.stress.results import StressBudget, StressResult
from judge.stress.work import never
from judge.stress.written import RefusedGenerator, admit
from problems.inputs.format import Unreadable
from problems.problem import Problem
from sandbox.cancellable import CancellableSandbox
from sandbox.errors import SandboxError
from sandbox.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class StressSetup:
    """What stress-testing a submission needs besides the problem."""

    sandbox: Sandbox
    calibration: Calibration
    inputs: InputStore
    cancelled: Callable[[], bool] = never  # whether to stop, which raises CancelledError; it may itself raise Stopped


def stress_setup(home: Path, sandbox: Sandbox) -> StressSetup:
    """A setup with what is stored under that KYOSO_HOME; cancelling the sandbox also stops generating inputs."""
    cancelled = sandbox.stop_if_cancelled if isinstance(sandbox, CancellableSandbox) else never
    return StressSetup(sandbox, calibration_for(home, sandbox), InputStore(home), cancelled)


def no_inputs(why: NoInputs) -> Note:
    """Why there are no generated inputs, for people; quotes a constraint of the statement that was not understood."""
    code = "unread-input" if isinstance(why, Unreadable) else "no-inputs"
    quoted = note("quoted", text=why.detail) if why.reason == "unread constraints" else NO_NOTE
    return note(code, quoted, why=why_no_inputs(why.reason), detail=why.detail)


def stress_submission(
    problem: Problem,
    submission: Submission,
    setup: StressSetup,
    *,
    budget: StressBudget | None = None,
    progress: Progress = silent,
) -> StressResult:
    """The result of running the submission alone on generated inputs; UNKNOWN, with the reason, if there are none.

    `budget` limits the CPU time of its runs. A sandbox failure also gives UNKNOWN, to be tried again: the sample
    verdict stands anyway.
    """
    try:
        inputs = inputs_for(problem, setup)
        if not isinstance(inputs, Inputs):
            return unknown(no_inputs(inputs))
        with inputs.validity(setup.sandbox) as valid:
            result = run_cases(
                problem,
                submission,
                lambda is_slow: inputs.cases.for_program(is_slow, setup.cancelled),
                setup.sandbox,
                setup.calibration,
                valid=valid,
                budget=budget,
                progress=progress,
                cancelled=setup.cancelled,
                expected=inputs.cases.expected,
            )
    except SandboxError as error:
        return unknown(note("sandbox-failed", why=str(error)), unfinished=True)
    likely = replace(result.likely, source=inputs.source)
    if inputs.written is not None and likely.verdict is not None:
        remark = note("model-written", model=inputs.written.label)
        likely = replace(likely, detail=replace(likely.detail, remarks=(*likely.detail.remarks, remark)))
    return replace(result, likely=likely)


def inputs_for(problem: Problem, setup: StressSetup) -> Inputs | NoInputs:
    """The problem's inputs; those of a model's generator are generated again if they are gone. Raises SandboxError."""
    found = setup.inputs.of(problem)
    written = None if isinstance(found, Inputs) else setup.inputs.written(problem)
    if written is None:
        return found
    made = admit(problem, written, setup.sandbox)
    if isinstance(made, RefusedGenerator):
        return found
    setup.inputs.keep_written(problem, written, made)
    return setup.inputs.of(problem)
