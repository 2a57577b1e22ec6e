"""Runs one submission on inputs made from its problem's format, and says what that shows without a key.

What runs too long, crashes or takes too much memory on a valid input is wrong by itself. What it answers to the small
inputs is kept, to be compared with other programs (judge.stress.votes).
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from judge.attempt import Likely
from judge.judge import COMPILE_BUDGET, source_bytes
from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES
from judge.progress import Progress, RunningBeyond, silent
from judge.stress.calibration import Calibration
from judge.stress.case_files import case_path
from judge.stress.cases import GeneratedCase, Kind
from judge.stress.shrink import shrink
from judge.trial import Answer, answer, input_id
from problems.problem import CheckerKind, Limits, Problem
from sandbox.errors import SandboxError
from sandbox.run import Budget, Ending, RunResult
from sandbox.sandbox import Box, Sandbox

# Times of the limit between which a time says little: another machine, another day.
UNSURE = (0.8, 1.25)
_PLAIN = 2.0  # times of the limit above which a time leaves no doubt

SMALL = (Kind.SMALL, Kind.EDGE)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much CPU time one submission may cost, in seconds."""

    small_s: float = 1.6  # the small inputs together
    total_s: float = 2.6  # no further large input is begun after that, but for the first
    large_runs: int = 6  # at most
    # A program that took this share of the limit on a large input may well pass it on the next: it is worth more.
    slow: float = 0.25
    slow_limits: float = 5.0  # times the limit that it may cost then
    slow_runs: int = 16
    shrink_s: float = 2.0  # of running, for a failure that was found


@dataclass(frozen=True, slots=True)
class Found:
    """A failure on a valid input."""

    verdict: Verdict
    case: GeneratedCase
    run: RunResult
    confidence: float
    detail: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """What running one submission beyond the samples showed."""

    likely: Likely  # without any other program
    found: Found | None = None
    answers: tuple[Answer, ...] = ()
    inputs: dict[str, GeneratedCase] = field(default_factory=dict)  # that it answered, by input_id
    cases: int = 0  # that were run
    cpu_s: float = 0.0  # of all runs
    whole: bool = True  # False: the CPU time that it may cost ended it


