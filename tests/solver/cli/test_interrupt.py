"""Ctrl-C and SIGTERM end any command within a second and leave the log intact."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from solver.demo.scripted_model import ScriptedModel
from tests.busy_machine import quiet_machine
from tests.waiting import wait_until

PLAN = """\
problems = ["kyoso_demo_a"]
[[models]]
model = "demo-120b"
efforts = ["low"]
"""
BUSY = "while True: pass\n"
RIGHT = "n, *laps = map(int, open(0).read().split())\nprint(sum(now < before for before, now in zip(laps, laps[1:])))\n"
COMMANDS = {
    "judge": ["judge", "busy.py", "kyoso_demo_a"],
    "stress": ["stress", "right.py", "kyoso_demo_a", "--seconds", "60"],
    "solve": ["solve", "kyoso_demo_a", "--model", "demo-120b", "--no-attest"],
    "hint": ["hint", "kyoso_demo_a", "--model", "demo-120b", "--level", "1"],
    "batch": ["batch", "plan.toml"],
    "race": ["race", "kyoso_demo_a", "--model", "demo-120b", "--file", "right.py", "--no-page", "--no-open"],
}


@pytest.fixture
def slow_model(monkeypatch):
    with ScriptedModel(tokens_per_s=5) as server:
        monkeypatch.setenv("KYOSO_SERVER", server.url)
        yield server


@pytest.fixture
def begun(kyoso, site, tmp_path):
    """A function that starts a command, as a person would, in a folder with what it needs."""
    (tmp_path / "work" / "busy.py").write_text(BUSY)
    (tmp_path / "work" / "right.py").write_text(RIGHT)
    (tmp_path / "work" / "plan.toml").write_text(PLAN)
    processes = []

    def begin(*arguments):
        command = [sys.executable, "-m", "solver", *arguments]
        process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()


def ended(process, number):
    """Send the signal; returns the seconds until the process ended, and what it printed."""
    with quiet_machine():
        began = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        return time.monotonic() - began, out, err


# Every command handles both signals in the same way, so each is sent only one of them, in turn.
SENT = [(name, (signal.SIGINT, signal.SIGTERM)[place % 2]) for place, name in enumerate(COMMANDS)]


@pytest.mark.parametrize(("name", "number"), SENT)
def test_a_signal_ends_the_command_within_a_second_and_the_log_stays_readable(kyoso, begun, slow_model, name, number):
    process = begun(*COMMANDS[name])
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(random.uniform(1.0, 4.0))
    seconds, _out, err = ended(process, number)
    assert process.returncode == 128 + number, err
    assert "stopping" in err
    assert "Traceback" not in err
    assert seconds < 1.5  # a second, and some more on a busy machine
    assert kyoso("log", "--json", "--all").code == 0


def test_a_second_signal_ends_the_command_at_once(begun, slow_model):
    process = begun(*COMMANDS["judge"])
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(3)
    process.send_signal(signal.SIGINT)
    seconds, _out, _err = ended(process, signal.SIGINT)
    assert process.returncode == 130
    assert seconds < 1


def test_an_interrupted_search_shows_what_it_has_done(kyoso, begun):
    process = begun(*COMMANDS["stress"], "--json")
    for line in process.stderr:
        if "AC" in line:  # the samples are done
            break
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1.5)
    _seconds, out, err = ended(process, signal.SIGINT)
    assert process.returncode == 130, err
    row = json.loads(out)
    assert row["found"] is None
    assert row["cases"] > 0


def test_an_abandoned_answer_is_not_logged(kyoso, begun, slow_model):
    process = begun(*COMMANDS["solve"])
    wait_until(lambda: process.poll() is not None or any(request.purpose == "solve" for request in slow_model.seen))
    _seconds, _out, _err = ended(process, signal.SIGINT)
    assert kyoso("log", "--json", "--all").rows == []


IN_A_DESTRUCTOR = """
import time
from sandbox.errors import Stopped
from solver.stopping import leaving

class Held:
    def __del__(self):
        print("deleting", flush=True)
        time.sleep(60)

with leaving():
    try:
        Held()
        time.sleep(60)
    except Stopped as stopped:
        print("unwound", stopped.code)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_a_destructor_is_not_swallowed(number):
    command = [sys.executable, "-c", IN_A_DESTRUCTOR]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "deleting\n"
    seconds, out, err = ended(process, number)
    assert (out, err) == (f"unwound {128 + number}\n", "stopping …\n")
    assert seconds < 0.8
