"""A batch on a real llama-server: `python -m tests.bench.batch_real_server shared|restarts [PROBLEMS]`.

shared: started as most people do (no --parallel), so that four slots share one context of 4,096 tokens. restarts: the
server is killed ten times at random moments and comes back with another model, or another file under the same name.
KYOSO_TEST_LLAMA_SERVER names the binary, KYOSO_TEST_LLAMA_MODEL a small GGUF.
"""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from sandbox.choose import open_sandbox
from solver.batch.run import BatchOptions
from tests.solver.batch.made_up import batch_of, task_ids

BINARY = os.environ["KYOSO_TEST_LLAMA_SERVER"]
MODEL = Path(os.environ["KYOSO_TEST_LLAMA_MODEL"])
NAME = "ours"
RESTARTS = 10


class LlamaServer:
    """One port, whatever runs there."""

    def __init__(self, *arguments):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.arguments = arguments
        self.process = None

    def start(self, file=MODEL, alias=NAME):
        command = [BINARY, "-m", str(file), "--alias", alias, "--port", str(self.port), "-t", "1", "-tb", "1"]
        self.process = subprocess.Popen(
            [*command, *self.arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def batch(server, problems):
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        sandbox = open_sandbox("bwrap", home)
        url = f"http://127.0.0.1:{server.port}"
        document = {"models": [{"name": "mine", "model": NAME, "server": url, "efforts": ["low", "high"]}]}
        options = BatchOptions(stop_broken=False)
        with batch_of(home, document, task_ids(problems), sandbox=sandbox, options=options) as it:
            yield it
        sandbox.close()


def told(it, began):
    rows = list(it.log.attempts.read())
    outcomes = dict(Counter(row.reply.outcome.value for row in rows))
    print(f"{len(rows)} answers in {time.monotonic() - began:.0f} s: {outcomes}; missing {it.summary.missing}")
    print("models that answered:", dict(Counter(row.reply.model for row in rows)))
    for line in it.lines[:20]:
        print(">", line)


def shared(problems):
    server = LlamaServer("-c", "4096")
    server.start()
    try:
        with batch(server, problems) as it:
            began = time.monotonic()
            it.run(threading.Event())
            told(it, began)
    finally:
        server.kill()


def restarts(problems):
    server = LlamaServer("-c", "16384", "-np", "2")
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        other = shutil.copy(MODEL, Path(name) / "other.gguf")
        others = [(other, NAME), (other, "another")]

        def disturb(it):
            while not it.summary.written:  # what was there first is the model
                time.sleep(0.1)
            for number in range(RESTARTS):
                time.sleep(chance.uniform(1, 3))
                server.kill()
                server.start(*(others[number // 2 % 2] if number % 2 == 0 else ()))

        server.start()
        try:
            with batch(server, problems) as it:
                began = time.monotonic()
                threading.Thread(target=disturb, args=(it,), daemon=True).start()
                it.run(threading.Event())
                told(it, began)
        finally:
            server.kill()


if __name__ == "__main__":
    {"shared": shared, "restarts": restarts}[sys.argv[1]](int(sys.argv[2]) if len(sys.argv) > 2 else 24)
