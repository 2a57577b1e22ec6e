"""What the solution does, told in prose; the examples are for a program that pairs warm days with cold ones."""

import pytest

from solver.hints.operations import asks, named, performed, tells_operations

SOLUTION = """
n, limit = map(int, input().split())
degrees = sorted(map(int, input().split()))
seen = {}
total = 0
for degree in degrees:
    total += seen.get(limit - degree, 0)
    seen[degree] = seen.get(degree, 0) + 1
print(total % 1000)
"""
STATEMENT = "In how many ways can two days be picked whose temperatures add up to the limit?"


def test_the_operations_are_read_off_the_program():
    found = {operation.name for operation in performed(SOLUTION)}
    assert {"sort", "sum", "remainder", "difference", "scan"} <= found
    assert not {"product", "divisor", "bits", "stack"} & found
    assert performed("") == ()


def test_words_that_the_statement_has_name_nothing():
    assert "sum" in named("The totals are accumulated.", SOLUTION, STATEMENT)
    assert "sum" not in named("They add up to the limit.", SOLUTION, STATEMENT)
    assert named("Which two days belong to each other?", "print(1)", STATEMENT) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "Sort the days, and for each of them look up how many earlier ones fit to it.",
        "For every day count the earlier days with the complement, and keep a tally of what you have met.",
        "The remainder of the sum of all matches is printed.",
        "気温を並べ替え、それぞれの日について、足りない分の気温がこれまでに何回現れたかを数えて合計します。",
        "相手の気温が何回出たかを数えたものの合計が答えです。",
    ],
)
def test_a_recipe_is_refused(text):
    assert tells_operations(text, SOLUTION, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "Two days with the same temperature are still two days.",
        "Only the temperature of a day matters, and not when it was.",
        "Which temperature must the other day have had, once you have chosen one?",
        "What would change if the days were sorted?",
        "Comparing every two days is far too slow.",
        "気温が同じでも、別の日なら別のものとして扱います。",
        "一日を決めたとき、もう一日の気温はいくつでなければならないでしょうか。",
        "大事なのは気温だけで、日付は関係ありません。",
        "すべての組を調べると、N が大きいとき間に合いません。",
    ],
)
def test_an_observation_and_a_question_are_not(text):
    assert not tells_operations(text, SOLUTION, STATEMENT)


def test_without_a_program_nothing_is_told():
    assert not tells_operations("Sort the days and count the pairs; the sum is the answer.", "", STATEMENT)


def test_to_ask_why_something_is_enough_is_to_tell_it():
    assert asks("What happens to the total?")
    assert asks("合計はどうなるでしょうか。")
    assert not asks("Why is it enough to keep the total?")
    assert not asks("合計だけで足りるのはなぜでしょうか。")
    assert not asks("The total is enough.")
