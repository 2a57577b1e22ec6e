"""Samples edges of graphs in the shapes that expose common mistakes: paths, stars, cliques, random ones."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from judge.stress.numbers import Random

_ALL_PAIRS = 6_000_000  # most pairs that may be enumerated to choose from


class GraphShape(StrEnum):
    """What the tree inside a graph looks like, and where its other edges lie."""

    RANDOM = "random"
    PATH = "path"
    STAR = "star"
    CATERPILLAR = "caterpillar"
    BINARY = "binary"
    DEEP = "deep"  # close to a path
    BROOM = "broom"  # a path that ends in a star
    CLIQUE = "clique"  # the edges beyond the tree among as few vertices as possible
    CYCLE = "cycle"


@dataclass(frozen=True, slots=True)
class Demand:
    """What the edges must be."""

    vertices: int
    edges: int
    directed: bool = False
    simple: bool = False
    connected: bool = False
    strong: bool = False  # in both directions; only if directed
    acyclic: bool = False
    bipartite: bool = False
    most_degree: int | None = None  # at most so many edges end at a vertex
    loops: bool = True  # both ends may be the same vertex
    ascending: bool = False  # the first end has the smaller number

    @property
    def both_ways(self) -> bool:
        """Whether (u, v) and (v, u) are different edges that both may occur."""
        return self.directed and not self.acyclic and not self.ascending


class NoSuchGraph(Exception):
    """No graph meets the demand, or none is likely to be found."""


def tree(rng: Random, shape: GraphShape, vertices: int) -> np.ndarray:
    """The parents of the vertices 1 … vertices − 1, each with a smaller number than its child; 0 is the root."""
    children = np.arange(1, vertices)
    match shape:
        case GraphShape.PATH | GraphShape.CYCLE:
            return children - 1
        case GraphShape.STAR:
            return np.zeros_like(children)
        case GraphShape.BINARY:
            return (children - 1) // 2
        case GraphShape.DEEP:
            near: np.ndarray = np.maximum(0, children - rng.randint(1, 4, size=len(children)))
            return near
        case GraphShape.CATERPILLAR:
            spine = max(1, vertices // 2)
            return np.where(children < spine, children - 1, children - spine)
        case GraphShape.BROOM:
            handle = max(1, vertices // 2)
            return np.minimum(children - 1, handle - 1)
        case GraphShape.RANDOM | GraphShape.CLIQUE:
            return (rng.random_sample(len(children)) * children).astype(np.int64)


def edges(rng: Random, shape: GraphShape, demand: Demand, *, mixed: bool) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of each edge, vertices counted from 0. `mixed`: shuffle vertex numbers, edges and ends.

    Raises NoSuchGraph.
    """
    n, m = demand.vertices, demand.edges
    parents = tree(rng, shape, n) if n > 0 else np.zeros(0, dtype=np.int64)
    children = np.arange(1, n)
    forest = demand.acyclic and not demand.directed
    most = n - 1 if forest else _most_edges(demand)
    if m > most or (demand.connected and m < n - 1) or (m > 0 and n == 0):
        raise NoSuchGraph(f"{m} edges on {n} vertices")
    if demand.strong and n > 1:
        return _strong(rng, shape, demand, mixed=mixed)
    if demand.most_degree is not None:
        return _of_small_degree(rng, demand, demand.most_degree)
    with_tree = demand.connected or forest or shape is not GraphShape.RANDOM
    kept = min(m, n - 1) if with_tree else 0
    if kept < n - 1 and shape is GraphShape.RANDOM:
        chosen = np.sort(rng.permutation(n - 1)[:kept])
        parents, children = parents[chosen], children[chosen]
    parents, children = parents[:kept], children[:kept]
    sides = _sides(rng, n, parents, children, kept) if demand.bipartite else None
    tails, heads = _more(rng, shape, demand, parents, children, m - kept, sides)
    if demand.both_ways and mixed:
        tails, heads = _turned(rng, demand, tails, heads)
    if mixed:
        order = rng.permutation(m)
        tails, heads = tails[order], heads[order]
        if not (demand.ascending and demand.directed and demand.acyclic):
            names = rng.permutation(n)
            tails, heads = names[tails], names[heads]
    if demand.ascending:
        return np.minimum(tails, heads), np.maximum(tails, heads)
    if mixed and not demand.directed:
        swap = rng.randint(0, 2, size=m) == 1
        tails, heads = np.where(swap, heads, tails), np.where(swap, tails, heads)
    return tails, heads


def _strong(rng: Random, shape: GraphShape, demand: Demand, *, mixed: bool) -> tuple[np.ndarray, np.ndarray]:
    """A tree with edges there and back, or a cycle through all vertices, with further edges."""
    n, m = demand.vertices, demand.edges
    if m < n or demand.ascending or demand.acyclic or demand.bipartite:
        raise NoSuchGraph(f"{m} edges that lead from everywhere to everywhere on {n} vertices")
    parents, children = tree(rng, shape, n), np.arange(1, n)
    if m >= 2 * (n - 1) and shape not in (GraphShape.PATH, GraphShape.CYCLE):
        tails, heads = np.concatenate([parents, children]), np.concatenate([children, parents])
    else:
        tails, heads = np.arange(n), (np.arange(n) + 1) % n
    tails, heads = _more(rng, GraphShape.RANDOM, demand, tails, heads, m - len(tails), None)
    if mixed:
        order, names = rng.permutation(m), rng.permutation(n)
        tails, heads = names[tails[order]], names[heads[order]]
    return tails, heads


