"""Simulates a machine that is busy with other things."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from judge import program


@contextmanager
def quiet_machine() -> Iterator[None]:
    """Keep other tests from making the machine busy, for what is measured by the clock."""
    with FileLock(Path(tempfile.gettempdir(), f"kyoso-tests-busy-{os.getuid()}.lock")):
        yield


@contextmanager
def busy_machine(each: int = 1, processors: set[int] | None = None) -> Iterator[None]:
    """Run `each` endless loops on each of these processors, or on every one; only one test does at a time."""
    loop = "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])})\nwhile True: pass"
    with quiet_machine():
        loops = [
            # A session of its own, as the kernel may give all processes of one session a share together (autogroup).
            subprocess.Popen([sys.executable, "-c", loop, str(processor)], start_new_session=True)
            for processor in processors or os.sched_getaffinity(0)
            for _number in range(each)
        ]
        try:
            yield
        finally:
            for loop_process in loops:
                loop_process.kill()
            for loop_process in loops:
                loop_process.wait()


def hold_all_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make programs that sleep look held up, as on a machine with no time for them, and soon none to wait for them."""
    for name, value in {"_OWN": 1e9, "_WALL_S": 0.0, "_PATIENCE": 0.0, "_PATIENCE_S": 0.4}.items():
        monkeypatch.setattr(program, name, value)
