"""Runs other builds of a program that passed, which show faults that its own runs hide.

Undefined behaviour may still give right answers, and so may rounding. A build that stops at bad memory accesses (C and
C++), or one that computes with exact fractions (Python), is run on the small inputs. Its times prove nothing, and
neither do its other failures.
"""

from collections.abc import Iterator
from dataclasses import replace

from judge.judgement import Submission, Verdict
from judge.notes import Note, note
from judge.program import Program
from judge.stress.case_files import case_path
from judge.stress.cases import SMALL, GeneratedCase
from judge.stress.exact import exact_source, outputs_differ
from judge.stress.results import Counterexample, StressResult
from judge.trial import DIGEST, Answer, answer, input_id
from problems.problem import CheckerKind, Limits, Problem
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

SANITIZED = ("cpp", "cpp20", "c")
EXACT = ("python", "pypy")

_SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all")
_REPORTS = (b"ERROR: AddressSanitizer", b"runtime error:")
_TIMES, _CPU_S = 10.0, 2.0
_SANITIZED_SURE, _EXACT_SURE = 0.65, 0.85
_PLAIN_INPUTS = 8  # with the shortest numbers, where rounding makes no difference and both builds must agree


def check_with_witnesses(
    problem: Problem, submission: Submission, found: StressResult, sandbox: Sandbox
) -> StressResult:
    """The result, unless a witness shows a failure on one of the small inputs."""
    if submission.language in SANITIZED:
        return _sanitized(problem, submission, found, sandbox)
    if submission.language in EXACT and problem.checker.kind is CheckerKind.EXACT:
        return _exact(problem, submission, found, sandbox)
    return found


def _sanitized(problem: Problem, submission: Submission, found: StressResult, sandbox: Sandbox) -> StressResult:
    small = [case for case in found.inputs.values() if case.kind in SMALL]
    with Program(submission, _limits(problem), sandbox, flags=_SANITIZERS) as program:
        for case, run in _runs(program, small):
            if run.ending is Ending.EXITED and run.exit_code and any(word in run.stderr for word in _REPORTS):
                return _shown(problem, found, Verdict.RE, case, run, _SANITIZED_SURE, note("memory-error"))
    return found


def _exact(problem: Problem, submission: Submission, found: StressResult, sandbox: Sandbox) -> StressResult:
    """Rounding is blamed if both builds agree on the samples and the plainest inputs, but not on another one."""
    source = exact_source(submission.source)
    if source is None:
        return found
    answered = {one.input: one for one in found.answers}
    cases = sorted((case for case in found.inputs.values() if case.kind in SMALL), key=_longest_number)
    cases = cases[:_PLAIN_INPUTS] + cases[: _PLAIN_INPUTS - 1 : -1]
    with Program(replace(submission, source=source), _limits(problem), sandbox) as program:
        for sample in problem.samples:
            if outputs_differ(_said(program.run(sample.stdin)), sample.expected.decode("utf-8", "replace")):
                return found
        for number, (case, run) in enumerate(_runs(program, cases)):
            rounded = answered[input_id(case.stdin)]
            if _is_comparable(run, rounded) and outputs_differ(_said(run), rounded.output):
                if number < _PLAIN_INPUTS:
                    return found
                return _shown(problem, found, Verdict.WA, case, run, _EXACT_SURE, note("rounding"))
    return found


def _limits(problem: Problem) -> Limits:
    return Limits(_TIMES * problem.limits.time_s, max(2048, 2 * problem.limits.memory_mib))


def _runs(program: Program, cases: list[GeneratedCase]) -> Iterator[tuple[GeneratedCase, RunResult]]:
    for case in cases if program.is_compiled else ():
        if program.cpu_s > _CPU_S:
            return
        yield case, program.run(case.stdin)


def _said(run: RunResult) -> str:
    """The output of a run; empty if it failed."""
    good = run.ending is Ending.EXITED and run.exit_code == 0
    return run.stdout.decode("utf-8", "backslashreplace") if good else ""


def _is_comparable(run: RunResult, rounded: Answer) -> bool:
    outputs = (answer(rounded.case, b"", run.stdout).output, rounded.output)
    return run.ending is Ending.EXITED and run.exit_code == 0 and not any(one.startswith(DIGEST) for one in outputs)


def _longest_number(case: GeneratedCase) -> int:
    numbers = (token for token in case.stdin.split() if token.lstrip(b"-").replace(b".", b"").isdigit())
    return max(map(len, numbers), default=0)


def _shown(
    problem: Problem, found: StressResult, verdict: Verdict, case: GeneratedCase, run: RunResult, sure: float, why: Note
) -> StressResult:
    path = case_path(problem.id, case.name, input_id(case.stdin))
    likely = replace(found.likely, verdict=verdict, case=path, confidence=sure, detail=why)
    return replace(found, likely=likely, counterexample=Counterexample(verdict, case, run, sure, why))