def _of_small_degree(rng: Random, demand: Demand, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Edges between vertices that are near each other on a circle; a tree is a binary one if it may be."""
    n, m = demand.vertices, demand.edges
    if demand.ascending or demand.bipartite or demand.directed:
        raise NoSuchGraph("few edges at a vertex, and more")
    tails, heads = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if demand.connected and m == n - 1 and most > 2:
        tails, heads = tree(rng, GraphShape.BINARY, n), np.arange(1, n)
    for step in range(1, n // 2 + 1):  # each makes two edges at a vertex, but one if it leads half way round
        if len(tails) > 2 * m or 2 * step + (2 * step < n) - 1 > most:
            break
        around = np.arange(n if 2 * step < n else step)
        tails, heads = np.concatenate([tails, around]), np.concatenate([heads, (around + step) % n])
    kept = min(m, n - 1) if demand.connected or demand.acyclic else 0
    if len(tails) < m:
        raise NoSuchGraph(f"{m} edges with at most {most} at a vertex")
    order = np.concatenate([np.arange(kept), kept + rng.permutation(len(tails) - kept)[: m - kept]])
    names, order = rng.permutation(n), rng.permutation(order)
    return names[tails[order]], names[heads[order]]


def _most_edges(demand: Demand) -> int:
    n = demand.vertices
    if not demand.simple:
        return 2**62 if n > 1 or (n == 1 and demand.loops and not demand.acyclic) else 0
    if demand.bipartite:
        return (n // 2) * (n - n // 2)
    return n * (n - 1) if demand.both_ways else n * (n - 1) // 2


def _sides(rng: Random, n: int, parents: np.ndarray, children: np.ndarray, kept: int) -> np.ndarray:
    if kept == 0:
        sides = np.arange(n) % 2
        return rng.permutation(sides)
    sides = rng.randint(0, 2, size=n)
    for parent, child in zip(parents.tolist(), children.tolist(), strict=True):
        sides[child] = 1 - sides[parent]
    return sides


def _turned(rng: Random, demand: Demand, tails: np.ndarray, heads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The edges, some of them reversed where that makes no double edge."""
    swap = rng.randint(0, 2, size=len(tails)) == 1
    if demand.simple:
        n = demand.vertices
        swap &= ~np.isin(heads * n + tails, tails * n + heads)
    return np.where(swap, heads, tails), np.where(swap, tails, heads)


def _more(
    rng: Random,
    shape: GraphShape,
    demand: Demand,
    parents: np.ndarray,
    children: np.ndarray,
    wanted: int,
    sides: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """The tree's edges, followed by `wanted` others."""
    if wanted <= 0:
        return parents, children
    n = span = demand.vertices
    if shape is GraphShape.CLIQUE and demand.simple:
        while span > 2 and (span - 1) * (span - 2) // 2 - n >= wanted:
            span -= 1
    codes = parents * n + children
    if shape is GraphShape.CYCLE and n > 2 and len(children) == n - 1 and (sides is None or sides[0] != sides[n - 1]):
        codes = np.append(codes, n - 1)  # from vertex 0
        wanted -= 1
    if demand.simple:
        more = _unused(rng, codes, n, span, wanted, demand.both_ways, sides)
    else:
        tails, heads = _loose(rng, demand, wanted, sides)
        more = tails * n + heads
    codes = np.concatenate([codes, more])
    return codes // n, codes % n


def _loose(rng: Random, demand: Demand, wanted: int, sides: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Random pairs, possibly with double edges, and with loops if they are allowed."""
    n = demand.vertices
    tails, heads = rng.randint(0, n, size=wanted), rng.randint(0, n, size=wanted)
    for _round in range(100):
        wrong = np.zeros(wanted, dtype=bool)
        if not demand.loops or demand.acyclic:
            wrong |= tails == heads
        if sides is not None:
            wrong |= sides[tails] == sides[heads]
        if not wrong.any():
            break
        heads[wrong] = rng.randint(0, n, size=int(wrong.sum()))
        tails[wrong] = rng.randint(0, n, size=int(wrong.sum()))
    else:
        raise NoSuchGraph("ends that may not meet")
    if demand.acyclic:
        return np.minimum(tails, heads), np.maximum(tails, heads)
    return tails, heads


def _unused(
    rng: Random, codes: np.ndarray, n: int, span: int, wanted: int, both_ways: bool, sides: np.ndarray | None
) -> np.ndarray:
    """Codes (tail × n + head) of pairs that are not among `codes`."""

    def fits(found: np.ndarray) -> np.ndarray:
        tails, heads = found // n, found % n
        good = tails != heads if both_ways else tails < heads
        if sides is not None:
            good &= sides[tails] != sides[heads]
        found = found[good]
        if not len(taken):
            return found
        near = np.minimum(np.searchsorted(taken, found), len(taken) - 1)
        free: np.ndarray = found[taken[near] != found]
        return free

    taken = np.sort(codes)

    if span * span <= max(20_000, min(_ALL_PAIRS, 8 * wanted)):
        tails, heads = np.divmod(np.arange(span * span), span)
        free = fits(tails * n + heads)
        if len(free) < wanted:
            raise NoSuchGraph(f"{wanted} more edges where {len(free)} are free")
        return free[rng.permutation(len(free))[:wanted]]
    found = np.zeros(0, dtype=np.int64)
    for _round in range(60):
        size = 2 * (wanted - len(found)) + 100
        tails, heads = rng.randint(0, span, size=size), rng.randint(0, span, size=size)
        if not both_ways:
            tails, heads = np.minimum(tails, heads), np.maximum(tails, heads)
        found = np.unique(np.concatenate([found, fits(tails * n + heads)]))
        if len(found) >= wanted:
            return found[rng.permutation(len(found))[:wanted]]
    raise NoSuchGraph(f"{wanted} more edges")
