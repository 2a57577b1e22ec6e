"""For each page of `pages`, a check of its inputs written by hand from the statement."""

from itertools import pairwise
from string import ascii_lowercase, ascii_uppercase

from tests.judge.stress.valid.lines import Lines, acyclic, joined, simple

E5, E9, E18 = 10**5, 10**9, 10**18


def scalars(lines):
    a, b = lines.numbers(2, 1, E18)
    (x,) = lines.numbers(1, -E9, E9)
    assert a <= b
    assert x != 0


def sequence(lines):
    n, k = lines.numbers(2, 1, 2 * E5)
    assert k <= n
    lines.numbers(n, -E9, E9)


def permutation(lines):
    (n,) = lines.numbers(1, 2, E5)
    assert sorted(lines.numbers(n, 1, n)) == list(range(1, n + 1))


def grid(lines):
    h, w = lines.numbers(2, 1, 500)
    for _ in range(h):
        lines.text(".#", w, w)


def matrix(lines):
    h, w = lines.numbers(2, 1, 300)
    for _ in range(h):
        lines.numbers(w, 0, 9)


def simple_graph(lines):
    n, m = lines.row((2, 2 * E5), (0, 2 * E5))
    assert m <= n * (n - 1) // 2
    edges = [lines.numbers(2, 1, n) for _ in range(m)]
    assert all(u < v for u, v in edges)
    assert simple(edges)


def connected_graph(lines):
    n, m = lines.row((2, E5), (1, 2 * E5))
    assert m >= n - 1
    edges = [lines.row((1, n), (1, n), (1, E9))[:2] for _ in range(m)]
    assert simple(edges)
    assert joined(n, edges)


def tree(lines):
    (n,) = lines.numbers(1, 2, 2 * E5)
    assert joined(n, [lines.numbers(2, 1, n) for _ in range(n - 1)])


def parents(lines):
    (n,) = lines.numbers(1, 2, E5)
    assert all(p < i for i, p in enumerate(lines.numbers(n - 1, 1, n), start=2))


def directed_acyclic(lines):
    n, m = lines.row((2, 1000), (1, 2000))
    assert acyclic(n, [lines.numbers(2, 1, n) for _ in range(m)])


def queries(lines):
    n, q = lines.numbers(2, 1, 2 * E5)
    lines.numbers(n, 0, E9)
    for _ in range(q):
        if lines.rows[lines.at].startswith("1 "):
            lines.row((1, 1), (1, n), (0, E9))
        else:
            _two, left, right = lines.row((2, 2), (1, n), (1, n))
            assert left <= right


def ranges(lines):
    n, q = lines.row((1, E9), (1, E5))
    assert all(left <= right for left, right in (lines.numbers(2, 1, n) for _ in range(q)))


def cases(lines):
    (t,) = lines.numbers(1, 1, E5)
    total = 0
    for _ in range(t):
        (n,) = lines.numbers(1, 1, 2 * E5)
        lines.numbers(n, 1, n)
        total += n
    assert total <= 2 * E5


def scalar_cases(lines):
    (t,) = lines.numbers(1, 1, E5)
    for _ in range(t):
        a, b, _m = lines.row((1, E18), (1, E18), (0, E9))
        assert a < b


def string(lines):
    lines.text(ascii_lowercase, 1, E5)


def two_strings(lines):
    n, m = lines.numbers(2, 1, 2 * E5)
    assert m <= n
    lines.text(ascii_uppercase, n, n)
    lines.text(ascii_uppercase, m, m)


def distinct_strings(lines):
    (n,) = lines.numbers(1, 1, 1000)
    assert len({lines.text(ascii_lowercase, 1, 10) for _ in range(n)}) == n


def points(lines):
    (n,) = lines.numbers(1, 2, 1000)
    assert len({tuple(lines.numbers(2, -(10**4), 10**4)) for _ in range(n)}) == n


def increasing(lines):
    (n,) = lines.numbers(1, 2, E5)
    x = lines.numbers(n, 0, E9)
    assert all(a < b for a, b in pairwise(x))


def distinct(lines):
    (n,) = lines.numbers(1, 1, 2 * E5)
    assert len(set(lines.numbers(n, 1, E9))) == n


def even(lines):
    (n,) = lines.numbers(1, 2, 1000)
    assert n % 2 == 0
    lines.numbers(n, 1, 10**6)


def binary(lines):
    (n,) = lines.numbers(1, 1, 10**6)
    lines.text("01", n, n)


def decimal(lines):
    assert 0 <= lines.decimal(3) <= 100


def triangle(lines):
    (n,) = lines.numbers(1, 2, 500)
    for i in range(1, n):
        lines.numbers(n - i, 1, E9)


def rows_of_several_lengths(lines):
    n, m = lines.row((1, 100), (1, 1000))
    for _ in range(n):
        k = int(lines.rows[lines.at].split(" ")[0])
        assert 1 <= k <= m
        _k, *a = lines.numbers(k + 1, 1, m)
        assert all(x < y for x, y in pairwise(a))


def start_and_goal(lines):
    h, w = lines.numbers(2, 2, 100)
    rows = "".join(lines.text(".#SG", w, w) for _ in range(h))
    assert rows.count("S") == rows.count("G") == 1


def area(lines):
    h, w = lines.numbers(2, 1, E5)
    assert h * w <= E5
    for _ in range(h):
        lines.numbers(w, 1, h * w)


def pairs(lines):
    n, w = lines.row((1, E5), (1, E9))
    for _ in range(n):
        lines.row((1, w), (1, 1000))


def tree_and_queries(lines):
    n, q = lines.row((2, E5), (1, E5))
    edges = [lines.numbers(2, 1, n) for _ in range(n - 1)]
    assert all(a < b for a, b in edges)
    assert joined(n, edges)
    for _ in range(q):
        lines.row((1, n), (1, E9))


def pairs_apart(lines):
    n, m = lines.row((2, E5), (1, E5))
    for _ in range(m):
        a, b, _c = lines.row((1, n), (1, n), (-E9, E9))
        assert a != b


CHECKERS = {
    "scalars": scalars,
    "sequence": sequence,
    "permutation": permutation,
    "grid": grid,
    "matrix": matrix,
    "simple graph": simple_graph,
    "connected graph": connected_graph,
    "tree": tree,
    "parents": parents,
    "directed acyclic": directed_acyclic,
    "queries": queries,
    "ranges": ranges,
    "cases": cases,
    "scalar cases": scalar_cases,
    "string": string,
    "two strings": two_strings,
    "distinct strings": distinct_strings,
    "points": points,
    "increasing": increasing,
    "distinct": distinct,
    "even": even,
    "binary": binary,
    "decimal": decimal,
    "triangle": triangle,
    "rows of several lengths": rows_of_several_lengths,
    "start and goal": start_and_goal,
    "area": area,
    "pairs": pairs,
    "tree and queries": tree_and_queries,
    "pairs apart": pairs_apart,
}


def checked(name, stdin):
    """Raise AssertionError if the input violates the page's constraints or format."""
    lines = Lines(stdin)
    CHECKERS[name](lines)
    lines.end()
