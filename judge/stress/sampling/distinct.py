"""Distinct values of one variable."""

from typing import Any

import numpy as np

from judge.stress.intervals import PlaceKeys, domain_ends, span
from judge.stress.numbers import Random, Shape, draw, uniform
from judge.stress.sampling.bounds import round_down, round_up, spread
from judge.stress.sampling.draft import Draft
from judge.stress.sampling.unequal import ROUNDS, repeated
from judge.stress.work import Stuck
from problems.inputs.expressions import Variable
from problems.inputs.format import Comparison, Distinct, Order, Scope

_NARROW = (Shape.TINY, Shape.LEAST, Shape.EQUAL, Shape.TWO, Shape.STEPS, Shape.STEPS_DOWN, Shape.ALTERNATING)
_IN_ORDER = (Shape.HASH_PYTHON, Shape.HASH_CPP)  # the first keys set up the collisions of later ones
_SORTED = (Shape.RISING, Shape.STEPS, Shape.LEAST)
_REVERSED = (Shape.FALLING, Shape.STEPS_DOWN)
_CROWDED = 8  # with up to this many candidates per number wanted, random draws repeat too often


def repeated_only(draft: Draft, but: int, numbers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The numbers with repeats replaced by `but`, the one that may repeat, or by some of the others."""
    order = draft.rng.permutation(len(numbers))
    _values, firsts = np.unique(numbers[order], return_index=True)
    again = np.ones(len(numbers), dtype=bool)
    again[order[firsts]] = False
    numbers = np.where(again, but, numbers)
    places = np.flatnonzero(again)
    free = np.setdiff1d(others, numbers)
    share = int(draft.rng.choice([0, min(len(places), len(free)), draft.rng.randint(0, len(places) + 1)]))
    count = min(share, len(free))
    numbers[draft.rng.permutation(places)[:count]] = draft.rng.permutation(free)[:count]
    return numbers


def distinct_numbers(rng: Random, shape: Shape, low: int, high: int, count: int) -> np.ndarray:
    """`count` distinct numbers from low to high, in the shape's order. Raises Stuck."""
    room = high - low + 1
    if count > room:
        raise Stuck(f"{count} distinct values where there are {room}")
    if shape in _NARROW:
        width = count if shape in (Shape.LEAST, Shape.STEPS, Shape.STEPS_DOWN) else min(room, 2 * count)
        found = low + rng.permutation(width)[:count]
    elif shape in (Shape.MOST, Shape.NEAR_MOST):
        found = high - rng.permutation(min(room, count + (shape is Shape.NEAR_MOST)))[:count]
    elif room <= 4 * count:
        found = low + rng.permutation(room)[:count]
    else:
        drawn = draw(rng, shape, low, high, count)
        _values, firsts = np.unique(drawn, return_index=True)
        found = drawn[np.sort(firsts)]
        while len(found) < count:
            more = draw(rng, Shape.UNIFORM, low, high, 2 * (count - len(found)))
            found = np.concatenate([found, np.setdiff1d(more, found)[: count - len(found)]])
        if shape not in _IN_ORDER:
            found = found[rng.permutation(len(found))]
    if shape in _SORTED:
        return np.sort(found)
    return np.sort(found)[::-1] if shape in _REVERSED else found


def distinct_values(draft: Draft, relation: Distinct, keys: PlaceKeys, shape: Shape, low: Any, high: Any) -> np.ndarray:
    """Distinct numbers for all places of a variable. Raises Stuck."""
    lows, highs = spread(low, len(keys)), spread(high, len(keys))
    if relation.pooled:
        used = _pooled(draft, relation)
        if (lows == lows[:1]).all() and (highs == highs[:1]).all():
            return _among_free(draft, shape, int(lows[0]), int(highs[0]), len(keys), used)
        numbers = draw(draft.rng, shape, low, high, len(keys), draft.style.notable)
        return _unlike(draft, numbers, lows, highs, used)
    numbers = lows.copy()
    for group in groups_of(relation.variables[0], relation.each, keys):
        if (lows[group] == lows[group[0]]).all() and (highs[group] == highs[group[0]]).all():
            numbers[group] = distinct_numbers(draft.rng, shape, int(lows[group[0]]), int(highs[group[0]]), len(group))
        else:
            drawn = draw(draft.rng, shape, lows[group], highs[group], len(group))
            numbers[group] = _unlike(draft, drawn, lows[group], highs[group], set())
    return numbers


def ordered_pair(scope: Scope, name: str) -> tuple[Variable, Variable] | None:
    """Two variables of which one is less in each row (A_i < B_i) and all values are distinct; None without `name`."""
    for relation in scope.relations:
        match relation:
            case Comparison(Variable() as less, Order.LESS, Variable() as more) if name in (less.name, more.name):
                pair = {less, more}
                if any(isinstance(r, Distinct) and r.pooled and set(r.variables) == pair for r in scope.relations):
                    return less, more
    return None


def draw_ordered_pair(draft: Draft, pair: tuple[Variable, Variable], keys: PlaceKeys) -> None:
    """Draw A_i < B_i, all of them distinct: chords between different points. Raises Stuck."""
    less, more = (draft.scope.domains[variable.name] for variable in pair)
    low, high = span(domain_ends(less)[0], draft.box)[0], span(domain_ends(more)[1], draft.box)[1]
    shape = draft.style.shapes[int(draft.rng.randint(0, len(draft.style.shapes)))]
    numbers = distinct_numbers(draft.rng, shape, round_up(low), round_down(high), 2 * len(keys))
    rows = np.sort(numbers.reshape(2, -1).T if draft.rng.randint(0, 2) else numbers.reshape(-1, 2), axis=1)
    draft.work.spend(2 * len(numbers))
    for place, variable in enumerate(pair):
        draft.put(variable.name, keys, rows[:, place])


def _among_free(draft: Draft, shape: Shape, low: int, high: int, count: int, used: set[int]) -> np.ndarray:
    """Distinct unused numbers from low to high: drawn at random if there are plenty, otherwise from their list."""
    if high - low + 1 > _CROWDED * (count + len(used)):
        numbers = draw(draft.rng, shape, low, high, count, draft.style.notable)
        return _unlike(draft, numbers, spread(low, count), spread(high, count), used)
    draft.work.spend(high - low + 1)
    free = np.array([number for number in range(low, high + 1) if number not in used])
    places = distinct_numbers(draft.rng, shape, 0, len(free) - 1, count)
    return free[places.astype(np.int64)]


def groups_of(variable: Variable, each: tuple[str, ...], keys: PlaceKeys) -> list[np.ndarray]:
    """The positions of the keys, grouped by the indices that are held fixed."""
    held = [p for p, index in enumerate(variable.indices) if isinstance(index, Variable) and index.name in each]
    return keys.grouped(held) if held else [np.arange(len(keys))]


def _pooled(draft: Draft, relation: Distinct) -> set[int]:
    used: set[int] = set()
    for variable in relation.variables:
        value = draft.own.get(variable.name)
        if isinstance(value, dict):
            used.update(value.values())
        elif isinstance(value, int):
            used.add(value)
    return used


def _unlike(draft: Draft, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray, used: set[int]) -> np.ndarray:
    """The numbers, with used and repeated ones redrawn. Raises Stuck."""
    known, numbers = set(used), numbers.copy()
    wrong = list(range(len(numbers)))
    for _turn in range(ROUNDS):
        draft.work.spend(len(wrong))
        wrong = repeated(known, wrong, numbers[wrong].tolist())
        if not wrong:
            return numbers
        numbers[wrong] = uniform(draft.rng, lows[wrong], highs[wrong], len(wrong))
    raise Stuck("not enough distinct values")
