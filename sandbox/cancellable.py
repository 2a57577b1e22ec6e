"""A sandbox whose runs can be cancelled from another thread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from sandbox.errors import Stopped
from sandbox.run import Budget, RunResult
from sandbox.sandbox import Box, Sandbox


class CancellableSandbox:
    """A view of a sandbox whose runs raise Stopped once cancelled; closing the sandbox itself is left to the caller."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.name = sandbox.name
        self._boxes: list[Box] = []
        self.is_cancelled = False

    def cancel(self) -> None:
        """End all current runs; callable from any thread."""
        self.is_cancelled = True
        for box in tuple(self._boxes):
            box.cancel()

    @contextmanager
    def box(self, layer: str = "base") -> Iterator[Box]:
        self.stop_if_cancelled()
        with self._sandbox.box(layer) as box:
            self._boxes.append(box)
            try:
                yield _CancellableBox(box, self.stop_if_cancelled)
            finally:
                self._boxes.remove(box)

    def version(self, command: Sequence[str], layer: str | None = None) -> str | None:
        return self._sandbox.version(command, layer)

    def machine(self) -> str:
        return self._sandbox.machine()

    def describe(self) -> str:
        return self._sandbox.describe()

    def alone(self) -> AbstractContextManager[None]:
        return self._sandbox.alone()

    def close(self) -> None:
        """Does nothing: the sandbox itself belongs to the caller."""

    def __enter__(self) -> "CancellableSandbox":
        return self

    def __exit__(self, *_error: object) -> None:
        """Does nothing, like close()."""

    def stop_if_cancelled(self) -> bool:
        """Raises Stopped once cancelled, else returns False; for work between runs, such as making inputs."""
        if self.is_cancelled:
            raise Stopped
        return False


class _CancellableBox:
    def __init__(self, box: Box, check: Callable[[], bool]) -> None:
        self._box, self._check = box, check

    def compile(self, command: Sequence[str], files: Mapping[str, bytes], budget: Budget) -> RunResult:
        self._check()
        result = self._box.compile(command, files, budget)
        self._check()
        return result

    def run(self, command: Sequence[str], stdin: bytes, budget: Budget) -> RunResult:
        self._check()
        result = self._box.run(command, stdin, budget)
        self._check()
        return result

    def cancel(self) -> None:
        self._box.cancel()
