"""The range of values at a variable's places, as far as intervals tell before they are drawn."""

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Any, NamedTuple

import numpy as np

from judge.stress.intervals import PlaceKeys, PlaceQuery, Span, add, domain_ends, least, most, span
from judge.stress.sampling.draft import Draft
from judge.stress.work import Stuck
from problems.inputs.expressions import Number, Operation, Variable, variables_of
from problems.inputs.format import Comparison, Decimals, Domain, Order, Relation, Scope, Strings, subjects
from problems.inputs.matching import indices_of


def bounds_of(draft: Draft, name: str, keys: PlaceKeys) -> tuple[Any, Any]:
    """The least and greatest number (or length) at each place, as far as known. Raises Stuck."""
    low, high = ends_of(draft, name, keys)
    if any_of(low > high):
        raise Stuck(f"{name} has no value")
    return low, high


def ends_of(draft: Draft, name: str, keys: PlaceKeys) -> tuple[Any, Any]:
    """The bounds at each place; a place where the least exceeds the greatest has no value."""
    domain = draft.scope.domains[name]
    unit = 10**domain.places if isinstance(domain, Decimals) else 1
    low_end, high_end = domain_ends(domain)
    asked = PlaceQuery(keys, own_indices(draft, name, keys))
    low, high = span(low_end, draft.box, asked)[0], span(high_end, draft.box, asked)[1]
    if not isinstance(domain, Strings):
        for relation in _comparisons(draft, name):
            low, high = _narrowed(draft, name, keys, relation, low, high)
    return round_up(low * unit), round_down(high * unit)


def own_indices(draft: Draft, name: str, keys: PlaceKeys) -> dict[str, np.ndarray]:
    """The values, at each key, of the indices that a variable is laid out with."""
    own = indices_of(draft.scope).get(name, ())
    return dict(zip(own, keys.columns, strict=False))


def bound_indices(
    draft: Draft, place: Variable, keys: PlaceKeys
) -> tuple[dict[str, np.ndarray] | None, np.ndarray | None]:
    """A relation's free indices at each key (None: not understood), and the positions it concerns (None: all)."""
    indices: dict[str, np.ndarray] = {}
    good: np.ndarray | None = None
    for index, column in zip(place.indices, keys.columns, strict=False):
        free = [v for v in variables_of(index) if v.name not in draft.seen]
        match index:
            case Variable(name, ()) if free:
                indices[name] = column
            case Operation("+" | "-" as sign, (Variable(name, ()), Number(value))) if free:
                indices[name] = column - (value if sign == "+" else -value)
            case _ if not free:
                at = span(index, draft.box)[0]
                here = column == at
                good = here if good is None else good & here
            case _:
                return None, None
    return indices, None if good is None else np.flatnonzero(good)


def query_of(
    draft: Draft, relation: Comparison, place: Variable, keys: PlaceKeys
) -> tuple[PlaceQuery, np.ndarray] | None:
    """The places that a relation concerns, and their positions among the keys of one of its places.

    None: not understood. Without those for which another of its places does not exist: the last i has no i + 1.
    """
    indices, chosen = bound_indices(draft, place, keys)
    if indices is None:
        return None
    there = _where_all_exist(draft, relation, place, keys, indices)
    if chosen is not None:
        there = np.intersect1d(there, chosen)
    if len(there) < len(keys):
        keys, indices = keys.some(there), {name: column[there] for name, column in indices.items()}
    return PlaceQuery(keys, indices), there


def _where_all_exist(
    draft: Draft, relation: Comparison, place: Variable, keys: PlaceKeys, indices: dict[str, np.ndarray]
) -> np.ndarray:
    there = np.ones(len(keys), dtype=bool)
    for other in {v for end in (relation.left, relation.right) for v in variables_of(end) if v.indices} - {place}:
        around = draft.box.places.get(other.name)
        if around is None or (other.indices == place.indices and around.keys is keys):
            continue
        intervals = [span(index, draft.box, PlaceQuery(keys, indices)) for index in other.indices]
        if all(np.array_equal(low, high) for low, high in intervals):
            there &= around.has([spread(low, len(keys)) for low, _high in intervals])
    return np.flatnonzero(there)


def comparisons_of(scope: Scope) -> list[Comparison]:
    """The comparisons between places, including those implied by the domains of indexed variables."""
    index_names = indices_of(scope)
    found = [relation for relation in scope.relations if isinstance(relation, Comparison)]
    for name, domain in scope.domains.items():
        if name in index_names and not isinstance(domain, Strings):
            found += _within_domain(name, domain, index_names[name])
    return found


def _within_domain(name: str, domain: Domain, indices: Sequence[str]) -> list[Comparison]:
    place, (low, high) = Variable(name, tuple(map(Variable, indices))), domain_ends(domain)
    return [Comparison(low, Order.AT_MOST, place), Comparison(place, Order.AT_MOST, high)]


class Ascent(NamedTuple):
    """One variable is at most another, in the same row or in a neighbouring one."""

    lesser: Variable
    greater: Variable
    strict: bool  # and not equal to it


def ascents_of(relations: Iterable[Relation]) -> Iterator[Ascent]:
    """The ascents that relations between two variables require."""
    for relation in relations:
        match relation:
            case Comparison(Variable() as lesser, Order.LESS | Order.AT_MOST as order, Variable() as greater):
                yield Ascent(lesser, greater, order is Order.LESS)
            case Comparison(Variable() as greater, Order.MORE | Order.AT_LEAST as order, Variable() as lesser):
                yield Ascent(lesser, greater, order is Order.MORE)


