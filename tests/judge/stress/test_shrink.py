"""Failing inputs are shrunk, still fail and stay valid."""

from judge.stress.shrink import shrink


def numbers(stdin):
    """The N numbers below N, each 0 to 10^9; None if the input is not of this form."""
    lines = stdin.decode().split("\n")
    try:
        count, values = int(lines[0]), [int(word) for word in lines[1].split(" ")]
    except (ValueError, IndexError):
        return None
    good = len(lines) == 3 and count == len(values) and count >= 1 and all(0 <= value <= 10**9 for value in values)
    return values if good else None


def graph(stdin):
    """N and the M edges on 1 … N, without loops; None if the input is not of this form."""
    lines = stdin.decode().rstrip("\n").split("\n")
    try:
        (n, m), *edges = [tuple(map(int, line.split(" "))) for line in lines]
    except ValueError:
        return None
    if (
        len(edges) != m
        or n < 2
        or not all(len(e) == 2 and 1 <= e[0] <= n and 1 <= e[1] <= n and e[0] != e[1] for e in edges)
    ):
        return None
    return n, edges


def made(values):
    return f"{len(values)}\n{' '.join(map(str, values))}\n".encode()


def test_only_what_makes_the_input_fail_is_left():
    start = made([5, 123456, 7, 99, 1_000_000, 3, 3, 8])
    smallest = shrink(start, lambda s: sum(v >= 50 for v in numbers(s)) >= 2, lambda s: numbers(s) is not None)
    assert sorted(numbers(smallest)) == [50, 50]


def test_a_graph_loses_irrelevant_edges_and_vertices_and_its_counts_follow():
    edges = [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 4), (7, 8)]
    start = f"8 {len(edges)}\n".encode() + b"".join(b"%d %d\n" % edge for edge in edges)

    def has_triangle(stdin):
        _n, edges = graph(stdin)
        pairs = {frozenset(edge) for edge in edges}
        points = {point for edge in edges for point in edge}
        return any(
            {frozenset((a, b)), frozenset((b, c)), frozenset((a, c))} <= pairs
            for a in points
            for b in points
            for c in points
            if a < b < c
        )

    n, left = graph(shrink(start, has_triangle, lambda s: graph(s) is not None))
    assert (n, len(left)) == (3, 3)


def test_a_string_and_its_stated_length_shrink_together():
    def valid(stdin):
        lines = stdin.decode().split("\n")
        return len(lines) == 3 and lines[0].isdecimal() and int(lines[0]) == len(lines[1]) >= 1 and lines[1].islower()

    smallest = shrink(b"9\nabxcydzbb\n", lambda s: s.split()[1].count(b"b") >= 2, valid)
    assert smallest == b"2\nbb\n"


def test_shrinking_stops_when_it_is_told_to_and_never_runs_an_invalid_input():
    ran = []
    start = made(list(range(1000, 1200)))

    def fails(stdin):
        ran.append(stdin)
        return len(numbers(stdin)) >= 150

    shrink(start, fails, lambda s: numbers(s) is not None, over=lambda: len(ran) >= 5)
    assert len(ran) == 5
    assert all(numbers(stdin) is not None for stdin in ran)


def test_an_input_that_is_invalid_from_the_start_is_left_unchanged():
    assert shrink(b"3\n1 2\n", lambda _s: True, lambda s: numbers(s) is not None) == b"3\n1 2\n"
