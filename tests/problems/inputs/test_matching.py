"""Inputs matched against formats built by hand: values, relations that no test of sentences covers, garbage."""

import random

import pytest

from problems.inputs.evaluate import Unevaluable, evaluate
from problems.inputs.expressions import Call, Number, Operation, Variable
from problems.inputs.format import (
    Cases,
    Comparison,
    Decimals,
    Graph,
    InputFormat,
    Integers,
    Line,
    Occurs,
    Order,
    Refusal,
    Rows,
    Scope,
    Series,
    Strings,
    Token,
    Total,
)
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from tests.problems.inputs.statements import problem
from tests.work import lines_taken

INDEX, N, M = Variable("i"), Variable("N"), Variable("M")
A, U, V = Variable("A", (INDEX,)), Variable("u", (INDEX,)), Variable("v", (INDEX,))
MANY = Number(200_000)


def graph_format(**properties):
    nodes = (Line((Token(N), Token(M))), Rows((Line((Token(U), Token(V))),), "i", Number(1), M))
    domains = {"N": Integers(Number(1), MANY), "M": Integers(Number(0), MANY)}
    domains |= {"u": Integers(Number(1), N), "v": Integers(Number(1), N)}
    return InputFormat(Scope(nodes, domains, (Graph((U, V), N, Number(1), **properties),)))


GRAPHS = {
    "simple": ("3 2\n1 2\n2 3\n", "3 2\n1 2\n2 1\n"),
    "connected": ("3 2\n1 2\n2 3\n", "3 2\n1 2\n1 2\n"),
    "tree": ("3 2\n1 2\n2 3\n", "3 3\n1 2\n2 3\n3 1\n"),
    "acyclic": ("4 2\n1 2\n3 4\n", "3 3\n1 2\n2 3\n3 1\n"),
    "bipartite": ("4 4\n1 2\n2 3\n3 4\n4 1\n", "3 3\n1 2\n2 3\n3 1\n"),
}


@pytest.mark.parametrize("asked", GRAPHS)
def test_a_graph_must_have_the_property_asked_for(asked):
    good, bad = GRAPHS[asked]
    fmt = graph_format(**{asked: True})
    assert not isinstance(match_input(fmt, good.encode()), Refusal)
    assert isinstance(match_input(fmt, bad.encode()), Refusal)


def test_a_directed_cycle_must_follow_the_directions_of_the_edges():
    fmt = graph_format(directed=True, acyclic=True)
    assert not isinstance(match_input(fmt, b"3 3\n1 2\n2 3\n1 3\n"), Refusal)
    assert isinstance(match_input(fmt, b"3 3\n1 2\n2 3\n3 1\n"), Refusal)


def test_values_have_the_structure_of_the_scopes_and_a_sequence_may_be_empty():
    case = Scope(
        (Line((Token(N),)), Line((Series((Token(A),), "i", Number(1), N),)), Line((Token(Variable("S")),))),
        {
            "N": Integers(Number(0), Number(9)),
            "A": Decimals(Number(0), Number(9), 2),
            "S": Strings("ab", Number(1), Number(9)),
        },
        (Total(N, None, Number(3), cases=True), Occurs(Variable("S"), ("a",), Number(1), None)),
    )
    fmt = InputFormat(
        Scope((Line((Token(Variable("T")),)), Cases("case", Variable("T"), case)), {"T": case.domains["N"]})
    )
    values = match_input(fmt, b"2\n2\n1.50 2\nab\n0\n\na\n")
    assert [sorted(map(str, one["A"].values())) for one in values["case"]] == [["1.50", "2"], []]
    assert match_input(fmt, b"1\n2\n1.505 2\nab\n") == Refusal(3, "A is no number of 2 decimal places: 1.505")
    assert match_input(fmt, b"1\n1\n1\nbb\n").line == 4
    assert isinstance(match_input(fmt, b"2\n2\n1 2\na\n2\n1 2\na\n"), Refusal)


def test_a_refusal_names_the_line():
    fmt = graph_format()
    assert match_input(fmt, b"3 2\n1 2\n") == Refusal(2, "the input ends too early")
    assert match_input(fmt, b"3 1\n1 2 3\n") == Refusal(2, "one token too many: 3")
    assert match_input(fmt, b"3 1\n1 2\n4\n") == Refusal(3, "more lines than the format has")
    assert match_input(fmt, b"3 1\n1 -0\n") == Refusal(2, "v is no integer: -0")
    assert match_input(fmt, b"\xff") == Refusal(1, "not UTF-8")


