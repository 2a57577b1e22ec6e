"""Which problems a deciding batch asks next. Pure: results in, choices out.

A problem tells two cells apart only if one solves it and the other does not. So the problems chosen are those most
likely to split the two, given the cells' abilities and the problems' difficulties, per second that they cost. When
looking for the cell to keep, only pairs of the best so far and a rival that may still win count: how the rivals differ
among themselves decides nothing. Problems are chosen in blocks: every cell of an open comparison gets all problems of
the block.
"""

import numpy as np

from solver.report.statistics.adaptive import Results, State
from solver.report.statistics.decide import ComparedCell

SHARPNESS = 1.5  # of the random draw: even the easiest and hardest problems keep a chance


def open_pairs(results: Results) -> list[tuple[int, int]]:
    """The undecided comparisons, as pairs of cell indices."""
    place = {name: number for number, name in enumerate(results.cells)}
    return [(place[one.first], place[one.second]) for one in results.comparisons if one.state is State.OPEN]


def block_size(results: Results, usual: int) -> int:
    """Problems in the next block: half the usual number if a decision may come within a block.

    The next block is chosen before this one is answered, so whatever is being asked when the decision comes is wasted.
    """
    nearest = min((one.problems_left[0] for one in results.comparisons if one.problems_left), default=usual)
    return usual if nearest > usual else -(-usual // 2)


def next_block(
    results: Results, seconds: np.ndarray, seed: int, problems: int
) -> tuple[tuple[int, ...], frozenset[ComparedCell]]:
    """The problems to ask next, the most telling first, and the cells that get them; both empty once all is decided.

    seconds: expected seconds of an answer, cells × problems. problems: how many to choose. Besides the results, the
    draw depends only on the seed and on how many problems were chosen before.
    """
    open_ = open_pairs(results)
    if not open_:
        return (), frozenset()
    cells = sorted({cell for pair in open_ for cell in pair})
    chances = results.chances
    best = max(cells, key=lambda cell: results.rates[cell].value)
    telling = open_ if results.fixed.between else [pair for pair in open_ if best in pair]
    gain = sum(chances[a] * (1 - chances[b]) + chances[b] * (1 - chances[a]) for a, b in telling)
    missing = np.isnan(results.solved[cells])
    cost = np.where(missing, seconds[cells], 0.0).sum(axis=0)
    able = missing.any(axis=0)
    able[list(results.order)] = False
    candidates = np.flatnonzero(able)
    chance = np.random.default_rng([seed, len(results.order)])
    keys = SHARPNESS * np.log(np.maximum(gain[candidates], 1e-12)) - np.log(cost[candidates])
    keys = keys + chance.gumbel(size=len(candidates))  # Gumbel top-k: a weighted draw without replacement
    chosen = candidates[np.argsort(-keys, kind="stable")[:problems]]
    return tuple(int(p) for p in chosen), frozenset(results.cells[cell] for cell in cells)
