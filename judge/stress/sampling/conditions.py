"""Necessary conditions on a scope's scalars, checked by interval arithmetic before anything else is drawn."""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from judge.stress.intervals import FAR, KnownValues, Span, domain_ends, span
from judge.stress.positions import Positions, is_flat
from judge.stress.sampling.bounds import any_of, comparisons_of, may_hold, round_down, round_up
from judge.stress.sampling.chains import RisingChain, chains_of
from problems.inputs.expressions import Call, Expression, Variable, variables_of
from problems.inputs.format import (
    Comparison,
    Decimals,
    Distinct,
    EachOccurs,
    Graph,
    Order,
    Permutation,
    Scope,
    Strings,
    Total,
    Variants,
)
from problems.inputs.tree import Loop, Position, cases_of, positions

Condition = Callable[[KnownValues], bool]


def conditions_of(scope: Scope, found: Positions, shares: Mapping[int, Span]) -> list[Condition]:
    """Conditions, each true while its relation can hold. `shares`: for each Total over all cases, by its place."""
    conditions: list[Condition] = []
    for name, domain in scope.domains.items():
        low, high = domain_ends(domain)
        conditions.append(_at_most(low, high))
        if name in found and is_scalar(found, name) and (variables_of(low) or variables_of(high)):
            # A variable's own range is checked when it is drawn; these constrain the variables drawn after it.
            conditions += [_at_most(low, Variable(name)), _at_most(Variable(name), high)]
    for place, relation in enumerate(scope.relations):
        match relation:
            case Comparison(Variable(name), _, Variable()) if isinstance(scope.domains.get(name), Strings):
                pass  # the box holds only the lengths of strings
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
            case Distinct(but=but) if but is not None:
                pass  # any number of places can hold the exception
            case Distinct((Variable(name),), _, _, ()) if isinstance(scope.domains.get(name), Strings):
                conditions.append(_distinct_texts(scope, found, name))
            case Distinct(variables, unordered, pooled, ()):
                conditions.append(_distinct(scope, found, variables, pooled=pooled, unordered=unordered))
            case Permutation(Variable(name), low, ()):
                conditions.append(_permutation(scope, found, name, low))
            case EachOccurs():
                conditions.append(_each_occurs(found, relation))
    conditions.extend(_chain(found, scope, chain) for chain in chains_of(scope))
    rising = [r.left.name for r in scope.relations if _is_strict_order(r)]  # type: ignore[union-attr]
    conditions.extend(_distinct(scope, found, (Variable(name),), pooled=False, unordered=False) for name in rising)
    return conditions


def is_scalar(found: Positions, name: str) -> bool:
    """Whether a variable has no indices."""
    return not found[name][0].what.indices  # type: ignore[union-attr]


def min_text_size(scope: Scope, found: Positions, variants: Sequence[Position], box: KnownValues) -> tuple[int, int]:
    """The least bytes and tokens of a scope's text, with numbers at their longest and strings at their shortest."""
    size = tokens = 0
    for name, positions_of_one in found.items():
        for position in positions_of_one:
            count = max(0, _turns(position.loops, box)[0])
            tokens += count
            size += count * (1 + _width(scope, name, box))
    for node in cases_of(scope.nodes):
        many, longest = _flat_text([node.scope], box)
        count = max(0, _plain(span(node.count, box)[0]))
        size, tokens = size + count * longest, tokens + count * many
    for position in variants:
        assert isinstance(position.what, Variants)
        many, longest = _flat_text(position.what.scopes, box)
        count = max(0, _turns(position.loops, box)[0])
        size, tokens = size + count * longest, tokens + count * many
    return size, tokens


def _flat_text(scopes: Sequence[Scope], box: KnownValues) -> tuple[int, int]:
    """The tokens and bytes of one case, averaged over its variants; those with sizes of their own count as empty."""
    many = longest = 0
    for scope in filter(is_flat, scopes):
        inside = KnownValues(scope.domains, box)
        names = [position.what.name for position in positions(scope.nodes) if position.what.name in scope.domains]
        many += 1 + len(names)
        longest += 2 + sum(1 + _width(scope, name, inside) for name in names)
    return many // len(scopes), longest // len(scopes)


