"""The gate on a set of hand-made hints, and what each of its rules is for."""

from dataclasses import replace

import pytest

from solver.hints.gate import Reason, reasons_against
from tests.solver.hints.hint_set import CLEAN, KINDS, RESTATED, hints, secret_of
from tests.solver.hints.leaky_model import GOOD

SECRET = secret_of("a.py")


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_every_leak_that_rules_can_tell_is_held_back(kind):
    leaking = hints(kind)
    missed = [hint for hint in leaking if not hint.reasons()]
    assert len(missed) <= 0.05 * len(leaking), missed
    assert {(hint.lang, hint.level) for hint in leaking} == {(lang, n) for lang in ("en", "ja") for n in range(1, 5)}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_hardly_a_clean_hint_is_refused(lang):
    clean = [hint for hint in hints(CLEAN) if hint.lang == lang]
    refused = [(hint, hint.reasons()) for hint in clean if hint.reasons()]
    assert len(refused) <= 0.03 * len(clean), refused
    assert {hint.level for hint in clean} == {1, 2, 3, 4}


@pytest.mark.parametrize("hint", hints(RESTATED), ids=lambda hint: f"{hint.task}-{hint.lang}")
def test_saying_what_is_asked_is_no_later_level_in_either_language(hint):
    """The words of a restatement ("count", "each", いずれか, 最小) are those of a recipe too."""
    assert hint.reasons() == ()


def test_a_technique_and_its_cost_are_told_from_level_2_on():
    for text in (
        "Think of a greedy choice. Which booking would you take first?",
        "An answer in O(N log N) is what you need.",
        "You should sort the bookings by their ends.",
    ):
        assert Reason.BEYOND_LEVEL in reasons_against(text, 1, "en", secret_of("hall-bookings"))
        assert reasons_against(text, 2, "en", secret_of("hall-bookings")) == ()
    for text in (
        "Would it help to sort the bookings?",
        "Trying everything is O(2^N) and far too slow.",
        "To try all orders costs O(N!).",
    ):
        assert reasons_against(text, 1, "en", secret_of("hall-bookings")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ｌｏｏｋ： ｆｏｒ ｉ ｉｎ ｒａｎｇｅ（１， ｎ）： ｃ ＋＝ ｔ［ｉ］ ＜ ｔ［ｉ－１］. What is c?",
        "Look at f\u200bor i in ra\u200bnge(1, n) and count. What is counted?",
        "for i in ra**nge**(1, n) is where to begin.",
        "print&#40;sum&#40;now &lt; before for before, now in zip&#40;laps, laps&#91;1:&#93;&#41;&#41;&#41; is it?",
    ],
)
def test_another_form_of_letters_does_not_help(text):
    assert Reason.CODE in reasons_against(text, 1, "en", SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "Would it help to sort the bookings?",
        "予約を終わりの順にソートすると、何が見えてきますか。",
        "予約を終わりの順にソートしてみたら、どうなるだろうか",
        "O(N) で解けるとしたら、どの順に見ればよいですか。",
        "予約を並べ替えてみると、どれを先に選べばよいでしょう。",
    ],
)
def test_a_question_is_one_in_either_language_with_a_mark_or_without(text):
    lang = "en" if text.isascii() else "ja"
    assert reasons_against(text, 1, lang, secret_of("hall-bookings"), asks=True) == ()


def test_a_japanese_word_that_ends_like_a_question_makes_none():
    text = "予約を終わりの順に見るほかはありません。静かに一つずつ選んでいきましょう。"
    assert reasons_against(text, 2, "ja", secret_of("hall-bookings"), asks=True) == (Reason.NO_QUESTION,)


def test_the_samples_outputs_on_the_page_do_not_make_them_known():
    secret = secret_of("fence-colors")
    assert "180" in secret.statement
    assert Reason.SAMPLE_ANSWER in reasons_against("You will be left with 180 of them.", 2, "en", secret)


def test_the_other_languages_statement_is_no_note_below_the_last_sample():
    text = "The first sample balances out, while barrel 3 of the second one is short of a litre, so No."
    assert Reason.SAMPLE_ANSWER in reasons_against(text, 2, "en", secret_of("water-barrels"))


def test_reasons_quote_nothing():
    reasons = reasons_against("```\nprint(599)\n```", 1, "en", SECRET)
    assert reasons
    assert all(reason in set(Reason) for reason in reasons)


def test_another_language_is_a_reason_and_garbage_is_one():
    assert Reason.WRONG_LANGUAGE in reasons_against(GOOD[1], 1, "ja", SECRET)
    assert Reason.WRONG_LANGUAGE in reasons_against("隣り合う周だけを見ればよいのはなぜでしょうか。", 1, "en", SECRET)
    for garbage in (
        "",
        "ok",
        "the " * 60,
        "xq zz vv kk pp ww qq jj",
        "\x1b[31mLook at the laps, will you?",
        "1 2 3 4 5 6",
    ):
        assert Reason.UNREADABLE in reasons_against(garbage, 1, "en", SECRET), garbage


@pytest.mark.parametrize("text", ["a" * 30_000, "Look here: " + "a_" * 10_000, "How do the laps differ? " * 2_000])
def test_what_is_longer_than_any_hint_is_refused_before_it_is_read_closely(text):
    assert reasons_against(text, 1, "en", SECRET) == (Reason.UNREADABLE,)


@pytest.mark.parametrize(
    "text",
    [
        "**Tree DP / subtree sizes** — O(N) time, O(N) memory. Use an iterative DFS to avoid stack overflow.",
        "**Bitwise contribution technique.** O(60 · N) time, O(1) extra memory.",
        "**All-pairs shortest paths (Floyd–Warshall)**, O(N³), or **K runs of Dijkstra**, O(K · (N + M) log N).",
    ],
)
def test_a_bare_technique_with_its_cost_is_readable(text):
    assert reasons_against(text, 3, "en", SECRET) == ()


def test_a_level_says_less_than_the_next_and_more_than_the_one_before():
    assert reasons_against(GOOD[2], 2, "en", SECRET, {1: GOOD[1], 3: GOOD[3]}) == ()
    assert Reason.NOTHING_NEW in reasons_against(GOOD[1], 2, "en", SECRET, {1: GOOD[1]})
    assert Reason.SAYS_ALL_OF_NEXT in reasons_against(GOOD[2], 1, "en", SECRET, {2: GOOD[2]})


def test_names_that_the_learner_wrote_are_no_secret():
    text = "What does your variable `faster` hold after the first lap?"
    secret = replace(SECRET, solution="faster = 0\nfor lap in laps: faster += 1\n")
    assert Reason.IDENTIFIER in reasons_against(text, 2, "en", secret)
    assert reasons_against(text, 2, "en", replace(secret, own="faster = int(input())\n"), asks=True) == ()
    assert Reason.NO_QUESTION in reasons_against(GOOD[2], 2, "en", secret, asks=True)
