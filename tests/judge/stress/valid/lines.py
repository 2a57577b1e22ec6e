"""Reading an input as strictly as a checker should: plain code that knows nothing of formats."""

import re


class Lines:
    """An input, read line by line. Any violation raises AssertionError."""

    def __init__(self, data):
        text = data.decode("ascii")
        assert text.endswith("\n")
        self.rows = text[:-1].split("\n")
        self.at = 0

    def tokens(self, count):
        """The next line's tokens: `count` of them, separated by single spaces."""
        found = self.rows[self.at].split(" ") if self.rows[self.at] else []
        self.at += 1
        assert len(found) == count, f"line {self.at}: {len(found)} tokens instead of {count}"
        return found

    def numbers(self, count, low, high):
        """The next line's integers, each from low to high."""
        found = self.tokens(count)
        numbers = list(map(int, found))
        assert list(map(str, numbers)) == found, f"line {self.at}: a number in an unusual notation"
        assert not numbers or (low <= min(numbers) and max(numbers) <= high), f"line {self.at}: out of bounds"
        return numbers

    def row(self, *bounds):
        """The next line's integers, each within its own bounds."""
        numbers = self.numbers(len(bounds), -(10**30), 10**30)
        assert all(low <= number <= high for number, (low, high) in zip(numbers, bounds, strict=True)), (
            self.at,
            numbers,
        )
        return numbers

    def text(self, letters, low, high):
        """The next line as one string of these letters, of length low to high."""
        (found,) = self.tokens(1)
        assert low <= len(found) <= high, f"line {self.at}: a length of {len(found)}"
        assert not set(found) - set(letters), f"line {self.at}: {set(found)}"
        return found

    def decimal(self, places):
        """The next line as one number with up to that many decimal places."""
        (found,) = self.tokens(1)
        assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d{1," + str(places) + "})?", found), found
        return float(found)

    def end(self):
        assert self.at == len(self.rows), "lines are left over"


def joined(n, edges):
    """Whether the edges connect all the vertices 1 … n."""
    parent = list(range(n + 1))

    def root(v):
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v

    pieces = n
    for u, v in edges:
        a, b = root(u), root(v)
        if a != b:
            parent[a] = b
            pieces -= 1
    return pieces == 1


def simple(edges):
    """Whether no edge is a loop or occurs twice."""
    return all(u != v for u, v in edges) and len({(min(e), max(e)) for e in edges}) == len(edges)


def acyclic(n, edges):
    """Whether the directed edges between the vertices 1 … n contain no cycle."""
    inward, out = [0] * (n + 1), [[] for _ in range(n + 1)]
    for u, v in edges:
        inward[v] += 1
        out[u].append(v)
    ready = [v for v in range(1, n + 1) if not inward[v]]
    for u in ready:
        for v in out[u]:
            inward[v] -= 1
            if not inward[v]:
                ready.append(v)
    return len(ready) == n
