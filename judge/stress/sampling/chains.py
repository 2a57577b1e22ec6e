"""Variables that rise together down the page, such as l_i ≤ r_i < l_{i+1}: drawn as one sequence, cut into rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from judge.stress.intervals import PlaceKeys
from judge.stress.sampling.bounds import Ascent, ascents_of, bounds_of, comparisons_of, named_in, spread
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.sequences import draw_nondecreasing, draw_shape, offset_of, rows_along
from problems.inputs.format import Comparison, Scope


@dataclass(frozen=True, slots=True)
class RisingChain:
    """Variables in rising order within a row, and whether each is strictly above the one before it."""

    names: tuple[str, ...]
    strict: tuple[bool, ...]  # for the first: above the last one of the previous row
    moving: int  # position of the index that counts the rows
    down: bool  # whether values rise down the page; otherwise up


def chains_of(scope: Scope) -> list[RisingChain]:
    """The chains formed by the relations and bounds of a scope."""
    steps = [
        step
        for step in ascents_of(comparisons_of(scope))
        if step.lesser.name != step.greater.name and len(step.lesser.indices) == len(step.greater.indices) > 0
    ]
    inside = [step for step in steps if step.lesser.indices == step.greater.indices]
    found = []
    for step in steps:
        moving = [p for p, (a, b) in enumerate(zip(step.lesser.indices, step.greater.indices, strict=True)) if a != b]
        if len(moving) != 1:
            continue
        path = _longest(inside, step.greater.name, step.lesser.name, ())
        by = offset_of(step.greater.indices[moving[0]]) - offset_of(step.lesser.indices[moving[0]])
        if path is not None and abs(by) == 1:
            names = (step.greater.name, *(one.greater.name for one in path))
            found.append(RisingChain(names, (step.strict, *(one.strict for one in path)), moving[0], by > 0))
    return found


def draw_chain(draft: Draft, chain: RisingChain, keys: PlaceKeys) -> None:
    """Draw all of a chain's variables, which have the same keys, into the draft. Raises Stuck."""
    width = len(chain.names)
    draft.work.spend(2 * width * len(keys))
    shape = draw_shape(draft, chain.names[0])
    drawn = np.zeros((len(keys), width), dtype=object)
    if len(keys):
        bounds = [bounds_of(draft, name, keys) for name in chain.names]
        lows = np.stack([spread(low, len(keys)) for low, _high in bounds], axis=1)
        highs = np.stack([spread(high, len(keys)) for _low, high in bounds], axis=1)
        drawn = np.zeros_like(lows)
        for group in rows_along(keys, chain.moving):
            rows = group if chain.down else group[::-1]
            # The least by which each must exceed the first.
            above = np.cumsum(np.tile(np.array(chain.strict, dtype=np.int64), len(rows)))
            above -= above[0]
            numbers = (
                draw_nondecreasing(draft.rng, shape, lows[rows].ravel() - above, highs[rows].ravel() - above) + above
            )
            drawn[rows] = numbers.reshape(len(rows), width)
    draft.remarks.unchecked += [
        one for one in draft.scope.relations if not isinstance(one, Comparison) and named_in(one) & set(chain.names)
    ]
    for name, column in zip(chain.names, drawn.T, strict=True):
        draft.put(name, keys, column)


def _longest(steps: Sequence[Ascent], start: str, end: str, passed: tuple[str, ...]) -> list[Ascent] | None:
    """The longest path of steps from one variable to another; of equally long ones, that with the most strict steps."""
    best: list[Ascent] | None = None
    for step in steps:
        if step.lesser.name != start or step.greater.name in passed:
            continue
        rest = [] if step.greater.name == end else _longest(steps, step.greater.name, end, (*passed, start))
        if rest is None:
            continue
        path = [step, *rest]
        if best is None or (len(path), sum(s.strict for s in path)) > (len(best), sum(s.strict for s in best)):
            best = path
    return best
