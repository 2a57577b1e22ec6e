"""What every sandbox offers: boxes, each of which compiles one submission once and runs it on every test."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sandbox.run import Budget, RunResult


class Box(Protocol):
    """The home of one submission: a work folder, empty at first and thrown away with its contents.

    Commands run in that folder, with PATH=/usr/bin:/bin (and /usr/local/bin in an image).
    """

    def compile(self, command: Sequence[str], files: Mapping[str, bytes], budget: Budget) -> RunResult:
        """Write the files (name → content, mode 644) into the work folder and run the command there with write access.

        With an empty command the files are written and nothing runs: EXITED 0.
        """
        ...

    def run(self, command: Sequence[str], stdin: bytes, budget: Budget) -> RunResult:
        """Run the command as a user who can read the work folder but not write to it, and who leaves nothing behind."""
        ...

    def cancel(self) -> None:
        """End the current run, from any thread. That run and all later ones are SANDBOX_FAILED."""
        ...


class Sandbox(Protocol):
    """A place where untrusted code may run. Thread-safe; close it with `with`."""

    name: str  # "docker" or "bwrap"

    def box(self, layer: str = "base") -> AbstractContextManager[Box]:
        """A fresh box whose image has the toolchain layer; raises SandboxUnavailable if there is none."""
        ...

    def version(self, command: Sequence[str], layer: str | None = None) -> str | None:
        """The first line that a compiler's or interpreter's version command prints here; None: it is not installed.

        layer: by default the one that has the command's program.
        """
        ...

    def machine(self) -> str:
        """The processor architecture that programs run on, as uname -m or Docker names it: "x86_64", "arm64", …"""
        ...

    def describe(self) -> str:
        """What runs the code, for the log: e.g. the image digest, or bwrap's version and the host's system."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """While inside, only this thread's runs proceed and the sandbox does no work of its own, for exact times."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> "Sandbox": ...

    def __exit__(self, *_error: object) -> None: ...
