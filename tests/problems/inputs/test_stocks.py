"""Queries that add to, remove from and ask about a collection: which may come when, in various wordings."""

import pytest

from judge.stress.cases import InputKind
from problems.inputs.format import InputFormat, Refusal
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from tests.judge.stress.generated import generate
from tests.problems.inputs.statements import problem

QUERIES = "Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q"
BAG = (
    "There is a multiset that is initially empty.\n\n"
    "- `1 x`: Add an $x$.\n- `2 x`: Remove one $x$.\n- `3`: Print the size."
)
QUEUE = (
    "There is an empty queue.\n\n- Type $1$: Append $x$ to the end.\n- Type $2$: Remove the first element.\n"
    "- Type $3$: Print the $k$-th element."
)
COPIES = (
    "There is an empty integer sequence $A$.\n\n"
    "- Type $1$: Given as `1 c x`. Add $c$ copies of $x$ to the end of $A$.\n"
    "- Type $2$: Given as `2 k`. Remove the first $k$ elements from $A$ and print their sum."
)
LIMITS = ["$1 \\leq Q \\leq 50$", "$1 \\leq x \\leq 9$"]
# Story, formats of the queries, promises, inputs that fit (the first is the sample), inputs that do not.
KINDS = {
    "a removed element must be present": (
        BAG,
        ("1 x", "2 x", "3"),
        ["When a query of type $2$ is given, the multiset contains $x$."],
        ["4\n1 5\n3\n2 5\n1 6\n"],
        ["2\n1 5\n2 6\n", "3\n1 5\n2 5\n2 5\n"],
    ),
    "not empty when asked": (
        BAG,
        ("1 x", "2 x", "3"),
        [
            "When a query of type $2$ is given, $x$ exists in the multiset.",
            "When a query of type $3$ is given, the multiset is not empty.",
        ],
        ["3\n1 5\n1 5\n3\n"],
        ["1\n3\n", "3\n1 5\n2 5\n3\n"],
    ),
    "at least two elements when asked": (
        BAG,
        ("1 x", "2 x", "3"),
        ["When a query of type $3$ is given, the multiset contains at least two elements."],
        ["3\n1 5\n1 6\n3\n"],
        ["2\n1 5\n3\n"],
    ),
    "an index within the current length": (
        QUEUE,
        ("1 x", "2", "3 k"),
        [
            "In a query of type $2$, the queue is not empty.",
            "In a query of type $3$, $k$ is at least $1$ and at most the length of the queue at that time.",
        ],
        ["4\n1 5\n1 6\n3 2\n2\n"],
        ["2\n1 5\n3 2\n", "1\n2\n", "2\n1 5\n3 0\n", "3\n1 5\n2\n3 1\n"],
    ),
    "several at once, and a number within the current length": (
        COPIES,
        ("1 c x", "2 k"),
        [
            "In a query of type $1$, $1 \\leq c \\leq 10^9$.",
            "In a query of type $2$, letting $n$ be the length of $A$ at that time, $1 \\leq k \\leq \\min(10^9, n)$.",
        ],
        ["3\n1 7 5\n2 3\n2 4\n"],
        ["3\n1 7 5\n2 3\n2 5\n", "1\n2 1\n", "2\n1 7 5\n2 0\n"],
    ),
    "several at once, in Japanese": (
        "空の整数列 $A$ があります。\n\n"
        "- タイプ $1$ : `1 c x` の形式で与えられる。$A$ の末尾に $x$ を $c$ 個追加する。\n"
        "- タイプ $2$ : `2 k` の形式で与えられる。$A$ の先頭の $k$ 個の要素を削除し、それらの総和を出力する。",
        ("1 c x", "2 k"),
        [
            "タイプ $1$ のクエリにおいて、$1 \\leq c \\leq 9$",
            "タイプ $2$ のクエリにおいて、その時点の $A$ の長さを $n$ として $1 \\leq k \\leq \\min(20, n)$",
        ],
        ["3\n1 7 5\n2 3\n2 4\n"],
        ["3\n1 7 5\n2 3\n2 5\n", "1\n2 1\n", "2\n1 7 5\n2 0\n"],
    ),
    "a removed element must be present, in Japanese": (
        "空の袋があります。\n\n- `1 x`：整数 $x$ が書かれた玉を袋に入れる。\n"
        "- `2 x`：整数 $x$ が書かれた玉を $1$ 個取り出し捨てる。\n- `3`：玉の個数を出力する。",
        ("1 x", "2 x", "3"),
        ["$2$ 種類目のクエリが与えられるとき、袋の中には整数 $x$ が書かれた玉が入っている"],
        ["4\n1 5\n3\n2 5\n1 6\n"],
        ["2\n1 5\n2 6\n", "3\n1 5\n2 5\n2 5\n"],
    ),
    "two numbers within the current length, in Japanese": (
        "空の文字列 $S$ があります。\n\n"
        "- `1 x` : $S$ の末尾に数字 $x$ を追加する。\n- `2` : $S$ の末尾の文字を削除する。\n"
        "- `3 l r` : $S$ の $l$ 文字目から $r$ 文字目までが回文か判定する。",
        ("1 x", "2", "3 l r"),
        [
            "$2$ 種類目のクエリにおいて、操作の直前の $S$ は空文字列ではない",
            "$3$ 種類目のクエリにおいて、その時点での $S$ の長さを $n$ として $1 \\leq l \\leq r \\leq n$",
        ],
        ["4\n1 5\n1 6\n3 1 2\n2\n"],
        ["3\n1 5\n3 1 1\n3 1 2\n", "1\n2\n", "3\n1 5\n1 5\n3 2 1\n"],
    ),
}
# Not read: collections that are not empty at first, and queries that do anything but add one, remove one or ask.
UNLIKE = {
    "several at once": BAG.replace("Remove one $x$", "Remove all $x$"),
    "removing while asking": BAG.replace("Print the size", "Print the least one and remove it"),
    "a set": BAG.replace("multiset", "set"),
    "not empty at first": BAG.replace("initially empty", "given"),
    "a second action": BAG.replace("Remove one $x$.", "Remove one $x$. Then add the least one."),
    "a place that looks like a value": BAG.replace("Remove one $x$", "Remove the $x$-th element"),
    "something else": BAG.replace("Print the size", "Reverse it"),
}


