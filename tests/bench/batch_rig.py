"""What the batch benchmarks share: the recorded site and model server as a process, and kyoso as a user runs it."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

SHARED = Path(__file__).parents[3] / "shared"
MIRROR = SHARED / "mirror" / "mirror.py"
ANSWERS = SHARED / "data" / "answers-o1-preview.jsonl.gz"
MODEL = "o1-preview"


def recorded_tasks(count, model=MODEL):
    """Ids of tasks that the mirror has an answer for, always the same ones."""
    with gzip.open(ANSWERS.with_name(f"answers-{recording(model)}.jsonl.gz"), "rt", encoding="utf-8") as file:
        tasks = sorted(json.loads(line)["task_id"] for line in file)
    return tasks[:count]


def recording(model):
    """The name of the model's recording in its file name."""
    return {"o1-mini": "o1-mini-half"}.get(model, model)


@contextmanager
def mirror(folder, models=(MODEL,), **options):
    """The mirror's base address; options are its own, e.g. slots=4, tps=40, fault="503=0.1"; all of `models` answer."""
    ready = folder / "port.txt"
    ready.unlink(missing_ok=True)
    arguments = [f"--answers={model}=answers-{recording(model)}.jsonl.gz" for model in models]
    arguments += [part for name, value in options.items() for part in (f"--{name}", str(value))]
    process = subprocess.Popen(
        [sys.executable, MIRROR, "--port", "0", "--ready-file", ready, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not ready.exists():
            assert process.poll() is None
            time.sleep(0.02)
        yield f"http://127.0.0.1:{ready.read_text()}"
    finally:
        process.terminate()
        process.wait()


def plan(path, tasks, efforts=("none",), **model):
    """A plan file for these tasks and one recorded model."""
    table = {"name": "recorded", "model": MODEL, "efforts": list(efforts)} | model
    lines = [f"problems = {json.dumps(tasks)}", "", "[[models]]"]
    lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    path.write_text("\n".join(lines) + "\n")
    return path


def environment(home, url):
    """kyoso's environment, with this server as the site and the model server."""
    settings = {"KYOSO_HOME": str(home), "KYOSO_SITE": url, "KYOSO_RESOURCES": f"{url}/resources", "KYOSO_SERVER": url}
    return os.environ | settings | {"LANG": "C.UTF-8", "LANGUAGE": ""}


def start_batch(home, url, *arguments, **popen):
    """`kyoso batch` in its own process group."""
    command = [sys.executable, "-m", "solver", "batch", *map(str, arguments)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=environment(home, url), start_new_session=True, **quiet | popen)


def results(home):
    """(problem, repeat, model, effort) → verdict or outcome of every logged attempt, and how many rows there are."""
    with suppress(sqlite3.OperationalError), sqlite3.connect(f"file:{home / 'kyoso.db'}?mode=ro", uri=True) as db:
        rows = db.execute(
            "SELECT problem, repeat, author, effort, coalesce(verdict, outcome) FROM verdicts WHERE source = 'batch'"
        ).fetchall()
        return {row[:4]: row[4] for row in rows}, len(rows)
    return {}, 0


def integrity(home):
    """The result of SQLite's integrity check of the log."""
    with sqlite3.connect(home / "kyoso.db") as db:
        return db.execute("PRAGMA integrity_check").fetchone()[0]


def summary(verdicts):
    return dict(Counter(verdicts.values()).most_common())
