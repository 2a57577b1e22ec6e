"""What any choice of a scope's scalars must leave possible, as far as intervals tell before anything else is drawn."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from judge.beyond.drawing.bounds import any_of, whole_down, whole_up
from judge.beyond.spans import FAR, Box, Span, domain_ends, span
from judge.beyond.spots import Loop, Spot
from problems.inputs.expressions import Call, Expression, Variable, variables_of
from problems.inputs.format import (
    Comparison,
    Decimals,
    Distinct,
    Graph,
    Order,
    Permutation,
    Scope,
    Strings,
    Total,
)

Predicate = Callable[[Box], bool]
Found = Mapping[str, list[Spot]]  # where each variable stands

_FEW_TEXTS = 30  # of a length


def conditions_of(
    scope: Scope, found: Found, shares: Mapping[int, Span], most_bytes: int, most_tokens: int
) -> list[Predicate]:
    """Each is true of a box where it may still hold. `shares`: of each Total over all cases, by its place."""
    conditions: list[Predicate] = []
    for name, domain in scope.domains.items():
        low, high = domain_ends(domain)
        conditions.append(_at_most(low, high))
        if name in found and is_scalar(found, name) and (variables_of(low) or variables_of(high)):
            # Its own range is looked at when it is drawn; these are for those drawn after it.
            conditions += [_at_most(low, Variable(name)), _at_most(Variable(name), high)]
    for place, relation in enumerate(scope.relations):
        match relation:
            case Comparison(left, order, right):
                conditions.append(_comparison(left, order, right))
            case Total(of, _, _, True):
                share = shares.get(place)
                if share is not None:
                    conditions.append(_share(of, share))
            case Total(of, floor, high):
                conditions.append(_total(found, of, floor, high))
            case Graph():
                conditions.append(_graph(found, relation))
            case Distinct((Variable(name),), _, _, ()) if isinstance(scope.domains.get(name), Strings):
                conditions.append(_distinct_texts(scope, found, name))
            case Distinct(variables, unordered, pooled, ()):
                conditions.append(_distinct(scope, found, variables, pooled=pooled, unordered=unordered))
            case Permutation(Variable(name), low, ()):
                conditions.append(_permutation(scope, found, name, low))
    rising = [r.left.name for r in scope.relations if _is_strict_order(r)]  # type: ignore[union-attr]
    conditions.extend(_distinct(scope, found, (Variable(name),), pooled=False, unordered=False) for name in rising)
    conditions.append(_within(scope, found, most_bytes, most_tokens))
    return conditions


def is_scalar(found: Found, name: str) -> bool:
    """Whether a variable has no indices."""
    return not found[name][0].what.indices  # type: ignore[union-attr]


def _within(scope: Scope, found: Found, most_bytes: int, most_tokens: int) -> Predicate:
    def possible(box: Box) -> bool:
        size = tokens = 0
        for name, spots in found.items():
            domain = scope.domains[name]
            low, high = domain_ends(domain)
            width = span(low, box)[0] if isinstance(domain, Strings) else _digits(span(low, box)[0], span(high, box)[1])
            if isinstance(width, np.ndarray):
                width = int(width.max())
            for spot in spots:
                count = max(0, _turns(spot.loops, box)[0])
                tokens += count
                size += count * (1 + max(1, int(width)))
        return size <= most_bytes and tokens <= most_tokens

    return possible


def _counts(found: Found, name: str) -> Callable[[Box], Span]:
    """How many places a variable has."""
    loops = found[name][0].loops if name in found else ()
    several = len(found.get(name, ()))
    return lambda box: _turns(loops, box) if several == 1 else (several, FAR if loops else several)


def _total(found: Found, of: Expression, low: Expression | None, high: Expression) -> Predicate:
    names = [v.name for v in variables_of(of) if v.name in found and found[v.name][0].loops]
    count = _counts(found, names[0]) if names else (lambda box: (1, 1))
    plain = isinstance(of, Variable) and not of.indices  # all its places

    def possible(box: Box) -> bool:
        least, most = count(box)
        one = span(of if not plain else Variable(of.name), box)  # type: ignore[union-attr]
        most_of_all = span(high, box)[1]
        if min(least * one[0], most * one[0]) > most_of_all:
            return False
        return low is None or max(least * one[1], most * one[1]) >= span(low, box)[0]

    return possible


def _graph(found: Found, graph: Graph) -> Predicate:
    count = _counts(found, graph.ends[0].name)

    def possible(box: Box) -> bool:
        (least, most), (_few, n) = count(box), span(graph.vertices, box)
        few = span(graph.vertices, box)[0]
        if len(graph.ends) == 1:
            return True
        if graph.tree or graph.connected:
            if most < few - 1:
                return False
            if graph.tree and least > n - 1:
                return False
        if graph.acyclic and not graph.directed and least > max(0, n - 1):
            return False
        if graph.bipartite and graph.simple and least > (n // 2) * (n - n // 2):
            return False
        pairs = n * (n - 1) // (1 if graph.directed and not graph.acyclic else 2)
        return not graph.simple or least <= pairs

    return possible


def _distinct(scope: Scope, found: Found, variables: Sequence[Variable], *, pooled: bool, unordered: bool) -> Predicate:
    def possible(box: Box) -> bool:
        room, least = 1, 0
        for variable in variables:
            domain = scope.domains.get(variable.name)
            if domain is None or isinstance(domain, Strings | Decimals):
                return True
            low, high = domain_ends(domain)
            width = _plain(span(high, box)[1]) - _plain(span(low, box)[0]) + 1
            count = _counts(found, variable.name)(box)[0]
            room = max(room, width) if pooled else room * width
            least = least + count if pooled else count
        if unordered:
            room = room // 2 + 1
        return bool(least <= room)

    return possible


def _distinct_texts(scope: Scope, found: Found, name: str) -> Predicate:
    """So many different strings are no longer than they may be in all."""
    domain, count = scope.domains[name], _counts(found, name)
    assert isinstance(domain, Strings)
    letters = len(domain.alphabet)
    bounds = [
        relation.high
        for relation in scope.relations
        if isinstance(relation, Total) and not relation.cases and _is_length(relation.of, name)
    ]

    def possible(box: Box) -> bool:
        least, shortest, longest = count(box)[0], _plain(span(domain.low, box)[0]), _plain(span(domain.high, box)[1])
        missing, total, length = int(least), 0, max(0, whole_up(shortest))
        while length <= longest and (room := letters**length) < 2 * missing:
            # Where there are many, chance finds half of those there are.
            taken = min(missing, room if room < _FEW_TEXTS else room // 2)
            missing, total, length = missing - taken, total + length * taken, length + 1
        if length > longest:
            return missing <= 0
        total += missing * length
        return all(total <= span(high, box)[1] for high in bounds)

    return possible


def _permutation(scope: Scope, found: Found, name: str, low: Expression) -> Predicate:
    def possible(box: Box) -> bool:
        least, _most = _counts(found, name)(box)
        room = span(domain_ends(scope.domains[name])[1], box)[1] - span(low, box)[0] + 1
        return bool(least <= room)

    return possible


def _is_length(of: Expression, name: str) -> bool:
    return (
        isinstance(of, Call)
        and of.function == "length"
        and any(v.name == name for v in of.operands if isinstance(v, Variable))
    )


def _at_most(low: Expression, high: Expression) -> Predicate:
    return lambda box: _all(span(low, box)[0] <= span(high, box)[1])


def _comparison(left: Expression, order: Order, right: Expression) -> Predicate:
    if order is Order.OTHER:

        def differ(box: Box) -> bool:
            first, second = span(left, box), span(right, box)
            return not all(isinstance(end, int | Fraction) for end in (*first, *second)) or not (
                first[0] == first[1] == second[0] == second[1]
            )

        if isinstance(left, Variable) and isinstance(right, Variable) and (left.indices or right.indices):
            return lambda box: True
        return differ

    def possible(box: Box) -> bool:
        first, second = span(left, box), span(right, box)
        match order:
            case Order.LESS:
                return any_of(first[0] < second[1])
            case Order.AT_MOST:
                return any_of(first[0] <= second[1])
            case Order.AT_LEAST:
                return any_of(first[1] >= second[0])
            case Order.MORE:
                return any_of(first[1] > second[0])
            case _:
                return any_of((first[0] <= second[1]) & (second[0] <= first[1]))

    return possible


def _share(of: Expression, share: Span) -> Predicate:
    def possible(box: Box) -> bool:
        low, high = span(of, box)
        return bool(low <= share[1] and high >= share[0])

    return possible


def _is_strict_order(relation: Any) -> bool:
    """A_i < A_{i+1}."""
    return (
        isinstance(relation, Comparison)
        and relation.order in (Order.LESS, Order.MORE)
        and isinstance(relation.left, Variable)
        and isinstance(relation.right, Variable)
        and relation.left.name == relation.right.name
    )


def _turns(loops: tuple[Loop, ...], box: Box) -> Span:
    """How often what stands in these loops is repeated. The loops' indices are within their ends meanwhile."""
    least = most = 1
    added: list[str] = []
    for loop in loops:
        low, high = span(loop.low, box), span(loop.high, box)
        ends = [_plain(end) for end in (*low, *high)]
        least, most = least * max(0, ends[2] - ends[1] + 1), most * max(0, ends[3] - ends[0] + 1)
        if loop.index not in box.scalars:
            box.scalars[loop.index] = (ends[0], max(ends[0], ends[3]))
            added.append(loop.index)
    for name in added:
        del box.scalars[name]
    return least, most


def _digits(low: Any, high: Any) -> int:
    ends = [_plain(end) for end in (low, high)]
    return max(len(str(whole_down(end))) for end in ends)


def _all(truth: Any) -> bool:
    return bool(truth.all()) if isinstance(truth, np.ndarray) else bool(truth)


def _plain(bound: Any) -> Any:
    return int(bound.max()) if isinstance(bound, np.ndarray) else bound
