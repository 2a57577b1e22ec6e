"""The keys of a variable's places, once sizes are known, and the repetition of scopes without indices."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

from problems.inputs.algebra import mapped
from problems.inputs.evaluate import whole
from problems.inputs.expressions import Expression, Number, Variable, variables_of
from problems.inputs.format import (
    CellIs,
    Comparison,
    Congruent,
    Coprime,
    Distinct,
    Domain,
    EachOccurs,
    Graph,
    Kinds,
    Line,
    Literal,
    Mirrored,
    Nested,
    NoThreeInLine,
    Occurs,
    Order,
    Permutation,
    Prime,
    Relation,
    Rows,
    Scope,
    Stock,
    Symmetric,
    Token,
    Total,
    Variants,
)
from problems.inputs.tree import Loop, Position, positions

Key = tuple[int, ...]


Positions = Mapping[str, list[Position]]  # of each variable of a scope


def keys_of(found: Sequence[Position], seen: dict[str, Any]) -> list[Key]:
    """The keys of a variable's places, from all its positions; for a Variants node, of the rows that it stands in."""
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
    """Whether a scope has only lines of scalars and literals, so that many can be drawn at once.

    Not if how often a character occurs depends on other values of the same repetition.
    """
    counted = [end for r in scope.relations if isinstance(r, Occurs) for end in (r.low, r.high) if end is not None]
    return not any(v.name in scope.domains for end in counted for v in variables_of(end)) and all(
        isinstance(node, Line)
        and all(isinstance(i, Literal) or (isinstance(i, Token) and not i.variable.indices) for i in node.items)
        for node in scope.nodes
    )


_INDEX = "\N{MIDDLE DOT}"  # no statement calls an index this


def many_times(scope: Scope, count: int) -> Scope:
    """A flat scope repeated `count` times, with an index on its variables that numbers the repetitions."""
    names = tuple(dict.fromkeys(position.what.name for position in positions(scope.nodes)))
    own = (Variable(_INDEX),)

    def indexed(expression: Expression) -> Expression:
        return mapped(expression, lambda v: Variable(v.name, own) if v.name in names and not v.indices else v)

    domains: dict[str, Domain] = {
        name: replace(domain, low=indexed(domain.low), high=indexed(domain.high))
        for name, domain in scope.domains.items()
    }
    relations = tuple(changed for relation in scope.relations for changed in _with(relation, indexed))
    rows = Rows((Line(tuple(Token(Variable(name, own)) for name in names)),), _INDEX, Number(1), Number(count))
    return Scope((rows,), domains, relations)


def _with(relation: Relation, change: Callable[[Expression], Expression]) -> list[Relation]:
    """The relation over changed expressions; one over all cases together becomes one over the whole index."""
    match relation:
        case Comparison(left, order, right):
            return [Comparison(change(left), order, change(right))]
        case Distinct(variables):
            return [Comparison(change(a), Order.OTHER, change(b)) for a, b in combinations(variables, 2)]
        case Permutation() | Graph() | Symmetric() | EachOccurs() | CellIs() | Mirrored() | NoThreeInLine() | Stock():
            return []  # about indexed variables, of which a flat scope has none
        case Coprime(left, right):
            return [Coprime(change(left), change(right))]
        case Prime(variable) | Occurs(variable) | Nested(variable) | Kinds(variable):
            changed = change(variable)
            return [replace(relation, variable=changed)] if isinstance(changed, Variable) else []
        case Total(of, low, high, True):
            return [Total(change(of), None if low is None else change(low), change(high))]
        case Total(of, low, high):
            ends = [Comparison(change(of), Order.AT_MOST, change(high))]
            return [*ends, *([Comparison(change(low), Order.AT_MOST, change(of))] if low is not None else [])]
        case Congruent(expression, modulus, remainder):
            return [Congruent(change(expression), change(modulus), change(remainder))]
