"""How a program is run and how it ended, in the sandbox's own terms. The verdict is not decided here."""

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How a process ended, in the order of the numbers that the supervisor sends."""

    EXITED = "EXITED"  # by itself, with any exit code
    SIGNALED = "SIGNALED"  # by a signal that was not sent for a limit
    TIME_LIMIT = "TIME_LIMIT"  # its CPU time, including its children's, exceeded the budget
    WALL_LIMIT = "WALL_LIMIT"  # it was still running when the wall budget ran out (it slept or waited)
    MEMORY_LIMIT = "MEMORY_LIMIT"  # it used more memory than the budget
    OUTPUT_LIMIT = "OUTPUT_LIMIT"  # it wrote more than the budget to stdout or stderr
    SANDBOX_FAILED = "SANDBOX_FAILED"  # our fault: nothing can be said about the program


OUTPUT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may use."""

    cpu_s: float  # CPU seconds, summed over the process and all its children
    wall_s: float  # wall-clock seconds; more than cpu_s
    memory_mib: int  # resident memory, including all children's; also the stack limit
    output_bytes: int = OUTPUT_BYTES  # for stdout and stderr, each
    processes: int = 256  # processes and threads at one time

    @property
    def address_space_bytes(self) -> int:
        """The limit on a run's address space, which only protects the host.

        What counts against the program is its resident memory, checked while it runs. The limit is generous, since the
        runtimes of Java and Go reserve far more than they use.
        """
        return (4 * self.memory_mib + 16 * 1024) * 1024 * 1024


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
    detail: str = ""  # for SANDBOX_FAILED: what failed, in one line
    # With WALL_LIMIT, parts of wall_s:
    held_up_s: float = 0.0  # ready to run, but waiting for a processor
    disk_s: float = 0.0  # waiting for a disk


def first_line(said: bytes) -> str:
    """The first line of what a program wrote."""
    return said.decode(errors="replace").strip().partition("\n")[0]