def _width(scope: Scope, name: str, box: KnownValues) -> int:
    domain = scope.domains[name]
    low, high = (span(end, box) for end in domain_ends(domain))
    return max(1, int(_plain(low[0]))) if isinstance(domain, Strings) else _digits(low[0], high[1])


def _counts(found: Positions, name: str) -> Callable[[KnownValues], Span]:
    """The number of a variable's places, as a function of the box."""
    loops = found[name][0].loops if name in found else ()
    several = len(found.get(name, ()))
    return lambda box: _turns(loops, box) if several == 1 else (several, FAR if loops else several)


def _total(found: Positions, of: Expression, low: Expression | None, high: Expression) -> Condition:
    names = [v.name for v in variables_of(of) if v.name in found and found[v.name][0].loops]
    count = _counts(found, names[0]) if names else (lambda box: (1, 1))
    plain = isinstance(of, Variable) and not of.indices  # all its places

    def possible(box: KnownValues) -> bool:
        least, most = count(box)
        one = span(of if not plain else Variable(of.name), box)  # type: ignore[union-attr]
        most_of_all = span(high, box)[1]
        if min(least * one[0], most * one[0]) > most_of_all:
            return False
        return low is None or max(least * one[1], most * one[1]) >= span(low, box)[0]

    return possible


