"""A night of several models and a few hundred problems, written into a real log."""

import random
import zlib
from datetime import UTC, datetime
from math import exp

from judge.effort import Effort
from judge.log.log import Log
from judge.log.server_records import ModelRow
from solver.report.statistics.rating import DISCRIMINATION
from tests.solver.report.grading.nights import NOW, likely, made, problem

WORDS = ("WA", "WA", "WA", "TLE", "RE", "CE", "MLE", "TRUNCATED", "NO_CODE", "EMPTY")
BEYOND = ("AC", "AC", "AC", "AC", "TLE", "WA", None, "–")  # –: not run on generated tests
MODELS = (("gpt-oss-20b", 12.11), ("gpt-oss-20b Q8", 22.26), ("gpt-oss-120b", 63.39))
THOUGHTS = ("so", "then", "first", "maybe", "check", "count", "edge", "each", "loop", "again", "graph", "sum", "small")
CODE = """import sys
from collections import deque


def solve_{n}(rows, limit):
    seen, queue = {{0}}, deque([(0, {n})])
    while queue:
        place, steps = queue.popleft()
        for other in rows[place]:
            if other not in seen and steps + {m} < limit:
                seen.add(other)
                queue.append((other, steps + {m}))
    return len(seen) * {k} % 998244353


def main():
    n, m = map(int, sys.stdin.readline().split())
    rows = [[] for _ in range(n)]
    for _ in range(m):
        a, b = (int(x) - 1 for x in sys.stdin.readline().split())
        rows[a].append(b)
        rows[b].append(a)
    print(solve_{n}(rows, {k}))


main()
"""


def hash_of(*words):
    return zlib.crc32("/".join(words).encode())


def big_night(home, problems=300, efforts=("low", "high"), seed=7, tested=(), models=MODELS):
    """The models × the efforts on that many problems of various difficulties; returns the models' labels.

    `tested`: labels of the models whose sample ACs have run on generated tests, if those could be made.
    """
    rng = random.Random(seed)
    tasks = []
    for n in range(problems):
        letter = "abcdefg"[n % 7]
        year, month = 2022 + n % 4, 1 + n // 7 % 12
        hard = -600 + 550 * (n % 7) + rng.gauss(0, 250)
        tasks.append((f"abc{200 + n // 7}_{letter}", f"{year}-{month:02}-06", hard))
    with Log(home) as log:
        run = log.runs.begin("batch", {"plan": "made up", "seed": seed}, datetime(2026, 1, 2, tzinfo=UTC))
        for place, (label, size) in enumerate(models):
            log.models.record_model(ModelRow(label, label, "http://127.0.0.1:1234", size_bytes=int(size * 1e9)), NOW)
            del place
        for task, held, hard in tasks:
            log.runs.record_problem(*problem(task, f"Made-up title {task}", held, hard, rng.random() < 0.1), NOW)
        for place, (label, _size) in enumerate(models):
            for effort in efforts:
                strength = 900 + 350 * place + 500 * (effort == "high")
                for task, _held, hard in tasks:
                    right = rng.random() < 1 / (1 + exp(DISCRIMINATION * (hard - strength)))
                    beyond = BEYOND[hash_of(task, label, effort) % len(BEYOND)] if label in tested and right else "–"
                    attempt = made(
                        task,
                        "AC" if right else rng.choice(WORDS),
                        model=label,
                        effort=Effort(effort),
                        code=CODE.format(n=rng.randrange(10**6), m=rng.randrange(99), k=rng.randrange(10**6)),
                        reasoning=" ".join(rng.choices(THOUGHTS, k=700)),
                        seconds=rng.lognormvariate(3 + (effort == "high"), 0.7),
                        note="line 1: expected 7, got 8",
                        settings='{"max_tokens":16384}',
                        likely=None if beyond == "–" else likely(beyond),
                    )
                    log.attempts.write(attempt, run=run)
    return [label for label, _size in models]
