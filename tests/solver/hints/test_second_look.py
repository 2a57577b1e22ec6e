"""The model is asked about each hint whether it tells more than its level allows; a clear yes withholds the hint."""

import pytest

from tests.solver.hints.leaky_model import GOOD
from tests.solver.hints.test_hint_command import MODEL, hint


def test_the_model_is_asked_at_low_effort_about_levels_1_to_3(kyoso, site, serve):
    server = serve()
    for level in GOOD:
        assert hint(kyoso, level, "--model", "demo-120b", "--effort", "medium")[1]["text"] == GOOD[level]
    assert len(server.looks) == 3
    for level, asked in enumerate(server.looks, start=1):
        assert asked["reasoning_effort"] == "low"
        assert asked["max_tokens"] <= 2_000
        (system, user) = asked["messages"]
        assert "yes or no" in system["content"]
        assert f"{GOOD[level]}\nhint-" in user["content"]
        assert f"more than level {level} allows" in user["content"]


def test_a_kept_hint_is_not_looked_at_again(kyoso, site, serve):
    server = serve()
    for _time in range(2):
        hint(kyoso, 1, *MODEL)
    assert len(server.looks) == 1


def test_a_hint_that_tells_too_much_is_rewritten_and_the_model_told_why(kyoso, site, serve):
    server = serve(
        {2: [GOOD[2], "Two laps that touch are all that you ever have to look at, one pair at a time."]},
        says=["yes", "no"],
    )
    assert hint(kyoso, 2, *MODEL)[1]["text"].startswith("Two laps")
    assert "more than its level allows" in server.prompts(2)[1]


def test_if_every_hint_tells_too_much_none_is_shown_and_the_option_is_named(kyoso, site, serve):
    server = serve(says="Yes.")
    done, found = hint(kyoso, 2, *MODEL)
    assert (done.code, found["text"], found["reasons"]) == (1, None, ["more than its level allows"])
    shown = kyoso("hint", "kyoso_demo_a", "--level", "2", *MODEL)
    assert shown.code == 1
    assert "the model itself said that it tells too much" in shown.out
    assert "--no-second-look" in shown.err
    assert "Continue with --level 3." in shown.err
    assert GOOD[2] not in shown.out + shown.err
    asked = len(server.looks)
    assert hint(kyoso, 2, *MODEL, "--no-second-look")[1]["text"] == GOOD[2]
    assert len(server.looks) == asked


@pytest.mark.parametrize("says", ["no", "**No.**", "Well, yes and no: it names laps.", "yes " * 50, "", None])
def test_anything_but_a_clear_yes_lets_the_hint_through_at_the_first_try(kyoso, site, serve, says):
    server = serve(says=says)
    assert hint(kyoso, 1, *MODEL)[1]["text"] == GOOD[1]
    assert server.asked == ["solve", "hint-1"]


def test_a_hint_that_the_rules_withhold_gets_no_second_look(kyoso, site, serve):
    server = serve({1: "Just do this: for i in range(1, n): if t[i] < t[i-1]: c += 1"})
    assert hint(kyoso, 1, *MODEL)[1]["withheld"]
    assert server.looks == []


def test_a_refusal_about_the_learners_program_says_what_to_do(kyoso, site, serve, programs):
    serve({1: "Your program is wrong in the third test."})
    done = kyoso("hint", "kyoso_demo_a", *MODEL, "--level", "1", "--file", programs / "kyoso_demo_a" / "wa.py")
    assert done.code == 1
    assert "the model told, where it was to ask about your program" in done.out
    assert "The same command asks again. Continue with --level 2." in done.err
