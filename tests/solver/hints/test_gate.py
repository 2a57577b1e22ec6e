"""The gate on sets of hand-made hints, and what each of its rules is for."""

from dataclasses import replace

import pytest

from problems.problem import Sample, Statements
from solver.hints.gate import Reason, reasons_against
from tests.solver.hints.hint_set import CLEAN, KINDS, RESTATED, hints, secret_of
from tests.solver.hints.leaky_model import GOOD

SECRET = secret_of("a.py")


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_every_leak_that_rules_can_recognize_is_withheld(kind):
    leaking = hints(kind)
    missed = [hint for hint in leaking if not hint.reasons()]
    assert len(missed) <= 0.05 * len(leaking), missed
    assert {(hint.lang, hint.level) for hint in leaking} == {(lang, n) for lang in ("en", "ja") for n in range(1, 5)}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_hardly_any_clean_hint_is_refused(lang):
    clean = [hint for hint in hints(CLEAN) if hint.lang == lang]
    refused = [(hint, hint.reasons()) for hint in clean if hint.reasons()]
    assert len(refused) <= 0.03 * len(clean), refused
    assert {hint.level for hint in clean} == {1, 2, 3, 4}


@pytest.mark.parametrize("hint", hints(RESTATED), ids=lambda hint: f"{hint.task}-{hint.lang}")
def test_restating_the_problem_does_not_belong_to_a_later_level(hint):
    """A restatement uses the same words as a recipe: "count", "each", いずれか, 最小."""
    assert hint.reasons() == ()


def test_a_technique_and_its_cost_are_allowed_from_level_2_on():
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
def test_code_is_recognized_in_other_forms_of_letters(text):
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
def test_a_question_is_recognized_in_either_language_with_or_without_a_mark(text):
    lang = "en" if text.isascii() else "ja"
    assert reasons_against(text, 1, lang, secret_of("hall-bookings"), asks=True) == ()


def test_a_japanese_word_that_ends_like_a_question_is_not_one():
    text = "予約を終わりの順に見るほかはありません。静かに一つずつ選んでいきましょう。"
    assert reasons_against(text, 2, "ja", secret_of("hall-bookings"), asks=True) == (Reason.NO_QUESTION,)


@pytest.mark.parametrize(
    "text",
    [
        "Take max(best, left[i] + right[i] and see what is left of it.",
        "Here best is the max of best and left at i plus right at i minus cost, as you see.",
    ],
)
def test_the_solution_is_recognized_as_written_and_as_read_aloud(text):
    secret = replace(secret_of("hall-bookings"), solution="best = max(best, left[i] + right[i] - cost)\n")
    assert reasons_against(text, 1, "en", secret)
    assert not reasons_against("What is best: the left or the right, at whatever cost?", 1, "en", secret)


def test_sample_outputs_shown_in_the_statement_still_count_as_leaks():
    secret = secret_of("fence-colors")
    assert "180" in secret.statement
    assert Reason.SAMPLE_ANSWER in reasons_against("You will be left with 180 of them.", 2, "en", secret)


def test_the_statement_in_the_other_language_does_not_count_as_a_note_on_the_last_sample():
    text = "The first sample balances out, while barrel 3 of the second one is short of a litre, so No."
    assert Reason.SAMPLE_ANSWER in reasons_against(text, 2, "en", secret_of("water-barrels"))


def test_reasons_quote_nothing_of_the_hint():
    reasons = reasons_against("```\nprint(599)\n```", 1, "en", SECRET)
    assert reasons
    assert all(reason in set(Reason) for reason in reasons)


def test_a_hint_in_the_wrong_language_or_of_garbage_is_refused():
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


def test_a_list_of_numbers_is_not_taken_for_repetitive_garbage():
    text = "In sample 1 the ball goes 1, 3, 5, 2, 6, 3, 5, 2, 6, 3 and so on. What do you notice?"
    assert reasons_against(text, 1, "en", secret_of("ball-circle")) == ()


@pytest.mark.parametrize("text", ["a" * 30_000, "Look here: " + "a_" * 10_000, "How do the laps differ? " * 2_000])
def test_an_overlong_hint_is_refused_before_it_is_read_closely(text):
    assert reasons_against(text, 1, "en", SECRET) == (Reason.UNREADABLE,)


@pytest.mark.parametrize(
    "told", ["you get {}/2 laps.", "1/{} of it is left.", "there are {} dozen laps.", "{} 分の 1 です。"]
)
@pytest.mark.parametrize(
    "digits",
    [
        "234" * 120,
        ",".join(["234"] * 120),
        "，".join(["２３４"] * 120),
        "２３４" * 120,
        "2\u200b3" * 160,
        "&#50;" * 320,
    ],
    ids=["plain", "in groups", "full-width in groups", "full-width", "with zero-width spaces", "as entities"],
)
def test_a_number_too_long_for_arithmetic_is_refused_however_it_is_written(told, digits):
    hint = "How do the laps differ? In sample 1 " + told.format(digits)
    assert reasons_against(hint, 1, "en", SECRET) == (Reason.UNREADABLE,)


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


TOLLS = """There are N towns and a coupon by which the toll of one road becomes floor(C_i / 2) yen.
You are given a string S and the rows of a grid of N rows. Print the least sum of tolls."""


