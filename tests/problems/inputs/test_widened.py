"""More statements of our own: counts, types of queries, differing pairs, graphs that only the story mentions."""

import pytest

from problems.inputs.format import InputFormat, Refusal, Unreadable
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from tests.problems.inputs.statements import problem


def read(*arguments, **options):
    found = read_input(problem(*arguments, **options))
    assert isinstance(found, InputFormat), found
    return found


def fits(fmt, text):
    return not isinstance(match_input(fmt, text.encode()), Refusal)


GRID = "H W\nS_{1,1}S_{1,2}\\ldots S_{1,W}\n\\vdots\nS_{H,1}S_{H,2}\\ldots S_{H,W}"
GRID_BOUNDS = ["$1 \\leq H, W \\leq 5$", "Each $S_{i,j}$ is `.`, `#`, or `o`."]
# Layout, constraints, inputs that fit (the first is the sample), inputs that do not.
SENTENCES = {
    "a number of cells": (
        GRID,
        [*GRID_BOUNDS, "There are exactly two pairs $(i, j)$ such that $S_{i,j} =$ `o`."],
        ["2 2\no.\n#o\n"],
        ["2 2\no.\n##\n", "2 2\noo\no#\n"],
    ),
    "each of two characters once": (
        GRID,
        [*GRID_BOUNDS, "Each of `o` and `#` occurs exactly once among $S_{i,j}$."],
        ["1 3\no.#\n"],
        ["1 3\no..\n", "1 3\no##\n"],
    ),
    "characters of a string": (
        "N\nS",
        ["$1 \\leq N \\leq 9$", "$S$ is a string of length $2N$ containing $N$ `a`s and $N$ `b`s."],
        ["2\nabba\n"],
        ["2\naaab\n", "2\nab\n"],
    ),
    "a rearranged word": ("S", ["$S$ is a permutation of `race`."], ["acer\n"], ["acee\n", "rac\n", "racex\n"]),
    "the end of a string": (
        "S",
        ["$S$ consists of lowercase English letters.", "$2 \\leq |S| \\leq 9$", "$S$ ends with `go` or `x`."],
        ["lego\n", "xx\n"],
        ["gone\n"],
    ),
    "some value is large": (
        "N\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N \\leq 9$", "$0 \\leq A_i \\leq 9$", "There is an $i$ such that $A_i \\geq 5$."],
        ["2\n0 5\n"],
        ["2\n0 4\n"],
    ),
    "two sequences without a common value": (
        "N M\nA_1 \\ldots A_N\nB_1 \\ldots B_M",
        ["$1 \\leq N, M \\leq 9$", "$1 \\leq A_i, B_j \\leq 9$", "$A_i \\neq B_j$ for every $i$ and $j$."],
        ["2 1\n1 1\n2\n"],
        ["2 1\n1 2\n2\n"],
    ),
    "pairs distinct in either order": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq 9$",
            "$1 \\leq u_i, v_i \\leq N$",
            "$(u_i, v_i) \\neq (u_j, v_j)$ and $(u_i, v_i) \\neq (v_j, u_j)$ if $i \\neq j$.",
        ],
        ["3 2\n1 2\n3 2\n"],
        ["3 2\n1 2\n1 2\n", "3 2\n1 2\n2 1\n"],
    ),
    "a path between any two": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq 9$",
            "$1 \\leq u_i, v_i \\leq N$",
            "One can travel between any two towns using some of the roads.",
        ],
        ["3 2\n1 2\n3 2\n"],
        ["3 2\n1 2\n1 2\n"],
    ),
    "a sorted sequence with a known start": (
        "N\nA_1 A_2 \\ldots A_N",
        ["$2 \\leq N \\leq 9$", "$0 = A_1 < A_2 < \\cdots < A_N \\leq 9$"],
        ["3\n0 2 3\n"],
        ["3\n1 2 3\n", "3\n0 3 2\n", "3\n0 3 10\n"],
    ),
    "a length bounded by the sum of the values": (
        "N\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N$", "$1 \\leq A_i$", "$\\sum_{i=1}^{N} A_i \\leq 6$"],
        ["3\n1 2 3\n"],
        ["3\n1 2 4\n", "7\n1 1 1 1 1 1 1\n"],
    ),
    "a bound on twice a number": (
        "N K",
        ["$1 \\leq N \\leq 9$", "$0 \\leq K$", "$2K + 1 \\leq N$"],
        ["5 2\n", "1 0\n"],
        ["4 2\n", "9 5\n"],
    ),
    "rows of digits with spaces only in the format": (
        "H W\na_{11} a_{12} \\ldots a_{1W}\n\\vdots\na_{H1} a_{H2} \\ldots a_{HW}",
        ["$1 \\leq H, W \\leq 4$", "$a_{ij}$ is `0` or `1`."],
        ["2 3\n010\n111\n"],
        ["2 3\n01\n111\n", "2 3\n012\n111\n"],
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_is_read_and_refuses_inputs_that_violate_it(name):
    block, constraints, good, bad = SENTENCES[name]
    fmt = read(block, constraints, *good)
    assert fmt.unread == ()
    for text in bad:
        assert not fits(fmt, text), text


QUERIES = ["N Q\n\\text{query}_1\n\\vdots\n\\text{query}_Q"]


def test_formats_of_queries_are_read_from_code_spans_and_their_types_counted():
    fmt = read(
        QUERIES,
        [
            "$1 \\leq N, Q \\leq 9$",
            "$1 \\leq l \\leq r \\leq N$ for queries of types $1$ and $2$.",
            "There is at least one query of type $3$.",
        ],
        "5 2\n1 2 4\n3\n",
        prose="Process queries.\n\n- `1 l r`: turn a part.\n- `2 l r`: blacken a part.\n- `3`: print all.",
    )
    assert fmt.unread == ()
    assert fits(fmt, "5 2\n3\n2 1 1\n")
    for bad in ("5 1\n1 2 4\n", "5 2\n3\n1 4 2\n", "5 2\n3\n4\n"):
        assert not fits(fmt, bad)


def test_one_bound_may_cover_variables_of_different_types_of_queries():
    fmt = read(
        ["Q\n\\text{query}_1\n\\vdots\n\\text{query}_Q", "1 x", "2 y"],
        ["$1 \\leq Q \\leq 9$", "$1 \\leq x, y \\leq 4$"],
        "2\n1 4\n2 1\n",
        before=["Input:", "A query is", "or"],
    )
    assert fmt.unread == ()
    assert not fits(fmt, "1\n2 5\n")


def test_a_graph_of_the_story_is_found_by_the_names_of_its_edges_ends():
    bounds = ["$2 \\leq N, M, Q \\leq 9$", "$1 \\leq u_i, v_i \\leq N$", "$1 \\leq x_i, y_i \\leq N$"]
    fmt = read(
        "N M Q\nu_1 v_1\n\\vdots\nu_M v_M\nx_1 y_1\n\\vdots\nx_Q y_Q",
        bounds,
        "3 2 2\n1 2\n2 3\n1 1\n1 1\n",
        prose="You are given a simple connected graph. Its $i$-th edge connects vertices $u_i$ and $v_i$.",
    )
    assert fmt.unread == ()
    assert not fits(fmt, "3 2 2\n1 2\n1 2\n1 2\n1 3\n")


def test_a_guarantee_of_the_story_is_read_like_a_constraint():
    fmt = read("N K", ["$1 \\leq N, K \\leq 9$"], "5 3\n", prose="It is guaranteed that $K < N$.")
    assert fmt.unread == ()
    assert not fits(fmt, "3 3\n")
    kept = read("N K", ["$1 \\leq N, K \\leq 9$"], "5 3\n", prose="It is guaranteed that the robot comes home.")
    assert kept.unread == ("It is guaranteed that the robot comes home.",)
    asked = read("N K", ["$1 \\leq N, K \\leq 9$"], "5 3\n", prose="How many of them are guaranteed to win?")
    assert asked.unread == ()


def test_a_sentence_on_how_the_input_came_about_stays_unread():
    story = "You are given the state of the board after Bob took a stone."
    fmt = read(GRID, GRID_BOUNDS, "1 2\n.#\n", prose=f"There is a board. {story}")
    assert fmt.unread == (story.rstrip("."),)


@pytest.mark.parametrize(
    "sentence",
    [
        "For every $i$, there is at least one $j$ such that $A_j = i$.",
        "For every $i$ $(1 \\leq i \\leq N)$, there is an $i$ such that $A_i = 2$.",
        "$A_i$ is an integer that is not $3$.",
    ],
)
def test_a_sentence_that_cannot_be_expressed_as_a_relation_stays_unread(sentence):
    fmt = read("N\nA_1 \\ldots A_N", ["$1 \\leq N \\leq 9$", "$1 \\leq A_i \\leq 9$", sentence], "2\n1 2\n")
    assert fmt.unread == (sentence,)


def test_a_constraint_in_only_one_language_is_not_lost():
    extra = "$N \\neq 7$ のとき $K$ は不思議な数 $K^2 \\leq 50$"
    fmt = read(
        "N K",
        ["$1 \\leq N, K \\leq 9$"],
        "5 3\n",
        japanese=["$1 \\leq N, K \\leq 9$", "入力は全て整数", extra],
    )
    assert fmt.unread == (extra,)


def test_a_bound_that_nothing_gives_is_still_missing():
    found = read_input(problem("N M", ["$1 \\leq N \\leq M$", "$M$ is large."], "1 1\n"))
    assert isinstance(found, Unreadable) and found.reason == "bounds"
