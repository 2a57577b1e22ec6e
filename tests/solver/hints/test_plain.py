"""A hint's text in the normalized form that the rules read."""

import pytest

from solver.hints.plain import in_digits, plain


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("thirty-two", "32"),
        ("two hundred and thirty-one", "231"),
        ("a hundred, or two thousand three hundred", "100, or 2300"),
        ("minus one", "-1"),
        ("3 million", "3000000"),
        ("the one-way road", "the 1-way road"),
        ("五組", " 5 組"),
        ("合計百八十通り", "合計 180 通り"),
        ("一億二千万人", " 120000000 人"),
        ("マイナス 1", " -1"),
        ("ひとつになる", " 1 つになる"),
        ("a single box", "just 1 box"),
    ],
)
def test_a_written_number_becomes_digits(text, digits):
    assert in_digits(text) == digits


@pytest.mark.parametrize(
    "text", ["唯一", "第二", "十分です", "二部グラフ", "someone", "often", "一つ目", "二つめ", "ひとつずつ"]
)
def test_a_numeral_inside_another_word_stays(text):
    assert in_digits(text) == text


def test_a_superscript_digit_is_a_power():
    assert plain("N² and 10⁵") == "N^2 and 10^5"


def test_the_rules_own_marks_are_removed_from_a_text():
    assert plain("¤ = ¤¤ + § holds").split() == ["=", "+", "holds"]
