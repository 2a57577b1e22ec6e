"""`kyoso solve` over 200 problems, with the model server failing in each of seven ways with probability 20 %.

    python -m tests.bench.model_faults [--problems 200] [--sandbox docker|bwrap]

Prints how many attempts there are of each outcome, and whether any was lost, has another outcome than its last fault
implies, or has a verdict without having been judged. Needs the recorded data beside the repository; says so if they are
absent.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
FAULTS = ("503", "500", "cut", "error", "empty", "mute", "leak")
# The outcomes that the last answer to a question implies; None: served without a fault.
EXPECTED = {
    None: {"ANSWERED", "NO_CODE"},
    "leak": {"ANSWERED", "NO_CODE"},
    "empty": {"TRUNCATED"},
    "mute": {"EMPTY"},
    "500": {"SERVER_ERROR"},
    "cut": {"SERVER_ERROR"},
    "error": {"SERVER_ERROR"},
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--problems", type=int, default=200)
    options.add_argument("--sandbox", default="auto")
    given = options.parse_args()
    if not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    with gzip.open(SHARED / "data" / "answers-o1-preview.jsonl.gz", "rt", encoding="utf-8") as file:
        tasks = [json.loads(line)["task_id"] for line in file][: given.problems]
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        attempts, served = solve(tasks, Path(folder), given.sandbox)
        seconds = time.monotonic() - began
    wrong = [*lost(tasks, attempts), *misjudged(attempts), *mistaken(attempts, served)]
    print(f"{len(tasks)} problems, {len(attempts)} attempts, {len(served)} model requests in {seconds:.0f} s")
    print("faults served:", dict(Counter(str(fault) for _, fault in served)))
    print("outcomes:", dict(Counter(attempt["reply"]["outcome"] for attempt in attempts)))
    print("verdicts:", dict(Counter(attempt["judgement"]["verdict"] for attempt in attempts if attempt["judgement"])))
    print("wrong:", wrong or "none")
    sys.exit(1 if wrong else 0)


def solve(tasks: list[str], folder: Path, sandbox: str) -> tuple[list[dict], list[tuple[str, str | None]]]:
    """The attempts as `kyoso solve` prints them, and what the server did, in order: task ("" if unknown) and fault."""
    ready, log = folder / "port", folder / "log.jsonl"
    faults = ",".join(f"{fault}=0.2" for fault in FAULTS)
    mirror = [sys.executable, SHARED / "mirror" / "mirror.py", "--port", "0", "--ready-file", ready, "--log", log]
    with subprocess.Popen(
        [*mirror, "--fault", faults, "--seed", "11"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
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
            }
            names = [f"{url}/contests/{task.rsplit('_', 1)[0]}/tasks/{task}" for task in tasks]
            command = [
                sys.executable,
                "-m",
                "solver",
                "solve",
                *names,
                "--model",
                "o1-preview",
                "--effort",
                "none",
                "--json",
            ]
            done = subprocess.run(
                command,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                check=False,
                cwd=ROOT,
            )
        finally:
            server.terminate()
    served: list[tuple[str, str | None]] = []
    for row in map(json.loads, log.read_text("utf-8").splitlines()):
        if row.get("event") == "slot taken":
            served.append((row["task"], row["fault"]))
        elif row["path"].endswith("/chat/completions") and row["status"] in (500, 503):
            served.append(("", str(row["status"])))
    return [json.loads(line) for line in done.stdout.splitlines()], served


def lost(tasks: list[str], attempts: list[dict]) -> list[str]:
    there = Counter(attempt["problem"] for attempt in attempts)
    return [f"{task}: {there[task]} attempts" for task in tasks if there[task] != 1]


def misjudged(attempts: list[dict]) -> list[str]:
    return [
        f"{attempt['problem']}: {attempt['reply']['outcome']} with a judgement"
        for attempt in attempts
        if (attempt["judgement"] is not None) != (attempt["reply"]["outcome"] == "ANSWERED")
    ]


def mistaken(attempts: list[dict], served: list[tuple[str, str | None]]) -> list[str]:
    """Attempts whose outcome does not match what the server did last. Each question ends at its last real answer."""
    wrong, position = [], 0
    for attempt in attempts:
        tries = 1 + sum(note.startswith("asked again") for note in attempt["notes"])
        last: str | None = "nothing"
        while tries and position < len(served):
            fault = served[position][1]
            position += 1
            if fault != "503":
                tries, last = tries - 1, fault
        if attempt["reply"]["outcome"] not in EXPECTED.get(last, set()):
            wrong.append(f"{attempt['problem']}: {attempt['reply']['outcome']} after {last}")
    return wrong


if __name__ == "__main__":
    main()
