"""Relations in words (divisors, brackets, points, exceptions) are read, and generated inputs satisfy them."""

import pytest

from judge.stress.cases import InputKind
from problems.inputs.format import InputFormat, Refusal
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from tests.judge.stress.generated import generate
from tests.problems.inputs.statements import assert_tells, problem

SEQUENCE = "N\nP_1 P_2 \\ldots P_N"
GRID = "H W\nS_1\nS_2\n\\vdots\nS_H"
POINTS = "N\nX_1 Y_1\nX_2 Y_2\n\\vdots\nX_N Y_N"
UP_TO_9 = "$1 \\leq N \\leq 9$"
PARTLY_KNOWN = [UP_TO_9, "$P_i = -1$ or $1 \\leq P_i \\leq N$."]
CELLS = ["$1 \\leq H, W \\leq 9$", "$S_i$ is a string of length $W$ consisting of `S`, `G`, `.`, and `#`."]
CELLS_JA = ["$1 \\leq H, W \\leq 9$", "$S_i$ は `S`, `G`, `.`, `#` からなる長さ $W$ の文字列"]
# Layout, constraints, inputs that fit (the first is the sample), inputs that do not.
ENGLISH = {
    "a divisor": ("N K", [UP_TO_9, "$1 \\leq K \\leq 9$", "$K$ divides $N$."], ["6 3\n", "5 5\n"], ["6 4\n", "3 6\n"]),
    "a divisor, in other words": (
        "N K",
        [UP_TO_9, "$1 \\leq K \\leq 9$", "$K$ is a divisor of $N$."],
        ["6 3\n"],
        ["6 4\n"],
    ),
    "coprime, as a formula": (
        "A B",
        ["$1 \\leq A, B \\leq 50$", "$\\gcd(A, B) = 1$"],
        ["3 4\n", "1 1\n"],
        ["3 9\n", "2 2\n"],
    ),
    "coprime, in words": ("A B", ["$1 \\leq A, B \\leq 50$", "$A$ and $B$ are coprime."], ["3 4\n"], ["3 9\n"]),
    "coprime, line by line": (
        "N\nX_1 Y_1\nX_2 Y_2\n\\vdots\nX_N Y_N",
        [UP_TO_9, "$2 \\leq X_i, Y_i \\leq 50$", "The greatest common divisor of $X_i$ and $Y_i$ is $1$."],
        ["2\n2 3\n3 4\n"],
        ["2\n2 3\n2 4\n"],
    ),
    "brackets alone": (
        "S",
        ["$2 \\leq |S| \\leq 50$", "$S$ is a correct parenthesis sequence."],
        ["(())()\n", "()\n"],
        ["(()\n", "())(\n", "((\n"],
    ),
    "brackets of a given number": (
        "N\nS",
        [
            "$2 \\leq N \\leq 50$",
            "$N$ is even.",
            "$S$ is a string of length $N$ consisting of `(` and `)`.",
            "$S$ is a balanced bracket sequence.",
        ],
        ["4\n()()\n"],
        ["4\n))((\n", "3\n(()\n"],
    ),
    "brackets among letters": (
        "S",
        [
            "$1 \\leq |S| \\leq 50$",
            "$S$ consists of lowercase English letters, `(`, and `)`.",
            "The parentheses in $S$ are properly matched.",
        ],
        ["a(b)c\n", "a\n"],
        ["a)b(c\n", "a(\n"],
    ),
    "points that are distinct": (
        POINTS,
        [UP_TO_9, "$0 \\leq X_i, Y_i \\leq 3$", "The $N$ points are distinct."],
        ["3\n0 0\n0 1\n1 0\n"],
        ["3\n0 0\n0 1\n0 0\n"],
    ),
    "no two points at the same place": (
        POINTS,
        [UP_TO_9, "$0 \\leq X_i, Y_i \\leq 3$", "No two points have the same coordinates."],
        ["2\n0 0\n0 1\n"],
        ["2\n0 1\n0 1\n"],
    ),
    "two characters once each in the grid": (
        GRID,
        [*CELLS, "Each of `S` and `G` appears exactly once in the grid."],
        ["1 3\nS.G\n"],
        ["1 3\nS.S\n", "1 3\n..G\n"],
    ),
    "each of a list twice": (
        "N\nA_1 A_2 \\ldots A_{2N}",
        [UP_TO_9, "$1 \\leq A_i \\leq N$", "Each of $1, 2, \\ldots, N$ appears exactly twice in $A$."],
        ["2\n1 2 2 1\n"],
        ["2\n1 1 1 2\n"],
    ),
    "each integer at least once": (
        "N M\nA_1 A_2 \\ldots A_N",
        [
            "$1 \\leq M \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq M$",
            "$A$ contains each of $1, 2, \\ldots, M$ at least once.",
        ],
        ["3 2\n1 2 1\n"],
        ["3 2\n1 1 1\n"],
    ),
    "distinct except for one number": (
        SEQUENCE,
        [*PARTLY_KNOWN, "No integer, except $-1$, occurs more than once in $P$."],
        ["3\n-1 2 -1\n", "2\n2 1\n"],
        ["3\n2 2 -1\n", "1\n0\n"],
    ),
    "distinct where neither is the exception": (
        SEQUENCE,
        [*PARTLY_KNOWN, "If $i \\neq j$, $P_i \\neq -1$ and $P_j \\neq -1$, then $P_i \\neq P_j$."],
        ["3\n-1 2 -1\n"],
        ["3\n2 2 -1\n"],
    ),
}
JAPANESE = {
    "a divisor": ("N K", [UP_TO_9, "$1 \\leq K \\leq 9$", "$N$ は $K$ で割り切れる"], ["6 3\n"], ["6 4\n"]),
    "a divisor, in other words": ("N K", [UP_TO_9, "$1 \\leq K \\leq 9$", "$K$ は $N$ の約数"], ["6 3\n"], ["6 4\n"]),
    "coprime": ("A B", ["$1 \\leq A, B \\leq 50$", "$A$ と $B$ は互いに素"], ["3 4\n"], ["3 9\n"]),
    "brackets": ("S", ["$2 \\leq |S| \\leq 50$", "$S$ は正しい括弧列"], ["(())\n"], ["(()\n", "))((\n"]),
    "points": (
        POINTS,
        [UP_TO_9, "$0 \\leq X_i, Y_i \\leq 3$", "$N$ 個の点は相異なる"],
        ["1\n0 0\n"],
        ["2\n0 0\n0 0\n"],
    ),
    "characters": (
        GRID,
        [*CELLS_JA, "`S` と `G` はそれぞれちょうど $1$ 回ずつ現れる"],
        ["1 3\nS.G\n"],
        ["1 3\nS.S\n"],
    ),
    "each twice": (
        "N\nA_1 A_2 \\ldots A_{2N}",
        [UP_TO_9, "$1 \\leq A_i \\leq N$", "$1, 2, \\ldots, N$ は $A$ の中にちょうど $2$ 回ずつ現れる"],
        ["2\n1 2 2 1\n"],
        ["2\n1 1 1 2\n"],
    ),
    "lengths": (
        "S\nT",
        ["$S, T$ は英小文字からなる長さ $1$ 以上 $9$ 以下の文字列", "$S$ と $T$ の長さは等しい"],
        ["ab\ncd\n"],
        ["ab\nc\n"],
    ),
    "first character": (
        "S",
        ["$S$ は数字からなる長さ $1$ 以上 $9$ 以下の文字列", "$S$ の先頭の文字は `0` でない"],
        ["10\n"],
        ["01\n"],
    ),
    "sum of strings": (
        "N\nS_1\n\\vdots\nS_N",
        [UP_TO_9, "$S_i$ は英小文字からなる空でない文字列", "$S_1, \\ldots, S_N$ の長さの総和は $9$ 以下"],
        ["2\nab\nc\n"],
        ["2\nabcdefghi\na\n"],
    ),
}
KINDS = {("en", name): kind for name, kind in ENGLISH.items()} | {("ja", name): kind for name, kind in JAPANESE.items()}


