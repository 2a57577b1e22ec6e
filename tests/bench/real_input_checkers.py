"""Input checkers for real problems, written by hand from their statements, which are not kept here."""

from itertools import pairwise
from string import ascii_lowercase

from tests.judge.stress.valid.lines import joined, simple

E5, E9, E18 = 10**5, 10**9, 10**18


def abc351_a(lines):
    assert sum(lines.numbers(9, 0, 99)) >= sum(lines.numbers(8, 0, 99))


def abc109_c(lines):
    n, x = lines.row((1, E5), (1, E9))
    numbers = lines.numbers(n, 1, E9)
    assert len({*numbers, x}) == n + 1


def arc136_f(lines):
    h, w = lines.numbers(2, 1, 50)
    for _ in range(h):
        lines.text("01", w, w)
    lines.numbers(h, 0, w)


def abc215_f(lines):
    (n,) = lines.numbers(1, 2, 2 * E5)
    assert len({tuple(lines.numbers(2, 0, E9)) for _ in range(n)}) == n


def arc120_e(lines):
    (n,) = lines.numbers(1, 2, 2 * E5)
    a = lines.numbers(n, 0, E9)
    assert all(x < y for x, y in pairwise(a))
    assert not any(x % 2 for x in a)


def abc216_g(lines):
    n, m = lines.row((1, 2 * E5), (1, 2 * E5))
    assert m <= n * (n + 1) // 2
    known = set()
    for _ in range(m):
        left, right, x = lines.numbers(3, 1, n)
        assert left <= right
        assert x <= right - left + 1
        known.add((left, right))
    assert len(known) == m


def abc254_g(lines):
    n, m, q = lines.numbers(3, 1, 2 * E5)
    for _ in range(m):
        _a, b, c = lines.row((1, n), (1, E9), (1, E9))
        assert b < c
    for _ in range(q):
        lines.row((1, n), (1, E9), (1, n), (1, E9))


def abc201_f(lines):
    (n,) = lines.numbers(1, 1, 2 * E5)
    assert sorted(lines.numbers(n, 1, n)) == list(range(1, n + 1))
    for _ in range(n):
        lines.numbers(3, 1, E9)


def abc230_d(lines):
    n, _d = lines.row((1, 2 * E5), (1, E9))
    assert all(left <= right for left, right in (lines.numbers(2, 1, E9) for _ in range(n)))


def abc183_b(lines):
    sx, _sy, gx, _gy = lines.row((-(10**6), 10**6), (1, 10**6), (-(10**6), 10**6), (1, 10**6))
    assert sx != gx


def arc095_a(lines):
    (n,) = lines.numbers(1, 2, 200000)
    assert n % 2 == 0
    lines.numbers(n, 1, E9)


def abc286_a(lines):
    n, p, q, r, s = lines.numbers(5, 1, 100)
    assert p <= q < r <= s <= n
    assert q - p == s - r
    lines.numbers(n, 1, 100)


def arc140_a(lines):
    n, _k = lines.row((1, 2000), (0, 2000))
    assert _k <= n
    lines.text(ascii_lowercase, n, n)


def abc259_h(lines):
    (n,) = lines.numbers(1, 1, 400)
    for _ in range(n):
        lines.numbers(n, 1, n * n)


def abc345_f(lines):
    n, m, k = lines.row((1, 2 * E5), (0, 2 * E5), (0, 2 * E5))
    assert m <= n * (n - 1) // 2
    assert k <= n
    edges = [lines.numbers(2, 1, n) for _ in range(m)]
    assert all(u < v for u, v in edges)
    assert simple(edges)


def arc129_f(lines):
    n, m = lines.numbers(2, 3, 250000)
    for count in (n, m):
        a = lines.numbers(count, 1, 998244352)
        assert all(x < y for x, y in pairwise(a))


def abc308_b(lines):
    n, m = lines.numbers(2, 1, 100)
    plates, menu = lines.tokens(n), lines.tokens(m)
    assert all(1 <= len(text) <= 20 and not set(text) - set(ascii_lowercase) for text in plates + menu)
    assert len(set(menu)) == m
    lines.numbers(m + 1, 1, 10000)


