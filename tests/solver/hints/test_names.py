"""Names of the hidden program are recognized in sentences, and everyday words are not taken for names."""

import pytest

from solver.hints.names import identifiers, shows_identifier

PROGRAM = """
from collections import deque
next_stop = [0] * n
carries = 0  # not a name: comment_word
queue = deque()
for order in sorted(read()):
    lo, hi = carries, order
    carries += order
    dry, eq = 0, 1
print(carries)
"""


def shows(text, statement=""):
    return shows_identifier(text, PROGRAM, frozenset(), statement)


def test_only_names_that_the_program_defines_count():
    assert identifiers(PROGRAM) == {"next_stop", "carries", "order", "lo", "hi", "dry", "eq"}


@pytest.mark.parametrize(
    "text",
    [
        "Fill next_stop first.",
        "What does `carries` hold?",
        "carries[i] tells it.",
        "Let carries_i be what is left.",
        "Use carries(i) to tell what is left.",
        "Look at carries + order, and at what is left.",
        "Keep a counter called carries.",
        "最後に carries を出力します。",
        "Then carries holds the sum.",
        "Add each one to carries.",
        "Move lo and hi towards each other.",
        "Set $carries$ to zero.",
        "「carries」に足していきます。",
        "Keep best_end up to date, whoever wrote it.",
        "Let maxLen grow.",
        "Count eq as well.",
        "A single number, carries, remembers what was moved.",
        "Keep two counts: carries for the boats, and another.",
        "The load (carries) grows with every boat.",
        "Two markers, carries and order, move on.",
        "The quantity carries is what is left.",
        "Maintain two places (carries, order) on the way.",
        'Keep a "carries" as you go.',
        "Update carries whenever a boat comes.",
        "Print carries.",
        "Return carries at the end.",
        "Initialise carries with 0.",
        "Let carries be 0.",
        "Put each into carries, then go on.",
        "The value of carries, at the end, is printed.",
    ],
)
def test_a_name_is_recognized(text):
    assert shows(text)


@pytest.mark.parametrize(
    "text",
    [
        "In which order do they come? Order matters.",
        "The boat carries two of them.",
        "順番 (order) を考えましょう。",
        "A queue is not needed.",
        "In a dry place it carries on: order for order's sake.",
        "If each knew who stands right *carries*, you could just walk.",
        "Boats that wait – order by order – fill up; their “order” is all that counts.",
        "Order is kept: first come, first served (order), and order becomes habit.",
        "The order(s) may differ.",
    ],
)
def test_an_everyday_word_is_not_a_name(text):
    assert not shows(text)


def test_a_word_of_the_statement_counts_only_if_it_is_marked_as_a_name():
    assert shows("Then carries holds the sum.")
    assert not shows("Then carries holds the sum.", "What the boat carries is written in the first line.")
    assert shows("Look at `carries`.", "What the boat carries is written in the first line.")
