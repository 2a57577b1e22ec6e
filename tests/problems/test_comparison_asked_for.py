"""The comparison that a statement's wording asks for, in both languages."""

import pytest

from problems.checker import checker_of
from problems.problem import Checker, CheckerKind

ANY = [
    "If there are multiple solutions, any of them will be accepted.",
    "If there are multiple possible answers, you may print any of them.",
    "If more than one solution exists, just print one of them.",
    "Printing any of the shortest paths is considered correct.",
    "Note that any grid satisfying the conditions will be accepted.",
    "Any output that satisfies the conditions in the problem statement will be considered correct.",
    "Print the edges of the tree in any order.",
    "Determine whether such a graph exists, and if so, construct one such graph.",
    "If it exists, print one.",
    "Is this possible? If so, find such a robot.",
    "The solution will be accepted if all the numbers are sorted after the operations.",
    "In this sample, 300 and 400 would also be accepted.",
    "There are also other correct outputs, such as 1 2 3.",
    "解が複数存在する場合、どれを出力しても正解とみなされる。",
    "条件を満たすものが複数考えられるときは、そのうちのどれを出力しても構いません。",
    "答えが複数ある場合はいずれを出力してもよい。",
    "条件を満たすグラフを $1$ つ出力せよ。",
    "存在するならばひとつ求めてください。",
    "良い塗り方を構成してください。",
    "頂点を出力する順番は問わない。",
    "どのような順番で出力してもかまいません。",
    "$m$ が $10^6$ 以下であり、操作後に条件を満たしていれば正解となる。",
    "他にも、2 1 3 などを出力しても正解となります。",
    "The score of a submission is the total score for each test case.",
]

EXACT = [
    "Print the number of ways modulo 998244353.",
    "If there are multiple such sequences, print the lexicographically smallest one.",
    "You can perform the operations any number of times in any order.",
    "If there are multiple such elements, choose any of them and remove it.",
    "最大の要素が複数ある場合は、どれか 1 つを選んで取り除く。",
    "好きな順番で料理を食べることができます。",
    "Note that outputs such as 4.5 will be judged as Wrong Answer.",
    "Here is one possible progression of the game.",
    "ゲームの進行の一例を示します。",
    "Takahashi will construct a tower of blocks.",
    "Takahashi has a straight flush.",
    "小数で出力すると不正解になることに注意してください。",
    "She can find such a stone on the way.",
    "For any pair of cities, a road is always there.",
]

INTERACTIVE = [
    "This is an interactive task, in which your program and the judge interact.",
    "This problem is interactive.",
    "Every time you print something, flush Standard Output.",
    "この問題はインタラクティブな問題です。",
    "これは対話式の問題です。",
    "出力を行うたびに、標準出力を flush してください。",
]

TOLERANCES = [
    ("Your output is considered correct if the absolute or relative error is at most $10^{-6}$.", 1e-6, 1e-6),
    ("Output is accepted when its absolute difference from the judge's is at most $10^{-3}$.", 1e-3, None),
    ("The relative error of your answer should not be higher than $10^{-9}$.", None, 1e-9),
    ("Absolute or relative error of $5 \\times 10^{-7}$ is allowed, at most.", 5e-7, 5e-7),
    ("An error of up to 1e-4 is fine.", 1e-4, 1e-4),
    ("真の値との絶対誤差または相対誤差が $10^{-6}$ 以下のとき正解と判定される。", 1e-6, 1e-6),
    ("相対誤差もしくは絶対誤差が $10 ^ {−5}$ 以下であれば正答とみなされる。", 1e-5, 1e-5),
    ("絶対誤差が $0.001$ 以内であれば正解となります。", 1e-3, None),
    ("誤差は 10^{-2} 以下まで許容される。", 1e-2, 1e-2),
]


@pytest.mark.parametrize("words", ANY)
def test_a_statement_that_accepts_any_right_answer_is_recognized(words):
    assert checker_of([words]) == Checker(CheckerKind.ANY)


@pytest.mark.parametrize("words", EXACT)
def test_an_ordinary_statement_asks_for_the_exact_output(words):
    assert checker_of([words]) == Checker(CheckerKind.EXACT)


@pytest.mark.parametrize("words", INTERACTIVE)
def test_an_interactive_task_is_recognized(words):
    assert checker_of([words]) == Checker(CheckerKind.INTERACTIVE)


@pytest.mark.parametrize(("words", "absolute", "relative"), TOLERANCES)
def test_a_tolerance_is_read_with_its_kind(words, absolute, relative):
    assert checker_of([words]) == Checker(CheckerKind.TOLERANCE, absolute, relative)


def test_a_tolerance_beside_other_accepted_spellings_stays_a_tolerance():
    words = "The absolute or relative error may be at most $10^{-6}$.\n\nOutputs such as 3.0 would also be accepted."
    assert checker_of([words]).kind is CheckerKind.TOLERANCE


def test_a_tolerance_with_several_right_answers_is_any():
    words = "An absolute error of at most $10^{-6}$ is allowed.\n\nIf there are multiple solutions, print any of them."
    assert checker_of([words]) == Checker(CheckerKind.ANY)


def test_it_is_enough_if_one_language_accepts_any_answer():
    assert checker_of(["条件を満たす数を出力せよ。", "Print any of them."]).kind is CheckerKind.ANY


@pytest.mark.parametrize(
    "words",
    [
        "The judge is case-insensitive; outputs such as yes, YES and yEs will also be accepted.",
        "正誤判定器は英大文字と英小文字を区別せず、どちらも受理する。例えば yes や YES と出力しても正解となる。",
    ],
)
def test_a_judge_that_ignores_case_is_otherwise_exact(words):
    assert checker_of([words]) == Checker(CheckerKind.EXACT, ignore_case=True)


def test_text_in_a_code_block_is_ignored_and_lines_of_one_sentence_are_joined():
    assert checker_of(["```\nprint any of them\n```\n"]).kind is CheckerKind.EXACT
    assert checker_of(["If there are multiple solutions,\nany of them will\nbe accepted."]).kind is CheckerKind.ANY
