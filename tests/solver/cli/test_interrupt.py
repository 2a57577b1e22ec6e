"""Ctrl-C, as a person presses it, leaves things whole."""

import os
import signal
import subprocess
import sys
import time

import pytest

from solver.demo.scripted_model import ScriptedModel


@pytest.fixture
def slow_model():
    with ScriptedModel(tokens_per_s=5) as server:
        yield server


def test_ctrl_c_in_an_answer_ends_with_130_and_frees_everything(kyoso, site, slow_model, tmp_path):
    command = [
        sys.executable,
        "-m",
        "solver",
        "solve",
        "kyoso_demo_a",
        "--model",
        "demo-120b",
        "--no-attest",
        "--server",
        slow_model.url,
    ]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any(request.purpose == "solve" for request in slow_model.seen):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "Interrupted" in err
    assert kyoso("log", "--json", "--all").rows == []
    assert kyoso("sandbox", "clean", "--json").rows == [{"removed": 0}] or os.environ["KYOSO_SANDBOX"] == "bwrap"
