"""Which problems a deciding batch asks next. Pure: results in, choices out.

Whoever of two solves a problem that the other fails has shown something; a problem that both solve, or both fail, has
not. So those are asked that most likely split the two, by the cells' abilities and the problems' difficulties, for each
second that they cost. Where the cell to keep is looked for, the two are the best one so far and each other that may
still win: how those differ among themselves decides nothing. Chosen is by block: every cell of an open comparison gets
all problems of the block.
"""

import numpy as np

from solver.report.statistics.adaptive import Results, State
from solver.report.statistics.decide import ComparedCell

SHARPNESS = 1.5  # of the draw among problems: every problem keeps a chance, easy and hard ones too


def open_pairs(results: Results) -> list[tuple[int, int]]:
    """The comparisons that are not over, as places of their cells."""
    place = {name: number for number, name in enumerate(results.cells)}
    return [(place[one.first], place[one.second]) for one in results.comparisons if one.state is State.OPEN]


def block_size(results: Results, usual: int) -> int:
    """Problems of the next block: half of the usual ones where a decision may come within a block.

    The next one is chosen before this one is answered, so what is asked when the decision comes was asked in vain.
    """
    nearest = min((one.problems_left[0] for one in results.comparisons if one.problems_left), default=usual)
    return usual if nearest > usual else -(-usual // 2)


def next_block(
    results: Results, seconds: np.ndarray, seed: int, problems: int
) -> tuple[tuple[int, ...], frozenset[ComparedCell]]:
    """So many problems to ask next, the most telling first, and the cells that get them; nothing where all is decided.

    seconds: cells × problems, what an answer is expected to cost. The draw depends on the seed and on how many problems
    were chosen before, and on nothing else but the results.
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
    keys = keys + chance.gumbel(size=len(candidates))  # the largest of them: a draw without replacement
    chosen = candidates[np.argsort(-keys, kind="stable")[:problems]]
    return tuple(int(p) for p in chosen), frozenset(results.cells[cell] for cell in cells)