class Program:
    """A compiled submission that can be run on any input. Use it with `with`; raises SandboxError."""

    def __init__(self, submission: Submission, limits: Limits, sandbox: Sandbox, ratio: float | None) -> None:
        """ratio: of this machine's times to AtCoder's; None: not calibrated."""
        self._submission, self._limits, self._sandbox = submission, limits, sandbox
        self._language = LANGUAGES[submission.language]
        self._ratio = ratio
        self._stack = ExitStack()
        self._box: Box | None = None
        self.cpu_s = 0.0  # of all runs

    def __enter__(self) -> Self:
        self._box = self._stack.enter_context(self._sandbox.box(self._language.layer))
        files = {self._language.source: source_bytes(self._submission.source)}
        compiled = self._box.compile(self._language.compile, files, COMPILE_BUDGET)
        if compiled.ending is not Ending.EXITED or compiled.exit_code != 0:
            self._stack.close()
            raise SandboxError(f"it does not compile: {compiled.detail or compiled.ending.value}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def limit_s(self) -> float:
        """CPU seconds that stand here for the problem's limit."""
        return self._limits.time_s * (self._ratio or 1.0)

    def run(self, stdin: bytes, times: float = UNSURE[1]) -> RunResult:
        """One run, cut at so many times the limit. Raises SandboxError where the box fails."""
        assert self._box is not None
        cpu_s = times * self.limit_s
        # The clock is generous: it is for a program that waits, not for a machine that is busy.
        budget = Budget(cpu_s=cpu_s, wall_s=5 * cpu_s + 2.0, memory_mib=self._limits.memory_mib)
        run = self._box.run(self._language.run, stdin, budget)
        if run.ending is Ending.SANDBOX_FAILED:
            raise SandboxError(run.detail)
        self.cpu_s += run.cpu_s
        return run

    def failure(self, run: RunResult) -> Verdict | None:
        """What a run shows by itself; None: nothing."""
        match run.ending:
            case Ending.TIME_LIMIT:
                return Verdict.TLE
            case Ending.WALL_LIMIT:
                # A program that passed the samples hardly waits for ever; one that got no CPU may seem to.
                return None
            case Ending.MEMORY_LIMIT:
                return Verdict.MLE
            case Ending.SIGNALED:
                return Verdict.RE
            case Ending.EXITED if run.exit_code != 0:
                return Verdict.RE
            case Ending.EXITED if run.cpu_s > self.limit_s:
                return Verdict.TLE
            case _:
                return None  # too much output is left to others: what is too much is not in the statement

    def confirmed(self, case: GeneratedCase, run: RunResult) -> Found | None:
        """The failure that a run shows, if it shows again when run alone; a time is the least of the two."""
        first = self.failure(run)
        if first is None:
            return None
        with self._sandbox.alone():
            again = self.run(case.stdin, times=_PLAIN)
        second = self.failure(again)
        if second is None or (first is not second and Verdict.TLE in (first, second)):
            return None
        least = again if again.ending is Ending.EXITED or second is not Verdict.TLE else max(again, run, key=_cpu)
        if second is Verdict.TLE and run.ending is Ending.EXITED and run.cpu_s < least.cpu_s:
            least = run
        if least.ending is Ending.EXITED and least.exit_code == 0 and least.cpu_s <= self.limit_s:
            return None
        return Found(second, case, least, self._confidence(second, least), self._detail(second, least))

    def _confidence(self, verdict: Verdict, run: RunResult) -> float:
        if verdict is not Verdict.TLE:
            return 0.95
        times = _PLAIN if run.ending is not Ending.EXITED else run.cpu_s / self.limit_s
        sure = 0.95 if times >= _PLAIN else 0.8 if times > UNSURE[1] else 0.5
        return sure if self._ratio is not None else round(sure - 0.1, 2)

    def _detail(self, verdict: Verdict, run: RunResult) -> str:
        if verdict is Verdict.RE:
            return f"signal {run.signal}" if run.ending is Ending.SIGNALED else f"exit code {run.exit_code}"
        if verdict is Verdict.MLE:
            return f"more than {self._limits.memory_mib} MiB"
        over = "more than " if run.ending is not Ending.EXITED else ""
        unsure = run.ending is Ending.EXITED and run.cpu_s <= UNSURE[1] * self.limit_s
        return self.time_words(run.cpu_s, over) + (", near the limit" if unsure else "")

    def time_words(self, cpu_s: float, over: str = "") -> str:
        """A time beside the limit, and whether it is calibrated."""
        words = f"{over}{cpu_s:.2f} s of {self.limit_s:.2f} s"
        return words if self._ratio is not None else f"{words}, uncalibrated"


def run_beyond(
    problem: Problem,
    submission: Submission,
    cases: Iterable[GeneratedCase],
    sandbox: Sandbox,
    calibration: Calibration,
    *,
    valid: Callable[[bytes], bool],
    effort: Effort | None = None,
    progress: Progress = silent,
) -> Beyond:
    """Run the submission on the cases, of which the small ones come first, until something fails or its time is spent.

    valid: whether an input fits the problem's format, for shrinking. Raises SandboxError where nothing can be run.
    """
    effort = effort or Effort()
    if problem.checker.kind is CheckerKind.INTERACTIVE:
        return Beyond(Likely(None, None, None, "interactive: it needs a partner program"))
    answers: list[Answer] = []
    inputs: dict[str, GeneratedCase] = {}
    slowest, count, large, whole = 0.0, 0, 0, True
    found: Found | None = None
    began_s = time.thread_time()
    with Program(submission, problem.limits, sandbox, calibration.ratio(submission.language)) as program:

        def spent() -> float:
            """CPU seconds of the runs, and of making the inputs here."""
            return program.cpu_s + time.thread_time() - began_s

        for case in cases:
            if case.kind in SMALL:
                if program.cpu_s > effort.small_s:
                    whole = False
                    continue
            elif large:
                slow = slowest > effort.slow * program.limit_s
                most_s = max(effort.total_s, effort.slow_limits * program.limit_s) if slow else effort.total_s
                if large >= (effort.slow_runs if slow else effort.large_runs) or spent() > most_s:
                    whole = False
                    break
            count += 1
            progress(RunningBeyond(count, case.name))
            run = program.run(case.stdin)
            if case.kind not in SMALL:
                large += 1
                slowest = max(slowest, run.cpu_s)
            found = program.confirmed(case, run)
            if found is not None:
                # One that took long would take long again and again.
                if run.cpu_s < effort.shrink_s / 4:
                    found = _shrunk(program, found, valid, effort.shrink_s)
                break
            if run.ending is Ending.EXITED and run.exit_code == 0:
                inputs[input_id(case.stdin)] = case
                answers.append(answer(case.name, case.stdin, run.stdout))
        if found is None:
            likely = _nothing_found(program, slowest, count, whole)
        else:
            path = case_path(problem.id, found.case.name, input_id(found.case.stdin))
            likely = Likely(found.verdict, path, found.confidence, found.detail)
        return Beyond(likely, found, tuple(answers), inputs, count, program.cpu_s, whole)


def _shrunk(program: Program, found: Found, valid: Callable[[bytes], bool], shrink_s: float) -> Found:
    """The same failure on the smallest input that still shows it; one by time as it is: each try would cost it."""
    if found.verdict is Verdict.TLE:
        return found
    last = {found.case.stdin: found.run}
    ends_at = program.cpu_s + shrink_s

    def fails(stdin: bytes) -> bool:
        run = program.run(stdin)
        if program.failure(run) is not found.verdict:
            return False
        last[stdin] = run
        return True

    smallest = shrink(found.case.stdin, fails, valid, lambda: program.cpu_s > ends_at)
    case = shrunk_case(found.case, smallest)
    return replace(found, case=case, run=last[smallest])


def shrunk_case(case: GeneratedCase, stdin: bytes) -> GeneratedCase:
    """The case that was made smaller, under a name of its own."""
    if stdin == case.stdin:
        return case
    return replace(case, name=f"{case.name}-shrunk", stdin=stdin)


def _nothing_found(program: Program, slowest_s: float, count: int, whole: bool) -> Likely:
    """AC, less sure the nearer the slowest large run came to the limit and the less was run."""
    near = slowest_s > UNSURE[0] * program.limit_s
    confidence = 0.6 if near else 0.9 if slowest_s else 0.8
    words = f"nothing found in {count} inputs"
    if slowest_s:
        words += f", the slowest {program.time_words(slowest_s)}"
    if near:
        words += ", near the limit"
    if not whole:
        words += "; ended by what it may cost"
    return Likely(Verdict.AC, None, confidence, words)


def _cpu(run: RunResult) -> float:
    return run.cpu_s


def small_answers(program: Program, cases: Sequence[GeneratedCase], cpu_s: float, times: float) -> tuple[Answer, ...]:
    """What a slow program answers to the small inputs, each within so many times the limit, all within cpu_s."""
    answers = []
    for case in cases:
        if program.cpu_s > cpu_s:
            break
        run = program.run(case.stdin, times)
        if run.ending is Ending.EXITED and run.exit_code == 0:
            answers.append(answer(case.name, case.stdin, run.stdout))
    return tuple(answers)
