"""Whether edges make the graph that a format asks for."""

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from problems.inputs.format import Graph

MAX_VERTICES = 5_000_000


def flaw_of_graph(graph: Graph, edges: list[tuple[int, int]], vertices: int, first: int) -> str:
    """A required property that a graph lacks, as a message; empty if none. Edges are pairs of the vertices' numbers."""
    pairs = [(tail - first, head - first) for tail, head in edges]
    if any(not (0 <= tail < vertices and 0 <= head < vertices) for tail, head in pairs):
        return "an edge leads to a vertex that is not there"
    if graph.is_any:
        return ""
    if vertices > MAX_VERTICES:
        return "a graph of too many vertices"
    if graph.simple:
        if any(tail == head for tail, head in pairs):
            return "the graph has a loop"
        if len(set(pairs if graph.directed else map(_ordered, pairs))) < len(pairs):
            return "the graph has a double edge"
    if graph.tree and len(pairs) != vertices - 1:
        return "a tree has one edge fewer than vertices"
    if (
        graph.strong
        and vertices > 1
        and not all(_reaches_all(way, vertices) for way in (pairs, [(b, a) for a, b in pairs]))
    ):
        return "not every vertex can be reached from every other one"
    degrees = Counter(chain.from_iterable(pairs))
    if graph.most_degree is not None and max(degrees.values(), default=0) > graph.most_degree:
        return "too many edges end at a vertex"
    if not (graph.tree or graph.connected or graph.acyclic or graph.bipartite):
        return ""
    return _flaw_of_shape(graph, pairs, vertices)


def _ordered(pair: tuple[int, int]) -> tuple[int, int]:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])


def _flaw_of_shape(graph: Graph, pairs: list[tuple[int, int]], vertices: int) -> str:
    parts = _components(pairs, vertices)
    if (graph.tree or graph.connected) and vertices > 0 and parts != 1:
        return f"the graph is not connected: {parts} parts"
    if graph.acyclic:
        acyclic = _has_order(pairs) if graph.directed else len(pairs) == vertices - parts
        if not acyclic:
            return "the graph has a cycle"
    if graph.bipartite:
        # Duplicate each vertex and join each edge across the copies: an odd cycle would connect the two copies.
        doubled = [(tail, head + vertices) for tail, head in pairs] + [(head, tail + vertices) for tail, head in pairs]
        if _components(doubled, 2 * vertices) != 2 * parts:
            return "the graph is not bipartite"
    return ""


def _reaches_all(pairs: list[tuple[int, int]], vertices: int) -> bool:
    """Whether every vertex can be reached from the first one along the edges."""
    onward: list[list[int]] = [[] for _vertex in range(vertices)]
    for tail, head in pairs:
        onward[tail].append(head)
    seen, waiting = {0}, [0]
    while waiting:
        new = set(onward[waiting.pop()]) - seen
        seen |= new
        waiting += new
    return len(seen) >= vertices


def _components(pairs: list[tuple[int, int]], vertices: int) -> int:
    """The number of connected parts, by union-find with path halving."""
    parent = list(range(vertices))

    def root(vertex: int) -> int:
        while parent[vertex] != vertex:
            parent[vertex] = vertex = parent[parent[vertex]]
        return vertex

    count = vertices
    for tail, head in pairs:
        one, other = root(tail), root(head)
        if one != other:
            parent[one] = other
            count -= 1
    return count


def _has_order(pairs: list[tuple[int, int]]) -> bool:
    """Whether the directed edges allow a topological order; a loop does not."""
    sorter = TopologicalSorter[int]()
    for tail, head in pairs:
        sorter.add(head, tail)
    try:
        sorter.prepare()
    except CycleError:
        return False
    return True
