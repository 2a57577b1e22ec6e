"""Procedures told in prose, in orders, in the passive, in gerunds and in chains of Japanese verbs."""

import pytest

from solver.hints.procedures import doings, done, orders, sentences, tells_procedure, tells_steps, told

STATEMENT = "A baker sells $N$ loaves; loaf $i$ weighs $W_i$. パン屋が $N$ 個のパンを売ります。"


@pytest.mark.parametrize(
    "text",
    [
        "Put all loaves into a row by weight, take the lightest, and go on until the basket is full.",
        "You keep the lightest loaf, then you add the next one, and so on until nothing fits.",
        "The loaves are arranged by weight and the lightest ones are removed one by one.",
        "Removing the heaviest loaf again and again, and replacing it by a lighter one, leads to the answer.",
        "It is never wrong to take the lightest loaf that is left.",
        "Why is it enough to take the lightest loaf at every step?",
        "Could you arrange the loaves, take the lightest, push it aside and repeat until the basket is full?",
        "軽いパンから順にかごに入れていき、入らなくなったら次のかごを用意します。",
        "一番重いパンを取り除き、軽いものに置き換えることを繰り返せば答えになります。",
        "重さの順に並べて、端から詰めてください。入らなければ捨てます。",
        "いつでも最も軽いパンを選ぶのが最善です。",
    ],
)
def test_a_procedure_is_told(text):
    assert tells_procedure(text, STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "A heavy loaf takes the place of several light ones.",
        "Nothing is gained by splitting a loaf.",
        "Try a basket with three loaves by hand. Which of them would you leave out?",
        "If a loaf fits into a basket, every lighter one fits into it as well.",
        "重いパンが入るなら、それより軽いパンも必ず入ります。",
        "三個のパンで試してみましょう。どれを残すとよいでしょうか。",
        "かごに何個入るかは、重さだけで決まります。",
    ],
)
def test_an_observation_or_a_question_is_no_procedure(text):
    assert not tells_procedure(text, STATEMENT)


def test_the_technique_may_be_told_with_its_reasons_but_not_all_of_its_steps():
    assert not tells_steps(
        "Sort the loaves, which takes O(N log N); a greedy choice is right, as lighter is better.", ""
    )
    assert tells_steps(
        "Sort them, take the first, add it, remove it from the row, and repeat until the end for each.", ""
    )


def test_clauses_are_counted():
    assert orders("Take it, and then put it back; otherwise stop.") == 3
    assert orders("The baker takes it and puts it back.") == 0
    assert orders("Take the first sample.") == 0
    assert done("It is removed, and the rest is merged.", "") == 2
    assert done("It is removed, and the rest is merged.", "Boxes are merged.") == 1
    assert doings("端から詰めて、余りを捨てます。") >= 1
    assert doings("端から数えて、余りを捨てます。", "余りを捨てます。") < doings("端から数えて、余りを捨てます。")


def test_told_leaves_out_what_is_asked():
    assert sentences("One. Two? Three!") == ["One.", "Two?", "Three!"]
    assert told("It is so. Is it? Why is it so?") == ["It is so.", "Why is it so?"]
    assert told("こうです。そうでしょうか。なぜそうなのでしょうか。") == ["こうです。", "なぜそうなのでしょうか。"]
