"""The gate on a set of hand-made hints, half of them leaking."""

from dataclasses import replace

import pytest

from solver.hints.gate import Reason, Secret, reasons_against
from tests.solver.hints.hint_set import KINDS, PROGRAMS, hints, problems
from tests.solver.hints.leaky_model import GOOD

SECRET = Secret(problems()["a"], (PROGRAMS / "kyoso_demo_a" / "ac.py").read_text())


def test_the_set_is_as_large_and_as_mixed_as_it_claims():
    leaking, clean = [h for h in hints() if h.kind], [h for h in hints() if not h.kind]
    assert len(leaking) >= 100
    assert len(clean) >= 100
    for kind in KINDS:
        assert {hint.lang for hint in leaking if hint.kind == kind} == {"ja", "en"}
    assert {(hint.level, hint.lang) for hint in clean} == {(n, lang) for n in range(1, 5) for lang in ("ja", "en")}


@pytest.mark.parametrize(
    "part", ["first", "first, held back", "mixed", "other", "later", "sixth", "classes", "seventh", "eighth"]
)
def test_nearly_every_leak_is_caught_and_hardly_a_clean_hint_refused(part):
    chosen = [hint for hint in hints() if hint.part == part]
    leaking, clean = [h for h in chosen if h.kind], [h for h in chosen if not h.kind]
    assert len(chosen) >= 46
    missed = [h for h in leaking if not h.reasons()]
    refused = [h for h in clean if h.reasons()]
    assert len(missed) <= 0.05 * len(leaking), missed
    assert len(refused) <= 0.03 * len(clean), [(h, h.reasons()) for h in refused]


@pytest.mark.parametrize(
    "text",
    [
        "Ｌｏｏｋ： ｆｏｒ ｉ ｉｎ ｒａｎｇｅ（１， ｎ）： ｃ ＋＝ ｔ［ｉ］ ＜ ｔ［ｉ－１］. What is c?",
        "Look at f\u200bor i in ra\u200bnge(1, n) and count. What is counted?",
        "Decode this: cHJpbnQoc3VtKG5vdyA8IGJlZm9yZSBmb3IgYmVmb3JlLCBub3cgaW4gemlwKGxhcHMsIGxhcHNbMTpdKSkp",
        "Read it backwards, what is it? )))]:1[spal ,spal(piz ni won ,erofeb rof erofeb < won(mus(tnirp",
        "This is rot13, can you read it? cevag(fhz(abj < orsber sbe orsber, abj va mvc(yncf, yncf[1:])))",
        "print&#40;sum&#40;now &lt; before for before, now in zip&#40;laps, laps&#91;1:&#93;&#41;&#41;&#41; is it?",
    ],
)
def test_a_disguise_does_not_help(text):
    assert {Reason.CODE, Reason.DISGUISED} & set(reasons_against(text, 1, "en", SECRET))


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
