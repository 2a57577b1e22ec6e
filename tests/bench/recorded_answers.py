"""Runs recorded answers to past problems through `kyoso solve`: what the samples say beside the hidden tests.

    python -m tests.bench.recorded_answers [--sandbox docker|bwrap] [--most N] [--keep FILE]

Needs the recorded data beside the repository; says so if they are absent.
"""

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
# Programs for which the record of hidden verdicts is known to be unreliable.
UNRELIABLE = re.compile(r"threading|open\(0\)|/dev/stdin|os\.read")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--most", type=int, default=None)
    parser.add_argument("--keep", type=Path, help="write the attempts here, a JSON object a line")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    with gzip.open(SHARED / "data" / "answers-o1-preview.jsonl.gz", "rt", encoding="utf-8") as file:
        recorded = {row["task_id"]: row for row in map(json.loads, file)}
    tasks = list(recorded)[: options.most]
    with tempfile.TemporaryDirectory() as folder:
        attempts, seconds = solve(tasks, Path(folder), options.sandbox)
    if options.keep:
        options.keep.write_text("".join(json.dumps(attempt) + "\n" for attempt in attempts))
    show(tasks, attempts, recorded, seconds)


def solve(tasks, folder, sandbox):
    """Every task's attempt, by `kyoso solve` against a loopback site and model server that serve the record."""
    ready = folder / "port"
    mirror = subprocess.Popen(
        [sys.executable, str(SHARED / "mirror" / "mirror.py"), "--port", "0", "--ready-file", str(ready)],
        stdout=subprocess.DEVNULL,
    )
    try:
        while not ready.exists():
            time.sleep(0.05)
        url = f"http://127.0.0.1:{ready.read_text()}"
        environment = os.environ | {
            "KYOSO_HOME": str(folder / "home"),
            "KYOSO_SITE": url,
            "KYOSO_RESOURCES": url + "/resources",
            "KYOSO_SERVER": url,
            "KYOSO_SANDBOX": sandbox,
            "KYOSO_LIKELY": "0",
        }
        began = time.monotonic()
        names = [f"{url}/contests/{task.rsplit('_', 1)[0]}/tasks/{task}" for task in tasks]
        done = subprocess.run(
            [sys.executable, "-m", "solver", "solve", *names, "--model", "o1-preview", "--effort", "high", "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            cwd=ROOT,
        )
        return [json.loads(line) for line in done.stdout.splitlines()], time.monotonic() - began
    finally:
        mirror.terminate()
        mirror.wait()


def show(tasks, attempts, recorded, seconds):
    by_task = {attempt["problem"]: attempt for attempt in attempts}
    print(f"{len(tasks)} recorded answers, {len(attempts)} attempts in {seconds:.0f} s")
    print("outcomes:", dict(Counter(attempt["reply"]["outcome"] for attempt in attempts)))
    cells = Counter()
    odd = []
    for task in tasks:
        attempt, row = by_task.get(task), recorded[task]
        verdict = word(attempt)
        cells[("passed" if row["hidden_pass"] else "failed", verdict)] += 1
        if row["hidden_pass"] and verdict not in ("AC", "UNCHECKED"):
            odd.append((task, verdict, bool(UNRELIABLE.search(row["response"])), note(attempt)))
    verdicts = sorted({verdict for _hidden, verdict in cells})
    print("hidden    " + "".join(f"{verdict:>12}" for verdict in verdicts))
    for hidden in ("passed", "failed"):
        print(f"{hidden:10}" + "".join(f"{cells[hidden, verdict]:12}" for verdict in verdicts))
    passed = sum(count for (hidden, _verdict), count in cells.items() if hidden == "passed")
    good = cells["passed", "AC"] + cells["passed", "UNCHECKED"]
    print(f"of {passed} recorded as passing, {good} are AC or UNCHECKED on the samples ({good / max(1, passed):.2%})")
    for task, verdict, unreliable, why in odd:
        print(f"  {task}: {verdict}{' (record unreliable)' if unreliable else ''} {why}")


def word(attempt):
    if attempt is None:
        return "none"
    return attempt["judgement"]["verdict"] if attempt["judgement"] else attempt["reply"]["outcome"]


def note(attempt):
    if attempt is None or not attempt["judgement"]:
        return ""
    verdict = attempt["judgement"]["verdict"]
    return next((case["note"] for case in attempt["judgement"]["cases"] if case["verdict"] == verdict), "")


if __name__ == "__main__":
    main()
