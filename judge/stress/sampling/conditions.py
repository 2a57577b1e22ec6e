"""Necessary conditions on a scope's scalars, checked by interval arithmetic before anything else is drawn."""

import math
from collections.abc import Callable, Mapping, Sequence, Set
from fractions import Fraction
from functools import partial
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
    rising: list[str] = []
    for name, domain in scope.domains.items():
        low, high = domain_ends(domain)
        ends = [(low, high)]
        if name in found and is_scalar(found, name) and (variables_of(low) or variables_of(high)):
            # A variable's own range is checked when it is drawn; these constrain the variables drawn after it.
            ends += [(low, Variable(name)), (Variable(name), high)]
        conditions += [partial(_compares, one, Order.AT_MOST, other) for one, other in ends]
    for place, relation in enumerate(scope.relations):
        match relation:
            case Comparison(Variable(name), _, Variable()) if isinstance(scope.domains.get(name), Strings):
                pass  # the box holds only the lengths of strings
            case Comparison(Variable(_, here), Order.OTHER, Variable(_, there)) if here or there:
                conditions.append(lambda _box: True)  # any two places may differ
            case Comparison(left, order, right):
                conditions.append(partial(_compares, left, order, right))
            case Total(of, _, _, True):
                if place in shares:
                    conditions.append(partial(_shares, of, shares[place]))
            case Total():
                conditions.append(partial(_sums, found, relation))
            case Graph():
                conditions.append(partial(_has_edges, found, relation))
            case Distinct(but=but) if but is not None:
                pass  # any number of places can hold the exception
            case Distinct((Variable(name),), _, _, ()) if isinstance(scope.domains.get(name), Strings):
                conditions.append(partial(_has_texts, scope, found, name))
            case Distinct(variables, unordered, pooled, ()):
                orders = _orders(scope, variables) if len(variables) == 2 else set()
                conditions.append(partial(_has_values, scope, found, variables, orders, pooled, unordered))
            case Permutation(Variable(name), low, ()):
                conditions.append(partial(_permutes, scope, found, name, low))
            case EachOccurs():
                conditions.append(partial(_holds_each, found, relation))
        match relation:
            case Comparison(Variable(name), Order.LESS | Order.MORE, Variable(other)) if name == other:  # A_i < A_{i+1}
                rising.append(name)
    conditions += [partial(_rises, found, scope, chain) for chain in chains_of(scope)]
    for name in rising:
        conditions.append(partial(_has_values, scope, found, (Variable(name),), set(), False, False))
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


def _count(found: Positions, name: str, box: KnownValues) -> Span:
    """The number of a variable's places."""
    match found.get(name, ()):
        case [one]:
            return _turns(one.loops, box)
        case several:
            return len(several), FAR if several and several[0].loops else len(several)


def _sums(found: Positions, total: Total, box: KnownValues) -> bool:
    names = [v.name for v in variables_of(total.of) if v.name in found and found[v.name][0].loops]
    least, most = _count(found, names[0], box) if names else (1, 1)
    low, high = span(total.of, box)
    if min(least * low, most * low) > span(total.high, box)[1]:
        return False
    return total.low is None or max(least * high, most * high) >= span(total.low, box)[0]


def _has_edges(found: Positions, graph: Graph, box: KnownValues) -> bool:
    (least, most), (few, n) = _count(found, graph.ends[0].name, box), span(graph.vertices, box)
    if len(graph.ends) == 1:
        return True
    if graph.strong and n > 1 and most < few:
        return False
    if (graph.tree or graph.connected) and most < few - 1:
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