@pytest.mark.parametrize(
    ("level", "lang", "text"),
    [
        (
            1,
            "en",
            "The route in `LLLLLLLLLRRRRRRRRR` goes left first and then right. Which towns does it see on its way?",
        ),
        (1, "ja", "例の `))))))))((((((((` を左から読んでみましょう。どこで相手のいない括弧が出てくるでしょうか。"),
        (1, "en", "Two days with E_i = S_j *do* touch each other, so look closely at what the statement asks of them."),
        (
            1,
            "en",
            "The plan may end while the runner is still resting, so the last of the days needs no rest after it.",
        ),
        (1, "en", "For strings like `aaaa…ab` it is too slow to compare all of the letters each time that you look."),
        (
            1,
            "en",
            "You travel to town N, and you may halve the toll of one road (rounded down). What is the least sum?",
        ),
        (
            1,
            "en",
            "You keep a list of N tolls, and some of them change while you travel. Which ones do you still need?",
        ),
        (1, "en", "Placing them greedily row by row can block better ways to place them, so think of all of the rows."),
        (1, "ja", "すべての組について費用を求め、それを全部足した値を答えます。組の数はどのくらいになるでしょうか。"),
        (4, "en", "For each position where a K × K block fits, look at what the table holds at its four corners."),
        (4, "en", "Give each cell a colour by the parity of row plus column, and look at which cells have neighbours."),
        (4, "en", "Choose three of the N towns and look at twice the area that they span, which is always whole."),
    ],
)
def test_a_hint_that_only_looks_like_a_leak_is_allowed(level, lang, text):
    problem = replace(SECRET.problem, statements=Statements(en=TOLLS), samples=())
    assert reasons_against(text, level, lang, replace(SECRET, problem=problem, solution="")) == ()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "A breadth-first search does not work with such tolls, use Dijkstra's algorithm from the first town."),
        ("en", "Taking the least toll each time may fail, so dynamic programming over the towns is what you need."),
        ("ja", "いちばん安い道を選び続ける方法ではうまくいきません。ダイクストラ法を使いましょう。"),
    ],
)
def test_a_technique_named_beside_a_trap_still_belongs_to_a_later_level(lang, text):
    problem = replace(SECRET.problem, statements=Statements(en=TOLLS), samples=())
    assert Reason.BEYOND_LEVEL in reasons_against(text, 1, lang, replace(SECRET, problem=problem, solution=""))


def test_quoting_a_samples_permutation_does_not_leak_the_answer_permutation():
    problem = replace(
        SECRET.problem, statements=Statements(en=TOLLS), samples=(Sample("1", b"5 10\n2 3 1 5 4\n", b"3 1 2 5 4\n"),)
    )
    secret = replace(SECRET, problem=problem, solution="")
    quoted = (
        "In sample 1, with (2, 3, 1, 5, 4), the cards at 1, 2 and 3 move among themselves, and 4 and 5 change places."
    )
    assert reasons_against(quoted, 2, "en", secret) == ()
    assert reasons_against(f"{quoted} They end as 3, 1, 2, 5, 4.", 2, "en", secret) == (Reason.SAMPLE_ANSWER,)


def test_a_sum_of_differences_clipped_at_zero_is_a_formula():
    text = "元の高さからその差を引き、負になったら 0 とします。これをすべて足したものが求める値です。"
    assert Reason.FORMULA in reasons_against(text, 2, "ja", SECRET)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Let g(s) be the value of a pile: g(s) = mex{ g(s − A_i) | A_i ≤ s }, and look at whether it is zero."),
        ("en", "The cells can be fixed in order, because dist(q) = 1 + min{ dist(p) : p leads to q } holds for each."),
        ("en", "The optimum equals F − α, where F is how many cells are free and α the most that never touch."),
        ("en", "The best up to day i is the larger of two: the best before it, or the one before plus its points."),
        ("ja", "左上の累積から、はみ出す二つの長方形の累積を引き、二重に引いた分を足し戻せば求められます。"),
    ],
)
def test_a_recurrence_or_a_closed_form_is_a_formula_however_it_is_written(lang, text):
    assert Reason.FORMULA in reasons_against(text, 4, lang, SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "If you forget the last step, sample 2 gives one too many; the correct output is `81`.",
        "For the corridor `S.G..` you always slide past the goal, so the program has to print −1 there.",
    ],
)
def test_a_sample_is_recognized_by_its_number_or_by_a_row_of_its_input(text):
    samples = (
        Sample("1", b"3 9\nS##.G\n", b"7\n"),
        Sample("2", b"100 1\nS.G..\n", b"81\n"),
        Sample("3", b"5\nS.G..\n", b"-1\n"),
    )
    problem = replace(SECRET.problem, statements=Statements(en=TOLLS), samples=samples)
    secret = replace(SECRET, problem=problem, solution="")
    assert reasons_against(text, 2, "en", secret) == (Reason.SAMPLE_ANSWER,)


def test_a_hint_must_say_less_than_the_next_level_and_more_than_the_one_before():
    assert reasons_against(GOOD[2], 2, "en", SECRET, {1: GOOD[1], 3: GOOD[3]}) == ()
    assert Reason.NOTHING_NEW in reasons_against(GOOD[1], 2, "en", SECRET, {1: GOOD[1]})
    assert Reason.SAYS_ALL_OF_NEXT in reasons_against(GOOD[2], 1, "en", SECRET, {2: GOOD[2]})


def test_names_from_the_learners_own_program_are_no_secret():
    text = "What does your variable `faster` hold after the first lap?"
    secret = replace(SECRET, solution="faster = 0\nfor lap in laps: faster += 1\n")
    assert Reason.IDENTIFIER in reasons_against(text, 2, "en", secret)
    assert reasons_against(text, 2, "en", replace(secret, own="faster = int(input())\n"), asks=True) == ()
    assert Reason.NO_QUESTION in reasons_against(GOOD[2], 2, "en", secret, asks=True)
