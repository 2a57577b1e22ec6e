"""`kyoso report` over a million attempts: seconds and memory, with the file out of the page cache and in it.

    python -m tests.bench.report_million [--attempts 1000000] [--home FOLDER]

The log is written through its own tables and triggers, 24 models × efforts, 2,000 problems, replies of about 1.5 kB.
The report reads `grades`, the narrow row that triggers keep for each attempt, and keeps what it has read of a long log
as arrays in cache/grades.npz; it is timed without and with that file.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from judge.log.log import Log

MODELS, EFFORTS, PROBLEMS = 8, ("low", "medium", "high"), 2_000


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--attempts", type=int, default=1_000_000)
    options.add_argument("--home", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        if not (home / "kyoso.db").exists():
            fill(home, given.attempts)
        measure(home, given.attempts)


def fill(home, attempts):
    with Log(home):
        pass
    rng = random.Random(1)
    db = sqlite3.connect(home / "kyoso.db")
    db.execute("PRAGMA synchronous = OFF")
    db.executemany(
        "INSERT INTO problems (problem, label, title, contest_start, difficulty, is_experimental) VALUES (?,?,?,?,?,?)",
        [
            (f"abc{n // 8 + 100}_{'abcdefgh'[n % 8]}", "ABCDEFGH"[n % 8], f"Problem {n}",
             f"20{20 + n // 400}-0{1 + n % 9}-01T12:00:00+00:00", rng.uniform(-1000, 3200), n % 10 == 0)
            for n in range(PROBLEMS)
        ],
    )  # fmt: skip
    hard = dict(db.execute("SELECT problem, difficulty FROM problems"))
    names, code, began = list(hard), "print(sum(map(int, input().split())))\n" * 12, time.time()
    for start in range(0, attempts, 50_000):
        rows = list(range(start, min(attempts, start + 50_000)))
        made = []
        for n in rows:
            model, effort = n % MODELS, EFFORTS[n // MODELS % 3]
            task, repeat = names[n // (MODELS * 3) % PROBLEMS], n // (MODELS * 3 * PROBLEMS)
            made.append((n + 1, "batch", f"model-{model}", task, f"model-{model}", effort, "python", "en", repeat, 0, 1,
                         '{"max_tokens":8192}', "python", code, "2026-01-02T03:04:05+00:00", "[]"))  # fmt: skip
        db.executemany(
            "INSERT INTO attempts (id, source, author, problem, label, effort, language, statement_lang, repeat, round,"
            " prompt_version, settings, written_language, code, started_at, notes)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            made,
        )
        replies, judgements = [], []
        for row in made:
            strength = 1000 + 200 * int(row[2][-1]) + 150 * EFFORTS.index(row[5])
            lost = rng.random() < 0.03
            right = rng.random() < 1 / (1 + 6 ** ((hard[row[3]] - strength) / 400))
            replies.append((row[0], "TRUNCATED" if lost else "ANSWERED", code, code * 2, rng.randrange(200, 9000),
                            rng.expovariate(2), rng.uniform(5, 200), rng.gauss(60, 8), "m", "http://s", 1))  # fmt: skip
            if not lost:
                verdict = "AC" if right else rng.choice(("WA", "WA", "TLE", "RE"))
                judgements.append((row[0], verdict, "box", "Python", row[14]))
        db.executemany(
            "INSERT INTO replies (attempt, outcome, text, reasoning, reasoning_tokens, first_token_s, seconds,"
            " tokens_per_s, model, server, effort_honoured) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            replies,
        )
        db.executemany(
            "INSERT INTO judgements (attempt, verdict, sandbox, compiler, judged_at) VALUES (?,?,?,?,?)", judgements
        )
        db.commit()
    db.close()
    size = (home / "kyoso.db").stat().st_size / 1e9
    print(f"wrote {attempts:,} attempts, {size:.2f} GB, in {time.time() - began:.0f} s")


def measure(home, attempts):
    (home / "cache" / "grades.npz").unlink(missing_ok=True)
    for what in ("cold, nothing kept", "cold, kept", "warm, kept", "warm, kept, --json"):
        if "cold" in what:
            for path in (home / "kyoso.db", home / "cache" / "grades.npz"):
                drop_pages(path)
        began = time.time()
        command = [sys.executable, "-m", "solver", "report", *(["--json"] if "json" in what else [])]
        done = subprocess.Popen(
            command, env=os.environ | {"KYOSO_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        out = done.stdout.read()
        _pid, status, usage = os.wait4(done.pid, 0)
        assert status == 0
        seconds = time.time() - began
        if "json" in what:
            assert sum(cell["attempts"] for cell in json.loads(out)["cells"]) == attempts
        print(
            f"{what}: {seconds:.2f} s ({usage.ru_utime + usage.ru_stime:.2f} s CPU),"
            f" peak {usage.ru_maxrss / 1024:.0f} MiB"
        )


def drop_pages(path):
    """Drop the file from the page cache, so that the next reader goes to the disk."""
    if not path.exists():
        return
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    main()