def read(kind):
    block, constraints, good, _bad = KINDS[kind]
    options = {"japanese": constraints} if kind[0] == "ja" else {}
    found = read_input(problem(block, None if options else constraints, *good, **options))
    assert isinstance(found, InputFormat), found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_relation_is_read_and_tells_good_inputs_from_bad_ones(kind):
    assert_tells(read(kind), *KINDS[kind][2:])


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_of_every_kind_satisfy_the_relation(kind):
    found = read(kind)
    for input_kind in InputKind:
        made = list(generate(found, input_kind, 1, 20))
        assert made, input_kind
        for case in made:
            assert not isinstance(match_input(found, case.stdin), Refusal), case.stdin[:200]


@pytest.mark.parametrize(
    ("block", "constraints", "sample"),
    [
        ("N M\nX_1 Y_1\n\\vdots\nX_N Y_N\nA_1 B_1\n\\vdots\nA_M B_M", ["The points are distinct."], "1 1\n1 1\n1 1\n"),
        ("N M\nX_1 Y_1\n\\vdots\nX_N Y_N", ["The $M$ points are distinct."], "1 2\n1 1\n"),
        ("N M\nS_1\n\\vdots\nS_N", ["`a` appears exactly once in the grid."], "1 1\nb\n"),
    ],
)
def test_a_noun_that_matches_nothing_or_several_things_is_not_guessed(block, constraints, sample):
    limits = ["$1 \\leq N, M \\leq 9$", "$1 \\leq X_i, Y_i \\leq 9$", "$1 \\leq A_i, B_i \\leq 9$"]
    text = ["$1 \\leq N, M \\leq 9$", "$S_i$ is a string of length $M$ consisting of lowercase English letters."]
    found = read_input(problem(block, [*(text if "S_1" in block else limits), *constraints], sample))
    assert not isinstance(found, InputFormat) or found.unread
