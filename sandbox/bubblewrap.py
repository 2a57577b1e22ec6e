"""The sandbox in bubblewrap: no daemon, the host's own compilers."""

import contextlib
import platform
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox.errors import SandboxUnavailable
from sandbox.launcher import HEADERS, PATH, Launcher, StartedBox, explain
from sandbox.pool import Pool
from sandbox.run import Budget, first_line
from sandbox.supervised import SupervisedBox, SupervisedSandbox


class BubblewrapSandbox(SupervisedSandbox):
    """Boxes made by bwrap(1)."""

    name = "bwrap"

    def __init__(self, home: Path, *, ready: int = 1, expected: int | None = None) -> None:
        """Compiles the supervisor on first use, and tries one box; raises SandboxUnavailable.

        ready: how many boxes to keep started, since joining a control group takes time.
        expected: how many boxes will be asked for, so that no more are made ahead; None: unknown.
        """
        super().__init__(home)
        self._launcher = Launcher(home)
        self._versions: dict[tuple[str, ...], str | None] = {}
        self.memory_limit = self._launcher.memory_limit
        first = self._launcher.start()
        try:
            result = self._boxed(first, -1).run(["true"], b"", Budget(cpu_s=5, wall_s=10, memory_mib=256))
            if result.exit_code != 0:
                raise SandboxUnavailable(explain(first_line(result.stderr) or result.detail))
        except BaseException:
            first.end()
            self._launcher.close()
            raise
        self._pool = Pool(
            self._launcher.start,
            StartedBox.end,
            lives=StartedBox.answers,
            ready=ready,
            comes_back=lambda: self._launcher.keepers,
            expected=expected,
            stock=[first],
        )

    @contextmanager
    def box(self, layer: str = "base") -> Iterator[SupervisedBox]:
        """A box with the host's own tools; the layer is ignored."""
        started = self._pool.take()
        slot = self._slots.take()
        box = self._boxed(started, slot)
        kept = False
        try:
            yield box
            kept = started.keeper and box.end()
        finally:
            self._slots.give(slot)
            self._pool.end(started, kept=kept)

    def _boxed(self, started: StartedBox, slot: int) -> SupervisedBox:
        work, group = started.work, started.group
        return SupervisedBox(
            started.supervisor,
            (f"PATH={PATH}", f"HOME={work}", f"TMPDIR={work}", "LANG=C.UTF-8", f"CPLUS_INCLUDE_PATH={HEADERS}"),
            slot,
            self._timing_lock,
            self._cache,
            self._compiler_of,
            limit_memory=group.limit_memory if group else lambda _mib: None,
            wrap=started.wrap,
            limit_each_run=self._launcher.root and group is None,
        )

    def version(self, command: Sequence[str], layer: str | None = None) -> str | None:
        key = tuple(command)
        if key not in self._versions:
            self._versions[key] = _version(command, {"PATH": PATH, "CPLUS_INCLUDE_PATH": str(self._launcher.headers)})
        return self._versions[key]

    def _compiler_of(self, command: Sequence[str]) -> str:
        return f"{self.describe()} {self.version([command[0], '--version'])}"

    def machine(self) -> str:
        return platform.machine()

    def describe(self) -> str:
        said = self.version([self._launcher.bwrap, "--version"]) or "bubblewrap"
        system = platform.platform()
        with contextlib.suppress(OSError):
            system = platform.freedesktop_os_release().get("PRETTY_NAME", system)
        return f"{said} on {system}, memory by {self.memory_limit.value}"

    def _current_pools(self) -> Sequence[Pool[StartedBox]]:
        return [self._pool]

    def close(self) -> None:
        self._pool.close()
        self._launcher.close()


def _version(command: Sequence[str], environment: Mapping[str, str]) -> str | None:
    program = shutil.which(command[0], path=PATH) if "/" not in command[0] else command[0]
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, *command[1:]], capture_output=True, timeout=20, check=False, env=dict(environment)
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else first_line(done.stdout or done.stderr)
