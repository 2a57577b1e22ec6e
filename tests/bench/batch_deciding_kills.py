"""A deciding batch, killed again and again: `python -m tests.bench.batch_deciding_kills [KILLS] [PROBLEMS]`.

Two recorded models answer at 40 tokens/s on two slots. The same plan runs once to its end and once with kill -9 of the
process group every few answers: both must have asked the same questions and chosen the same blocks.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.bench import batch_rig as rig

MODELS = ("o1-preview", "o1-mini")
ALONE = ("--no-attest", "--no-naive")  # the questions of the plan and no others


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with rig.mirror(folder, models=MODELS, slots=2, tps=40) as url:
            plan = deciding_plan(folder / "plan.toml", count)
            assert rig.start_batch(folder / "whole", url, plan, *ALONE).wait() == 0
            whole_s = time.monotonic() - began
            killed = killed_runs(folder / "cut", url, plan, kills, whole_s)
        whole, cut = (asked(folder / home) for home in ("whole", "cut"))
        same = "the same" if whole == cut else f"{len(set(whole[0]) ^ set(cut[0]))} different"
        answers, blocks = whole
        print(
            f"{killed} kills: {same} questions and blocks, {len(answers)} of {2 * count} answers asked in "
            f"{len(blocks)} blocks, {time.monotonic() - began:.0f} s in all"
        )
        assert whole == cut


def deciding_plan(path, count):
    """A plan for both models on the first tasks that both have answered."""
    tasks = sorted(set.intersection(*(set(rig.recorded_tasks(490, model)) for model in MODELS)))[:count]
    lines = [f"problems = {json.dumps(tasks)}", "seed = 1", "decide = true", 'efforts = ["default"]']
    lines += [f'[[models]]\nname = "{model}"\nslots = 2' for model in MODELS]
    path.write_text("\n".join(lines) + "\n")
    return path


def killed_runs(home, url, plan, kills, whole_s):
    """Run the plan to its end with that many kills, spread over the time of a whole run; returns how many came."""
    chance, killed = random.Random(1), 0
    while killed < kills:
        process = rig.start_batch(home, url, plan, *ALONE)
        with suppress(Exception):
            process.wait(chance.uniform(0.5, 1.5) * whole_s / kills + 3)
        if process.poll() is not None:
            break
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        killed += 1
    assert rig.start_batch(home, url, plan, *ALONE).wait() == 0
    return killed


def asked(home):
    """The questions in the log, and the blocks."""
    with sqlite3.connect(home / "kyoso.db") as db:
        questions = db.execute("SELECT author, problem FROM attempts ORDER BY 1, 2").fetchall()
        return questions, db.execute("SELECT number, problems, cells FROM choice_blocks ORDER BY number").fetchall()


if __name__ == "__main__":
    main()
