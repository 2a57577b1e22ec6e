"""The sandbox in bubblewrap: no daemon, the host's own compilers."""

import contextlib
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sandbox.cgroups import Group
from sandbox.compiled import CompiledCache
from sandbox.errors import SandboxUnavailable
from sandbox.launcher import HEADERS, PATH, Launcher, StartedBox, address_space, explain
from sandbox.memory_limit import SLACK_MIB, USUAL_MIB
from sandbox.pool import Pool
from sandbox.run import Budget, first_line
from sandbox.slots import Slots
from sandbox.supervised import SupervisedBox
from sandbox.timing_lock import TimingLock


class BubblewrapSandbox:
    """Boxes made by bwrap(1). Thread-safe; close it with `with`."""

    name = "bwrap"

    def __init__(self, home: Path, *, ready: int = 1, expected: int | None = None) -> None:
        """Compiles the supervisor on first use, and tries one box; raises SandboxUnavailable.

        ready: how many boxes to keep started, since joining a control group takes time.
        expected: how many boxes will be asked for, so that no more are made ahead; None: unknown.
        """
        self._launcher = Launcher(home)
        self._cache = CompiledCache(home / "sandbox" / "compiled")
        self._slots = Slots(os.cpu_count() or 1)
        self._timing_lock = TimingLock()
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

    def __enter__(self) -> "BubblewrapSandbox":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

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
        alone = self._launcher.root and started.group is None  # no control group counts its processes and memory
        return SupervisedBox(
            started.supervisor,
            _environment(started.work),
            slot,
            self._timing_lock,
            raise_memory_limit=_limit_raiser(started.group),
            wrap=started.wrap,
            address_space=address_space if alone else lambda _budget: 0,
            limit_processes=alone,
            cache=self._cache,
            compiler_of=self._compiler_of,
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

    @contextmanager
    def alone(self) -> Iterator[None]:
        self._pool.pause()
        try:
            with self._timing_lock.alone():
                yield
        finally:
            self._pool.resume()

    def close(self) -> None:
        self._pool.close()
        self._launcher.close()


def _limit_raiser(group: Group | None) -> Callable[[int], None]:
    """A function that raises the group's limit for a program allowed more memory than usual at AtCoder."""
    limit_mib = USUAL_MIB

    def raise_memory_limit(mib: int) -> None:
        nonlocal limit_mib
        if group and mib + SLACK_MIB > limit_mib:
            limit_mib = mib + SLACK_MIB
            group.limit_memory(limit_mib)

    return raise_memory_limit


def _environment(work: str) -> Mapping[str, str]:
    return {"PATH": PATH, "HOME": work, "TMPDIR": work, "LANG": "C.UTF-8", "CPLUS_INCLUDE_PATH": HEADERS}


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
