"""The order of a run: slices with the same mix of difficulties, each given to every model in turn.

Pure: the measurements so far go in, what to ask next comes out.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import TypeVar

from solver.batch.selection import Candidate

T = TypeVar("T")

STRATA = 8  # problems in a round, one from each difficulty band
LOADING_SHARE = 0.04  # share of the time that loading models may take; 5 % is promised
FIRST_ROUNDS = 4  # least per slice: its easier half must be enough for the early stop to be sure
MOST_ROUNDS = 64


def rounds(candidates: Sequence[Candidate], seed: int) -> list[tuple[Candidate, ...]]:
    """All problems in rounds of one from each difficulty band, in an order fixed by the seed.

    A slice of any number of rounds has as many easy as hard problems. Within a round the easier come first.
    """
    ranked = sorted(candidates, key=lambda candidate: (candidate.hardness, candidate.id))
    chance = random.Random(seed)
    parts = min(STRATA, len(ranked))
    cuts = [len(ranked) * part // parts for part in range(parts)]
    bands = [ranked[start:end] for start, end in pairwise([*cuts, len(ranked)])]
    for band in bands:
        chance.shuffle(band)
    # Band sizes differ by at most one; the last round draws from the longer bands.
    made = []
    while any(bands):
        made.append(tuple(band.pop() for band in bands if band))
    return made


def reading_order(made: Sequence[tuple[Candidate, ...]]) -> list[Candidate]:
    """The problems of these rounds in the order their pages are needed: slice by slice, easier ones first."""
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
    """The models' order on a slice. Every second slice is reversed, so the model already loaded goes first."""
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
    """Whether a slice of this many rounds keeps loading within its share once every model has run it.

    elapsed_s: seconds this model, the first on the slice, took for these rounds. load_s: seconds to load each model;
    round_s: seconds per round of each model on earlier slices. Models without a measurement count as the mean of the
    others.
    """
    if rounds_asked >= MOST_ROUNDS or len(models) < 2:
        return True
    mean_load_s = fmean(load_s.values() or [0.0])
    loading_s = sum(load_s.get(name, mean_load_s) for name in models)
    known = dict(round_s) | {model: elapsed_s / max(1, rounds_asked)}
    mean_round_s = fmean(known.values())
    asking_s = rounds_asked * sum(known.get(name, mean_round_s) for name in models)
    return rounds_asked >= FIRST_ROUNDS and loading_s <= LOADING_SHARE * (loading_s + asking_s)
