"""Finds the columns of an input that are the edges of its graph."""

from collections.abc import Collection

from problems.inputs.algebra import added, difference
from problems.inputs.expressions import Expression, Number, Variable
from problems.inputs.format import Graph, Line, Rows, Series, Token
from problems.inputs.levels import ScopeLevel, tightest


def graph_of(level: ScopeLevel, named: Collection[tuple[str, str]] = ()) -> Graph | None:
    """The one pair of neighbouring columns that can be the ends of edges, or the one column of parents.

    If there are several such pairs, the one that the story calls edges.
    """
    found: list[Graph] = []
    for node in level.nodes:
        match node:
            case Rows((Line((Token(Variable() as tail), Token(Variable() as head), *_)),)):
                bounds = _vertices(level, tail, head)
                if bounds is not None:
                    first, high = bounds
                    vertices = added(high, 1) if first == Number(0) else high
                    found.append(Graph((tail, head), vertices, first))
    if len(found) > 1:
        by_name = {tuple(end.name for end in graph.ends): graph for graph in found}
        return next((by_name[names] for names in named if names in by_name), None)
    if found:
        return found[0]
    for node in level.nodes:
        match node:
            case Line((Series((Token(Variable(name) as parent),), index, Number(2), _),)) | Rows(
                (Line((Token(Variable(name) as parent),)),), index, Number(2), _
            ):
                highs = level.highs.get(name, [])
                if Number(1) in level.lows.get(name, []) and added(Variable(index), -1) in highs:
                    _low, high = level.known[name].ranges[index]
                    return Graph((parent,), high, Number(1))
    return None


def bound_ends(level: ScopeLevel, tree: bool) -> None:
    """Bounds the ends of a graph's edges by 1 and N if nothing else bounds them.

    A tree has N − 1 edges; for another graph, N is the input's first number.
    """
    open_rows = []
    first = next((node.items[0] for node in level.nodes if isinstance(node, Line)), None)
    for node in level.nodes:
        match node:
            case Rows((Line((Token(Variable(tail)), Token(Variable(head)), *_)),), _, Number(1), high) if not (
                {tail, head} & (level.lows.keys() | level.highs.keys())
            ):
                if tree:
                    open_rows.append((tail, head, added(high, 1)))
                elif isinstance(first, Token) and first.variable == Variable("N") and high != Variable("N"):
                    open_rows.append((tail, head, first.variable))
    match open_rows:
        case [(tail, head, Variable(name) as vertices)] if name in level.known:
            for end in (tail, head):
                level.lows[end], level.highs[end] = [Number(1)], [vertices]


def _vertices(level: ScopeLevel, tail: Variable, head: Variable) -> tuple[Expression, Expression] | None:
    """The least and the greatest vertex that both ends can be; u < v narrows the range by one at either end."""
    bounds = [
        tightest(function, of.get(variable.name, []))
        for variable in (tail, head)
        for function, of in (("max", level.lows), ("min", level.highs))
    ]
    match bounds:
        case [Number(first), high, Number(second), other] if high is not None and other is not None:
            pass
        case _:
            return None
    by = difference(other, high)
    if by is None or (by, second - first) not in ((0, 0), (1, 1), (-1, -1)) or min(first, second) not in (0, 1):
        return None
    return Number(min(first, second)), (other if by > 0 else high)
