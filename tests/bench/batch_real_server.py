"""Batches on real servers: `python -m tests.bench.batch_real_server WHAT`. Their small models know A+B at most.

    shared [N]        llama-server as most people start it: four slots over one context of 4,096 tokens
    router [N]        llama-server's router, two models, one at a time in memory
    at URL MODEL [N]  a server that is already running (vLLM, LiteLLM, llama_cpp.server, transformers serve)
    plan URL MODEL    a misspelt model, a wrong key, a dead server and that good one
    restarts          a server killed ten times at random, and back with another model under the same or another name
    speed URL MODEL   our tokens per second beside the server's own

N problems (24) at efforts low and high. KYOSO_TEST_LLAMA_SERVER names the binary, KYOSO_TEST_LLAMA_MODEL a small GGUF,
KYOSO_TEST_OTHER_MODEL another, which answers differently.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sandbox.choose import open_sandbox
from solver.batch.context import BatchOptions
from tests.bench.own_rates import own_rates
from tests.solver.batch.made_up import batch_of, task_ids

BINARY = os.environ.get("KYOSO_TEST_LLAMA_SERVER", "llama-server")
MODEL = Path(os.environ.get("KYOSO_TEST_LLAMA_MODEL", "tiny-gpt-oss-F32.gguf"))
OTHER = Path(os.environ.get("KYOSO_TEST_OTHER_MODEL", "other.gguf"))
NAME = "ours"
RESTARTS = 10
EFFORTS = ["low", "high"]
SAMPLING = {"temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0}  # what the tiny model needs
LONGEST_S = 540.0


class LlamaServer:
    """A llama-server on one port, which can be started with one model after another."""

    def __init__(self, *arguments):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.arguments = arguments
        self.process = None

    def start(self, *model):
        command = [BINARY, *model, "--port", str(self.port), "-t", "1", "-tb", "1", *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


def ours():
    return "-m", str(MODEL), "--alias", NAME


@contextmanager
def batch(*models, problems=24, **options):
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sandbox = stack.enter_context(open_sandbox("bwrap", Path(name)))
        chosen = BatchOptions(stop_broken=False, **options)
        document = {"models": [{"efforts": EFFORTS, **SAMPLING} | model for model in models]}
        it = stack.enter_context(batch_of(Path(name), document, task_ids(problems), sandbox=sandbox, options=chosen))
        yield it


def run(it, stop=None):
    began, stop = time.monotonic(), stop or threading.Event()
    limit = threading.Timer(LONGEST_S, stop.set)
    limit.start()
    it.run(stop)
    limit.cancel()
    rows = list(it.log.attempts.read())
    outcomes = Counter((row.key.label, row.reply.outcome.value) for row in rows)
    for (label, outcome), count in sorted(outcomes.items()):
        print(f"{label}: {count} {outcome}")
    print(f"{len(rows)} answers in {time.monotonic() - began:.0f} s; missing {it.summary.missing}")
    cut = [row.reply for row in rows if row.reply.outcome.value == "TRUNCATED"]
    if cut:
        print("finish of the truncated:", dict(Counter(reply.finish for reply in cut)))
    print("models that answered:", dict(Counter(row.reply.model for row in rows)))
    for line in it.lines[:20]:
        print(">", line)
    return rows


def shared(problems=24):
    server = LlamaServer("-c", "4096")
    server.start(*ours())
    try:
        with batch({"name": "mine", "model": NAME, "server": server.url}, problems=int(problems)) as it:
            run(it)
    finally:
        server.kill()


def router(problems=24):
    with tempfile.TemporaryDirectory() as folder:
        for number in (1, 2):
            (Path(folder) / f"tiny-{number}.gguf").symlink_to(MODEL)
        server = LlamaServer("-c", "4096", "--models-dir", folder, "--models-max", "1")
        server.start()
        try:
            names = [{"name": f"tiny-{number}", "server": server.url} for number in (1, 2)]
            with batch(*names, problems=int(problems)) as it:
                run(it)
        finally:
            server.kill()


def at(url, model, problems=24):
    with batch({"name": "mine", "model": model, "server": url}, problems=int(problems)) as it:
        run(it)
        print("answers at a time at the end:", it.lanes[0].slots)


def plan(url, model):
    locked = LlamaServer("-c", "4096", "--api-key", "secret")
    locked.start(*ours())
    good = {"name": "good", "model": model, "server": url}
    misspelt = {"name": "misspelt", "model": model[:-1] + model[-1] * 2, "server": url}
    others = [
        {"name": "locked", "model": NAME, "server": locked.url},
        {"name": "dead", "server": "http://127.0.0.1:9"},
    ]
    began, told = time.monotonic(), []
    try:
        with batch(misspelt, good, *others, problems=6) as it:
            add = it._tell
            it._records._tell = lambda line: (told.append(time.monotonic() - began), add(line))
            run(it)
            print("errors:", *it.summary.errors, sep="\n  ")
            print(f"told after {max(told):.1f} s at the latest")
    finally:
        locked.kill()


def restarts():
    """The other model is a different one: its answers cannot be mistaken for ours."""
    server, chance, times = LlamaServer("-c", "16384", "-np", "2"), random.Random(), []
    others = [("-m", str(OTHER), "--alias", NAME), ("-m", str(OTHER), "--alias", "another")]
    stop = threading.Event()

    def answers(it, more, most_s=60):
        wanted, until = it.summary.written + more, time.monotonic() + most_s
        while it.summary.written < wanted and not stop.is_set() and time.monotonic() < until:
            time.sleep(0.05)

    def disturb(it):
        answers(it, 2)
        for number in range(RESTARTS):
            time.sleep(chance.uniform(0, 1.5))
            server.kill()
            server.start(*others[number % 2])
            time.sleep(chance.uniform(1, 4))
            server.kill()
            server.start(*ours())
            began = time.monotonic()
            answers(it, 2)
            times.append(time.monotonic() - began)
        stop.set()

    server.start(*ours())
    try:
        model = {"name": "mine", "model": NAME, "server": server.url, "repeats": 400}
        with batch(model, problems=6) as it:
            disturber = threading.Thread(target=disturb, args=(it,), daemon=True)
            disturber.start()
            rows = run(it, stop)
            texts = ((row, row.reply.text.strip()) for row in rows)
            strangers = [row for row, text in texts if text and not text.startswith("Here is the solution.")]
            print(f"{len(times)} restarts; going on after {', '.join(f'{one:.0f}' for one in times)} s")
            print(f"under the wrong label: {len(strangers)}")
            for row in strangers[:5]:
                print("  ", row.reply.outcome.value, row.reply.server_build, repr(row.reply.text[:100]))
    finally:
        server.kill()


def speed(url, model):
    own_rates(url, model)


if __name__ == "__main__":
    what = {one.__name__: one for one in (shared, router, at, plan, restarts, speed)}
    what[sys.argv[1]](*sys.argv[2:])
