"""Programs that attack: each gets the verdict that its name begins with, the next test is honest, and nothing is left.

Every program prints 42 when it is not told "attack"; those named ac_ print it then too, once their attack has failed.
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
SHORT = Limits(time_s=0.25, memory_mib=256)  # for what takes all the time that it gets
LONG = Limits(time_s=5.0, memory_mib=256)  # for what ends by its memory, which a busy machine fills slowly
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
    """The real sandbox, whose last box can be asked what it saw."""

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


# The compiler takes many seconds for these, whatever the sandbox: each is here in one of the two. soak_hostile has all.
SLOW = [path for path in PROGRAMS if path.stem in ("ce_includes_noise", "ce_includes_zeros", "ce_macro_explosion")]


@pytest.mark.parametrize("path", [path for path in PROGRAMS if path not in SLOW], ids=lambda path: path.name)
def test_hostile_program_gets_its_verdict_and_leaves_nothing(sandbox: Sandbox, path: Path) -> None:
    assert_verdict_and_nothing_left(sandbox, path)


@pytest.fixture
def two_seconds_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compiler that would go on for ten is stopped as one that would for an hour."""
    monkeypatch.setattr(program, "COMPILE_BUDGET", replace(program.COMPILE_BUDGET, cpu_s=2.0))


# By itself, so that the sandbox stays open from test to test.
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


# What an ordinary user's bubblewrap does otherwise: process 1 has the program's user, and signals to it do nothing; a
# file in memory ends where addresses do.
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

    if expected is Verdict.CE:
        assert judgement.verdict is Verdict.CE, judgement
        assert judgement.cases == ()
        return
    attack, honest = judgement.cases
    assert attack.verdict in allowed, (attack, judgement.compile_output)
    assert honest.verdict is Verdict.AC, honest
    left = watched.boxes[0].left  # a run that a loaded machine made too slow was run again
    assert set(left) == {CLEAN}, left
