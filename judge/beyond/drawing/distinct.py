"""Values and rows of values of which no two are the same."""

from typing import Any

import numpy as np

from judge.beyond.drawing.apart import ROUNDS, kept_apart
from judge.beyond.drawing.bounds import bounds_of, spread
from judge.beyond.drawing.draft import Draft
from judge.beyond.numbers import Random, Shape, draw, uniform
from judge.beyond.spans import Keys, Places
from judge.beyond.spots import Key
from judge.beyond.work import Stuck
from problems.inputs.expressions import Variable
from problems.inputs.format import Distinct, Strings

_NARROW = (Shape.TINY, Shape.LEAST, Shape.EQUAL, Shape.TWO, Shape.STEPS, Shape.STEPS_DOWN, Shape.ALTERNATING)
_SORTED = (Shape.RISING, Shape.STEPS, Shape.LEAST)
_REVERSED = (Shape.FALLING, Shape.STEPS_DOWN)


def distinct_of(draft: Draft, name: str) -> Distinct | None:
    """What asks that the values of this one variable differ, alone or pooled with those of others."""
    for relation in draft.scope.relations:
        if (
            isinstance(relation, Distinct)
            and (relation.pooled or len(relation.variables) == 1)
            and any(v.name == name for v in relation.variables)
        ):
            return relation
    return None


def distinct_numbers(rng: Random, shape: Shape, low: int, high: int, count: int) -> np.ndarray:
    """So many numbers from low to high, none twice, in the shape's order. Raises Stuck."""
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
        found = np.unique(draw(rng, shape, low, high, count))
        while len(found) < count:
            more = draw(rng, Shape.UNIFORM, low, high, 2 * (count - len(found)))
            found = np.unique(np.concatenate([found, np.setdiff1d(more, found)[: count - len(found)]]))
        if shape not in (Shape.HASH_PYTHON,):
            found = found[rng.permutation(len(found))]
    if shape in _SORTED:
        return np.sort(found)
    return np.sort(found)[::-1] if shape in _REVERSED else found


def distinct_values(draft: Draft, relation: Distinct, keys: Keys, shape: Shape, low: Any, high: Any) -> np.ndarray:
    """Numbers for all places of a variable, none twice. Raises Stuck."""
    lows, highs = spread(low, len(keys)), spread(high, len(keys))
    if relation.pooled:
        numbers = draw(draft.rng, shape, low, high, len(keys), draft.style.notable)
        return _unlike(draft, numbers, lows, highs, _pooled(draft, relation))
    numbers = lows.copy()
    for group in groups_of(relation.variables[0], relation.each, keys):
        if (lows[group] == lows[group[0]]).all() and (highs[group] == highs[group[0]]).all():
            numbers[group] = distinct_numbers(draft.rng, shape, int(lows[group[0]]), int(highs[group[0]]), len(group))
        else:
            drawn = draw(draft.rng, shape, lows[group], highs[group], len(group))
            numbers[group] = _unlike(draft, drawn, lows[group], highs[group], set())
    return numbers


def groups_of(variable: Variable, each: tuple[str, ...], keys: Keys) -> list[np.ndarray]:
    """The positions of the keys, by their parts under the indices held fixed."""
    held = [p for p, index in enumerate(variable.indices) if isinstance(index, Variable) and index.name in each]
    if not held:
        return [np.arange(len(keys))]
    groups: dict[Key, list[int]] = {}
    for place, key in enumerate(keys.rows):
        groups.setdefault(tuple(key[part] for part in held), []).append(place)
    return [np.array(group) for group in groups.values()]


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
    """Drawn anew where a number is used already, or stands there twice."""
    known, numbers = set(used), numbers.copy()
    wrong = list(range(len(numbers)))
    for _turn in range(ROUNDS):
        draft.work.spend(len(wrong))
        again = []
        for place, number in zip(wrong, numbers[wrong].tolist(), strict=True):
            if number in known:
                again.append(place)
            known.add(number)
        if not again:
            return numbers
        wrong = again
        numbers[wrong] = uniform(draft.rng, lows[wrong], highs[wrong], len(wrong))
    raise Stuck("not enough distinct values")


