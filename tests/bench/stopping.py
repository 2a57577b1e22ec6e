"""From Ctrl-C to the prompt: `python -m tests.bench.stopping [docker|bwrap] [MOMENTS] [SEED]`.

Every command in turn is sent SIGINT at a random moment of its first seconds, on the demo's problems and a slow scripted
model; every fourth time it is SIGTERM. The time until the process has ended is printed. The log is checked after each
(SQLite's integrity check).
"""

import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from solver.demo.scripted_model import ScriptedModel
from solver.demo.site import DemoSite
from tests.solver.cli.test_interrupt import BUSY, COMMANDS, PLAN, RIGHT

LATEST_S = 6.0


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "bwrap"
    moments = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    drawn = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as folder, DemoSite() as site, ScriptedModel(tokens_per_s=5) as model:
        work = Path(folder)
        for name, text in (("busy.py", BUSY), ("right.py", RIGHT), ("plan.toml", PLAN)):
            (work / name).write_text(text)
        environment = os.environ | {
            "KYOSO_HOME": str(work / "home"),
            "KYOSO_SITE": site.url,
            "KYOSO_RESOURCES": site.url,
            "KYOSO_SERVER": model.url,
            "KYOSO_SANDBOX": kind,
        }
        # So that later moments fall into the work, not into the supervisor's first compilation.
        first = [sys.executable, "-m", "solver", "judge", "right.py", "kyoso_demo_a"]
        subprocess.run(first, env=environment, cwd=work, capture_output=True, check=True)
        for number in range(moments):
            name = list(COMMANDS)[number % len(COMMANDS)]
            command = [sys.executable, "-m", "solver", *COMMANDS[name]]
            process = subprocess.Popen(
                command, env=environment, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            at_s = drawn.uniform(0.5, LATEST_S)
            try:
                process.wait(at_s)
                print(f"{name:7} had ended by itself after {at_s:.1f} s: {process.communicate()[1][-200:]!r}")
                continue
            except subprocess.TimeoutExpired:
                pass
            sent = signal.SIGTERM if number % 4 == 3 else signal.SIGINT
            began = time.monotonic()
            process.send_signal(sent)
            _out, err = process.communicate()
            taken.append(time.monotonic() - began)
            said = "said so" if "stopping" in err else "SAID NOTHING"
            whole = "whole" if is_whole(work / "home" / "kyoso.db") else "BROKEN"
            print(f"{name:7} after {at_s:.1f} s: {taken[-1]:.2f} s, code {process.returncode}, {said}, log {whole}")
    late = sum(seconds > 1 for seconds in taken)
    print(f"{len(taken)} moments: median {statistics.median(taken):.2f} s, most {max(taken):.2f} s, {late} over 1 s")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


def is_whole(log: Path) -> bool:
    """Whether the log is sound; one that does not exist yet, because the command was stopped before it, counts."""
    if not log.exists():
        return True
    with sqlite3.connect(log) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


if __name__ == "__main__":
    main()
