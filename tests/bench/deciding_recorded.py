"""Deciding nights replayed on recorded models: whether they decide as the full night does, and on how many answers.

    python -m tests.bench.deciding_recorded [--seeds 20]

The truth is the recorded hidden verdicts; each set of models is replayed on the problems that all of them answered.
Says so if the shared data are absent.
"""

import argparse
import sys

import numpy as np

from solver.batch.choosing import block_size, next_block
from solver.batch.selection import Candidate
from solver.report.statistics.adaptive import Results, State
from solver.report.statistics.always_valid import p_value, p_with_plan
from solver.report.statistics.paired import holm
from tests.bench.hidden_rate import DATA, record
from tests.bench.report_statistics import mcnemar

SETS = (
    ("o1-preview", "o1-mini"),
    ("qwen3-8b", "qwen2.5-7b"),
    ("o1-preview", "o1-mini", "qwen3-8b", "qwen2.5-7b"),
    ("llama4-maverick", "llama4-scout", "qwen3-8b", "qwen2.5-7b"),
    ("o1-preview", "o1-mini", "llama4-maverick", "llama4-scout", "qwen3-8b", "qwen2.5-7b"),
)
BLOCK = 8


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=20)
    given = options.parse_args()
    if not DATA.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    recorded = record()
    for models in SETS:
        tasks = sorted(set.intersection(*({task for name, task in recorded if name == model} for model in models)))
        right = np.array([[float(recorded[model, task]["hidden_pass"]) for task in tasks] for model in models])
        nights = [replayed(models, tasks, right, seed) for seed in range(given.seeds)]
        full = told_apart(models, right)
        leader = models[int(right.mean(axis=1).argmax())]
        lost = {pair for pair in full if pair[0] == leader}
        kept = np.mean([lost == {pair for pair in found if pair[0] == leader} for found, _share in nights])
        asked = [share for _found, share in nights]
        wrong = np.mean([any((worse, better) in full for better, worse in found) for found, _share in nights])
        print(
            f"{' '.join(models)}: {len(tasks)} problems, full night tells {len(full)} pairs apart, {len(lost)} of them "
            f"from the best; the same of these in {kept:.0%}, the contrary of any in {wrong:.0%} of {given.seeds} "
            f"nights; answers needed {np.median(asked):.0%} (median), {max(asked):.0%} at most"
        )


def told_apart(models, right):
    """The (better, worse) pairs of the full night, by the test at the planned size, as in a report."""
    pairs = [(a, b) for a in range(len(models)) for b in range(a + 1, len(models))]
    gaps = [right[a] - right[b] for a, b in pairs]
    alone = [p_with_plan(p_value(gap.tolist()), mcnemar(int((gap > 0).sum()), int((gap < 0).sum()))) for gap in gaps]
    return {
        (models[a], models[b]) if gap.sum() > 0 else (models[b], models[a])
        for (a, b), gap, p in zip(pairs, gaps, holm(alone), strict=True)
        if p < 0.05
    }


def replayed(models, tasks, right, seed):
    hard = np.array([Candidate(task, task, None, task.rpartition("_")[2].upper(), None).hardness for task in tasks])
    solved, settled, order = np.full(right.shape, np.nan), np.full(right.shape, np.nan), ()
    seconds = np.tile(2 ** (hard / 1_500), (len(models), 1))
    while True:
        now = Results(models, tuple(tasks), hard, settled, order)
        block, asked = next_block(now, seconds, seed, block_size(now, BLOCK))
        before, settled = settled, solved.copy()
        if not block and np.array_equal(before, settled, equal_nan=True):
            break
        for row, model in enumerate(models):
            if model in asked:
                solved[row, list(block)] = right[row, list(block)]
        order += block
    found = {
        (one.first, one.second) if one.only_first > one.only_second else (one.second, one.first)
        for one in now.comparisons
        if one.state is State.DECIDED
    }
    return found, float((~np.isnan(solved)).mean())


if __name__ == "__main__":
    main()
