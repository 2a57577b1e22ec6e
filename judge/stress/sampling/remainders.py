"""Values with required remainders, primes, and pairs without a common divisor."""

from typing import Any

import numpy as np

from judge.stress.intervals import KnownValues, PlaceKeys, PlaceQuery, span
from judge.stress.sampling.bounds import bound_indices
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.expressions import Call, Variable, variables_of
from problems.inputs.format import Congruent, Coprime, Decimals, Prime
from problems.inputs.primes import is_prime

_FARTHEST_PRIME = 3000
_FARTHEST_REMAINDER = 5000
_FARTHEST_COPRIME = 100


def fit_remainder(draft: Draft, name: str, value: int, low: int, high: int) -> int | None:
    """The scalar moved to the nearest value with the right remainders and primality; None if none is near."""
    ends = np.array([low], dtype=object), np.array([high], dtype=object)
    try:
        numbers = with_remainders(draft, name, PlaceKeys.of([()]), {}, np.array([value], dtype=object), *ends)
    except Stuck:
        return None
    return int(numbers[0])


def with_remainders(
    draft: Draft,
    name: str,
    keys: PlaceKeys,
    indices: dict[str, np.ndarray],
    numbers: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
) -> np.ndarray:
    """The numbers moved to near ones with the right remainders, and prime where required. Raises Stuck."""
    for relation in draft.scope.relations:
        if isinstance(relation, Prime) and relation.variable.name == name:
            values = zip(numbers.tolist(), lows.tolist(), highs.tolist(), strict=True)
            numbers = np.array([_near_prime(*value) for value in values], dtype=numbers.dtype)
        if isinstance(relation, Congruent | Coprime):
            of = (relation.expression,) if isinstance(relation, Congruent) else (relation.left, relation.right)
            places = {v for end in of for v in variables_of(end) if v.name == name}
            if len(places) == 1:
                numbers = _moved(relation, places.pop(), draft.box, keys, indices, numbers, lows, highs)
    return numbers


def step_of(draft: Draft, name: str, keys: PlaceKeys) -> tuple[int, Any]:
    """The modulus and the remainder that all places should have; (1, 0) if there is no such rule."""
    for relation in draft.scope.relations:
        if isinstance(relation, Congruent) and isinstance(relation.expression, Variable):
            place = relation.expression
            if place.name != name or not place.indices or isinstance(draft.scope.domains[name], Decimals):
                continue
            indices, chosen = bound_indices(draft, place, keys)
            if indices is None or chosen is not None:
                continue
            asked = PlaceQuery(keys, indices)
            modulus, rest = span(relation.modulus, draft.box, asked), span(relation.remainder, draft.box, asked)
            if isinstance(modulus[0], int) and modulus[0] == modulus[1] > 1 and rest[0] is rest[1]:
                return modulus[0], rest[0] % modulus[0]
    return 1, 0


def with_remainder_of_sum(
    draft: Draft, name: str, numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray
) -> np.ndarray:
    """The numbers, one of them moved so that their sum has the right remainder; unchanged if none has room."""
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


def _moved(
    relation: Congruent | Coprime,
    place: Variable,
    box: KnownValues,
    keys: PlaceKeys,
    indices: dict[str, np.ndarray],
    numbers: np.ndarray,
    lows: np.ndarray,
    highs: np.ndarray,
) -> np.ndarray:
    """The numbers moved to the nearest ones that the relation allows. Raises Stuck."""
    own = {i.name: column for i, column in zip(place.indices, keys.columns, strict=False) if isinstance(i, Variable)}
    around = {**indices, **own}

    def wrong(values: np.ndarray) -> np.ndarray | None:
        asked = PlaceQuery(keys, around, {place: (values, values)})
        if isinstance(relation, Coprime):
            ends = [span(end, box, asked) for end in (relation.left, relation.right)]
        else:
            ends = [span(e, box, asked) for e in (relation.expression, relation.modulus, relation.remainder)]
        if not all(np.array_equal(low, high) for low, high in ends):
            return None  # left to the last variable drawn
        one, other, *rest = (low for low, _high in ends)
        flaws = (one - rest[0]) % other != 0 if rest else np.gcd(one, other) != 1
        return np.broadcast_to(np.asarray(flaws), (len(keys),))

    bad = wrong(numbers)
    if bad is None or not bad.any():
        return numbers
    modulus = None if isinstance(relation, Coprime) else int(np.max(span(relation.modulus, box)[1]))
    farthest = _FARTHEST_COPRIME if modulus is None else min(modulus, _FARTHEST_REMAINDER)
    for step in range(1, farthest + 1):
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
    raise Stuck("no value that leaves the right remainder or divisor")


def _near_prime(value: int, low: int, high: int) -> int:
    for step in range(_FARTHEST_PRIME):
        for near in (value - step, value + step):
            if low <= near <= high and is_prime(near):
                return near
    raise Stuck("no prime")
