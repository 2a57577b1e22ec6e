"""Statements of our own: the format read from them, inputs that fit it and inputs that do not."""

import random
from dataclasses import replace
from itertools import count

import pytest

from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from problems.problem import Statements
from tests.problems.inputs.statements import problem


def read(*arguments, **options):
    found = read_input(problem(*arguments, **options))
    assert isinstance(found, InputFormat), found
    return found


def fits(fmt, text):
    return not isinstance(match_input(fmt, text.encode()), Refusal)


# Layout, constraints, inputs that fit (the first is the sample), inputs that do not.
LAYOUTS = {
    "scalars": ("N K", ["$1 \\leq K \\leq N \\leq 10^2$"], ["5 3\n", "1 1\n"], ["5 6\n", "5\n", "5 3 1\n", "101 1\n"]),
    "series": (
        "N\nA_1 A_2 \\ldots A_N",
        ["$1 \\le N \\le 5$", "$-3 \\leq A_i \\leq 3$"],
        ["3\n1 -3 2\n", "1\n0\n"],
        ["3\n1 2\n", "3\n1 2 4\n", "3\n1\n2\n3\n", "0\n\n"],
    ),
    "column": (
        "N\nx_1\n:\nx_N",
        ["$1 \\le N \\le 5$", "$0 \\leq x_i \\lt 4$"],
        ["2\n0\n3\n"],
        ["2\n0\n4\n", "2\n0 3\n"],
    ),
    "from zero": (
        "N\na_0 a_1 \\dots a_{2^N-1}",
        ["$1 \\le N \\le 3$", "$0 \\le a_i \\le 1$"],
        ["2\n0 1 1 0\n"],
        ["2\n0 1 1\n", "2\n0 1 1 2\n"],
    ),
    "edges": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        ["$2 \\leq N \\leq 9$", "$1 \\leq M \\leq 9$", "$1 \\leq u_i < v_i \\leq N$", "The given graph is simple."],
        ["3 2\n1 2\n2 3\n"],
        ["3 2\n1 2\n1 2\n", "3 1\n2 1\n", "3 1\n1 4\n", "3 2\n1 2\n"],
    ),
    "tree": (
        "N\nu_1 v_1\n\\vdots\nu_{N-1} v_{N-1}",
        ["$1 \\leq N \\leq 9$", "$1 \\leq u_i, v_i \\leq N$", "The given graph is a tree."],
        ["3\n1 2\n3 2\n", "1\n"],
        ["4\n1 2\n2 1\n3 4\n", "3\n1 2\n"],
    ),
    "parents": (
        "N\nP_2 P_3 \\ldots P_N",
        ["$2 \\leq N \\leq 9$", "$1 \\leq P_i < i$"],
        ["4\n1 2 1\n"],
        ["4\n1 3 1\n", "4\n0 1 1\n"],
    ),
    "matrix": (
        "H W\nA_{1,1} A_{1,2} \\ldots A_{1,W}\n\\vdots\nA_{H,1} \\ldots A_{H,W}",
        ["$1 \\leq H,W \\leq 4$", "$0 \\leq A_{i,j} \\leq 9$"],
        ["2 3\n1 2 3\n4 5 6\n"],
        ["2 3\n1 2 3\n4 5\n", "2 3\n1 2 3\n4 5 10\n"],
    ),
    "two indices in one": (
        "N M\na_{11} \\ldots a_{1M}\n:\na_{N1} \\ldots a_{NM}",
        ["$1 \\leq N, M \\leq 4$", "$0 \\leq a_{ij} \\leq 9$"],
        ["2 2\n1 2\n3 4\n"],
        ["2 2\n1 2 3 4\n"],
    ),
    "triangle": (
        "N\nD_{1,2} D_{1,3} \\ldots D_{1,N}\nD_{2,3} \\ldots D_{2,N}\n\\vdots\nD_{N-1,N}",
        ["$2 \\leq N \\leq 5$", "$1 \\leq D_{i,j} \\leq 9$"],
        ["4\n1 2 3\n4 5\n6\n", "2\n7\n"],
        ["4\n1 2 3\n4 5 6\n7 8 9\n"],
    ),
    "lower triangle": (
        "N\nC_{1,1}\nC_{2,1} C_{2,2}\n\\vdots\nC_{N,1} C_{N,2} \\ldots C_{N,N}",
        ["$1 \\leq N \\leq 5$", "$1 \\leq C_{i,j} \\leq 9$"],
        ["3\n1\n2 3\n4 5 6\n"],
        ["3\n1 2 3\n4 5\n6\n"],
    ),
    "grid of characters": (
        "H W\nS_{1,1}S_{1,2}\\ldots S_{1,W}\n\\vdots\nS_{H,1}S_{H,2}\\ldots S_{H,W}",
        ["$1 \\leq H, W \\leq 5$", "$S_{i,j}$ is `.` or `#`."],
        ["2 3\n..#\n#..\n"],
        ["2 3\n..#\n#.\n", "2 3\n..#\n#.x\n"],
    ),
    "a length for each row": (
        "N\nK_1 A_{1,1} \\ldots A_{1,K_1}\n\\vdots\nK_N A_{N,1} \\ldots A_{N,K_N}",
        [
            "$1 \\leq N \\leq 5$",
            "$0 \\leq K_i \\leq 3$",
            "$1 \\leq A_{i,j} \\leq 9$",
            "$A_{i,1}, \\ldots, A_{i,K_i}$ are all distinct.",
        ],
        ["3\n2 1 2\n0\n1 1\n"],
        ["3\n2 1 2\n0\n2 1 1\n", "2\n2 1 2\n1 1 1\n"],
    ),
    "several variables per index": (
        "N\nx_1 y_1 x_2 y_2 \\ldots x_N y_N",
        ["$1 \\leq N \\leq 5$", "$0 \\leq x_i, y_i \\leq 5$", "If $i \\neq j$, then $(x_i, y_i) \\neq (x_j, y_j)$."],
        ["2\n0 1 1 0\n"],
        ["2\n0 1 0 1\n", "2\n0 1 1\n"],
    ),
    "every index written out": (
        "x_1 y_1 x_2 y_2",
        ["$|x_1|,|y_1|,|x_2|,|y_2| \\leq 5$", "$(x_1,y_1) \\neq (x_2,y_2)$"],
        ["0 1 1 0\n", "-5 0 -5 1\n"],
        ["0 1 0 1\n", "6 0 0 0\n"],
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_with_its_lines_bounds_and_relations(name):
    block, constraints, good, bad = LAYOUTS[name]
    fmt = read(block, constraints, *good)
    assert fmt.unread == ()
    for text in bad:
        assert not fits(fmt, text), text


def test_test_cases_have_their_own_variables_and_a_bounded_sum():
    fmt = read(
        ["T\n\\mathrm{case}_1\n\\vdots\n\\mathrm{case}_T", "N\nA_1 \\ldots A_N"],
        [
            "$1 \\leq T \\leq 9$",
            "$1 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq N$",
            "The sum of $N$ over all test cases is at most $10$.",
        ],
        "2\n2\n1 2\n3\n3 3 3\n",
    )
    assert fmt.unread == ()
    assert match_input(fmt, b"1\n1\n1\n")["case"] == [{"N": 1, "A": {(1,): 1}}]
    assert not fits(fmt, "2\n6\n1 1 1 1 1 1\n5\n1 1 1 1 1\n")
    assert not fits(fmt, "1\n2\n1 3\n")


def test_queries_of_several_types_are_variants_with_their_own_bounds():
    fmt = read(
        ["N Q\n\\text{query}_1\n\\vdots\n\\text{query}_Q", "1 l r", "2 x"],
        [
            "$1 \\leq N, Q \\leq 9$",
            "In queries of the first type, $1 \\leq l \\leq r \\leq N$.",
            "For queries of type $2$, $0 \\leq x \\leq 3$.",
        ],
        "5 2\n1 2 4\n2 3\n",
        before=["The input is given as:", "A query is one of these:", "or"],
    )
    assert fmt.unread == ()
    assert match_input(fmt, b"5 2\n1 2 4\n2 3\n")["query"] == {(1,): (0, {"l": 2, "r": 4}), (2,): (1, {"x": 3})}
    for bad in ("5 1\n1 4 2\n", "5 1\n2 4\n", "5 1\n3 1\n", "5 1\n1 2\n"):
        assert not fits(fmt, bad)


# Sentences about N and A_1 to A_3, or about S, with values that fit and values that do not.
SEQUENCES = {
    "Every $A_i$ is an integer between $1$ and $4$, inclusive.": None,
    "$A$ is a permutation of $(1, 2, \\ldots, N)$.": ("3 1 2", "3 1 1"),
    "$(A_1, \\ldots, A_N)$ is a permutation of $(1, \\ldots, N)$.": ("3 1 2", "2 3 4"),
    "$A_i$ are pairwise distinct.": ("4 1 2", "4 1 4"),
    "All $A_i$ are distinct.": ("4 1 2", "4 1 4"),
    "$A_i \\neq A_j$ $(i \\neq j)$": ("4 1 2", "4 1 4"),
    "$i \\neq j \\Rightarrow A_i \\neq A_j$": ("4 1 2", "4 1 4"),
    "$A_1 < A_2 < \\cdots < A_N$": ("1 2 4", "1 4 2"),
    "$A_i \\leq A_{i+1}$ $(1 \\leq i \\leq N-1)$": ("1 1 4", "2 1 4"),
    "$\\sum_{i=1}^{N} A_i \\leq 8$": ("1 3 4", "4 4 4"),
    "$A_i$ is even.": ("2 4 2", "2 3 4"),
    "$A_i$ is prime.": ("2 3 2", "2 3 4"),
    "$A_i \\in \\{1, 4\\}$": ("1 4 4", "1 2 4"),
}
STRINGS = {
    "$S$ is a string of length $3$ consisting of lowercase English letters.": ("abc", "abcd", "aBc"),
    "$S$ is a string of length between $2$ and $4$, inclusive, consisting of `A` and `B`.": ("AB", "A", "ABC"),
    "$S$ is `yes` or `no`.": ("yes", "maybe", "ye"),
    "$S$ is a lowercase English letter.": ("q", "qq", "Q"),
    "$S$ consists of digits from `1` through `3`, and has a length of at least $1$ and at most $3$.": ("123", "4", ""),
}


@pytest.mark.parametrize("sentence", SEQUENCES)
def test_a_sentence_about_a_sequence_becomes_a_relation(sentence):
    constraints = ["$N = 3$", "$1 \\leq A_i \\leq 4$", sentence]
    good, bad = SEQUENCES[sentence] or ("1 4 4", "1 4 5")
    fmt = read("N\nA_1 A_2 \\ldots A_N", constraints, f"3\n{good}\n")
    assert fmt.unread == ()
    assert fits(fmt, f"3\n{good}\n")
    assert not fits(fmt, f"3\n{bad}\n")


@pytest.mark.parametrize("sentence", STRINGS)
def test_a_sentence_about_a_string_bounds_its_length_and_its_letters(sentence):
    good, *bad = STRINGS[sentence]
    fmt = read("S", [sentence], f"{good}\n")
    assert fmt.unread == ()
    for text in bad:
        assert not fits(fmt, f"{text}\n"), text


def test_a_japanese_statement_alone_is_read():
    fmt = read(
        "N\nA_1 A_2 \\ldots A_N\nS",
        None,
        "3\n3 1 2\nab\n",
        japanese=[
            "$N$ は $1$ 以上 $5$ 以下の整数",
            "$A$ は $(1, 2, \\ldots, N)$ の順列",
            "$S$ は英小文字からなる長さ $1$ 以上 $3$ 以下の文字列",
            "入力は全て整数",
        ],
    )
    assert not fits(fmt, "3\n3 1 1\nab\n")
    assert not fits(fmt, "3\n3 1 2\nabcd\n")


def test_a_sentence_need_only_be_understood_in_one_of_the_two_languages():
    fmt = read(
        "N",
        ["$N$ abides between the first and the hundredth."],
        "5\n",
        japanese=["$N$ は $1$ 以上 $100$ 以下の整数"],
    )
    assert fmt.unread == ()
    assert not fits(fmt, "101\n")


def test_a_sentence_that_is_not_understood_is_kept_word_for_word():
    sentence = "There is a unique way to reach the $N$-th stair."
    assert read("N", ["$1 \\leq N \\leq 9$", sentence], "5\n").unread == (sentence,)


def test_a_promise_of_the_story_that_becomes_no_relation_is_kept_as_unread():
    fmt = read(
        "N\nP_1 P_2 \\ldots P_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq P_i \\leq N$"],
        "2\n2 1\n",
        prose="You are given a permutation $P$.",
    )
    assert fmt.unread == ("given a permutation",)


