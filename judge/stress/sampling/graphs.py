"""The ends of a graph's edges, and the parents of a rooted tree's vertices."""

import numpy as np

from judge.stress.edges import Demand, GraphShape, NoSuchGraph, edges, tree
from judge.stress.intervals import PlaceKeys, span
from judge.stress.sampling.bounds import bounds_of
from judge.stress.sampling.draft import Draft
from judge.stress.styles import Sizes
from judge.stress.work import Stuck
from problems.inputs.expressions import Variable, variables_of
from problems.inputs.format import Comparison, Distinct, EachOccurs, Graph, Order
from problems.inputs.graphs import MAX_VERTICES


def graph_of(draft: Draft, name: str) -> Graph | None:
    """The graph whose edges end in the variable; a graph of parents only if they must form a tree."""
    for relation in draft.scope.relations:
        if isinstance(relation, Graph) and any(end.name == name for end in relation.ends):
            # Any edges will do, so plain numbers serve as well: always on very many vertices, and half of the time in
            # small inputs, for many edges on few vertices.
            if relation.is_any and (
                _drawn_as_numbers(draft, relation) or span(relation.vertices, draft.box)[1] > MAX_VERTICES
            ):
                continue
            rooted = relation.tree or relation.acyclic or relation.connected
            return relation if len(relation.ends) == 2 or rooted else None
    return None


def _drawn_as_numbers(draft: Draft, graph: Graph) -> bool:
    counted = {r.variable.name for r in draft.scope.relations if isinstance(r, EachOccurs)}  # each vertex has a way out
    return not counted.isdisjoint(end.name for end in graph.ends) or (
        draft.style.sizes is Sizes.TINY and bool(draft.rng.randint(0, 2))
    )


def draw_edges(draft: Draft, graph: Graph, keys: PlaceKeys) -> None:
    """Draw the ends of the edges at these keys into the draft. Raises Stuck."""
    first = int(span(graph.first, draft.box)[0])
    vertices = int(span(graph.vertices, draft.box)[0])
    shape = draft.style.graphs[int(draft.rng.randint(0, len(draft.style.graphs)))]
    match graph.ends:
        case (end,):
            _draw_parents(draft, end, keys, shape, first, vertices)
        case (tail, head):
            ascending, distinct, turned = _ends_compared(draft, tail.name, head.name)
            demand = Demand(
                vertices,
                len(keys),
                directed=graph.directed,
                simple=graph.simple or (distinct and _pairs_differ(draft, tail.name, head.name)),
                connected=graph.connected or graph.tree,
                strong=graph.strong,
                acyclic=graph.acyclic or graph.tree or (graph.directed and ascending and distinct),
                bipartite=graph.bipartite,
                most_degree=graph.most_degree,
                loops=not distinct,
                ascending=ascending,
            )
            try:
                tails, heads = edges(draft.rng, shape, demand, mixed=draft.style.mixed)
            except NoSuchGraph as error:
                raise Stuck(str(error)) from None
            if turned:
                tails, heads = heads, tails
            draft.put(tail.name, keys, tails + first)
            draft.put(head.name, keys, heads + first)


def _draw_parents(draft: Draft, end: Variable, keys: PlaceKeys, shape: GraphShape, first: int, vertices: int) -> None:
    if len(keys) == 0:
        draft.put(end.name, keys, np.zeros(0, dtype=np.int64))
        return
    parents = np.concatenate([[0], tree(draft.rng, shape, vertices)])
    low, high = bounds_of(draft, end.name, keys)
    ordered = isinstance(high, np.ndarray) or not draft.style.mixed
    if not ordered:
        names = np.concatenate([[0], 1 + draft.rng.permutation(max(0, vertices - 1))])
        renamed = np.zeros_like(parents)
        renamed[names] = names[parents]
        parents = renamed
    children = keys.columns[-1] - first
    if len(children) and (children.min() < 0 or children.max() >= vertices):
        raise Stuck("children that are no vertices")
    numbers = np.minimum(np.maximum(parents[children] + first, low), high)
    draft.put(end.name, keys, numbers)


def _pairs_differ(draft: Draft, tail: str, head: str) -> bool:
    return any(
        isinstance(relation, Distinct) and [end.name for end in relation.variables] == [tail, head]
        for relation in draft.scope.relations
    )


def _ends_compared(draft: Draft, tail: str, head: str) -> tuple[bool, bool, bool]:
    """Whether the ends are ordered by number, whether they differ, and whether the first is the greater."""
    ascending = distinct = turned = False
    for relation in draft.scope.relations:
        match relation:
            case Comparison(Variable(left), order, Variable(right)) if {left, right} == {tail, head}:
                order = order if left == tail else order.mirrored
                ascending |= order in (Order.LESS, Order.AT_MOST)
                turned |= order in (Order.MORE, Order.AT_LEAST)
                distinct |= order in (Order.LESS, Order.MORE, Order.OTHER)
    low = draft.scope.domains[head].low
    if any(v.name == tail for v in variables_of(low)):
        ascending = True
        distinct |= low != Variable(tail, next(v for v in variables_of(low) if v.name == tail).indices)
    high = draft.scope.domains[tail].high
    if any(v.name == head for v in variables_of(high)):
        ascending = True
        distinct |= not isinstance(high, Variable)
    return ascending or turned, distinct, turned