def named_in(relation: Relation) -> set[str]:
    """The names of the variables and indices that a relation is about."""
    return {v.name for expression in subjects(relation) for v in variables_of(expression)}


def places_in(relation: Relation, name: str) -> Set[Variable]:
    """The places of one variable that a relation is about."""
    return {v for expression in subjects(relation) for v in variables_of(expression) if v.name == name}


def _comparisons(draft: Draft, name: str) -> list[Comparison]:
    """The comparisons that contain one place of the variable, including bounds of others that must stay possible."""
    found = [relation for relation in draft.scope.relations if isinstance(relation, Comparison)]
    index_names = indices_of(draft.scope)
    for other, domain in draft.scope.domains.items():
        if other != name and other not in draft.own:
            low, high = domain_ends(domain)
            found.append(Comparison(low, Order.AT_MOST, high))
        elif other != name and other in index_names and not isinstance(domain, Strings):
            found += _within_domain(other, domain, index_names[other])
    return [relation for relation in found if [bool(place.indices) for place in places_in(relation, name)] == [True]]


def _narrowed(draft: Draft, name: str, keys: PlaceKeys, relation: Comparison, low: Any, high: Any) -> tuple[Any, Any]:
    (place,) = places_in(relation, name)
    indices, chosen = bound_indices(draft, place, keys)
    if indices is None:
        return low, high
    some = keys if chosen is None else keys.some(chosen)
    if len(some) == 0:
        return low, high
    here = (low, high) if chosen is None else (_at(low, chosen), _at(high, chosen))
    asked = PlaceQuery(some, indices)
    if relation.left == place:
        here = _closer(relation.order, span(relation.right, draft.box, asked), *here)
    elif relation.right == place:
        here = _closer(relation.order.mirrored, span(relation.left, draft.box, asked), *here)
    else:
        here = _searched(draft, relation, place, asked, *here)
    if chosen is None:
        return here
    return _with_some(low, chosen, here[0], len(keys)), _with_some(high, chosen, here[1], len(keys))


def _closer(order: Order, other: tuple[Any, Any], low: Any, high: Any) -> tuple[Any, Any]:
    match order:
        case Order.LESS:
            return low, least(high, add(other[1], -1))
        case Order.AT_MOST:
            return low, least(high, other[1])
        case Order.AT_LEAST:
            return most(low, other[0]), high
        case Order.MORE:
            return most(low, add(other[0], 1)), high
        case Order.EQUAL:
            return most(low, other[0]), least(high, other[1])
        case Order.OTHER:
            return low, high


def _searched(
    draft: Draft, relation: Comparison, place: Variable, asked: PlaceQuery, low: Any, high: Any
) -> tuple[Any, Any]:
    """Tighter bounds by bisection, for a relation that holds from some value on or up to some value."""
    count = len(asked.keys)
    lows, highs = spread(low, count), spread(high, count)
    if (lows > highs).any():  # no value at all: a search between the ends would turn them round
        return low, high

    def holds(values: np.ndarray) -> np.ndarray:
        one = PlaceQuery(asked.keys, asked.indices, {place: (values, values)})
        truth = may_hold(relation.order, span(relation.left, draft.box, one), span(relation.right, draft.box, one))
        return np.broadcast_to(np.asarray(truth, dtype=bool), (count,))

    at_low, at_high = holds(lows), holds(highs)
    if (at_low & at_high).all():
        return low, high
    for good, start, end in ((at_low & ~at_high, lows, highs), (at_high & ~at_low, highs, lows)):
        if not good.any():
            continue
        near, far = start.copy(), end.copy()
        while (np.abs(far - near) > 1)[good].any():
            draft.work.spend(count)
            middle = (near + far) // 2
            ok = holds(middle)
            near, far = np.where(ok, middle, near), np.where(ok, far, middle)
        if start is lows:
            highs = np.where(good, near, highs)
        else:
            lows = np.where(good, near, lows)
    return lows, highs


def may_hold(order: Order, left: Span, right: Span) -> Any:
    """Whether an order can hold between some values of two intervals; OTHER is assumed to be possible."""
    match order:
        case Order.LESS | Order.AT_MOST:
            return order.test(left[0], right[1])
        case Order.AT_LEAST | Order.MORE:
            return order.test(left[1], right[0])
        case Order.EQUAL:
            return (left[0] <= right[1]) & (right[0] <= left[1])
        case Order.OTHER:
            return True


# --- a bound is one number for all places, or an array with one for each ----------------------------------------------


def any_of(truth: Any) -> bool:
    """Whether `truth` holds at some place."""
    return bool(truth.any()) if isinstance(truth, np.ndarray) else bool(truth)


def spread(bound: Any, count: int) -> np.ndarray:
    """The bound as an array with one element for each place."""
    if isinstance(bound, np.ndarray):
        return bound
    return np.full(count, bound, dtype=np.int64 if abs(bound) < 2**62 else object)


def round_up(bound: Any) -> Any:
    """The bound rounded up to integers."""
    return -round_down(-bound)


def round_down(bound: Any) -> Any:
    """The bound rounded down to integers."""
    if isinstance(bound, np.ndarray):
        return bound if bound.dtype != object else np.array([int(b // 1) for b in bound.tolist()], dtype=object)
    return int(bound // 1)


def _at(bound: Any, chosen: np.ndarray) -> Any:
    return bound[chosen] if isinstance(bound, np.ndarray) else bound


def _with_some(bound: Any, chosen: np.ndarray, some: Any, count: int) -> np.ndarray:
    result = spread(bound, count).copy()
    result[chosen] = some
    return result