def _graph(found: Positions, graph: Graph) -> Condition:
    count = _counts(found, graph.ends[0].name)

    def possible(box: KnownValues) -> bool:
        (least, most), (_few, n) = count(box), span(graph.vertices, box)
        few = span(graph.vertices, box)[0]
        if len(graph.ends) == 1:
            return True
        if graph.strong and n > 1 and most < few:
            return False
        if graph.tree or graph.connected:
            if most < few - 1:
                return False
            if graph.tree and least > n - 1:
                return False
        if graph.acyclic and not graph.directed and least > max(0, n - 1):
            return False
        if graph.bipartite and graph.simple and least > (n // 2) * (n - n // 2):
            return False
        if graph.most_degree is not None and 2 * least > n * graph.most_degree:
            return False
        pairs = n * (n - 1) // (1 if graph.directed and not graph.acyclic else 2)
        return not graph.simple or least <= pairs

    return possible


def _distinct(
    scope: Scope, found: Positions, variables: Sequence[Variable], *, pooled: bool, unordered: bool
) -> Condition:
    orders = _orders(scope, variables) if len(variables) == 2 else set()
    distinct = bool(orders & {Order.LESS, Order.MORE, Order.OTHER})
    turned = unordered or bool(orders - {Order.OTHER})  # only one of (a, b) and (b, a) can occur

    def possible(box: KnownValues) -> bool:
        ends, least = [], 0
        for variable in variables:
            domain = scope.domains.get(variable.name)
            if domain is None or isinstance(domain, Strings | Decimals):
                return True
            low, high = domain_ends(domain)
            ends.append((_plain(span(low, box)[0]), _plain(span(high, box)[1])))
            count = _counts(found, variable.name)(box)[0]
            least = least + count if pooled else count
        lows, highs = zip(*ends, strict=True)
        widths = [high - low + 1 for low, high in ends]
        room = max(1, max(highs) - min(lows) + 1) if pooled else math.prod(widths)
        if len(widths) == 2 and not pooled:
            room -= min(widths) if distinct else 0
            room = (room + (0 if distinct else max(widths))) // 2 if turned else room
        return bool(least <= room)

    return possible


def _orders(scope: Scope, variables: Sequence[Variable]) -> set[Order]:
    """The orders required in each row between two variables with the same bounds."""
    one, other = (scope.domains.get(variable.name) for variable in variables)
    if one is None or other is None or domain_ends(one) != domain_ends(other):
        return set()
    return {found.order for found in comparisons_of(scope) if {found.left, found.right} == set(variables)}


def _chain(found: Positions, scope: Scope, chain: RisingChain) -> Condition:
    """The last value of a chain exceeds the first by at least the number of strict steps."""
    count = _counts(found, chain.names[0])

    def possible(box: KnownValues) -> bool:
        least = count(box)[0]
        steps = least * sum(chain.strict) - chain.strict[0] + (2 if least > 1 else 0)
        ends = [domain_ends(scope.domains[name]) for name in chain.names]
        low = min(_plain(span(low, box)[0]) for low, _high in ends)
        return bool(steps <= max(_plain(span(high, box)[1]) for _low, high in ends) - low)

    return possible


def _distinct_texts(scope: Scope, found: Positions, name: str) -> Condition:
    """The required number of distinct strings fits into the total length."""
    domain, count = scope.domains[name], _counts(found, name)
    assert isinstance(domain, Strings)
    letters = len(domain.alphabet)
    bounds = [
        relation.high
        for relation in scope.relations
        if isinstance(relation, Total) and not relation.cases and _is_length(relation.of, name)
    ]

    def possible(box: KnownValues) -> bool:
        least, shortest, longest = count(box)[0], _plain(span(domain.low, box)[0]), _plain(span(domain.high, box)[1])
        most = min((_plain(span(high, box)[1]) for high in bounds), default=FAR)
        missing, total, length = int(least), 0, max(0, round_up(shortest))
        while missing > 0 and length <= longest and total <= most:
            taken = min(missing, letters**length)
            missing, total, length = missing - taken, total + length * taken, length + 1
        return missing <= 0 and total <= most

    return possible


def _permutation(scope: Scope, found: Positions, name: str, low: Expression) -> Condition:
    def possible(box: KnownValues) -> bool:
        least, _most = _counts(found, name)(box)
        room = span(domain_ends(scope.domains[name])[1], box)[1] - span(low, box)[0] + 1
        return bool(least <= room)

    return possible


def _each_occurs(found: Positions, relation: EachOccurs) -> Condition:
    def possible(box: KnownValues) -> bool:
        least, most = _counts(found, relation.variable.name)(box)
        values = (span(relation.last, box)[0] - span(relation.first, box)[1] + 1, span(relation.last, box)[1])
        needed = values[0] * span(relation.low, box)[0]
        if relation.high is None:
            return bool(needed <= most)
        room = (span(relation.last, box)[1] - span(relation.first, box)[0] + 1) * span(relation.high, box)[1]
        return bool(needed <= most and least <= room)

    return possible


def _is_length(of: Expression, name: str) -> bool:
    return (
        isinstance(of, Call)
        and of.function == "length"
        and any(v.name == name for v in of.operands if isinstance(v, Variable))
    )


def _at_most(low: Expression, high: Expression) -> Condition:
    return lambda box: _all(span(low, box)[0] <= span(high, box)[1])


def _comparison(left: Expression, order: Order, right: Expression) -> Condition:
    if order is Order.OTHER:

        def differ(box: KnownValues) -> bool:
            first, second = span(left, box), span(right, box)
            return not all(isinstance(end, int | Fraction) for end in (*first, *second)) or not (
                first[0] == first[1] == second[0] == second[1]
            )

        if isinstance(left, Variable) and isinstance(right, Variable) and (left.indices or right.indices):
            return lambda box: True
        return differ

    def possible(box: KnownValues) -> bool:
        return any_of(may_hold(order, span(left, box), span(right, box)))

    return possible


def _share(of: Expression, share: Span) -> Condition:
    def possible(box: KnownValues) -> bool:
        low, high = span(of, box)
        return bool(low <= share[1] and high >= share[0])

    return possible


def _is_strict_order(relation: Any) -> bool:
    """Whether the relation is like A_i < A_{i+1}."""
    return (
        isinstance(relation, Comparison)
        and relation.order in (Order.LESS, Order.MORE)
        and isinstance(relation.left, Variable)
        and isinstance(relation.right, Variable)
        and relation.left.name == relation.right.name
    )


def _turns(loops: tuple[Loop, ...], box: KnownValues) -> Span:
    """How often the body of these loops repeats; outer indices span their ranges while inner loops are evaluated."""
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
    return max(len(str(round_down(end))) for end in ends)


def _all(truth: Any) -> bool:
    return bool(truth.all()) if isinstance(truth, np.ndarray) else bool(truth)


def _plain(bound: Any) -> Any:
    return int(bound.max()) if isinstance(bound, np.ndarray) else bound
