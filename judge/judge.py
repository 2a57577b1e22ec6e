"""Judges a submission: compiles it once, runs every test, and gives each run a verdict."""

from collections.abc import Callable, Sequence
from functools import partial

from natsort import natsort_keygen

from judge.architecture import needs_x86
from judge.checkers import compare, wrong_token
from judge.judgement import CaseResult, Judgement, Submission, Verdict, worst
from judge.languages import LANGUAGES
from judge.libraries import missing_library, no_compiler
from judge.notes import NO_NOTE, Note, note, plain, read_note
from judge.program import Program
from judge.progress import CaseDone, Compiling, Judged, Progress, Running, silent
from problems.problem import Checker, Limits, Sample
from sandbox.errors import SandboxError
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

_in_natural_order = natsort_keygen(key=lambda test: test.name)


def judge(
    submission: Submission,
    tests: Sequence[Sample],
    limits: Limits,
    checker: Checker,
    sandbox: Sandbox,
    progress: Progress = silent,
) -> Judgement:
    """The judgement of the submission on all tests, run in the natural order of their names.

    A sandbox failure midway gives IE instead of an exception, so that a model's answer is never lost with it.
    """
    language = LANGUAGES[submission.language]
    version, cases = "", []
    try:
        if lacking := no_compiler(language, sandbox):
            return _failed(sandbox, lacking, progress)
        version = sandbox.version(language.version) or ""
        progress(Compiling(language.name))
        with Program(submission, limits, sandbox) as program:
            output, compiled = program.compile_output, program.compiled
            if compiled.ending is Ending.SANDBOX_FAILED:
                return _failed(sandbox, read_note(compiled.detail), progress)
            lacking = NO_NOTE
            if compiled.exit_code and needs_x86(sandbox.machine(), output):
                lacking = note("needs-x86")
            elif (library := missing_library(submission.language, compiled, sandbox)) is not None:
                lacking = note("library", library=library)
            if lacking:
                unchecked = CaseResult("compiler", Verdict.UNCHECKED, None, note=lacking)
                return _judged(sandbox, Verdict.UNCHECKED, [unchecked], output, version, progress)
            if not program.is_compiled:
                return _judged(sandbox, Verdict.CE, [], output or compiled.ending.value, version, progress)
            ordered = sorted(tests, key=_in_natural_order)
            for number, test in enumerate(ordered, start=1):
                progress(Running(number, len(ordered), test.name))
                case = _run_case(program, test, checker, partial(missing_library, submission.language, sandbox=sandbox))
                cases.append(case)
                progress(CaseDone(number, len(ordered), case))
    except SandboxError as error:
        return _failed(sandbox, plain(str(error)), progress, cases)
    verdict = worst([case.verdict for case in cases])
    return _judged(sandbox, verdict, cases, output, version, progress)


def _run_case(
    program: Program, test: Sample, checker: Checker, missing: Callable[[RunResult], str | None]
) -> CaseResult:
    run = program.timed(test.stdin)
    verdict = program.verdict(run)
    if verdict is Verdict.RE and (library := missing(run)) is not None:
        return CaseResult(test.name, Verdict.UNCHECKED, run, note=note("library", library=library)).shortened()
    if verdict is not None:
        return CaseResult(test.name, verdict, run, note=ending_note(run, verdict)).shortened()
    opinion = compare(checker, test.expected, run.stdout)
    return CaseResult(test.name, opinion.verdict, run, note=opinion.note).shortened(wrong_token(opinion.note))


def ending_note(run: RunResult, verdict: Verdict) -> Note:
    """The note on a run that did not end cleanly within its limits."""
    match run.ending:
        case Ending.SIGNALED:
            return note("signal", signal=run.signal)
        case Ending.WALL_LIMIT:
            return note("waiting", wall_s=run.wall_s)
        case Ending.EXITED if verdict is Verdict.RE:
            return note("exit-code", exit_code=run.exit_code)
        case _:
            return read_note(run.detail)


def _failed(sandbox: Sandbox, why: Note, progress: Progress, cases: Sequence[CaseResult] = ()) -> Judgement:
    failure = CaseResult("sandbox", Verdict.IE, None, note=why)
    return _judged(sandbox, Verdict.IE, [*cases, failure], "", "", progress)


def _judged(
    sandbox: Sandbox, verdict: Verdict, cases: Sequence[CaseResult], output: str, version: str, progress: Progress
) -> Judgement:
    runs = [case.run for case in cases if case.run is not None]
    judgement = Judgement(
        verdict=verdict,
        cases=tuple(cases),
        compile_output=output,
        cpu_s=max((run.cpu_s for run in runs), default=None),
        peak_mib=max((run.peak_mib for run in runs), default=None),
        sandbox=sandbox.describe(),
        compiler=version,
    )
    progress(Judged(verdict, judgement))
    return judgement
