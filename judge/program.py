"""A submission that has been compiled: run a test by the timing rule, and say what a run earned by itself.

The timing rule. CPU time decides. A run may use a little more than the limit, so that one that is only just too slow
ends and can be timed again, alone on the machine; the least time counts. A run that is out of wall time is too slow on
any machine where it worked or waited by itself all the while. Else it was held up: the machine ran something else, or
read its libraries from the disk (the first import after a restart). Then it runs again, alone and with much more wall
time, and if even that does not end it, the failure is ours (SANDBOX_FAILED) and says nothing of the program.
"""

import os
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
RETIMINGS = 2  # at most; the least time counts
COMPILE_BUDGET = Budget(cpu_s=30.0, wall_s=60.0, memory_mib=2048)

_WALL = 2.0  # multiple of the limit that a run may take by the clock
_WALL_S = 1.0  # beside that
_OWN = 0.75  # share of that in which it worked or waited by itself: then it is too slow on any machine
_LONGER = 4.0  # times as long, for one that was held up and is alone now
_PATIENCE = 20.0  # as _WALL, for one that was held up even so
_PATIENCE_S = 10.0  # beside that
_DISK_PRESSURE = "/proc/pressure/io"

_BY_ENDING = {
    Ending.SIGNALED: Verdict.RE,
    Ending.TIME_LIMIT: Verdict.TLE,
    Ending.WALL_LIMIT: Verdict.TLE,
    Ending.MEMORY_LIMIT: Verdict.MLE,
    Ending.OUTPUT_LIMIT: Verdict.OLE,
    Ending.SANDBOX_FAILED: Verdict.IE,
}


class Program:
    """A submission in a box of its own, compiled when it is entered. Raises SandboxError where there is no box."""

    def __init__(
        self,
        submission: Submission,
        limits: Limits,
        sandbox: Sandbox,
        *,
        ratio: float | None = None,
        flags: tuple[str, ...] = (),
    ) -> None:
        """ratio: of this machine's times to AtCoder's; None: not calibrated, and times are taken as they are.

        flags: for the compiler, beside the language's own.
        """
        self.language: Language = LANGUAGES[submission.language]
        self.calibrated = ratio is not None
        self.limit_s = limits.time_s * (ratio or 1.0)  # CPU seconds that stand here for the problem's limit
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
            # The compiler got too little of a busy machine: no fault of the program's.
            why = note("too-busy", cpu_s=self.compiled.cpu_s, wall_s=self.compiled.wall_s)
            self.compiled = replace(self.compiled, ending=Ending.SANDBOX_FAILED, detail=why.stored())
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @property
    def is_compiled(self) -> bool:
        return self.compiled.ending is Ending.EXITED and self.compiled.exit_code == 0

    @property
    def compile_output(self) -> str:
        """What the compiler said, cut to what a log keeps."""
        return (self.compiled.stdout + self.compiled.stderr)[:SHOWN_BYTES].decode("utf-8", "replace")

    @property
    def why_not_compiled(self) -> str:
        """In a line or more: what the compiler said, else how it ended."""
        return self.compile_output.strip() or str(read_note(self.compiled.detail)) or self.compiled.ending.value

    def run(self, stdin: bytes, *, times: float = NEAR) -> RunResult:
        """One run, stopped at `times` times the limit; run again alone where the machine held it up."""
        disk_before_s = _disk_s()
        run = self._run(stdin, times, self._wall_s)
        # Somebody waited for the disk. Was it the program? What was read is at hand now: more time will tell.
        is_held_up = self._is_held_up(run, _disk_s() - disk_before_s)
        return self.alone(stdin, times=times) if is_held_up else run

    def alone(self, stdin: bytes, *, times: float = NEAR) -> RunResult:
        """One run while nothing else runs here, with wall time for a machine that others keep busy."""
        with self._sandbox.alone():
            run = self._run(stdin, times, _LONGER * self._wall_s)
            if self._is_held_up(run):
                run = self._run(stdin, times, _PATIENCE * self.limit_s + _PATIENCE_S)
        if run.held_up_s is None or not self._is_held_up(run):
            return run
        why = note("too-busy", cpu_s=run.cpu_s, wall_s=run.wall_s)
        return replace(run, ending=Ending.SANDBOX_FAILED, detail=why.stored())

    def timed(self, stdin: bytes) -> RunResult:
        """A run by the timing rule: the quickest of those that a loaded machine may have slowed down."""
        run = self.run(stdin)
        for _attempt in range(RETIMINGS):
            if not (run.ending is Ending.EXITED and run.cpu_s > self.limit_s):
                break
            again = self.alone(stdin)
            if again.ending is Ending.EXITED and again.cpu_s < run.cpu_s:
                run = again
        return run

    def verdict(self, run: RunResult) -> Verdict | None:
        """What the run earned by itself; None: it ended cleanly within its limits, and its output decides."""
        if run.ending is not Ending.EXITED:
            return _BY_ENDING[run.ending]
        if run.cpu_s > self.limit_s:
            return Verdict.TLE
        return Verdict.RE if run.exit_code != 0 else None

    def _run(self, stdin: bytes, times: float, wall_s: float) -> RunResult:
        budget = Budget(cpu_s=times * self.limit_s, wall_s=wall_s, memory_mib=self.memory_mib)
        run = self._box.run(self.language.run, stdin, budget)
        self.cpu_s += run.cpu_s
        if run.ending is Ending.WALL_LIMIT and run.cpu_s > self.limit_s:  # out of both: what it computed decides
            return replace(run, ending=Ending.TIME_LIMIT)
        return run

    def _is_held_up(self, run: RunResult, disk_s: float = 0.0) -> bool:
        """Whether it is out of wall time, and too little of that was its own for it to be too slow.

        disk_s: that it may have waited for a disk. Where the system does not tell what held it up, everything may have.
        """
        held_up_s = run.wall_s if run.held_up_s is None else run.held_up_s
        return run.ending is Ending.WALL_LIMIT and run.wall_s - held_up_s - disk_s <= _OWN * self._wall_s


def _disk_s() -> float:
    """Seconds that anything on this machine has waited for a disk; 0 where the system does not tell."""
    # Linux, Documentation/accounting/psi.rst: some avg10=… avg60=… avg300=… total=<microseconds>
    try:
        file = os.open(_DISK_PRESSURE, os.O_RDONLY | os.O_CLOEXEC)  # before every test: Path takes four times as long
        try:
            some, _newline, _full = os.read(file, 1 << 12).partition(b"\n")
        finally:
            os.close(file)
    except OSError:
        return 0.0
    return int(some.rpartition(b"=")[2]) / 1e6


def source_bytes(source: str) -> bytes:
    """The program's bytes: what was not UTF-8 in a file comes back as it was; a reply's lone surrogate becomes '?'."""
    try:
        return source.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return source.encode("utf-8", "replace")
