"""Formulas in words and in signs that no statement has."""

import pytest

from solver.hints.arithmetic import tells_formula
from solver.hints.formulas import gives_formula

STATEMENT = "How many towers of height $N$ can be built of bricks of heights $A_i$? 高さ $N$ の塔は何通りですか。"


@pytest.mark.parametrize(
    "text",
    [
        "The number of towers is the sum of those that lack one brick.",
        "A tower's count equals the count for the tower below it plus the count for the one before that.",
        "Each height is reached in as many ways as the previous one and the one before it together.",
        "The answer is N minus the length of the longest rise.",
        "Multiply the number of bricks by the number of heights and divide by two, over all colours.",
        "高さ h の塔の数は、一つ前の高さの塔の数と二つ前の高さの塔の数の和です。",
        "個数を掛けて 2 で割り、全部足すと求まります。",
        "値は、手前の値に 1 を足したものと等しくなります。",
    ],
)
def test_a_formula_in_words_is_seen(text):
    assert tells_formula(text, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "The last brick of a tower can be any of them.",
        "Whether a tower is possible depends only on the remainder of its height.",
        "What is left of a tower when its top is taken off?",
        "Is the number for a tower the sum of something smaller?",
        "塔のいちばん上のれんがに注目すると、残りもまた塔です。",
        "高さの差は、れんがの並べ方によりません。",
        "和が偶数かどうかは、奇数の個数だけで決まります。",
    ],
)
def test_an_observation_is_none(text):
    assert not tells_formula(text, STATEMENT)
    assert not gives_formula(text, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "Look at $t_h = t_{h-1} + t_{h-2}$.",
        "There are c(c-1)/2 pairs of a colour.",
        "towers = lower ones + higher ones",
        "塔の数 = 下の塔の数 + 上の塔の数",
        "From l to r it is the same as from l+1 to r-1.",
        "They are c choose 2.",
    ],
)
def test_a_formula_in_signs_is_seen(text):
    assert gives_formula(text, STATEMENT)


def test_sizes_and_the_statements_own_signs_are_no_formula():
    assert not gives_formula("There are N(N-1)/2 pairs, about 2 × 10^10.", STATEMENT)
    assert not gives_formula("$A_i + 2 B_i + C_i$ is given.", "Print $A_i + 2 B_i + C_i$.")
