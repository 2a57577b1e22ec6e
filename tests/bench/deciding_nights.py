"""Simulated deciding nights: false decisions, the cost of a decision, coverage of the rates, and the time of a choice.

    python -m tests.bench.deciding_nights [--nights 2000] [--problems 600] [--jobs 2]

Difficulties are AtCoder Problems' own for ABC 200 and later (the record beside the repository; says so if it is
absent). Each model has a slope, and an ability that puts its true rate at the wanted distance over the plan; each
problem is harder or easier for all models than for contestants by a random amount. A night's cost is set beside the
fixed plan of the same power: so many problems for every model, drawn blindly, and one test at its end.
"""

import argparse
import gzip
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # each job has a core, and more threads than cores are slower

import numpy as np
from scipy.stats import binom

from solver.batch.choosing import block_size, next_block
from solver.report.statistics.adaptive import Results, State
from solver.report.statistics.decide import Decide
from solver.report.statistics.paired import holm
from solver.report.statistics.rating import DISCRIMINATION

RECORD = Path(__file__).parents[2].parent / "shared" / "data" / "problem-models.json.gz"
OWN_SD = 300.0  # of how much harder a problem is for models
SLOPE = 0.45  # relative to a contestant's
# Points by which each model is behind the first; slopes if they differ.
SCENES = (
    ((0, 0), None), ((0, 5), None), ((0, 10), None), ((0, 20), None), ((0, 0), (0.3, 0.65)), ((0, 10), (0.65, 0.3)),
    ((0, 0, 10), None), ((0, 10, 10), None), ((0, 20, 20), None), ((0, 5, 10, 20), None),
    ((0, 0, 10, 20, 20), None), ((0, 10, 10, 20, 20, 20), None), ((0, 20, 20, 20, 20, 20), None), ((0,) * 6, None),
)  # fmt: skip
BLOCK = 8


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--nights", type=int, default=2_000, help="of all scenes together")
    options.add_argument("--problems", type=int, default=600, help="in the plan")
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    if not RECORD.is_file():
        sys.exit("shared data absent: nothing to measure with")
    of_each = -(-given.nights // len(SCENES))
    print(f"plan of {given.problems} problems, blocks of {BLOCK}, {of_each} nights each")
    everything = []
    with ProcessPoolExecutor(given.jobs) as pool:
        for behind, slopes in SCENES:
            seeds = range(of_each)
            same = ([one] * of_each for one in (behind, slopes, given.problems))
            nights = list(pool.map(Night, *same, seeds, chunksize=4))
            said = f" slopes {slopes}" if slopes else ""
            print(f"{behind}{said}: {shown(behind, nights, given.problems)}", flush=True)
            everything += nights
    print(f"false decisions {share([night.is_false for night in everything])} of {len(everything)} nights")
    print(f"called too close though 10 points or more apart: {share([night.is_blind for night in everything])}")
    print(f"rates' cover, cells that were not asked everything: {share([c for n in everything for c in n.covered])}")
    time_of_a_choice()


def shown(behind, nights, problems):
    decided = [night.has_found for night in nights]
    words = [f"false {share([night.is_false for night in nights])}"]
    if behind[1] > 0:
        fixed = fixed_problems(nights, min(0.99, np.mean(decided)))
        spent = np.median([night.spent / night.spent_a_problem for night in nights])
        words += [f"the best found {share(decided)}", f"cost of {spent:.0f} problems (median)"]
        words += [f"fixed plan of the same power {fixed or f'more than {problems}'}"]
        words += [f"share {spent / fixed:.0%}"] if fixed else []
        words += [f"fixed plan of 80 % {fixed_problems(nights, 0.8)}"]
    asked = np.median([len(night.order) for night in nights])
    covered = [inside for night in nights for inside in night.covered]
    return ", ".join([*words, f"{asked:.0f} asked (median)", f"cover {share(covered)} of {len(covered)}"])


def share(of):
    return f"{np.mean(of):.1%}" if len(of) else "–"


class Night:
    """One night from its first question to its end."""

    def __init__(self, behind, slopes, problems, seed):
        rng = np.random.default_rng([seed, len(behind), *behind])
        hard = rng.choice(difficulties(), problems, replace=problems > len(difficulties()))
        self.solves = chances(behind, slopes, hard, rng)
        self.answers = (rng.random(self.solves.shape) < self.solves).astype(float)
        seconds = np.tile(150 * 2 ** (hard.clip(0) / 1_500), (len(behind), 1))
        cells = tuple(f"m{number}" for number in range(len(behind)))
        solved, settled = np.full(self.answers.shape, np.nan), np.full(self.answers.shape, np.nan)
        self.order, self.is_false = (), False
        truth = self.solves.mean(axis=1)
        while True:
            now = Results(cells, cells[:1] * problems, hard, settled, self.order, Decide())
            self._look(now, truth)
            block, asked = next_block(now, seconds, seed, block_size(now, BLOCK))
            was_settled = settled
            settled = solved.copy()  # the block before this one is answered by now
            if not block and np.array_equal(was_settled, settled, equal_nan=True):
                break
            for number, name in enumerate(cells):
                if name in asked:
                    solved[number, list(block)] = self.answers[number, list(block)]
            self.order += block
        self.spent = float(np.where(np.isnan(solved), 0.0, seconds).sum())
        self.spent_a_problem = float(seconds.sum() / problems)
        place = {name: number for number, name in enumerate(cells)}
        self.has_found = all(
            one.state is State.DECIDED and one.only_first > one.only_second
            for one in now.comparisons
            if place[one.first] == 0
        )
        self.is_blind = any(
            one.state is State.TOO_CLOSE and abs(truth[place[one.first]] - truth[place[one.second]]) > 0.095
            for one in now.comparisons
        )
        self.covered = [
            rate.interval.low <= own.mean() <= rate.interval.high
            for rate, own, asked in zip(now.rates, self.answers, solved, strict=True)
            if np.isnan(asked).any() and not np.isnan(asked).all()
        ]

    def _look(self, now, truth):
        """Record what would have been reported if the night had stopped here."""
        for one in now.comparisons:
            if one.state is State.DECIDED:
                first, second = now.cells.index(one.first), now.cells.index(one.second)
                ahead = truth[first] - truth[second]
                self.is_false |= bool((one.only_first - one.only_second) * ahead <= 1e-6)


def difficulties():
    with gzip.open(RECORD) as file:
        models = json.load(file).items()
    return np.array(
        [
            row["difficulty"]
            for task, row in models
            if task.startswith("abc") and int(task[3:6]) >= 200 and row.get("difficulty") is not None
        ]
    )


def chances(behind, slopes, hard, rng):
    """Models × problems: the first model's rate is drawn, the others' are that many points lower."""
    own, best = hard + rng.normal(0, OWN_SD, len(hard)), rng.uniform(0.35, 0.65)
    made = []
    for number, points in enumerate(behind):
        slope = DISCRIMINATION * (slopes[number] if slopes else SLOPE)
        low, high = -8_000.0, 10_000.0
        for _halving in range(40):
            ability = (low + high) / 2
            solves = 1 / (1 + np.exp(-slope * (ability - own)))
            low, high = (ability, high) if solves.mean() < best - points / 100 else (low, ability)
        made.append(solves)
    return np.array(made)


def fixed_problems(nights, power):
    """How many problems, drawn blindly and asked of all, find the best with that power by one test; None: none do."""
    rng = np.random.default_rng(1)

    def found(count):
        right = 0
        for night in nights:
            for _draw in range(4):
                chosen = rng.choice(night.answers.shape[1], count, replace=True)
                won = rng.random((len(night.answers), count)) < night.solves[:, chosen]
                right += finds_the_best(won)
        return right / (4 * len(nights)) >= power

    low, high = 4, 4 * nights[0].answers.shape[1]
    if not found(high):
        return None
    while high - low > max(1, low // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def finds_the_best(solved):
    pairs = [(a, b) for a in range(len(solved)) for b in range(a + 1, len(solved))]
    wins = np.array([(solved[a] & ~solved[b]).sum() for a, b in pairs])
    losses = np.array([(solved[b] & ~solved[a]).sum() for a, b in pairs])
    p_values = holm(np.minimum(1, 2 * binom.cdf(np.minimum(wins, losses), wins + losses, 0.5)).tolist())
    return all(
        p <= 0.05 and won > lost for (a, _b), p, won, lost in zip(pairs, p_values, wins, losses, strict=True) if a == 0
    )


def time_of_a_choice():
    """Print the time of a choice at 10,000 problems and 6 cells, with a fifth of the plan answered."""
    rng = np.random.default_rng(2)
    hard = rng.choice(difficulties(), 10_000)
    solves = chances((0, 0, 1, 1, 2, 2), None, hard, rng)
    solved = (rng.random(solves.shape) < solves).astype(float)
    order = tuple(rng.permutation(10_000)[:2_000].tolist())
    solved[:, sorted(set(range(10_000)) - set(order))] = np.nan
    seconds = np.ones(solved.shape)
    next_block(Results(tuple("abcdef"), ("",) * 10_000, hard, solved, order), seconds, 0, BLOCK)
    began, times = time.process_time(), 10
    for seed in range(times):
        block, cells = next_block(Results(tuple("abcdef"), ("",) * 10_000, hard, solved, order), seconds, seed, BLOCK)
    each = (time.process_time() - began) / times
    answers = len(block) * len(cells)
    print(
        f"choosing at 10,000 problems × 6: {1000 * each:.0f} ms of CPU a block, {1000 * each / answers:.2f} an answer"
    )


if __name__ == "__main__":
    main()
