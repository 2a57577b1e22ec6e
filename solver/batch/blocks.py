"""The order of a run: slices of problems that are alike in difficulty, and the models in turn on each slice.

Pure: what was measured so far goes in, what comes next goes out.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from solver.batch.selection import Candidate

T = TypeVar("T")

STRATA = 8  # problems of a round, one from each of as many bands of difficulty
LOADING_SHARE = 0.04  # of the time that loading may take; the promise is 5 %
FIRST_ROUNDS = 4  # of a slice at least: its easier half is what the early stop needs to be sure
MOST_ROUNDS = 64


def rounds(candidates: Sequence[Candidate], seed: int) -> list[tuple[Candidate, ...]]:
    """All problems, in rounds of one problem from each band of difficulty, in an order that the seed fixes.

    However many rounds a slice takes, it has as many easy as hard ones. Inside a round the easier come first.
    """
    ranked = sorted(candidates, key=lambda candidate: (candidate.hardness, candidate.id))
    chance = random.Random(seed)
    parts = min(STRATA, len(ranked))
    cuts = [len(ranked) * part // parts for part in range(parts)]
    bands = [ranked[start:end] for start, end in pairwise([*cuts, len(ranked)])]
    for band in bands:
        chance.shuffle(band)
    # Bands differ by one problem at most; those of the last round come from the longer ones.
    made = []
    while any(bands):
        made.append(tuple(band.pop() for band in bands if band))
    return made


def reading_order(made: Sequence[tuple[Candidate, ...]]) -> list[Candidate]:
    """The order in which the problems of these rounds are asked for: slice by slice, the easier first."""
    slices = (made[start : start + FIRST_ROUNDS] for start in range(0, len(made), FIRST_ROUNDS))
    return [
        candidate
        for rows in slices
        for candidate in sorted((one for row in rows for one in row), key=lambda one: one.hardness)
    ]


def easier_half(candidates: Sequence[Candidate]) -> frozenset[str]:
    ranked = sorted(candidates, key=lambda candidate: (candidate.hardness, candidate.id))
    return frozenset(candidate.id for candidate in ranked[: (len(ranked) + 1) // 2])


def turn(slice_number: int, models: Sequence[T]) -> list[T]:
    """The models' order on a slice. Every second slice goes backwards: the model that is loaded begins."""
    return list(models) if slice_number % 2 == 0 else list(reversed(models))


def long_enough(
    model: str,
    elapsed_s: float,
    rounds_asked: int,
    *,
    load_s: Mapping[str, float],
    round_s: Mapping[str, float],
    models: Sequence[str],
) -> bool:
    """Whether a slice of that many rounds keeps loading within its share, once every model has had it.

    elapsed_s: what this model, the first on the slice, took for these rounds. load_s: the seconds that loading each
    model took; round_s: those that a round took each of them on earlier slices. Who is not measured counts as the mean
    of those who are.
    """
    if rounds_asked >= MOST_ROUNDS or len(models) < 2:
        return True
    if not load_s:
        return rounds_asked >= FIRST_ROUNDS
    mean_load_s = sum(load_s.values()) / len(load_s)
    loading_s = sum(load_s.get(name, mean_load_s) for name in models)
    known = dict(round_s) | {model: elapsed_s / max(1, rounds_asked)}
    mean_round_s = sum(known.values()) / len(known)
    asking_s = rounds_asked * sum(known.get(name, mean_round_s) for name in models)
    return rounds_asked >= FIRST_ROUNDS and loading_s <= LOADING_SHARE * (loading_s + asking_s)
