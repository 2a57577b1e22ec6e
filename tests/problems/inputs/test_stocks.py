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
}
# Not read: collections that are not empty at first, and queries that do anything but add one, remove one or ask.
UNLIKE = {
    "several at once": BAG.replace("Remove one $x$", "Remove all $x$"),
    "removing while asking": BAG.replace("Print the size", "Print the least one and remove it"),
    "a set": BAG.replace("multiset", "set"),
    "not empty at first": BAG.replace("initially empty", "given"),
    "something else": BAG.replace("Print the size", "Reverse it"),
}


def read(story, formats, promises, sample):
    before = ["Format:", "Each query is in one of the following formats:", *[""] * (len(formats) - 1)]
    return read_input(problem([QUERIES, *formats], [*LIMITS, *promises], sample, prose=story, before=before))


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
    assert kinds == {"1", "2", "3"}


@pytest.mark.parametrize("story", UNLIKE)
def test_promises_about_another_kind_of_collection_stay_unread(story):
    _story, formats, promises, good, _bad = KINDS["not empty when asked"]
    found = read(UNLIKE[story], formats, promises, good[0])
    assert not isinstance(found, InputFormat) or found.unread