def abc373_e(lines):
    n, m, k = lines.row((1, 2 * E5), (1, 2 * E5), (1, 10**12))
    assert m <= n
    assert sum(lines.numbers(n, 0, 10**12)) <= k


def abc115_c(lines):
    n, k = lines.numbers(2, 2, E5)
    assert k < n
    for _ in range(n):
        lines.numbers(1, 1, E9)


def abc233_f(lines):
    (n,) = lines.numbers(1, 2, 1000)
    assert sorted(lines.numbers(n, 1, n)) == list(range(1, n + 1))
    (m,) = lines.numbers(1, 1, min(2 * E5, n * (n - 1) // 2))
    edges = [tuple(lines.numbers(2, 1, n)) for _ in range(m)]
    assert all(a < b for a, b in edges)
    assert len(set(edges)) == m


def abc256_h(lines):
    n, q = lines.row((1, 5 * E5), (1, E5))
    lines.numbers(n, 1, E5)
    for _ in range(q):
        kind = int(lines.rows[lines.at].split(" ")[0])
        last = {1: [(2, E5)], 2: [(1, E5)], 3: []}[kind]
        _kind, left, right, *_x = lines.row((1, 3), (1, n), (1, n), *last)
        assert left <= right


def abc241_d(lines):
    (q,) = lines.numbers(1, 1, 2 * E5)
    for _ in range(q):
        kind = int(lines.rows[lines.at].split(" ")[0])
        lines.row((1, 3), (1, E18), *{1: [], 2: [(1, 5)], 3: [(1, 5)]}[kind])


def abc290_d(lines):
    (t,) = lines.numbers(1, 1, E5)
    for _ in range(t):
        n, _d, k = lines.numbers(3, 1, E9)
        assert k <= n


def abc328_c(lines):
    n, q = lines.numbers(2, 1, 3 * E5)
    lines.text(ascii_lowercase, n, n)
    assert all(left <= right for left, right in (lines.numbers(2, 1, n) for _ in range(q)))


def arc182_b(lines):
    (t,) = lines.numbers(1, 1, E5)
    assert sum(lines.row((1, E5), (1, 30))[0] for _ in range(t)) <= 2 * E5


def abc364_a(lines):
    (n,) = lines.numbers(1, 1, 100)
    assert all(lines.tokens(1)[0] in ("sweet", "salty") for _ in range(n))


def abc214_d(lines):
    (n,) = lines.numbers(1, 2, E5)
    assert joined(n, [lines.row((1, n), (1, n), (1, 10**7))[:2] for _ in range(n - 1)])


def arc171_d(lines):
    p, b, n, m = lines.row((2, E9), (1, E9), (1, 16), (1, 136))
    assert all(p % d for d in range(2, int(p**0.5) + 1))
    assert b <= p - 1
    assert m <= n * (n + 1) // 2
    ranges = [tuple(lines.numbers(2, 1, n)) for _ in range(m)]
    assert all(left <= right for left, right in ranges)
    assert len(set(ranges)) == m


def arc141_f(lines):
    (n,) = lines.numbers(1, 1, 10**6)
    texts = [lines.text("ABCD", 1, 2 * 10**6) for _ in range(n)]
    assert len(set(texts)) == n
    assert sum(map(len, texts)) <= 2 * 10**6


def abc381_c(lines):
    (n,) = lines.numbers(1, 1, 2 * E5)
    assert "/" in lines.text("12/", n, n)


REAL = {
    checker.__name__: checker
    for checker in (
        abc351_a,
        abc109_c,
        arc136_f,
        abc215_f,
        arc120_e,
        abc216_g,
        abc254_g,
        abc201_f,
        abc230_d,
        abc183_b,
        arc095_a,
        abc286_a,
        arc140_a,
        abc259_h,
        abc345_f,
        arc129_f,
        abc308_b,
        abc373_e,
        abc115_c,
        abc233_f,
        abc256_h,
        abc241_d,
        abc290_d,
        abc328_c,
        arc182_b,
        abc364_a,
        abc214_d,
        arc171_d,
        arc141_f,
        abc381_c,
    )
}
