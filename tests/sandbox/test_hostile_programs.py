"""Programs that attack: each gets the verdict that its name begins with, the next test runs fairly, nothing is left.

Every program prints 42 if its input is not "attack"; those named ac_ print 42 after an attack too, once it has failed.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from judge import program
from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import by_ending
from problems.problem import Checker, Limits, Sample
from sandbox.run import Budget, Ending, RunResult
from sandbox.sandbox import Box, Sandbox

PROGRAMS = sorted((Path(__file__).parents[1] / "programs" / "hostile").glob("*_*.*"))
TESTS = (Sample("1", b"attack\n", b"42\n"), Sample("2", b"honest\n", b"42\n"))
LIMITS = Limits(time_s=1.0, memory_mib=256)
SHORT = Limits(time_s=0.25, memory_mib=256)  # for programs that use all the time they get
LONG = Limits(time_s=5.0, memory_mib=256)  # for programs that fill their memory, which is slow on a busy machine
SURVIVORS = """
import os
print("processes", [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) not in (1, os.getpid())])
for kind in ("shm", "msg", "sem"):
    try: print(kind, open(f"/proc/sysvipc/{kind}").read().splitlines()[1:])
    except FileNotFoundError: print(kind, [])
print("files", [os.path.join(top, name) for place in (".", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")
    for top, _folders, names in os.walk(place) for name in names if not name.lower().startswith("main")])
"""
CLEAN = "processes []\nshm []\nmsg []\nsem []\nfiles []\n"


class WatchedBox:
    """A real box that remembers what was left after each attack."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self.left: list[str] = []

    def compile(self, command: Sequence[str], files: Mapping[str, bytes], budget: Budget) -> RunResult:
        return self._box.compile(command, files, budget)

    def run(self, command: Sequence[str], stdin: bytes, budget: Budget) -> RunResult:
        result = self._box.run(command, stdin, budget)
        if stdin == TESTS[0].stdin:
            looked = self._box.run(["python3", "-c", SURVIVORS], b"", Budget(5, 10, 256))
            self.left.append(looked.stdout.decode() if looked.ending is Ending.EXITED else repr(looked))
        return result


class WatchedSandbox:
    """The real sandbox, which keeps the boxes that it opened."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.boxes: list[WatchedBox] = []

    def __getattr__(self, name: str):
        return getattr(self._sandbox, name)

    @contextmanager
    def box(self, layer: str = "base") -> Iterator[WatchedBox]:
        with self._sandbox.box(layer) as box:
            self.boxes.append(WatchedBox(box))
            yield self.boxes[-1]


# These take the compiler many seconds in either sandbox, so each runs here in only one; soak_hostile runs them all.
SLOW = [path for path in PROGRAMS if path.stem in ("ce_includes_noise", "ce_includes_zeros", "ce_macro_explosion")]


@pytest.mark.parametrize("path", [path for path in PROGRAMS if path not in SLOW], ids=lambda path: path.name)
def test_hostile_program_gets_its_verdict_and_leaves_nothing(sandbox: Sandbox, path: Path) -> None:
    assert_verdict_and_nothing_left(sandbox, path)


@pytest.fixture
def two_seconds_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the compiler after two CPU seconds: it would take ten, and is stopped in the same way as after an hour."""
    monkeypatch.setattr(program, "COMPILE_BUDGET", replace(program.COMPILE_BUDGET, cpu_s=2.0))


# A test for each sandbox, so that the sandbox stays open from test to test.
@pytest.mark.usefixtures("two_seconds_to_compile")
@pytest.mark.parametrize("sandbox", ["docker"], indirect=True)
@pytest.mark.parametrize("path", SLOW[::2], ids=lambda path: path.name)
def test_slow_hostile_program_gets_its_verdict_in_docker(sandbox: Sandbox, path: Path) -> None:
    assert_verdict_and_nothing_left(sandbox, path)


@pytest.mark.usefixtures("two_seconds_to_compile")
@pytest.mark.parametrize("sandbox", ["bwrap"], indirect=True)
@pytest.mark.parametrize("path", SLOW[1::2], ids=lambda path: path.name)
def test_slow_hostile_program_gets_its_verdict_in_bubblewrap(sandbox: Sandbox, path: Path) -> None:
    assert_verdict_and_nothing_left(sandbox, path)


# What differs in an ordinary user's bubblewrap: process 1 belongs to the program's user and ignores its signals, and a
# file in memory is limited by the address space.
OF_AN_ORDINARY_USER = {"ac_ends_process_1_by_handle": Verdict.WA, "mle_memory_files": Verdict.RE}


def assert_verdict_and_nothing_left(sandbox: Sandbox, path: Path) -> None:
    expected = Verdict(path.name.partition("_")[0].upper())
    allowed = {expected}
    if os.geteuid() and sandbox.name == "bwrap" and path.stem in OF_AN_ORDINARY_USER:
        allowed.add(OF_AN_ORDINARY_USER[path.stem])
    language = by_ending(path.name)
    assert language is not None
    watched = WatchedSandbox(sandbox)
    submission = Submission(language.key, path.read_bytes().decode("utf-8", "surrogateescape"))
    limits = {Verdict.TLE: SHORT, Verdict.MLE: LONG}.get(expected, LIMITS)
    judgement = judge(submission, TESTS, limits, Checker(), watched)
    for _attempt in range(5):  # one that always yields gets no time at all on a busy machine, and is then tried again
        if not any(case.note.code == "too-busy" for case in judgement.cases):
            break
        judgement = judge(submission, TESTS, limits, Checker(), watched)

    if expected is Verdict.CE:
        assert judgement.verdict is Verdict.CE, judgement
        assert judgement.cases == ()
        return
    attack, honest = judgement.cases
    assert attack.verdict in allowed, (attack, judgement.compile_output)
    assert honest.verdict is Verdict.AC, honest
    left = watched.boxes[0].left  # has several elements if a busy machine made a run too slow, so that it was repeated
    assert set(left) == {CLEAN}, left