@pytest.mark.parametrize("places", ["2 \\leq i \\leq N", "i = 1, 3", "i = 1, 3, \\dots, N", "i \\in \\{1, 3\\}"])
def test_a_bound_for_some_indices_only_is_not_applied_to_all(places):
    fmt = read(
        "N\nA_1 \\ldots A_N",
        ["$3 \\leq N \\leq 9$", "$0 \\leq A_i \\leq 9$", f"$1 \\leq A_i \\leq 5$ $({places})$"],
        "3\n5 5 5\n",
    )
    assert len(fmt.unread) == 1


def test_a_reading_that_refuses_a_sample_is_discarded():
    found = read_input(problem("N", ["$1 \\leq N \\leq 9$"], "10\n"))
    assert isinstance(found, Unreadable) and found.reason == "sample refused"


def test_a_variable_without_an_upper_bound_is_named():
    found = read_input(problem("N M", ["$1 \\leq N \\leq 9$", "$1 \\leq M$"], "1 1\n"))
    assert found == Unreadable("bounds", "how large M can be")


def test_the_input_of_an_interactive_problem_is_unreadable():
    asked = replace(problem("N", ["$1 \\leq N \\leq 9$"], "1\n"), interactive=True)
    assert read_input(asked).reason == "interactive"


def test_no_garbled_statement_makes_the_reader_raise():
    rng = random.Random(3)
    whole = problem(*LAYOUTS["edges"][:2], "3 2\n1 2\n2 3\n").statements.en
    pieces = [
        "$",
        "{",
        "}",
        "_",
        "\\frac",
        "\\sum",
        "|",
        "```\n",
        "- ",
        "(",
        ")",
        "…",
        "\\vdots\n",
        "9" * 50,
        "@1",
        "%0",
    ]
    for _turn in range(150):
        text = list(whole)
        for _change in range(rng.randrange(1, 12)):
            at = rng.randrange(len(text))
            text[at : at + rng.randrange(3)] = rng.choice(pieces)
        changed = replace(
            problem("N", [], "3 2\n1 2\n2 3\n"), statements=Statements(en="".join(text), ja="".join(reversed(text)))
        )
        assert isinstance(read_input(changed), InputFormat | Unreadable)