# --- rows -------------------------------------------------------------------------------------------------------------


def make_rows_distinct(draft: Draft, name: str) -> None:
    """Draws rows anew that stand there twice, where `name` was the last of their variables. Raises Stuck."""
    for relation in draft.scope.relations:
        if isinstance(relation, Distinct) and not relation.pooled and len(relation.variables) > 1:
            names = [v.name for v in relation.variables]
            if name in names and all(n in draft.box.places for n in names):
                _distinct_rows(draft, relation, names)


def _distinct_rows(draft: Draft, relation: Distinct, names: list[str]) -> None:
    """Rows drawn anew until no two are the same; or chosen from all there are, where these are few."""
    places = [draft.box.places[name] for name in names]
    keys = places[0].keys
    if any(isinstance(draft.scope.domains[name], Strings) for name in names) or any(p.keys is not keys for p in places):
        return
    columns = [place.numbers for place in places]
    fixed = all(not isinstance(end, np.ndarray) for name in names for end in draft.ranges.get(name, ()))
    if fixed and all(name in draft.ranges for name in names) and not relation.unordered:
        room = 1
        for name in names:
            room *= draft.ranges[name][1] - draft.ranges[name][0] + 1
        if room <= min(4_000_000, max(64, 3 * len(keys))):
            chosen = draft.rng.permutation(room)[: len(keys)]
            if len(chosen) < len(keys):
                raise Stuck("not enough distinct rows")
            columns = []
            for name in names:
                width = draft.ranges[name][1] - draft.ranges[name][0] + 1
                columns.append(draft.ranges[name][0] + chosen % width)
                chosen = chosen // width
    held = [
        p for p, i in enumerate(relation.variables[0].indices) if isinstance(i, Variable) and i.name in relation.each
    ]
    known: set[Any] = set()
    wrong = np.arange(len(keys))
    for _turn in range(ROUNDS):
        draft.work.spend(2 * len(wrong))
        codes: list[Any] = list(zip(*[column[wrong].tolist() for column in columns], strict=True))
        if relation.unordered:
            codes = [tuple(sorted(code)) for code in codes]
        rows = [keys.rows[position] for position in wrong.tolist()] if held else []
        if held:
            codes = [(*(row[p] for p in held), *code) for row, code in zip(rows, codes, strict=True)]
        again = []
        for position, code in zip(wrong.tolist(), codes, strict=True):
            if code in known:
                again.append(position)
            known.add(code)
        if not again:
            break
        wrong = np.array(again)
        _again(draft, names, keys, columns, wrong)
    else:
        raise Stuck("not enough distinct rows")
    for name, column in zip(names, columns, strict=True):
        draft.put(name, keys, column)


def _again(draft: Draft, names: list[str], keys: Keys, columns: list[np.ndarray], wrong: np.ndarray) -> None:
    """Some rows once more, one variable after the other, within bounds that look at those before."""
    some = keys.some(wrong)
    saved = {name: draft.box.places[name] for name in names}
    own = {name: draft.own.pop(name) for name in names}
    try:
        for name in names:
            del draft.box.places[name]
        for position, name in enumerate(names):
            low, high = bounds_of(draft, name, some)
            lows, highs = spread(low, len(some)), spread(high, len(some))
            drawn = uniform(draft.rng, lows, highs, len(some))
            draft.box.places[name] = Places(some, drawn)
            drawn = kept_apart(draft, name, some, drawn, lows, highs)
            draft.box.places[name] = Places(some, drawn)
            columns[position] = columns[position].copy()
            columns[position][wrong] = drawn
    finally:
        draft.box.places.update(saved)
        draft.own.update(own)
