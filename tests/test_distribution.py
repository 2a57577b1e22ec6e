"""The wheel holds everything that a run needs: it is installed elsewhere, and the demo runs there."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

from solver.demo.answers import answers

ROOT = Path(__file__).parents[1]


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_wheel_installed_elsewhere_runs_the_demo_in_japanese_as_scripted(tmp_path, sandbox_kind):
    uv = (sys.executable, "-m", "uv", "--quiet")
    run(*uv, "build", "--wheel", "--out-dir", str(tmp_path), str(ROOT))
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if name.startswith("tests/")]
    run(*uv, "pip", "install", "--no-deps", "--target", str(tmp_path / "site"), str(wheel))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KYOSO_")}
    environment |= {
        # The dependencies come from this environment, the project from the wheel alone.
        "PYTHONPATH": str(tmp_path / "site"),
        "KYOSO_HOME": str(tmp_path / "home"),
        "KYOSO_SANDBOX": sandbox_kind,
    }
    command = [sys.executable, "-P", "-c", "from solver.cli.main import main; main()", "--lang", "ja", "demo", "--json"]
    done = run(*command, env=environment, cwd=tmp_path)
    attempts = [json.loads(line) for line in done.stdout.splitlines()]
    earned = {}
    for attempt in attempts:
        key, outcome = attempt["key"], attempt["reply"]["outcome"]
        cell = (attempt["problem"], key["model"], key["effort"])
        earned[cell] = attempt["judgement"]["verdict"] if outcome == "ANSWERED" else outcome
    assert earned == {(task, model, str(effort)): str(one.earns) for (task, model, effort), one in answers().items()}
    assert "台本" in done.stderr
    assert (tmp_path / "home" / "demo" / "kyoso.db").exists()
    assert not (tmp_path / "home" / "kyoso.db").exists()