def work_to_match(count):
    """How many lines of code are run to match a tree with `count` vertices."""
    fmt = graph_format(tree=True, simple=True)
    edges = "".join(f"{number // 2} {number}\n" for number in range(2, count + 1))
    match_input(fmt, b"2 1\n1 2\n")  # loads modules first, so that they are not counted
    found, work = lines_taken(match_input, fmt, f"{count} {count - 1}\n{edges}".encode())
    assert not isinstance(found, Refusal)
    return work


def test_an_input_twice_as_large_takes_twice_the_work():
    small, large = work_to_match(2_000), work_to_match(4_000)
    assert 1.5 * small < large < 2.5 * small


def test_two_hundred_thousand_numbers_are_matched():
    count = 100_000
    edges = "".join(f"{number // 2} {number}\n" for number in range(2, count + 1))
    fmt = graph_format(tree=True, simple=True)
    assert not isinstance(match_input(fmt, f"{count} {count - 1}\n{edges}".encode()), Refusal)


def test_garbage_is_refused_and_never_raises():
    rng = random.Random(5)
    fmt = graph_format(tree=True)
    whole = b"4 3\n1 2\n2 3\n3 4\n"
    for _turn in range(500):
        data = bytearray(whole)
        for _change in range(rng.randrange(1, 6)):
            at = rng.randrange(len(data))
            data[at : at + rng.randrange(3)] = rng.choice(
                [b"9" * 30, b"\n", b" ", b"-", b"\x00", b"1e9", b"\xe3\x81", b""]
            )
        match_input(fmt, bytes(data))
    assert isinstance(match_input(fmt, b"9" * 100_000), Refusal)


def test_a_count_too_large_for_any_input_is_refused_at_once():
    empty = Series((), "j", Number(1), Number(0))
    fmt = InputFormat(
        Scope(
            (Line((Token(N), Series((empty,), "i", Number(1), N))),),
            {"N": Integers(Number(1), Operation("^", (Number(10), Number(18))))},
        )
    )
    assert isinstance(match_input(fmt, b"1000000000000000000\n"), Refusal)


def test_arithmetic_is_exact_and_refuses_gigantic_numbers():
    half = Operation("/", (N, Number(2)))
    assert evaluate(Operation("*", (half, Number(2))), {"N": 10**30 + 1}) == 10**30 + 1
    assert evaluate(Call("floor", (half,)), {"N": 7}) == 3
    assert evaluate(Call("max", (Variable("A"),)), {"A": {(1,): 4, (2,): 9}}) == 9
    assert evaluate(Call("length", (Variable("S"),)), {"S": "abc"}) == 3
    tower = Number(10)
    for _storey in range(4):
        tower = Operation("^", (Number(10), tower))
    for bad in (tower, Operation("/", (N, Number(0))), Variable("X")):
        with pytest.raises(Unevaluable):
            evaluate(bad, {"N": 1})


def test_a_comparison_with_an_offset_covers_the_indices_where_both_sides_exist():
    following = Variable("A", (Operation("+", (INDEX, Number(1))),))
    nodes = (Line((Token(N),)), Line((Series((Token(A),), "i", Number(1), N),)))
    domains = {"N": Integers(Number(1), Number(9)), "A": Integers(Number(0), Number(9))}
    fmt = InputFormat(Scope(nodes, domains, (Comparison(A, Order.LESS, following),)))
    assert not isinstance(match_input(fmt, b"3\n1 2 5\n"), Refusal)
    assert isinstance(match_input(fmt, b"3\n1 2 2\n"), Refusal)


def test_a_bound_shared_by_all_indices_is_evaluated_once_so_that_large_inputs_are_quick():
    block = "N\nA_1 A_2 \\ldots A_N\nX_1 X_2 \\ldots X_N"
    limits = ["$1 \\leq N \\leq 10^5$", "$1 \\leq A_i \\leq 9$", "$A_i < X_i \\leq A_1 + A_2 + \\dots + A_N$"]
    fmt = read_input(problem(block, limits, "2\n1 2\n3 3\n"))
    assert isinstance(fmt, InputFormat) and not fmt.unread
    numbers = " ".join(["1"] * 50_000)
    bounds = " ".join(["50000"] * 50_000)
    assert not isinstance(match_input(fmt, f"50000\n{numbers}\n{bounds}\n".encode()), Refusal)
    assert isinstance(match_input(fmt, f"50000\n{numbers}\n{bounds[:-1]}1\n".encode()), Refusal)
