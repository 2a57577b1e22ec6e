"""Whether every failure that a generated test shows goes back to the model, with the right complaint.

    python -m tests.bench.repair_rounds [--problems N] [--sandbox docker|bwrap]

Recorded answers stand in for a model: those of a problem that pass the hidden tests are asked for first, so that there
are votes; then those that fail come from models that may repair once, and whose repair is an answer that passes. Each
runs as a batch, and each batch twice: the second run sends back what only later answers showed wrong. Each flagged
attempt must lead to a round whose complaint names what failed. Needs the recorded data beside the repository.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from http.server import ThreadingHTTPServer
from pathlib import Path

from solver.likely import CLEAR
from tests.bench.likely_truth import MODELS, SHARED, chosen, may_fail, pages, recorded, set_apart, submission_of

ROOT = Path(__file__).parents[2]
SAID = {
    "TLE": "too slow on a generated test",
    "RE": "ends with an error on a generated test",
    "MLE": "too much memory on a generated test",
    "WA": "agree on another answer",
}


def server(right, asked):
    """The recorded site with all models; a repair is answered rightly. `asked` gets the complaints."""
    mirror, data = pages()
    data.answers = {model: {task: recorded(model)[task] for task in recorded(model)} for model in MODELS}

    class Repairing(mirror.Handler):
        def answer(self, req, task, text, kind, effort):
            if self.headers.get("X-Kyoso-Purpose") == "repair":
                asked[req["model"], task] = req["messages"][-1]["content"]
                text = recorded(right[task])[task]["response"]
            super().answer(req, task, text, kind, effort)

    Repairing.data, Repairing.slots = data, threading.Semaphore(4)
    Repairing.opts = argparse.Namespace(log=None, faults={}, wire="llama-server", tps=0)
    made = ThreadingHTTPServer(("127.0.0.1", 0), Repairing)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


def batch(url, home, sandbox, model, tasks, *options):
    environment = os.environ | {
        "KYOSO_HOME": str(home),
        "KYOSO_SITE": url,
        "KYOSO_RESOURCES": url + "/resources",
        "KYOSO_SERVER": url,
        "KYOSO_SANDBOX": sandbox,
        "KYOSO_LIKELY": "1",
    }
    names = [f"{url}/contests/{pages()[1].statements[task]['url'].split('/')[4]}/tasks/{task}" for task in tasks]
    problems = [part for name in names for part in ("--problem", name)]
    command = [sys.executable, "-m", "solver", "batch", *problems, "--model", model, "--effort", "low", "--json"]
    done = subprocess.run(
        [*command, "--no-attest", "--no-naive", *options],
        env=environment, capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)


def attempts(home):
    done = subprocess.run(
        [sys.executable, "-m", "solver", "log", "--all", "--json"],
        env=os.environ | {"KYOSO_HOME": str(home)}, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--problems", type=int, default=12)
    parser.add_argument("--sandbox", default="auto")
    options = parser.parse_args()
    if not SHARED.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    passing, failing = {}, {}
    for task in filter(may_fail, chosen("tune", 10**6, failing_first=False)):
        clean = [m for m in MODELS if set_apart(m, task) is None and submission_of(recorded(m)[task])]
        passing[task] = [model for model in clean if recorded(model)[task]["hidden_pass"]]
        failing[task] = [model for model in clean if not recorded(model)[task]["hidden_pass"]]
        tasks = [task for task in passing if passing[task] and failing[task]]
        if len(tasks) == options.problems:
            break
    asked = {}
    made = server({task: passing[task][0] for task in tasks}, asked)
    url = f"http://127.0.0.1:{made.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        repairing = failing, ("--repair", "1")
        for of, more in ((passing, ()), repairing, repairing):
            for model in MODELS:
                its = [task for task in tasks if model in of[task]]
                if its:
                    batch(url, home, options.sandbox, model, its, *more)
        show(attempts(home), asked, failing)
    made.shutdown()


def show(rows, asked, failing):
    rounds = {(row["key"]["model"], row["problem"], row["key"]["round"]): row for row in rows}
    counts, tokens = Counter(), Counter()
    for (model, task, number), row in rounds.items():
        likely, passed = row["likely"] or {}, (row["judgement"] or {}).get("verdict") == "AC"
        verdict, sure = likely.get("verdict"), likely.get("confidence") or 0
        if number or model not in failing[task] or not passed or verdict not in SAID or sure < CLEAR:
            continue
        counts[f"flagged {verdict}"] += 1
        second, complaint = rounds.get((model, task, 1)), asked.get((model, task), "")
        is_right = second is not None and SAID[verdict] in complaint
        counts[f"{verdict}: right complaint"] += is_right
        if not is_right:
            print(f"{task} {model}: {verdict}, complaint: {complaint[:200]!r}")
        if second is not None:
            tokens["tokens"] += second["reply"]["prompt_tokens"] + second["reply"]["completion_tokens"]
            mended = (second["judgement"] or {}).get("verdict") == "AC"
            counts[f"{verdict}: mended"] += mended and (second["likely"] or {}).get("verdict") == "AC"
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")
    print(f"repair rounds in all: {sum(number > 0 for *_key, number in rounds)}; {dict(tokens)} in those flagged")


if __name__ == "__main__":
    main()