@pytest.mark.parametrize(
    "hostile",
    [
        "- $" + "(" * 5000 + "$",
        "- " + "The given graph is " + "a simple and connected " * 300,
        "- $1 \\leq N \\leq 10^{10^{10^{10}}}$",
        "- $" + "N+" * 250 + "N \\leq 5$",
        "- " + "$a$, " * 300 + "are distinct",
        "- 与えられるグラフは" + "単純かつ連結である" * 80 + "ぞ",
    ],
)
def test_a_hostile_statement_is_unreadable_and_does_not_hang(hostile):
    statement = f"### Constraints\n{hostile}\n### Input\n\n```\nN\n```\n"
    asked = replace(problem("N", [], "1\n"), statements=Statements(en=statement, ja=statement))
    assert isinstance(read_input(asked), Unreadable)


@pytest.mark.parametrize(("clock", "is_read"), [("monotonic", True), ("thread_time", False)])
def test_reading_is_limited_by_cpu_time_and_not_by_the_clock(clock, is_read, monkeypatch):
    hours = count(step=3600.0)
    monkeypatch.setattr(f"time.{clock}", lambda: next(hours))
    found = read_input(problem("N", ["$1 \\leq N \\leq 5$"], "1\n"))
    assert isinstance(found, InputFormat) if is_read else found.reason == "too long"


def test_a_range_of_indices_in_parentheses_at_the_end_is_a_condition():
    block = "N M\nS_1\n\\vdots\nS_N"
    whole = "$S_i$ is a string of length $M$ consisting of lowercase English letters. $(1 \\leq i \\leq N)$"
    fmt = read(block, ["$1 \\leq N, M \\leq 4$", whole], "2 2\nab\ncd\n")
    assert fmt.unread == ()
    assert not fits(fmt, "2 2\nab\ncde\n")
    partly = read_input(problem(block, ["$1 \\leq N, M \\leq 4$", whole.replace("N", "N - 1")], "2 2\nab\ncd\n"))
    assert isinstance(partly, Unreadable)
    assert partly.reason == "bounds"


def test_a_difference_within_each_pair_is_not_taken_to_mean_that_all_values_differ():
    fmt = read(
        "a_1 b_1\na_2 b_2\n",
        ["$1 \\leq a_i, b_i \\leq 4$ $(1 \\leq i \\leq 2)$", "$a_i$ and $b_i$ are different. $(1 \\leq i \\leq 2)$"],
        "1 2\n1 3\n",
    )
    assert len(fmt.unread) == 1
