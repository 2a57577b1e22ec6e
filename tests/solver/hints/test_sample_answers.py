"""What a sample must print, told in figures, in words, in the story's words, and by the sample's input."""

import pytest

from problems.problem import Sample
from solver.hints.sample_answers import tells_sample_answer

STATEMENT = "Each of $N$ hens lays $A_i$ eggs. How many boxes of 12 are needed?"


def samples(*pairs):
    return tuple(
        Sample(str(number), stdin.encode(), expected.encode())
        for number, (stdin, expected) in enumerate(pairs, start=1)
    )


EGGS = samples(("4\n7 15 9 3\n", "231\n"), ("2\n8 9\n", "5\n"), ("3\n1 2 3\n", "-1\n"))


@pytest.mark.parametrize(
    "text",
    [
        "The answer to sample 2 is 5.",
        "In the second example five boxes will do.",
        "For 7, 15, 9, 3 you get two hundred and thirty-one.",
        "全部で231箱になります。",
        "一つ目の例では二百三十一箱です。",
        "二つ目の例は五箱で足ります。",
        "The third sample cannot be done, so minus one is printed.",
        "With hens that lay 7, 15, 9 and 3 it comes to 231.",
    ],
)
def test_an_answer_is_seen_however_it_is_told(text):
    assert tells_sample_answer(text, EGGS, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "In sample 1 there are 4 hens. How many eggs do they lay?",
        "二つ目の例には二羽しかいません。何が起きますか。",
        "A box holds 12 eggs, so 5 hens may fill one.",
        "Numbers from example 0 on are made up, and there is no sample 9.",
        "The sums need 64 bits.",
    ],
)
def test_other_numbers_are_no_answer(text):
    assert not tells_sample_answer(text, EGGS, STATEMENT)


def test_verdicts_players_lists_and_decimals():
    verdicts = samples(("3\n1 1 2\n", "Yes\n"), ("3\n5 1 2\n", "No\n"))
    assert tells_sample_answer("The first sample works out.", verdicts, STATEMENT)
    assert tells_sample_answer("二つ目の例はうまくいかず、無理です。", verdicts, STATEMENT)
    assert not tells_sample_answer("Does the first sample work out?", verdicts, STATEMENT)
    players = samples(("7\n", "First\n"), ("4 1 1\n", "Second\n"))
    assert tells_sample_answer("一つ目の例では先手が必ず勝ちます。", players, STATEMENT)
    assert tells_sample_answer("With 4, 1, 1 the second player wins.", players, STATEMENT)
    assert not tells_sample_answer("In the first sample, who is better off?", players, STATEMENT)
    assert tells_sample_answer(
        "Sample 1 prints 3, then comes 1, and 2 is last.", samples(("3\n", "3\n1\n2\n")), STATEMENT
    )
    assert tells_sample_answer("The first example gives 0.75.", samples(("2\n", "0.75\n")), STATEMENT)
