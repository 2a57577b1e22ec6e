"""Formats of common kinds of input, built by hand."""

from problems.inputs.expressions import Call, Number, Operation, Variable
from problems.inputs.format import (
    Cases,
    Comparison,
    Distinct,
    Graph,
    InputFormat,
    Integers,
    Line,
    Literal,
    Order,
    Rows,
    Scope,
    Series,
    Strings,
    Token,
    Total,
    Variants,
)


def of(what):
    """Turn a name or a whole number into an expression; an expression is returned unchanged."""
    return Variable(what) if isinstance(what, str) else Number(what) if isinstance(what, int) else what


def at(name, *indices):
    return Variable(name, tuple(map(of, indices)))


def line(*names):
    """A line of tokens: names of scalars, indexed variables, literals and series."""
    tokens = [Token(of(name)) if isinstance(name, str | Variable) else name for name in names]
    return Line(tuple(tokens))


def series(name, high, low=1):
    return Series((Token(at(name, "i")),), "i", of(low), of(high))


def rows(high, *names):
    return Rows((line(*names),), "i", of(1), of(high))


def ints(low, high):
    return Integers(of(low), of(high))


def fmt(nodes, domains, *relations):
    return InputFormat(Scope(tuple(nodes), domains, relations))


SEQUENCE = fmt(
    [line("N", "K"), line(series("A", "N"))],
    {"N": ints(1, 20_000), "K": ints(1, "N"), "A": ints(-(10**9), 10**9)},
)

GRAPH = fmt(
    [line("N", "M"), rows("M", at("u", "i"), at("v", "i"))],
    {"N": ints(2, 20_000), "M": ints(1, 20_000), "u": ints(1, "N"), "v": ints(1, "N")},
    Graph((at("u", "i"), at("v", "i")), of("N"), of(1), simple=True, connected=True),
)

TREE = fmt(
    [line("N"), rows(Operation("-", (of("N"), of(1))), at("u", "i"), at("v", "i"))],
    {"N": ints(2, 20_000), "u": ints(1, "N"), "v": ints(1, "N")},
    Graph((at("u", "i"), at("v", "i")), of("N"), of(1), tree=True),
)

GRID = fmt(
    [line("H", "W"), rows("H", at("S", "i"))],
    {"H": ints(1, 10**4), "W": ints(1, 10**4), "S": Strings(".#", of("W"), of("W"))},
    Comparison(Operation("*", (of("H"), of("W"))), Order.AT_MOST, of(10**4)),
)

QUERIES = fmt(
    [
        line("N", "Q"),
        Rows(
            (
                Variants(
                    "query",
                    (
                        Scope((line(Literal("1"), "p", "x"),), {"p": ints(1, "N"), "x": ints(0, 10**9)}),
                        Scope(
                            (line(Literal("2"), "l", "r"),),
                            {"l": ints(1, "N"), "r": ints(1, "N")},
                            (Comparison(of("l"), Order.AT_MOST, of("r")),),
                        ),
                        Scope((line(Literal("3")),), {}),
                    ),
                ),
            ),
            "q",
            of(1),
            of("Q"),
        ),
    ],
    {"N": ints(1, 10**9), "Q": ints(1, 20_000)},
)

CASES = fmt(
    [
        line("T"),
        Cases(
            "case",
            of("T"),
            Scope(
                (line("N"), line(series("A", "N"))),
                {"N": ints(1, 20_000), "A": ints(1, "N")},
                (Total(of("N"), None, of(20_000), cases=True),),
            ),
        ),
    ],
    {"T": ints(1, 10_000)},
)

STRINGS = fmt(
    [line("N"), rows("N", at("S", "i"))],
    {"N": ints(1, 1000), "S": Strings("ab", of(1), of(50_000))},
    Total(Call("length", (at("S", "i"),)), None, of(50_000)),
    Distinct((at("S", "i"),)),
)
