"""Inputs that chance would hardly find are constructed: chains, nearly all possible rows, distinct strings."""

from collections import Counter
from dataclasses import replace
from itertools import islice, pairwise

import pytest
from numpy.random import RandomState

from judge.stress.cases import InputKind
from judge.stress.sampling.draft import Remarks
from judge.stress.sampling.scopes import MOST_BYTES, draw_values
from judge.stress.styles import STYLES
from judge.stress.work import Stuck, Work
from problems.inputs.expressions import Call, Operation
from problems.inputs.format import (
    Comparison,
    Distinct,
    Integers,
    Literal,
    NoThreeInLine,
    Occurs,
    Order,
    Refusal,
    Rows,
    Scope,
    Strings,
    Total,
    Variants,
)
from problems.inputs.matching import match_input
from tests.judge.stress.formats import QUERIES, at, fmt, ints, line, of, rows, series
from tests.judge.stress.generated import generate

LARGE = {InputKind.LARGE: (4,), InputKind.EXTREME: (0,), InputKind.ADVERSARIAL: (2,)}
NEXT = Operation("+", (of("i"), of(1)))


def intervals(count, high, *relations, low=1):
    """A format of up to `count` lines with two numbers each."""
    domains = {"N": ints(1, count), "l": ints(low, high), "r": ints(low, high)}
    return fmt([line("N"), rows("N", at("l", "i"), at("r", "i"))], domains, *relations)


def strings(count, letters, length, *relations):
    """A format of distinct strings, one on each line."""
    domains = {"N": ints(1, count), "S": Strings(letters, of(1), of(length))}
    return fmt([line("N"), rows("N", at("S", "i"))], domains, Distinct((at("S", "i"),)), *relations)


ORDERED = Comparison(at("l", "i"), Order.AT_MOST, at("r", "i"))
APART = Comparison(at("l", "i"), Order.OTHER, at("r", "i"))
PAIRS = Distinct((at("l", "i"), at("r", "i")))


def all_of(given):
    """Inputs of every kind, checked, as lists of tokens: the small and edge ones, and the first few large ones."""
    found = {kind: list(islice(generate(given, kind, count=30), *LARGE.get(kind, (None,)))) for kind in InputKind}
    for case in [case for cases in found.values() for case in cases]:
        assert not isinstance(match_input(given, case.stdin), Refusal), case.name
    small = [case.stdin.split() for kind in (InputKind.SMALL, InputKind.EDGE) for case in found[kind]]
    large = [case.stdin.split() for kind in (InputKind.LARGE, InputKind.ADVERSARIAL) for case in found[kind]]
    return small, large


# --- chains -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "between"),
    [(Order.AT_MOST, Order.LESS), (Order.LESS, Order.AT_MOST), (Order.LESS, Order.LESS)],
)
def test_intervals_that_follow_one_another_reach_the_largest_count(inside, between):
    chain = (
        Comparison(at("l", "i"), inside, at("r", "i")),
        Comparison(at("r", "i"), between, at("l", NEXT)),
    )
    small, large = all_of(intervals(3000, 10**18, *chain))
    assert len(small) >= 30
    assert max(int(tokens[0]) for tokens in large) == 3000


def test_descending_intervals_can_fill_nearly_the_whole_range():
    above = Comparison(at("l", "i"), Order.MORE, at("r", NEXT))
    _small, large = all_of(intervals(1000, 100, Comparison(at("r", "i"), Order.MORE, at("l", "i")), above))
    tokens = next(tokens for tokens in large if tokens[0] == b"49")
    ends = [int(end) for row in zip(tokens[2::2], tokens[1::2], strict=True) for end in row]
    assert ends == list(range(99, 1, -1))


def test_a_chain_of_three_columns_each_bounded_by_the_one_before_is_sorted():
    given = fmt(
        [line("N"), rows("N", at("a", "i"), at("b", "i"), at("c", "i"))],
        {"N": ints(1, 200), "a": ints(0, 10**9), "b": ints(at("a", "i"), 10**9), "c": ints(at("b", "i"), 10**9)},
        Comparison(at("c", "i"), Order.LESS, at("a", NEXT)),
    )
    _small, large = all_of(given)
    assert all(int(a) <= int(b) for tokens in large for a, b in pairwise(tokens[1:]))


def test_further_relations_on_a_chain_are_left_to_be_checked_afterwards():
    chain = (ORDERED, Comparison(at("r", "i"), Order.LESS, at("l", NEXT)))
    total = Total(at("r", "i"), None, of(10**9))
    remarks = Remarks()
    draw_values(intervals(10, 10**9, *chain, total), STYLES[InputKind.LARGE][0], RandomState(1), remarks)
    assert remarks.unchecked == [total]


@pytest.mark.parametrize("order", [Order.LESS, Order.AT_MOST, Order.MORE])
def test_a_sorted_sequence_with_fixed_ends_has_many_values_between_them(order):
    first, last = (0, 10**9) if order is not Order.MORE else (10**9, 0)
    given = fmt(
        [line("N"), line(series("A", "N"))],
        {"N": ints(2, 500), "A": ints(0, 10**9)},
        Comparison(at("A", "i"), order, at("A", NEXT)),
        Comparison(at("A", 1), Order.EQUAL, of(first)),
        Comparison(at("A", "N"), Order.EQUAL, of(last)),
    )
    small, large = all_of(given)
    assert len(small) >= 30
    assert max(len(set(tokens[1:])) for tokens in large) >= 450


