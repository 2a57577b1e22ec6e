"""The positions of a scope's variables in its layout, and the keys of their places once the sizes are known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from problems.inputs.algebra import mapped
from problems.inputs.evaluate import whole
from problems.inputs.expressions import Expression, Variable, variables_of
from problems.inputs.format import (
    Cases,
    CellIs,
    Comparison,
    Congruent,
    Distinct,
    Domain,
    EachOccurs,
    Graph,
    Item,
    Line,
    Literal,
    Node,
    Occurs,
    Order,
    Permutation,
    Prime,
    Relation,
    Rows,
    Scope,
    Series,
    Symmetric,
    Token,
    Total,
    Variants,
)

Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """A Series or Rows around a token."""

    index: str
    low: Expression
    high: Expression


@dataclass(frozen=True, slots=True)
class Position:
    """A token of the layout, or a Variants node, with the loops around it from the outside in."""

    what: Variable | Variants
    loops: tuple[Loop, ...]


Positions = Mapping[str, list[Position]]  # of each variable of a scope


def positions(nodes: Sequence[Node | Item], loops: tuple[Loop, ...] = ()) -> Iterator[Position]:
    """Every token and Variants node, in the order of the page; without those inside Cases and Variants."""
    for node in nodes:
        match node:
            case Token(variable):
                yield Position(variable, loops)
            case Line(items):
                yield from positions(items, loops)
            case Series(items, index, low, high):
                yield from positions(items, (*loops, Loop(index, low, high)))
            case Rows(body, index, low, high):
                yield from positions(body, (*loops, Loop(index, low, high)))
            case Variants():
                yield Position(node, loops)


def keys_of(found: Sequence[Position], seen: dict[str, Any]) -> list[Key]:
    """The keys of a variable's places, from all its positions; of a Variants node, the rows that it stands in."""
    keys: dict[Key, None] = {}
    for position in found:
        names = tuple(Variable(loop.index) for loop in position.loops)
        indices = names if isinstance(position.what, Variants) else position.what.indices
        if indices == names and not _dependent(position.loops):
            runs = [range(whole(loop.low, seen), whole(loop.high, seen) + 1) for loop in position.loops]
            if len(found) == 1:
                return list(product(*runs))
            keys.update(dict.fromkeys(product(*runs)))
            continue
        for around in _turns(position.loops, dict(seen)):
            keys[tuple([whole(index, around) for index in indices])] = None
    return list(keys)


def _dependent(loops: tuple[Loop, ...]) -> bool:
    indices = {loop.index for loop in loops}
    return any(v.name in indices for loop in loops for end in (loop.low, loop.high) for v in variables_of(end))


def _turns(loops: tuple[Loop, ...], around: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if not loops:
        yield around
        return
    first, *rest = loops
    for number in range(whole(first.low, around), whole(first.high, around) + 1):
        around[first.index] = number
        yield from _turns(tuple(rest), around)


# --- a scope without indices, many times over -------------------------------------------------------------------------


def is_flat(scope: Scope) -> bool:
    """Whether a scope is lines of scalars and literals: many of them can be drawn at once."""
    return all(
        isinstance(node, Line)
        and all(isinstance(i, Literal) or (isinstance(i, Token) and not i.variable.indices) for i in node.items)
        for node in scope.nodes
    )


def repeated(scope: Scope, index: str, high: Expression, low: Expression) -> Scope:
    """A flat scope laid out once for each value of an index, its variables indexed by that."""
    names = {
        item.variable.name
        for node in scope.nodes
        if isinstance(node, Line)
        for item in node.items
        if isinstance(item, Token)
    }

    def indexed(expression: Expression) -> Expression:
        return mapped(
            expression, lambda v: Variable(v.name, (Variable(index),)) if v.name in names and not v.indices else v
        )

    tokens = tuple(Token(Variable(name, (Variable(index),))) for name in sorted(names, key=_first_places(scope).index))
    domains: dict[str, Domain] = {
        name: replace(domain, low=indexed(domain.low), high=indexed(domain.high))
        for name, domain in scope.domains.items()
    }
    relations = tuple(changed for relation in scope.relations for changed in _with(relation, indexed))
    return Scope((Rows((Line(tokens),), index, low, high),), domains, relations)


def _first_places(scope: Scope) -> list[str]:
    return [position.what.name for position in positions(scope.nodes)]


def _with(relation: Relation, change: Callable[[Expression], Expression]) -> list[Relation]:
    """The relation over changed expressions. What holds over all cases together holds over all of the index now."""
    match relation:
        case Comparison(left, order, right):
            return [Comparison(change(left), order, change(right))]
        case Distinct(variables):
            return [Comparison(change(a), Order.OTHER, change(b)) for a, b in combinations(variables, 2)]
        case Permutation() | Graph() | Symmetric() | EachOccurs() | CellIs():
            return []  # about indexed variables, of which a flat scope has none
        case Prime(variable) | Occurs(variable):
            changed = change(variable)
            return [replace(relation, variable=changed)] if isinstance(changed, Variable) else []
        case Total(of, low, high, True):
            return [Total(change(of), None if low is None else change(low), change(high))]
        case Total(of, low, high):
            ends = [Comparison(change(of), Order.AT_MOST, change(high))]
            return [*ends, *([Comparison(change(low), Order.AT_MOST, change(of))] if low is not None else [])]
        case Congruent(expression, modulus, remainder):
            return [Congruent(change(expression), change(modulus), change(remainder))]


def case_nodes(scope: Scope) -> list[Cases]:
    """The nodes of test cases; they stand at the top of a scope."""
    return [node for node in scope.nodes if isinstance(node, Cases)]