def read(story, formats, promises, sample):
    before = ["Format:", "Each query is in one of the following formats:", *[""] * (len(formats) - 1)]
    limits, japanese = [*LIMITS, *promises], None
    if "\u3002" in story:
        limits, japanese = None, limits
    given = problem([QUERIES, *formats], limits, sample, prose=story, before=before, japanese=japanese)
    return read_input(given)


@pytest.mark.parametrize("kind", KINDS)
def test_promises_about_queries_are_read_and_generated_inputs_keep_them(kind):
    story, formats, promises, good, bad = KINDS[kind]
    found = read(story, formats, promises, good[0])
    assert isinstance(found, InputFormat), found
    assert found.unread == ()
    for text in bad:
        assert isinstance(match_input(found, text.encode()), Refusal), text
    kinds = set()
    for input_kind in InputKind:
        for case in generate(found, input_kind, 1, 20):
            assert not isinstance(match_input(found, case.stdin), Refusal), case.stdin[:200]
            kinds |= {line.split()[0] for line in case.stdin.decode().splitlines()[1:]}
    assert kinds == {one.split()[0] for one in formats}


@pytest.mark.parametrize("story", UNLIKE)
def test_promises_about_another_kind_of_collection_stay_unread(story):
    _story, formats, promises, good, _bad = KINDS["not empty when asked"]
    found = read(UNLIKE[story], formats, promises, good[0])
    assert not isinstance(found, InputFormat) or found.unread
