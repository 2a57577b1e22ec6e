"""How a program is to be run, and how it ended: the sandbox's own words. What a run earned is for others to say."""

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How a process ended."""

    EXITED = "EXITED"  # by itself, with an exit code (any)
    SIGNALED = "SIGNALED"  # by a signal that no limit sent
    TIME_LIMIT = "TIME_LIMIT"  # its CPU time, its children's included, passed the budget
    WALL_LIMIT = "WALL_LIMIT"  # it still ran when the wall budget was over (it slept or waited)
    MEMORY_LIMIT = "MEMORY_LIMIT"  # it asked for more memory than the budget
    OUTPUT_LIMIT = "OUTPUT_LIMIT"  # it wrote more than the budget on stdout or stderr
    SANDBOX_FAILED = "SANDBOX_FAILED"  # our fault: nothing can be said of the program


OUTPUT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may use."""

    cpu_s: float  # CPU seconds, summed over the process and all its children
    wall_s: float  # seconds by the clock; above cpu_s
    memory_mib: int  # resident memory with all children; the stack limit is the same
    output_bytes: int = OUTPUT_BYTES  # on stdout and on stderr, each
    processes: int = 256  # processes and threads at one time


@dataclass(frozen=True, slots=True)
class RunResult:
    """How one run ended and what it used."""

    ending: Ending
    exit_code: int | None  # with EXITED
    signal: int | None  # with SIGNALED, the signal's number
    cpu_s: float  # user + system, children included
    wall_s: float
    peak_mib: float  # peak resident memory, MiB
    stdout: bytes  # whole, up to the output budget
    stderr: bytes
    detail: str = ""  # for SANDBOX_FAILED: what failed, in a line
    # With WALL_LIMIT: of wall_s, how long it could have run while the machine ran something else; None: not told.
    held_up_s: float | None = 0.0


def first_line(said: bytes) -> str:
    """The first line of what a program wrote."""
    return said.decode(errors="replace").strip().partition("\n")[0]