# --- rows -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "relations"),
    [
        (20 * 21 // 2, (ORDERED, PAIRS)),
        (20 * 19, (APART, PAIRS)),
        (20 * 20, (PAIRS,)),
        (20 * 21 // 2, (replace(PAIRS, unordered=True),)),
        (20 * 19 // 2, (replace(PAIRS, unordered=True), APART)),
    ],
)
def test_a_large_input_holds_every_possible_pair(pairs, relations):
    given = intervals(1000, 20, *relations)
    stdin = next(generate(given, InputKind.LARGE)).stdin
    assert not isinstance(match_input(given, stdin), Refusal)
    tokens = stdin.split()
    assert len(set(zip(tokens[1::2], tokens[2::2], strict=True))) == int(tokens[0]) == pairs


def test_many_intervals_with_a_number_bounded_by_each_reach_the_largest_count():
    given = fmt(
        [line("N"), rows("N", at("l", "i"), at("r", "i"), at("x", "i"))],
        {
            "N": ints(1, 100_000),
            "l": ints(1, 600),
            "r": ints(1, 600),
            "x": ints(1, Operation("-", (at("r", "i"), at("l", "i")))),
        },
        PAIRS,
    )
    stdin = next(generate(given, InputKind.LARGE)).stdin
    assert stdin.startswith(b"100000\n")
    assert not isinstance(match_input(given, stdin), Refusal)


def test_a_large_input_holds_every_possible_triple():
    given = fmt(
        [line("N"), rows("N", at("a", "i"), at("b", "i"), at("c", "i"))],
        {"N": ints(1, 120), "a": ints(1, 4), "b": ints(-2, 2), "c": ints(0, 5)},
        Distinct((at("a", "i"), at("b", "i"), at("c", "i"))),
    )
    stdin = next(generate(given, InputKind.LARGE)).stdin
    assert stdin.startswith(b"120\n")
    assert not isinstance(match_input(given, stdin), Refusal)


def test_most_of_a_million_pairs_of_different_numbers_can_be_drawn():
    given = fmt(
        [line("N", "M"), rows("M", at("a", "i"), at("b", "i"))],
        {
            "N": ints(2, 1000),
            "M": ints(0, Operation("*", (of("N"), Operation("-", (of("N"), of(1)))))),
            "a": ints(1, "N"),
            "b": ints(1, "N"),
        },
        Comparison(at("a", "i"), Order.OTHER, at("b", "i")),
        Distinct((at("a", "i"), at("b", "i"))),
    )
    most = next(style for style in STYLES[InputKind.LARGE] if style.name == "most-values")
    values = draw_values(given, most, RandomState(1))
    assert values["M"] > 700_000
    edges = set(zip(values["a"].values(), values["b"].values(), strict=True))
    assert len(edges) == values["M"]
    assert all(a != b for a, b in edges)


# --- strings ----------------------------------------------------------------------------------------------------------


def test_a_large_input_holds_every_word_of_three_letters():
    given = fmt(
        [line("N"), rows("N", at("S", "i"))],
        {"N": ints(1, 26**3), "S": Strings("abcdefghijklmnopqrstuvwxyz", of(3), of(3))},
        Distinct((at("S", "i"),)),
    )
    words = next(generate(given, InputKind.LARGE)).stdin.split()[1:]
    assert len(set(words)) == len(words) == 26**3


def test_there_are_as_many_distinct_strings_as_the_bound_on_their_total_length_allows():
    total = Total(Call("length", (at("S", "i"),)), None, of(20_000))
    given = strings(50_000, "ABCD", 20_000, total)
    _small, large = all_of(given)
    most = max(large, key=len)
    # The 1,364 strings of up to five letters take 6,372 letters together, and 2,271 strings of six take the rest.
    assert len(most) - 1 == int(most[0]) == 1364 + 2271


def test_two_sequences_with_distinct_values_use_up_the_whole_range():
    domains = {"N": ints(2, 20_000)} | dict.fromkeys("lr", Integers(of(1), Operation("*", (of(2), of("N")))))
    pooled = Distinct((at("l", "i"), at("r", "i")), pooled=True)
    _small, large = all_of(fmt([line("N"), rows("N", at("l", "i"), at("r", "i"))], domains, pooled))
    assert max(len(set(tokens[1:])) for tokens in large) == 40_000


def test_distinct_strings_of_one_letter_are_as_long_as_they_must_be():
    total = Total(Call("length", (at("S", "i"),)), None, of(5050))
    _small, large = all_of(strings(1000, "a", 1000, total))
    assert max(int(tokens[0]) for tokens in large) == 100


def test_two_long_strings_do_not_become_short_to_differ():
    lengths = [
        len(text) for case in generate(strings(2, "ab", 10**5), InputKind.LARGE) for text in case.stdin.split()[1:]
    ]
    assert max(lengths) == 10**5
    assert sorted(lengths)[len(lengths) // 2] > 10**4


# --- queries, numbers, sizes ------------------------------------------------------------------------------------------


def test_a_type_of_query_that_must_occur_does():
    scope = replace(QUERIES.scope, relations=(Occurs(of("query"), ("3",), of(1), of(2)),))
    for case in generate(replace(QUERIES, scope=scope), InputKind.SMALL, count=40):
        assert 1 <= case.stdin.splitlines()[1:].count(b"3") <= 2


def test_as_many_points_as_there_are_columns_lie_off_each_others_lines():
    off = NoThreeInLine(((at("x", "i"), at("y", "i")),))
    given = fmt([rows(61, at("x", "i"), at("y", "i"))], {"x": ints(0, 60), "y": ints(0, 60)}, off)
    assert not isinstance(match_input(given, next(generate(given, InputKind.LARGE)).stdin), Refusal)


def test_queries_whose_numbers_no_value_allows_are_not_made():
    below = {"l": ints(1, Operation("-", (of("r"), of(1)))), "r": ints(2, "N")}
    queries = Rows((Variants("query", (Scope((line(Literal("1"), "l", "r"),), below),)),), "i", of(1), of("N"))
    given = fmt([line("N"), queries], {"N": ints(1, 1)})
    with pytest.raises(Stuck):
        draw_values(given, STYLES[InputKind.LARGE][0], RandomState(1))


def test_one_large_input_favours_the_first_type_of_query_and_one_the_last():
    firsts = []
    for case in islice(generate(QUERIES, InputKind.LARGE), 1, 3):
        types = Counter(row[:1] for row in case.stdin.splitlines()[1:])
        firsts.append([types[kind] > 15_000 for kind in (b"1", b"2", b"3")])
    assert firsts == [[True, False, False], [False, False, True]]


def test_an_edge_input_is_all_zeros_if_zero_is_within_the_bounds():
    given = fmt([line("N"), line(series("A", "N"))], {"N": ints(3, 10), "A": ints(-5, 5)})
    zeros = [case for case in generate(given, InputKind.EDGE) if case.name == "edge-zeros"]
    assert set(zeros[0].stdin.split()[1:]) == {b"0"}


def test_brackets_are_nested_as_deep_as_can_be():
    given = fmt([line("N"), line("S")], {"N": ints(2, 1000), "S": Strings("()", of("N"), of("N"))})
    stdins = [case.stdin for case in generate(given, InputKind.ADVERSARIAL)]
    assert b"1000\n" + b"(" * 500 + b")" * 500 + b"\n" in stdins


def test_a_largest_input_is_capped_and_its_name_says_so():
    given = fmt(
        [line("N", "M"), rows("N", at("A", "i"), at("B", "i"))],
        {"N": ints(1, 10**7), "M": ints(1, 10**7), "A": ints(1, 10**18), "B": ints(1, 10**18)},
    )
    (case,) = islice(generate(given, InputKind.LARGE), 1)
    assert case.name == "large-random-capped"
    assert MOST_BYTES * 0.7 < len(case.stdin) <= MOST_BYTES
    assert not any("capped" in case.name for case in generate(given, InputKind.SMALL))


# --- the work on one input --------------------------------------------------------------------------------------------


def test_work_that_is_spent_stays_spent():
    work = Work(10)
    work.spend(4)
    work.spend(6)
    for _again in range(2):
        with pytest.raises(Stuck, match="too much work"):
            work.spend(1)


def test_a_style_that_takes_too_much_work_is_given_up(monkeypatch):
    monkeypatch.setattr("judge.stress.sampling.scopes.MOST_WORK", dict.fromkeys(styles_sizes(), 5000))
    given = fmt([line("N"), line(series("A", "N"))], {"N": ints(1, 10**5), "A": ints(1, 9)})
    with pytest.raises(Stuck, match="too much work"):
        draw_values(given, STYLES[InputKind.LARGE][0], RandomState(1))
    assert list(generate(given, InputKind.LARGE)) == []
    assert len(list(generate(given, InputKind.SMALL, count=10))) == 10


def test_all_tries_share_one_work_limit():
    """Each try at an impossible format does not get the whole work limit again."""
    impossible = fmt(
        [line("N"), line(series("A", "N"))],
        {"N": ints(10**5, 10**5), "A": ints(1, 2 * 10**5)},
        Comparison(at("A", "i"), Order.OTHER, at("A", NEXT)),
        Comparison(of("N"), Order.LESS, at("A", 1)),
        Comparison(at("A", 1), Order.LESS, of("N")),
    )
    spent = []

    class Counted(Work):
        def spend(self, elements):
            spent.append(elements)
            super().spend(elements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("judge.stress.sampling.scopes.Work", Counted)
        with pytest.raises(Stuck):
            draw_values(impossible, STYLES[InputKind.LARGE][0], RandomState(1), Remarks())
    assert sum(spent) < 7_000_000


def styles_sizes():
    """Every way to choose sizes."""
    return {style.sizes for found in STYLES.values() for style in found}
