"""What every sandbox offers: boxes, in which one submission is compiled once and run on every test."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from sandbox.run import Budget, RunResult


class Box(Protocol):
    """The home of one submission: an empty work folder, thrown away with all that is in it.

    The commands run with that folder as working folder and PATH=/usr/bin:/bin (and /usr/local/bin in an image).
    """

    def compile(self, command: Sequence[str], files: Mapping[str, bytes], budget: Budget) -> RunResult:
        """Write the files (name → content, mode 644) into the work folder and run the command there, able to write.

        With an empty command the files are written and nothing runs: EXITED 0.
        """
        ...

    def run(self, command: Sequence[str], stdin: bytes, budget: Budget) -> RunResult:
        """Run the command as a user who can read the work folder but not write it, and who leaves nothing behind."""
        ...

    def cancel(self) -> None:
        """From any thread: end what runs here. It and all that follows is SANDBOX_FAILED."""
        ...


class Sandbox(Protocol):
    """A place where untrusted code may run. Thread-safe; close it with `with`."""

    name: str  # "docker" or "bwrap"

    def box(self, layer: str = "base") -> AbstractContextManager[Box]:
        """A fresh box whose image has the toolchain layer; raises SandboxUnavailable where none can be had."""
        ...

    def version(self, command: Sequence[str], layer: str | None = None) -> str | None:
        """The first line that a compiler or interpreter prints of its version here; None: it is not there.

        Without a layer that of the command's program is asked.
        """
        ...

    def machine(self) -> str:
        """The processor's architecture that programs run on, as uname -m or Docker names it: "x86_64", "arm64", …"""
        ...

    def describe(self) -> str:
        """What runs the code, for the log: e.g. the image digest, or bwrap's version and the host's system."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """While inside, only this thread's runs go on, and the sandbox does no work of its own: for exact times."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> "Sandbox": ...

    def __exit__(self, *_error: object) -> None: ...
