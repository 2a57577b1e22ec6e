"""Values with required remainders, and primes."""

from typing import Any

import numpy as np

from judge.stress.intervals import AskedPlaces, KnownValues, PlaceKeys, span
from judge.stress.sampling.bounds import bound_indices
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.expressions import Call, Variable, variables_of
from problems.inputs.format import Congruent, Decimals, Prime, Scope
from problems.inputs.primes import is_prime

_FARTHEST_PRIME = 3000
_FARTHEST_REMAINDER = 5000


def fit_one(scope: Scope, box: KnownValues, name: str, value: int, low: int, high: int) -> int | None:
    """The scalar, moved to the next value that its remainders and primality allow; None where there is none near."""
    ends = np.array([low], dtype=object), np.array([high], dtype=object)
    try:
        numbers = fitted(scope, box, name, PlaceKeys.of([()]), {}, np.array([value], dtype=object), *ends)
    except Stuck:
        return None
    return int(numbers[0])


def fitted(
    scope: Scope,
    box: KnownValues,
    name: str,
    keys: PlaceKeys,
    indices: dict[str, np.ndarray],
    numbers: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
) -> np.ndarray:
    """Numbers moved to near ones that leave the right remainders and are prime where they should. Raises Stuck."""
    for relation in scope.relations:
        if isinstance(relation, Prime) and relation.variable.name == name:
            values = zip(numbers.tolist(), lows.tolist(), highs.tolist(), strict=True)
            numbers = np.array([_near_prime(*value) for value in values], dtype=numbers.dtype)
        if isinstance(relation, Congruent):
            places = {v for v in variables_of(relation.expression) if v.name == name}
            if len(places) == 1:
                numbers = _congruent(relation, places.pop(), box, keys, indices, numbers, lows, highs)
    return numbers


def step_of(draft: Draft, name: str, keys: PlaceKeys) -> tuple[int, Any]:
    """The modulus and the remainder that every place should leave; (1, 0) where there is no such rule."""
    for relation in draft.scope.relations:
        if isinstance(relation, Congruent) and isinstance(relation.expression, Variable):
            place = relation.expression
            if place.name != name or not place.indices or isinstance(draft.scope.domains[name], Decimals):
                continue
            indices, chosen = bound_indices(draft, place, keys)
            if indices is None or chosen is not None:
                continue
            asked = AskedPlaces(keys, indices)
            modulus, rest = span(relation.modulus, draft.box, asked), span(relation.remainder, draft.box, asked)
            if isinstance(modulus[0], int) and modulus[0] == modulus[1] > 1 and rest[0] is rest[1]:
                return modulus[0], rest[0] % modulus[0]
    return 1, 0


def with_remainder_of_sum(
    draft: Draft, name: str, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> np.ndarray:
    """One number moved, so that all of them leave the right remainder in sum; as they are where none has room."""
    for relation in draft.scope.relations:
        match relation:
            case Congruent(Call("sum", (Variable(summed, ()),)), modulus, rest) if summed == name:
                by = int(span(modulus, draft.box)[0])
                missing = (int(span(rest, draft.box)[0]) - sum(numbers.tolist())) % by
                for move in (missing - by, missing) if missing else ():
                    roomy = np.flatnonzero((numbers + move >= lows) & (numbers + move <= highs))
                    if len(roomy):
                        numbers = numbers.copy()
                        numbers[roomy[-1]] += move
                        break
    return numbers


def _congruent(
    relation: Congruent,
    place: Variable,
    box: KnownValues,
    keys: PlaceKeys,
    indices: dict[str, np.ndarray],
    numbers: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
) -> np.ndarray:
    own = {i.name: column for i, column in zip(place.indices, keys.columns, strict=False) if isinstance(i, Variable)}
    around = {**indices, **own}

    def wrong(values: np.ndarray) -> np.ndarray | None:
        asked = AskedPlaces(keys, around, {place: (values, values)})
        whole, by, rest = (span(e, box, asked) for e in (relation.expression, relation.modulus, relation.remainder))
        if not all(np.array_equal(low, high) for low, high in (whole, by, rest)):
            return None  # the last of the variables will make it right
        return np.broadcast_to(np.asarray((whole[0] - rest[0]) % by[0] != 0), (len(keys),))

    bad = wrong(numbers)
    if bad is None or not bad.any():
        return numbers
    modulus = int(np.max(span(relation.modulus, box)[1]))
    for step in range(1, min(modulus, _FARTHEST_REMAINDER) + 1):
        for sign in (-1, 1):
            moved = numbers + sign * step
            inside = bad & (moved >= lows) & (moved <= highs)
            if not inside.any():
                continue
            still = wrong(np.where(inside, moved, numbers))
            good = inside & ~(still if still is not None else bad)
            numbers = np.where(good, moved, numbers)
            bad = bad & ~good
            if not bad.any():
                return numbers
    raise Stuck("a remainder that no value leaves")


def _near_prime(value: int, low: int, high: int) -> int:
    for step in range(_FARTHEST_PRIME):
        for near in (value - step, value + step):
            if low <= near <= high and is_prime(near):
                return near
    raise Stuck("no prime")
