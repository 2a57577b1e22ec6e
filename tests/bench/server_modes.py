"""A batch with one server that misbehaves and one that does not: `python -m tests.bench.server_modes [PART OF A NAME]`.

Each mode of tests.bench.misbehaving runs in its own process: the good server's 20 answers must all come, without a bug,
within 180 s (the client's patience is shortened to seconds) and 400 MB.
"""

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path

from sandbox.errors import SandboxUnavailable
from solver.batch import model_loading, switching
from solver.batch.context import BatchOptions
from solver.models import client
from tests.bench.misbehaving import MODES, Misbehaving
from tests.solver.batch.made_up import NoSandbox, OneModel, batch_of, task_ids

GOOD_ANSWERS, LIMIT_S, LIMIT_MB = 20, 180, 400
PATIENCE = {
    "connect_s": 2.0,
    "first_token_s": 4.0,
    "silence_s": 2.0,
    "loading_s": 2.0,
    "token_s": 0.002,
    "pause_s": 0.1,
}


def one(mode):
    client.Timeouts = partial(client.Timeouts, **PATIENCE)
    switching.LOADING_PATIENCE_S = switching.PERSON_PATIENCE_S = model_loading.PATIENCE_S = 3.0
    bad, began = Misbehaving(mode), time.monotonic()
    with tempfile.TemporaryDirectory() as home, OneModel("vLLM", ["good"], slots=4, answer_s=0.02) as good:
        document = {
            "efforts": ["low"],
            "models": [{"name": "good", "server": good.url}, {"name": "bad", "server": bad.url}],
        }
        options = BatchOptions(stop_broken=False, most_failures=6, rests_s=(0.5, 0.5))
        with batch_of(Path(home), document, task_ids(GOOD_ANSWERS), sandbox=Unasked(), options=options) as it:
            summary = it.run(threading.Event())
            rows = list(it.log.attempts.read())
            told = [line for line in it.lines if "bad" in line or bad.url in line]
    outcomes = [row.reply.outcome.value for row in rows if row.key.label == "bad"]
    print(
        json.dumps(
            {
                "good": sum(row.key.label == "good" for row in rows),
                "bad": {word: outcomes.count(word) for word in sorted(set(outcomes))},
                "bugs": len(summary.bugs),
                "seconds": round(time.monotonic() - began, 1),
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "told": told[:1],
            }
        )
    )


class Unasked(NoSandbox):
    """A sandbox in which every program fails at once: what it would print does not matter here."""

    def box(self, layer="base"):
        raise SandboxUnavailable("not here")


def main(part=""):
    failed = 0
    for mode in (mode for mode in MODES if part in mode):
        try:
            command = [sys.executable, "-m", "tests.bench.server_modes", "--one", mode]
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
            found = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {"error": done.stderr[-300:]}
        except subprocess.TimeoutExpired:
            found = {"error": f"not over within {LIMIT_S} s"}
        good = found.get("good") == GOOD_ANSWERS and not found.get("bugs") and found["mb"] <= LIMIT_MB
        failed += not good
        print("ok  " if good else "FAIL", mode, json.dumps(found), flush=True)
    print(f"{len(MODES) if not part else 'some'} modes, {failed} failed")


if __name__ == "__main__":
    one(sys.argv[2]) if sys.argv[1:2] == ["--one"] else main(*sys.argv[1:])
