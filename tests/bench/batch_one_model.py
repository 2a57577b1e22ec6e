"""A server that holds one model and is slow to load another: `python -m tests.bench.batch_one_model [deciding]`.

Time is scaled down: a load of 60 s takes 60 / SCALE. Then nights are cut at random moments, each from its beginning,
and the problems that each model got are compared. With `deciding`: a batch that decides between two equal models,
unscaled, because the length of its blocks depends on the time that loading takes. Its answers take longer for harder
problems, and vary as much as answers do (solver/batch/costs.py).
"""

import random
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from tests.solver.batch.made_up import OneModel, batch_of, task_ids

SCALE = 150  # a minute becomes 0.4 s
LOAD_S = 60 / SCALE
ANSWER_S = 180 / SCALE
SLOTS = 4
PROBLEMS = 112
CUTS = 20
CUT_PROBLEMS, CUT_LOAD_S, CUT_ANSWER_S = 96, 0.02, 0.8
HARDNESS = dict(zip("abcdefg", (50, 150, 400, 800, 1300, 1750, 2200), strict=True))  # of a usual contest
MODELS = ("one", "two", "three")
DECIDING_LOAD_S, DECIDING_ANSWER_S, DECIDING_PROBLEMS = 4.0, 6.0, 192


def document(server):
    return {"models": [{"name": name, "server": server.url, "efforts": ["low"]} for name in MODELS]}


def whole_night():
    with (
        tempfile.TemporaryDirectory() as name,
        OneModel("LM Studio", MODELS, load_s=LOAD_S, answer_s=ANSWER_S, slots=SLOTS) as server,
        batch_of(Path(name), document(server), task_ids(PROBLEMS)) as it,
    ):
        began = time.monotonic()
        it.run(threading.Event())
        took = time.monotonic() - began
        blocks = [(model, len(list(rows))) for model, rows in groupby(server.answered, key=lambda row: row[1])]
        share = LOAD_S * len(server.loads) / took
        print(
            f"{len(MODELS)} models, {PROBLEMS} problems, a load of 60 s and answers of 180 s, {SLOTS} at a time: "
            f"{len(blocks)} blocks {blocks}, {len(server.loads)} loads, "
            f"loading {share:.1%} of {took * SCALE / 60:.0f} min"
        )


def deciding_answer_s(title):
    """Seconds for an answer, DECIDING_ANSWER_S on average over the problems; any other question is answered at once."""
    if not title:
        return 0.0
    longer = {letter: 2 ** (hardness / 1_500) for letter, hardness in HARDNESS.items()}
    mean = sum(longer.values()) / len(longer)
    noise = random.Random(title).lognormvariate(-(0.7**2) / 2, 0.7)
    return DECIDING_ANSWER_S * longer[title[-1]] / mean * noise


def deciding_night():
    models = MODELS[:2]
    plan = {
        "decide": True,
        "models": [{"name": name, "server": "", "efforts": ["low"], "slots": SLOTS} for name in models],
    }
    with (
        tempfile.TemporaryDirectory() as name,
        OneModel("LM Studio", models, load_s=DECIDING_LOAD_S, answer_s=deciding_answer_s, slots=SLOTS) as server,
    ):
        for row in plan["models"]:
            row["server"] = server.url
        with batch_of(Path(name), plan, task_ids(DECIDING_PROBLEMS)) as it:
            began = time.monotonic()
            it.run(threading.Event())
            took = time.monotonic() - began
    blocks = [len(list(rows)) for _model, rows in groupby(server.answered, key=lambda row: row[1])]
    loading = DECIDING_LOAD_S * len(server.loads)
    answering = sum(deciding_answer_s(title) for title, _model, _effort in server.answered) / SLOTS
    print(
        f"two equal models, a load of {DECIDING_LOAD_S:.0f} s and answers of {DECIDING_ANSWER_S:.0f} s in the mean, "
        f"{SLOTS} at a time: {len(server.answered)} answers in runs of {blocks}, {len(server.loads)} loads, "
        f"loading {loading / took:.1%} and slots idle {1 - answering / (took - loading):.1%} of {took:.0f} s"
    )


def cut_night(after_s):
    """How many problems apart the models were when the night was cut, the size of the current slice, the answers."""
    with (
        tempfile.TemporaryDirectory() as name,
        OneModel("LM Studio", MODELS, load_s=CUT_LOAD_S, answer_s=CUT_ANSWER_S, slots=SLOTS) as server,
        batch_of(Path(name), document(server), task_ids(CUT_PROBLEMS)) as it,
    ):
        stop = threading.Event()
        timer = threading.Timer(after_s, stop.set)
        timer.start()
        it.run(stop)
        timer.cancel()
        met = {model: {row.problem for row in it.log.attempts.read(author=model)} for model in MODELS}
        (lane,) = it.lanes
        apart = max(len(one ^ two) for one in met.values() for two in met.values())
        return apart, sum(len(one) for one in lane.rounds[lane._begin : lane._end]), sum(map(len, met.values()))


def cut_nights():
    """Cuts several nights at a time, because they only wait."""
    chance = random.Random(5)
    whole_s = len(MODELS) * CUT_PROBLEMS * CUT_ANSWER_S / SLOTS
    with ThreadPoolExecutor(5) as pool:
        nights = list(pool.map(cut_night, [chance.uniform(0.05, 0.95) * whole_s for _number in range(CUTS)]))
    for apart, in_slice, _answers in nights:
        assert apart <= in_slice, nights
    answers = sorted(row[2] for row in nights)
    print(
        f"{CUTS} nights of {len(MODELS) * CUT_PROBLEMS} answers cut at random, after {answers}: "
        f"at most {max(row[0] for row in nights)} problems apart in slices of {sorted({row[1] for row in nights})}"
    )


def main():
    if sys.argv[1:] == ["deciding"]:
        deciding_night()
        return
    whole_night()
    cut_nights()


if __name__ == "__main__":
    main()