def _has_values(
    scope: Scope,
    found: Positions,
    variables: Sequence[Variable],
    orders: Set[Order],
    pooled: bool,
    unordered: bool,
    box: KnownValues,
) -> bool:
    """Whether there are enough values, or pairs of values in these orders, for every place to have its own."""
    distinct = bool(orders & {Order.LESS, Order.MORE, Order.OTHER})
    turned = unordered or bool(orders - {Order.OTHER})  # only one of (a, b) and (b, a) can occur
    ends, least = [], 0
    for variable in variables:
        domain = scope.domains.get(variable.name)
        if domain is None or isinstance(domain, Strings | Decimals):
            return True
        ends.append(_range(scope, variable.name, box))
        count = _count(found, variable.name, box)[0]
        least = least + count if pooled else count
    lows, highs = zip(*ends, strict=True)
    widths = [high - low + 1 for low, high in ends]
    room = max(1, max(highs) - min(lows) + 1) if pooled else math.prod(widths)
    if len(widths) == 2 and not pooled:
        room -= min(widths) if distinct else 0
        room = (room + (0 if distinct else max(widths))) // 2 if turned else room
    return bool(least <= room)


def _orders(scope: Scope, variables: Sequence[Variable]) -> Set[Order]:
    """The orders required in each row between two variables with the same bounds."""
    one, other = (scope.domains.get(variable.name) for variable in variables)
    if one is None or other is None or domain_ends(one) != domain_ends(other):
        return set()
    return {found.order for found in comparisons_of(scope) if {found.left, found.right} == set(variables)}


def _rises(found: Positions, scope: Scope, chain: RisingChain, box: KnownValues) -> bool:
    """The last value of a chain exceeds the first by at least the number of strict steps."""
    least = _count(found, chain.names[0], box)[0]
    steps = least * sum(chain.strict) - chain.strict[0] + (2 if least > 1 else 0)
    lows, highs = zip(*(_range(scope, name, box) for name in chain.names), strict=True)
    return bool(steps <= max(highs) - min(lows))


def _has_texts(scope: Scope, found: Positions, name: str, box: KnownValues) -> bool:
    """The required number of distinct strings fits into the total length."""
    domain = scope.domains[name]
    assert isinstance(domain, Strings)
    bounds = [
        _plain(span(relation.high, box)[1])
        for relation in scope.relations
        if isinstance(relation, Total) and not relation.cases and _is_length(relation.of, name)
    ]
    shortest, longest = _range(scope, name, box)
    most = min(bounds, default=FAR)
    missing, total, length = int(_count(found, name, box)[0]), 0, max(0, round_up(shortest))
    while missing > 0 and length <= longest and total <= most:
        taken = min(missing, len(domain.alphabet) ** length)
        missing, total, length = missing - taken, total + length * taken, length + 1
    return missing <= 0 and total <= most


def _permutes(scope: Scope, found: Positions, name: str, low: Expression, box: KnownValues) -> bool:
    room = span(domain_ends(scope.domains[name])[1], box)[1] - span(low, box)[0] + 1
    return bool(_count(found, name, box)[0] <= room)


def _holds_each(found: Positions, relation: EachOccurs, box: KnownValues) -> bool:
    least, most = _count(found, relation.variable.name, box)
    first, last = span(relation.first, box), span(relation.last, box)
    if (last[0] - first[1] + 1) * span(relation.low, box)[0] > most:
        return False
    return relation.high is None or bool(least <= (last[1] - first[0] + 1) * span(relation.high, box)[1])


def _is_length(of: Expression, name: str) -> bool:
    match of:
        case Call("length", operands):
            return any(isinstance(one, Variable) and one.name == name for one in operands)
    return False


def _compares(left: Expression, order: Order, right: Expression, box: KnownValues) -> bool:
    one, other = span(left, box), span(right, box)
    if order is Order.OTHER:
        return not all(isinstance(end, int | Fraction) for end in (*one, *other)) or len({*one, *other}) > 1
    return any_of(may_hold(order, one, other))


def _shares(of: Expression, share: Span, box: KnownValues) -> bool:
    low, high = span(of, box)
    return bool(low <= share[1] and high >= share[0])


def _range(scope: Scope, name: str, box: KnownValues) -> Span:
    """The least and greatest number that a variable's domain allows."""
    low, high = domain_ends(scope.domains[name])
    return _plain(span(low, box)[0]), _plain(span(high, box)[1])


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
