"""Runs one submission on generated inputs, and says what that shows without expected outputs.

A program that runs too long, crashes or uses too much memory on a valid input is wrong whatever it prints. Its answers
are kept for comparison with other programs (judge.stress.votes). A run that could not finish never counts as "nothing
found".
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from gettext import gettext as _
from operator import attrgetter

from judge.attempt import Evidence, Likely
from judge.judge import ending_note
from judge.judgement import Submission, Verdict
from judge.notes import NO_NOTE, Note, note, read_note
from judge.program import Program
from judge.progress import Progress, StressRun, silent
from judge.stress.calibration import Calibration
from judge.stress.case_files import case_path
from judge.stress.cases import SMALL, GeneratedCase
from judge.stress.results import UNSURE, Counterexample, StressBudget, StressResult
from judge.stress.shrink import ShrinkLimit, shrink
from judge.stress.witnesses import check_with_witnesses
from judge.stress.work import never
from judge.trial import Answer, answer, input_id
from problems.problem import CheckerKind, Limits, Problem
from sandbox.errors import SandboxError
from sandbox.run import Ending, RunResult
from sandbox.sandbox import Sandbox

_PLAIN = 2.0  # multiple of the limit from which a run is certainly too slow

# Without OLE: no statement says how much output is too much.
_FAILURES = (Verdict.TLE, Verdict.RE, Verdict.MLE)


class Unfinished(Exception):
    """A run could not finish, through no fault of the program; the text says why."""


class DoesNotCompile(SandboxError):
    """The program cannot be run, through a fault of its own."""


@contextmanager
def compiled(submission: Submission, limits: Limits, sandbox: Sandbox, calibration: Calibration) -> Iterator[Program]:
    """The submission, ready to run by calibrated times. Raises DoesNotCompile, or SandboxError for another reason."""
    with Program(submission, limits, sandbox, ratio=calibration.ratio(submission.language)) as program:
        if not program.is_compiled:
            failed = program.compiled.ending is Ending.SANDBOX_FAILED
            why = _("the program does not compile: {why}").format(why=program.why_not_compiled)
            raise SandboxError(why) if failed else DoesNotCompile(why)
        yield program


def finished_run(program: Program, stdin: bytes, times: float = UNSURE[1]) -> RunResult:
    """One run, stopped at `times` times the limit. Raises Unfinished."""
    return _finished(program.run(stdin, times=times))


def _finished(run: RunResult) -> RunResult:
    if run.ending is Ending.SANDBOX_FAILED:
        raise Unfinished(run.detail)
    return run


def failure(program: Program, run: RunResult) -> Verdict | None:
    """The failure that a run shows by itself; None: there is none."""
    verdict = program.verdict(run)
    return verdict if verdict in _FAILURES else None


def confirmed(program: Program, case: GeneratedCase, run: RunResult) -> Counterexample | None:
    """The failure that a run shows, if a second run shows it too.

    A TLE is timed again alone, and the shorter time counts unless both runs were stopped. Raises Unfinished if the
    second run cannot finish.
    """
    first = failure(program, run)
    if first is None:
        return None
    is_slow = first is Verdict.TLE
    again = _finished(program.alone(case.stdin, times=_PLAIN)) if is_slow else finished_run(program, case.stdin)
    second = failure(program, again)
    if second is None or (first is not second and Verdict.TLE in (first, second)):
        return None
    least = again
    if second is Verdict.TLE and again.ending is not Ending.EXITED:
        least = max(again, run, key=attrgetter("cpu_s"))
    if second is Verdict.TLE and run.ending is Ending.EXITED and run.cpu_s < least.cpu_s:
        least = run
    return Counterexample(second, case, least, _confidence(program, second, least), _why(program, second, least))


def _confidence(program: Program, verdict: Verdict, run: RunResult) -> float:
    if verdict is not Verdict.TLE:
        return 0.95
    times = _PLAIN if run.ending is not Ending.EXITED else run.cpu_s / program.limit_s
    sure = 0.95 if times >= _PLAIN else 0.8 if times > UNSURE[1] else 0.5
    return sure if program.calibrated else round(sure - 0.1, 2)


def _why(program: Program, verdict: Verdict, run: RunResult) -> Note:
    if verdict is Verdict.MLE:
        return note("memory", limit_mib=program.memory_mib)
    if verdict is not Verdict.TLE or run.ending is Ending.WALL_LIMIT:
        return ending_note(run, verdict)
    near = run.ending is Ending.EXITED and run.cpu_s <= UNSURE[1] * program.limit_s
    code = "took" if run.ending is Ending.EXITED else "took-more"
    return note(
        code, _uncalibrated(program), note("near-limit") if near else NO_NOTE, time_s=run.cpu_s, limit_s=program.limit_s
    )


def _uncalibrated(program: Program) -> Note:
    return NO_NOTE if program.calibrated else note("uncalibrated")


def run_cases(
    problem: Problem,
    submission: Submission,
    cases: Callable[[Callable[[], bool]], Iterable[GeneratedCase]],
    sandbox: Sandbox,
    calibration: Calibration,
    *,
    valid: Callable[[bytes], bool],
    budget: StressBudget | None = None,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = never,
    expected: Callable[[], int] = lambda: 0,
) -> StressResult:
    """Run the submission on the cases, small ones first, until one fails or the budget is spent.

    cases: called with a function that tells whether the program is slow so far, which calls for more large inputs.
    expected: how many there will be, for progress; 0: unknown. valid: whether an input fits the problem's format, for
    shrinking. Raises SandboxError if nothing can be run, and CancelledError as soon as `cancelled` returns True.
    """
    if problem.checker.kind is CheckerKind.INTERACTIVE:
        return unknown(note("interactive"))
    with compiled(submission, problem.limits, sandbox, calibration) as program:
        search = _Search(problem, program, budget or StressBudget(), valid, cancelled)
        try:
            search.run(cases(search.is_slow), progress, expected)
        except Unfinished as why:
            search.unfinished = str(why)
    found = search.result()
    return check_with_witnesses(problem, submission, found, sandbox) if found.likely.verdict is Verdict.AC else found


def unknown(why: Note, *, unfinished: bool = False) -> StressResult:
    """A result that says nothing, with the reason."""
    return StressResult(Likely(None, None, None, why, evidence=Evidence(unfinished=unfinished)))


@dataclass(slots=True)
class _Search:
    """The runs of one submission on its cases: its answers, and what was found."""

    problem: Problem
    program: Program
    budget: StressBudget
    valid: Callable[[bytes], bool]
    cancelled: Callable[[], bool]
    answers: list[Answer] = field(default_factory=list)
    inputs: dict[str, GeneratedCase] = field(default_factory=dict)  # those it answered, by input_id
    slowest_s: float = 0.0  # of the runs on large inputs
    large: int = 0  # runs on large inputs
    count: int = 0  # runs
    whole: bool = True  # no case was left out
    found: Counterexample | None = None
    unfinished: str | None = None  # why a run could not finish

    def run(self, cases: Iterable[GeneratedCase], progress: Progress, expected: Callable[[], int]) -> None:
        """Run the cases until one fails or the budget is spent. Raises Unfinished."""
        program, budget = self.program, self.budget
        for case in cases:
            if self.cancelled():
                raise CancelledError
            is_small = case.kind in SMALL
            if is_small and program.cpu_s > budget.small_s:
                self.whole = False
                continue
            if not is_small and self.large and self._is_spent():
                self.whole = False
                return
            self.count += 1
            progress(StressRun(self.count, max(self.count, expected()), case.name))
            run = finished_run(program, case.stdin)
            if not is_small:
                self.large += 1
                self.slowest_s = max(self.slowest_s, run.cpu_s)
            self.found = confirmed(program, case, run)
            if self.found is not None:
                # A slow run would be slow at every step of shrinking.
                if run.cpu_s < budget.shrink_s / 4:
                    limit = ShrinkLimit([program], budget.shrink_s, self.cancelled)
                    self.found = _shrunk(program, self.found, self.valid, limit)
                return
            if run.ending is Ending.EXITED and run.exit_code == 0:
                self.inputs[input_id(case.stdin)] = case
                self.answers.append(answer(case.name, case.stdin, run.stdout))

    def is_slow(self) -> bool:
        """Whether a large input took so much of the limit that the next may well exceed it."""
        return self.slowest_s > self.budget.slow * self.program.limit_s

    def _is_spent(self) -> bool:
        budget, limit_s = self.budget, self.program.limit_s
        if not self.is_slow():
            return self.program.cpu_s > budget.total_s
        most_s = max(budget.total_s, budget.slow_limits * limit_s)
        return self.large >= budget.slow_runs or self.program.cpu_s > most_s

    def result(self) -> StressResult:
        found, limit_s = self.found, self.program.limit_s
        if found is not None:
            path = case_path(self.problem.id, found.case.name, input_id(found.case.stdin))
            likely = Likely(found.verdict, path, found.confidence, found.note)
        elif self.unfinished is not None:
            likely = Likely(None, None, None, note("unfinished", read_note(self.unfinished)))
        else:
            likely = self._passed()
        evidence = Evidence(
            cases=self.count,
            whole=self.whole,
            slowest=self.slowest_s / limit_s if self.slowest_s else None,
            calibrated=self.program.calibrated,
            unfinished=found is None and self.unfinished is not None,
        )
        likely = replace(likely, evidence=evidence)
        return StressResult(likely, found, tuple(self.answers), self.inputs, self.program.cpu_s)

    def _passed(self) -> Likely:
        """AC, with less confidence if the slowest large run came near the limit or no large input was run."""
        limit_s = self.program.limit_s
        near = self.slowest_s > UNSURE[0] * limit_s
        confidence = 0.6 if near else 0.9 if self.slowest_s else 0.8
        remarks = []
        if self.slowest_s:
            remarks += [note("slowest", time_s=self.slowest_s, limit_s=limit_s), _uncalibrated(self.program)]
        if near:
            remarks.append(note("near-limit"))
        if not self.whole:
            remarks.append(note("cost-limit"))
        return Likely(Verdict.AC, None, confidence, note("passed", *remarks, cases=self.count))


def _shrunk(
    program: Program, found: Counterexample, valid: Callable[[bytes], bool], limit: ShrinkLimit
) -> Counterexample:
    """The same failure on the smallest input that still shows it; a TLE as it is: each try would take that long."""
    if found.verdict is Verdict.TLE:
        return found
    last = {found.case.stdin: found.run}

    def fails(stdin: bytes) -> bool:
        run = program.run(stdin)
        if failure(program, run) is not found.verdict:
            return False
        last[stdin] = run
        return True

    smallest = shrink(found.case.stdin, fails, valid, limit.is_over)
    case = shrunk_case(found.case, smallest)
    return replace(found, case=case, run=last[smallest])


def shrunk_case(case: GeneratedCase, stdin: bytes) -> GeneratedCase:
    """The shrunk test case, under its own name."""
    if stdin == case.stdin:
        return case
    return replace(case, name=f"{case.name}-shrunk", stdin=stdin)


_LEAST_BYTES = 8  # in inputs this small even an exhaustive search ends at once


def small_answers(
    program: Program, cases: Sequence[GeneratedCase], cpu_s: float, times: float
) -> tuple[Answer, ...] | None:
    """A slow program's answers to the small inputs, each within `times` times the limit, all within cpu_s.

    None if it crashes on one, or does not finish on one of the smallest: then it is not obviously right.
    """
    answers = []
    for case in sorted(cases, key=lambda case: len(case.stdin)):
        if program.cpu_s > cpu_s:
            break
        run = program.run(case.stdin, times=times)
        if run.ending is Ending.EXITED and run.exit_code == 0:
            answers.append(answer(case.name, case.stdin, run.stdout))
        elif program.verdict(run) is Verdict.RE or len(case.stdin) <= _LEAST_BYTES:
            return None
    return tuple(answers)
