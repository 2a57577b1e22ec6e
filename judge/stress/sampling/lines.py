"""Moves points so that no three of them lie on one line."""

from collections.abc import Sequence

import numpy as np

from judge.stress.sampling.bounds import spread
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.format import Decimals, NoThreeInLine
from problems.inputs.primes import is_prime
from problems.inputs.relation_flaws import direction

_TRIES = 40  # for one point; where so many fail, there is little room


def keep_out_of_line(draft: Draft) -> None:
    """Redraw points that lie on one line with two others. Raises Stuck."""
    for relation in draft.scope.relations:
        if not isinstance(relation, NoThreeInLine):
            continue
        names = [[point[axis].name for point in relation.points] for axis in (0, 1)]
        flat = [name for one in names for name in one]
        if not draft.ranges.keys() >= set(flat) or any(isinstance(draft.scope.domains[n], Decimals) for n in flat):
            raise Stuck("points that are not whole, or drawn in another way")
        columns = [np.concatenate([draft.box.places[name].numbers for name in one]).astype(np.int64) for one in names]
        ends = [[np.concatenate([_end(draft, name, end) for name in one]) for end in (0, 1)] for one in names]
        found = _redrawn(draft, columns, ends) or _on_a_curve(draft, len(columns[0]), ends)
        draft.remarks.unchecked += [r for r in draft.scope.relations if r is not relation]
        for one, numbers in zip(names, found, strict=True):
            begin = 0
            for name in one:
                keys = draft.box.places[name].keys
                draft.put(name, keys, np.array(numbers[begin : begin + len(keys)], dtype=np.int64))
                begin += len(keys)


def _end(draft: Draft, name: str, end: int) -> np.ndarray:
    """The least value of a variable at each of its places, or the greatest."""
    return spread(draft.ranges[name][end], len(draft.box.places[name].keys))


def _redrawn(
    draft: Draft, columns: Sequence[np.ndarray], ends: Sequence[Sequence[np.ndarray]]
) -> tuple[list[int], list[int]] | None:
    """The points, each redrawn while it is on a line through two before it; None if there is little room."""
    xs: list[int] = []
    ys: list[int] = []
    for place, drawn in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        x, y = drawn
        for _turn in range(_TRIES):
            draft.work.spend(1 + place)
            ways = {direction(a - x, b - y) for a, b in zip(xs, ys, strict=True)}
            if len(ways) == place and (0, 0) not in ways:
                break
            x, y = (int(draft.rng.randint(low[place], high[place] + 1)) for low, high in ends)
        else:
            return None
        xs.append(x)
        ys.append(y)
    return xs, ys


def _on_a_curve(draft: Draft, count: int, ends: Sequence[Sequence[np.ndarray]]) -> tuple[list[int], list[int]]:
    """Points (i, i² mod p), no three of which are in line for a prime p, in any order. Raises Stuck."""
    (left, right), (low, high) = ((int(lows.max()), int(highs.min())) for lows, highs in ends)
    prime = next(number for number in range(max(2, count), 2 * max(2, count) + 1) if is_prime(number))
    if right - left + 1 < count or high - low + 1 < prime:
        raise Stuck("no room for points off each other's lines")
    draft.work.spend(count)
    order = draft.rng.permutation(count).tolist()
    return [left + i for i in order], [low + i * i % prime for i in order]
