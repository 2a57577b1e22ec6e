"""A compiled submission: runs tests by the timing rule, and gives the verdict on a run apart from its output.

The timing rule. CPU time decides. A run may use a little more than the limit, so that one that is only just too slow
can finish and be timed again, alone on the machine; the shortest time counts. A run that exceeds its wall time is too
slow on any machine if it was itself computing or asleep all the while. Otherwise it was held up: the machine ran
something else, or read the program's libraries from disk (the first import after a restart). It then runs again, alone
and with much more wall time; if it still does not get to run, the failure is ours (SANDBOX_FAILED) and says nothing
about the program.
"""

from contextlib import ExitStack
from dataclasses import replace
from typing import Self

from judge.judgement import SHOWN_BYTES, Submission, Verdict
from judge.languages import LANGUAGES, Language
from judge.notes import note, read_note
from problems.problem import Limits
from sandbox.run import Budget, Ending, RunResult
from sandbox.sandbox import Box, Sandbox

NEAR = 1.2  # up to this multiple of the limit a run is only just too slow, and is timed again
RETIMINGS = 2  # at most; the shortest time counts
COMPILE_BUDGET = Budget(cpu_s=30.0, wall_s=60.0, memory_mib=2048)

_WALL = 2.0  # wall time allowed, as a multiple of the limit
_WALL_S = 1.0  # plus this
_OWN = 0.75  # share of that wall time that a run must itself have worked or waited to be too slow anywhere
_LONGER = 4.0  # multiple of that wall time for a held-up run that is repeated alone
_PATIENCE = 20.0  # like _WALL, for a run that was held up even then
_PATIENCE_S = 10.0  # plus this

_BY_ENDING = {
    Ending.SIGNALED: Verdict.RE,
    Ending.TIME_LIMIT: Verdict.TLE,
    Ending.WALL_LIMIT: Verdict.TLE,
    Ending.MEMORY_LIMIT: Verdict.MLE,
    Ending.OUTPUT_LIMIT: Verdict.OLE,
    Ending.SANDBOX_FAILED: Verdict.IE,
}


class Program:
    """A submission in its own box, compiled on entering the context. Raises SandboxError if there is no box."""

    def __init__(
        self,
        submission: Submission,
        limits: Limits,
        sandbox: Sandbox,
        *,
        ratio: float | None = None,
        flags: tuple[str, ...] = (),
    ) -> None:
        """ratio: of this machine's times to AtCoder's; None: not calibrated, and times count as measured.

        flags: for the compiler, in addition to the language's own.
        """
        self.language: Language = LANGUAGES[submission.language]
        self.calibrated = ratio is not None
        self.limit_s = limits.time_s * (ratio or 1.0)  # the problem's limit in CPU seconds of this machine
        self.memory_mib = limits.memory_mib
        self._wall_s = _WALL * self.limit_s + _WALL_S
        self.cpu_s = 0.0  # of all runs so far
        self._submission, self._sandbox, self._flags = submission, sandbox, flags
        self._stack = ExitStack()
        self._box: Box
        self.compiled: RunResult  # how the compiler ended

    def __enter__(self) -> Self:
        self._box = self._stack.enter_context(self._sandbox.box(self.language.layer))
        files = {self.language.source: source_bytes(self._submission.source)}
        command = (*self.language.compile[:1], *self._flags, *self.language.compile[1:])
        self.compiled = self._box.compile(command, files, COMPILE_BUDGET)
        if self.compiled.ending is Ending.WALL_LIMIT and self.compiled.cpu_s < COMPILE_BUDGET.cpu_s / 2:
            # The machine was too busy for the compiler, which is not the program's fault.
            self.compiled = _too_busy(self.compiled)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @property
    def is_compiled(self) -> bool:
        return self.compiled.ending is Ending.EXITED and self.compiled.exit_code == 0

    @property
    def compile_output(self) -> str:
        """The compiler's messages, cut to what the log keeps."""
        return (self.compiled.stdout + self.compiled.stderr)[:SHOWN_BYTES].decode("utf-8", "replace")

    @property
    def why_not_compiled(self) -> str:
        """The compiler's messages, or how it ended if it printed none; one or more lines."""
        return self.compile_output.strip() or str(read_note(self.compiled.detail)) or self.compiled.ending.value

    def run(self, stdin: bytes, *, times: float = NEAR) -> RunResult:
        """One run, stopped at `times` times the limit; repeated alone if the machine held it up."""
        run = self._run(stdin, times, self._wall_s)
        return self.alone(stdin, times=times) if self._is_held_up(run) else run

    def alone(self, stdin: bytes, *, times: float = NEAR) -> RunResult:
        """One run with nothing else running here, and wall time to spare if others keep the machine busy."""
        with self._sandbox.alone():
            run = self._run(stdin, times, _LONGER * self._wall_s)
            if self._is_held_up(run):
                run = self._run(stdin, times, _PATIENCE * self.limit_s + _PATIENCE_S)
        return _too_busy(run) if self._is_held_up(run, disk=False) else run

    def timed(self, stdin: bytes) -> RunResult:
        """A run by the timing rule: the fastest of those that a loaded machine may have slowed down."""
        run = self.run(stdin)
        for _attempt in range(RETIMINGS):
            if not (run.ending is Ending.EXITED and run.cpu_s > self.limit_s):
                break
            again = self.alone(stdin)
            if again.ending is Ending.EXITED and again.cpu_s < run.cpu_s:
                run = again
        return run

    def verdict(self, run: RunResult) -> Verdict | None:
        """The verdict on the run alone; None: it ended cleanly within its limits, and the output decides."""
        if run.ending is not Ending.EXITED:
            return _BY_ENDING[run.ending]
        if run.cpu_s > self.limit_s:
            return Verdict.TLE
        return Verdict.RE if run.exit_code != 0 else None

    def _run(self, stdin: bytes, times: float, wall_s: float) -> RunResult:
        budget = Budget(cpu_s=times * self.limit_s, wall_s=wall_s, memory_mib=self.memory_mib)
        run = self._box.run(self.language.run, stdin, budget)
        self.cpu_s += run.cpu_s
        if run.ending is Ending.WALL_LIMIT and run.cpu_s > self.limit_s:  # over both limits: CPU time decides
            return replace(run, ending=Ending.TIME_LIMIT)
        return run

    def _is_held_up(self, run: RunResult, *, disk: bool = True) -> bool:
        """Whether the run is out of wall time, but too little of that was its own doing to call it too slow.

        disk: waiting for a disk is not its own doing either; what it read is cached then, so another run has it sooner.
        """
        own_s = run.wall_s - run.held_up_s - (run.disk_s if disk else 0.0)
        return run.ending is Ending.WALL_LIMIT and own_s <= _OWN * self._wall_s


def _too_busy(run: RunResult) -> RunResult:
    """The run as one that says nothing about the program."""
    why = note("too-busy", cpu_s=run.cpu_s, wall_s=run.wall_s)
    return replace(run, ending=Ending.SANDBOX_FAILED, detail=why.stored())


def source_bytes(source: str) -> bytes:
    """The program's bytes: bytes of a file that are not UTF-8 are restored; a reply's lone surrogate becomes '?'."""
    try:
        return source.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return source.encode("utf-8", "replace")
