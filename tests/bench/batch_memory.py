"""Memory and the cost of writing in a long night: `python -m tests.bench.batch_memory [SMALL LARGE]`.

A scripted server answers at once, so that only the batch itself is measured. Each size runs in its own process, whose
peak RSS the kernel reports (ru_maxrss, with the server, which is the same for both).
"""

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from judge.attempt import Attempt, JobKey, Outcome, Reply, Source
from judge.effort import Effort
from judge.judgement import CaseResult, Judgement, Submission, Verdict
from judge.log.log import Log
from sandbox.run import Ending, RunResult
from tests.solver.batch.made_up import OneModel, batch_of, now, task_ids

PROBLEMS = 100
ANSWER = " ".join(["word"] * 2_000)


def one_size(attempts):
    """Peak RSS in MiB and seconds of a night of that many attempts."""
    began = time.monotonic()
    tasks = task_ids(min(PROBLEMS, attempts))
    with (
        tempfile.TemporaryDirectory() as name,
        OneModel("LM Studio", ["one"], slots=4, script=lambda *_asked: (ANSWER, "content_filter")) as server,
    ):
        model = {"name": "one", "server": server.url, "efforts": ["none"], "repeats": attempts // len(tasks)}
        server.seen = _Forgetful()
        server.answered = _Forgetful()
        with batch_of(Path(name), {"models": [model]}, tasks) as it:
            summary = it.run(threading.Event())
            assert summary.written == attempts, summary.written
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, time.monotonic() - began


class _Forgetful(list):
    """A list that keeps only its last item: the stand-in's own memory is not the batch's."""

    def append(self, item):
        self[:] = [item]


def writing_cost(rows, measured=500):
    """CPU seconds to write one attempt to a log of that many rows."""
    run = RunResult(Ending.EXITED, 0, None, 0.01, 0.02, 9.5, b"1\n" * 50, b"")
    cases = tuple(CaseResult(str(number), Verdict.AC, run) for number in range(3))
    text, reasoning = "x" * 3_000, "y" * 6_000
    reply = Reply(Outcome.ANSWERED, text, reasoning, "stop", 1, 2, 3, None, 0.1, 1.0, 3.0, "m", "s", None, None)
    key = JobKey("p", "m", Effort.LOW, "python", "en", 0, 0, 1, '{"max_tokens":5}')
    attempt = Attempt(
        None,
        Source.BATCH,
        "m",
        "p",
        key,
        reply,
        Submission("python", "print(1)\n" * 30),
        Judgement(Verdict.AC, cases, "", 0.01, 9.5, "docker", "Python 3"),
        None,
        now(),
    )
    with tempfile.TemporaryDirectory() as name, Log(Path(name)) as log:
        log._db.execute("PRAGMA synchronous = OFF")  # only to fill it; the measured part has FULL again
        log._db.execute("BEGIN")
        transaction, log._transaction = log._transaction, _Inside
        for number in range(rows):
            log.attempts.write(_numbered(attempt, number))
        log._transaction = transaction
        log._db.execute("COMMIT")
        log._db.execute("PRAGMA synchronous = FULL")
        began = time.thread_time()
        for number in range(rows, rows + measured):
            log.attempts.write(_numbered(attempt, number))
        return (time.thread_time() - began) / measured


class _Inside:
    """Stands in for a transaction inside the one that fills the log."""

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        pass


def _numbered(attempt, number):
    problem = f"p{number % 300}"
    return replace(attempt, problem=problem, key=replace(attempt.key, problem=problem, repeat=number // 300))


def main():
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(one_size(int(sys.argv[2]))))
        return
    sizes = [int(word) for word in sys.argv[1:3]] or [500, 10_000]
    peaks = {}
    for size in sizes:
        command = [sys.executable, "-m", "tests.bench.batch_memory", "--one", str(size)]
        peaks[size], seconds = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        print(f"{size} attempts: peak RSS {peaks[size]:.0f} MiB, {seconds:.0f} s")
    print(f"ratio {peaks[sizes[1]] / peaks[sizes[0]]:.2f}")
    for rows in (1_000, 100_000):
        print(f"writing one attempt at {rows} rows: {1000 * writing_cost(rows):.2f} ms of CPU")


if __name__ == "__main__":
    main()
