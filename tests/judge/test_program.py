"""A compiled submission under the timing rule, on a machine that is busy with other things."""

import os
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
from sandbox import timing_lock
from sandbox.run import Budget, Ending
from tests.busy_machine import busy_machine, hold_all_up

LIMITS = Limits(time_s=0.3, memory_mib=256)
SPIN = "import time\nx = input()\nwhile time.process_time() < {}: pass\nprint(x)\n"
SLEEP = "import time\ntime.sleep(60)\n"
PROBLEM = Problem(
    "kyoso_echo", "kyoso", "A", "Echo", None, None, Statements(en=""), (), LIMITS, Checker(), False, (), None, None
)


@pytest.fixture(autouse=True)
def little_time_by_the_clock(monkeypatch):
    """Allow a wall time of exactly twice the CPU time, so that a slightly busy machine is already too busy.

    Also wait only briefly for other tests that hold the timing lock: busy loops keep running while a run waits for it.
    """
    monkeypatch.setattr(program, "_WALL_S", 0.0)
    monkeypatch.setattr(timing_lock, "_PATIENCE_S", 1.0)


def judged(source, sandbox, limits=LIMITS):
    return judge(Submission("python", source), (Sample("1", b"1\n", b"1\n"),), limits, Checker(), sandbox).cases[0]


def stress(source, cases, sandbox):
    return run_cases(
        PROBLEM, Submission("python", source), lambda _is_slow: cases, sandbox, Calibration(), valid=lambda _stdin: True
    )


def test_a_busy_machine_changes_no_verdict_on_an_endless_a_quick_or_a_sleeping_program(any_sandbox):
    with busy_machine(3):  # a box in its own control group still gets a quarter of the time
        endless = judged(SPIN.format(1e9), any_sandbox)
        quick = judged(SPIN.format(0.2), any_sandbox)
        asleep = judged("import time\nwhile time.process_time() < 0.06: pass\ntime.sleep(60)\n", any_sandbox)
    assert (endless.verdict, endless.run.ending) == (Verdict.TLE, Ending.TIME_LIMIT)
    assert endless.run.cpu_s > LIMITS.time_s
    assert quick.verdict is Verdict.AC
    assert (asleep.verdict, asleep.run.ending) == (Verdict.TLE, Ending.WALL_LIMIT)
    assert str(asleep.note).startswith("waiting, not computing")


def test_a_program_held_up_on_its_processor_is_not_taken_to_wait_because_another_is_idle(any_sandbox):
    first = min(os.sched_getaffinity(0))  # a box is bound to this processor unless another box has it
    with busy_machine(20, {first}):
        case = judged(SPIN.format(0.15), any_sandbox)
    assert case.verdict is Verdict.AC, case


def test_a_run_that_a_busy_machine_cannot_finish_is_our_failure_and_never_a_pass(any_sandbox, monkeypatch):
    hold_all_up(monkeypatch)
    cases = [GeneratedCase("large-1", InputKind.LARGE, 0, b"1\n")]
    case = judged(SLEEP, any_sandbox)
    stressed = stress(SLEEP, cases, any_sandbox)
    assert case.verdict is Verdict.IE
    assert stressed.likely.evidence.unfinished
    assert stressed.likely.verdict is None
    assert "could not be finished" in str(stressed.likely.detail)
    assert "the machine was too busy" in str(stressed.likely.detail)


# While its vforked child sleeps, a process shows the state of one that waits for a disk. It is found out unless the
# child is its parent's.
READS_DISK = """
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static char stack[1 << 16];
int sleeps(void *) {{ usleep({blocked_us}); return 0; }}
int main() {{
    clone(sleeps, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD, nullptr);
    puts("1");
}}
"""


@pytest.mark.parametrize("blocked_s", [0.8, 60])
def test_waiting_for_a_cold_disk_is_run_again_but_waiting_for_it_every_time_is_tle(any_sandbox, monkeypatch, blocked_s):
    monkeypatch.setattr(program, "_PATIENCE_S", 3.0)  # the last run's wall time
    monkeypatch.setattr(program, "_PATIENCE", 0.0)
    monkeypatch.setattr(program, "_LONGER", 1.0)
    source = READS_DISK.format(blocked_us=int(blocked_s * 1e6))
    case = judge(Submission("cpp", source), (Sample("1", b"1\n", b"1\n"),), LIMITS, Checker(), any_sandbox).cases[0]
    assert case.verdict is (Verdict.AC if blocked_s < 3 else Verdict.TLE), case
    assert case.run.wall_s < 10  # the last run decides


@pytest.mark.parametrize("cpu_s", [0.33, 1e9])
def test_too_slow_on_a_generated_input_is_tle_on_a_busy_machine_too(any_sandbox, cpu_s):
    source = f"import time\nx = input()\nwhile x == '2' and time.process_time() < {cpu_s + 0.1}: pass\nprint(x)\n"
    cases = [GeneratedCase("small-1", InputKind.SMALL, 0, b"1\n"), GeneratedCase("large-1", InputKind.LARGE, 0, b"2\n")]
    with busy_machine():
        stressed = stress(source, cases, any_sandbox)
    assert stressed.likely.verdict is Verdict.TLE


def test_a_compilation_that_exceeds_its_wall_time_is_our_failure(any_sandbox, monkeypatch):
    monkeypatch.setattr(program, "COMPILE_BUDGET", Budget(cpu_s=30.0, wall_s=0.2, memory_mib=2048))
    held_up = replace(PYTHON, compile=("sleep", "5"))
    monkeypatch.setitem(program.LANGUAGES, "python", held_up)
    assert judge(Submission("python", ""), (), LIMITS, Checker(), any_sandbox).verdict is Verdict.IE
