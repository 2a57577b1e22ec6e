"""A compiled submission under the timing rule, on a machine that is busy with other things."""

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest

from judge import program
from judge.judge import judge
from judge.judgement import Submission, Verdict
from judge.languages import PYTHON
from judge.stress.calibration import Calibration
from judge.stress.cases import GeneratedCase, InputKind
from judge.stress.engine import run_cases
from problems.problem import Checker, Limits, Problem, Sample, Statements
from sandbox.run import Budget, Ending

LIMITS = Limits(time_s=0.3, memory_mib=256)
SPIN = "import time\nx = input()\nwhile time.process_time() < {}: pass\nprint(x)\n"
# What a program looks like that gets a twentieth of a processor; it stays below its limit for 5 s.
STARVED = """
import time
input()
began = time.monotonic()
while True:
    time.sleep(0.01)
    while time.process_time() < 0.03 + 0.05 * (time.monotonic() - began): pass
"""
PROBLEM = Problem(
    "kyoso_echo", "kyoso", "A", "Echo", None, None, Statements(en=""), (), LIMITS, Checker(), False, (), None, None
)


@pytest.fixture(autouse=True)
def little_time_by_the_clock(monkeypatch):
    """Twice the CPU time and no second more, so that a machine that is a little busy is too busy."""
    monkeypatch.setattr(program, "_WALL_S", 0.0)


@contextmanager
def busy_machine(count=None):
    """So many endless loops; two for each processor where nothing is said."""
    count = count or 2 * (os.cpu_count() or 1)
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _number in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
        for loop in loops:
            loop.wait()


def judged(source, sandbox, limits=LIMITS):
    return judge(Submission("python", source), (Sample("1", b"1\n", b"1\n"),), limits, Checker(), sandbox).cases[0]


def stress(source, cases, sandbox):
    return run_cases(
        PROBLEM, Submission("python", source), lambda _is_slow: cases, sandbox, Calibration(), valid=lambda _stdin: True
    )


def test_a_busy_machine_makes_no_busy_loop_a_waiting_one_and_no_quick_program_slow(any_sandbox):
    with busy_machine():
        endless = judged(SPIN.format(1e9), any_sandbox)
        quick = judged(SPIN.format(0.2), any_sandbox)
        asleep = judged("import time\ntime.sleep(60)\n", any_sandbox)
    assert (endless.verdict, endless.run.ending) == (Verdict.TLE, Ending.TIME_LIMIT)
    assert endless.run.cpu_s > LIMITS.time_s
    assert quick.verdict is Verdict.AC
    assert (asleep.verdict, asleep.run.ending) == (Verdict.TLE, Ending.WALL_LIMIT)
    assert str(asleep.note).startswith("waiting, not computing")


def test_a_run_that_a_busy_machine_cannot_finish_is_our_failure_and_never_nothing_found(any_sandbox, monkeypatch):
    monkeypatch.setattr(program, "_WAITING", 0.0)
    monkeypatch.setattr(program, "_PATIENCE", 0.0)
    monkeypatch.setattr(program, "_PATIENCE_S", 0.4)
    cases = [GeneratedCase("large-1", InputKind.LARGE, 0, b"1\n")]
    with busy_machine():  # the program itself looks starved
        case = judged(STARVED, any_sandbox)
        stressed = stress(STARVED, cases, any_sandbox)
    assert case.verdict is Verdict.IE
    assert stressed.likely.evidence.unfinished
    assert stressed.likely.verdict is None
    assert "could not be finished" in str(stressed.likely.detail)
    assert "the machine was too busy" in str(stressed.likely.detail)


def test_a_program_that_works_a_little_and_sleeps_is_told_from_one_that_is_held_up(any_sandbox, monkeypatch):
    monkeypatch.setattr(program, "_IDLE", 1e9)  # as on a machine where no processor ever has nothing to do
    monkeypatch.setattr(program, "_WAITING", 0.0)
    monkeypatch.setattr(program, "_PATIENCE", 0.0)
    monkeypatch.setattr(program, "_PATIENCE_S", 0.4)
    # Time enough for Python to begin and to work a little, whatever the other tests do.
    limits = replace(LIMITS, time_s=1.0)
    tired = judged("import time\nwhile time.process_time() < 0.045: pass\ntime.sleep(60)\n", any_sandbox, limits)
    assert (tired.verdict, tired.run.ending) == (Verdict.TLE, Ending.WALL_LIMIT)
    assert tired.run.wall_s < 5 * 2 * limits.time_s  # while the lock for exact times is held
    assert judged(STARVED, any_sandbox).verdict is Verdict.IE


def test_a_program_that_gets_little_of_a_busy_machine_is_not_taken_for_one_that_waits(any_sandbox, monkeypatch):
    monkeypatch.setattr(program, "_IDLE", 1e9)
    monkeypatch.setattr(program, "_WAITING", 0.1)
    monkeypatch.setattr(program, "_PATIENCE", 0.0)
    monkeypatch.setattr(program, "_PATIENCE_S", 0.4)
    # A fifth of the first second; less than a tenth of the four that follow, but nearly twice as much.
    got = judged(STARVED.replace("0.03", "0.15"), any_sandbox, replace(LIMITS, time_s=0.5))
    assert got.verdict is Verdict.IE


@pytest.mark.parametrize("cpu_s", [0.33, 1e9])
def test_too_slow_on_a_generated_input_is_too_slow_on_a_busy_machine_too(any_sandbox, cpu_s):
    source = f"import time\nx = input()\nwhile x == '2' and time.process_time() < {cpu_s + 0.1}: pass\nprint(x)\n"
    cases = [GeneratedCase("small-1", InputKind.SMALL, 0, b"1\n"), GeneratedCase("large-1", InputKind.LARGE, 0, b"2\n")]
    with busy_machine():
        stressed = stress(source, cases, any_sandbox)
    assert stressed.likely.verdict is Verdict.TLE


def test_a_compilation_that_the_machine_held_up_is_our_failure(any_sandbox, monkeypatch):
    monkeypatch.setattr(program, "COMPILE_BUDGET", Budget(cpu_s=30.0, wall_s=0.2, memory_mib=2048))
    held_up = replace(PYTHON, compile=("sleep", "5"))
    monkeypatch.setitem(program.LANGUAGES, "python", held_up)
    assert judge(Submission("python", ""), (), LIMITS, Checker(), any_sandbox).verdict is Verdict.IE
