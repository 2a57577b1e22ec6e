"""One self-check that every sandbox must pass: small programs with known outcomes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.run import Budget, Ending, RunResult
from sandbox.sandbox import Box, Sandbox

_BUDGET = Budget(cpu_s=1.0, wall_s=3.0, memory_mib=64)


@dataclass(frozen=True, slots=True)
class CheckedProperty:
    """One property that was checked."""

    name: str
    passed: bool
    detail: str  # how the program ended


@dataclass(frozen=True, slots=True)
class _CheckProgram:
    name: str
    command: tuple[str, ...]
    stdin: bytes
    holds: Callable[[RunResult], bool]
    budget: Budget = _BUDGET


def _ended(ending: Ending) -> Callable[[RunResult], bool]:
    return lambda result: result.ending is ending


def _printed(*outputs: bytes) -> Callable[[RunResult], bool]:
    """Passes if the program exited and printed one of these; one that never ran would have printed nothing."""
    return lambda result: result.ending is Ending.EXITED and result.stdout in outputs


def N_(text: str) -> str:
    """Marks a text for the message catalogue; it is translated where it is shown."""
    return text


# Shell only, so that the check needs no compiler; each program's output or ending proves that it really ran.
_TRIALS = (
    _CheckProgram(N_("runs a program and gives it its input"), ("cat",), b"hello\n", _printed(b"hello\n")),
    _CheckProgram(N_("runs a program from the work folder"), ("./copy",), b"hello\n", _printed(b"hello\n")),
    _CheckProgram(N_("tells the exit code"), ("sh", "-c", "exit 3"), b"", lambda result: result.exit_code == 3),
    _CheckProgram(N_("tells the signal"), ("sh", "-c", "kill -ABRT $$"), b"", lambda result: result.signal == 6),
    _CheckProgram(
        N_("stops a program that spins"),
        ("sh", "-c", "while :; do :; done"),
        b"",
        _ended(Ending.TIME_LIMIT),
        Budget(cpu_s=0.5, wall_s=30.0, memory_mib=64),  # a busy machine must not hit the wall limit first
    ),
    _CheckProgram(N_("stops a program that waits"), ("sleep", "60"), b"", _ended(Ending.WALL_LIMIT)),
    _CheckProgram(N_("stops a program that takes memory"), ("tail", "/dev/zero"), b"", _ended(Ending.MEMORY_LIMIT)),
    _CheckProgram(N_("stops a program that floods its output"), ("cat", "/dev/zero"), b"", _ended(Ending.OUTPUT_LIMIT)),
    _CheckProgram(
        N_("has no network"), ("sh", "-c", "ls /sys/class/net 2>&-; echo ran"), b"", _printed(b"ran\n", b"lo\nran\n")
    ),
    _CheckProgram(
        N_("keeps the work folder from being written"),
        ("sh", "-c", "(: > made) 2>&- && echo written || echo refused"),
        b"",
        _printed(b"refused\n"),
    ),
    _CheckProgram(
        N_("does not run programs as root"),
        ("id", "-u"),
        b"",
        lambda result: result.exit_code == 0 and int(result.stdout) != 0,
    ),
    _CheckProgram(N_("leaves nothing behind"), ("sh", "-c", "sleep 60 & sleep 60 & echo ran"), b"", _printed(b"ran\n")),
    _CheckProgram(N_("runs the next program as if nothing had been"), ("cat",), b"again\n", _printed(b"again\n")),
)


def check(sandbox: Sandbox) -> Iterator[CheckedProperty]:
    """The result of each trial as soon as it is done, all in one box. Raises SandboxUnavailable if there is none."""
    with sandbox.box() as box:
        box.compile(("cp", "/bin/cat", "copy"), {}, _BUDGET)
        for trial in _TRIALS:
            yield _tried(box, trial)


def _tried(box: Box, trial: _CheckProgram) -> CheckedProperty:
    result = box.run(trial.command, trial.stdin, trial.budget)
    detail = f"{result.ending} exit={result.exit_code} signal={result.signal} cpu={result.cpu_s:.2f}s {result.detail}"
    return CheckedProperty(trial.name, trial.holds(result), detail.rstrip())
