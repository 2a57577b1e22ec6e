"""Kinds of sentences, each in several wordings of our own: all are read alike, and generated inputs keep them."""

import pytest

from judge.stress.cases import InputKind
from problems.inputs.format import InputFormat
from problems.inputs.reading import read_input
from tests.judge.stress.generated import generate
from tests.problems.inputs.statements import assert_tells, problem

TWO_ROWS = "N\nA_1 A_2 \\ldots A_N\nB_1 B_2 \\ldots B_N"
TWO_ROWS_BOUNDS = ["$1 \\leq N \\leq 9$", "$-1 \\leq A_i, B_i \\leq 9$"]
TABLE = "N\nS_1\nS_2\n\\vdots\nS_N"
TABLE_BOUNDS = ["$2 \\leq N \\leq 9$", "$S_i$ is a string of length $N$ consisting of `o`, `x`, and `-`."]
TABLE_BOUNDS_JA = ["$2 \\leq N \\leq 9$", "$S_i$ は `o`, `x`, `-` からなる長さ $N$ の文字列"]
THREE = ["$1 \\leq A, B, C \\leq 99$"]
TEXT = ["$S$ is a string of length between $1$ and $9$ consisting of lowercase English letters."]
TEXT_JA = ["$S$ は長さ $1$ 以上 $9$ 以下の英小文字からなる文字列"]
TWO_TEXTS = ["$1 \\leq N \\leq 9$", "$S$ and $T$ are strings of length $N$ consisting of `0` and `1`."]
TWO_TEXTS_JA = ["$1 \\leq N \\leq 9$", "$S$, $T$ はそれぞれ `0`, `1` からなる長さ $N$ の文字列"]
# Layout; each wording with the constraints around it (Japanese ones are told by their full-width letters); what fits,
# the first being the sample; what does not.
KINDS = {
    "some are": (
        TWO_ROWS,
        [
            [*TWO_ROWS_BOUNDS, said]
            for said in (
                "At least one $A_i$ is $-1$.",
                "At least one of $A_1, A_2, \\ldots, A_N$ is $-1$.",
                "$A$ contains at least one $-1$.",
                "There is at least one $-1$ in $A$.",
                "$A_i = -1$ for at least one $i$.",
                "$A_i$ のうち少なくとも $1$ つは $-1$ である",
                "$A_i = -1$ となる $i$ が少なくとも $1$ つ存在する",
                "$A_i = -1$ を満たす $i$ が $1$ つ以上存在する",
                "$A$ には $-1$ が少なくとも $1$ つ含まれる",
            )
        ],
        ["2\n0 -1\n1 1\n"],
        ["2\n0 1\n-1 -1\n"],
    ),
    "sequences that differ somewhere": (
        TWO_ROWS,
        [
            [*TWO_ROWS_BOUNDS, said]
            for said in ("$A \\neq B$", "$(A_1, A_2, \\ldots, A_N) \\neq (B_1, B_2, \\ldots, B_N)$")
        ],
        ["2\n0 1\n0 2\n", "1\n0\n1\n"],
        ["2\n0 1\n0 1\n"],
    ),
    "any two": (
        "N\nA_1 B_1\n\\vdots\nA_N B_N",
        [
            ["$1 \\leq N \\leq 9$", "$1 \\leq A_i, B_i \\leq 9$", said]
            for said in (
                "For any two flights $i$ and $j$ $(i \\neq j)$, $A_i \\neq A_j$.",
                "For any two distinct flights $i$ and $j$, $A_i \\neq A_j$.",
                "$A_i \\neq A_j$ for any two flights $i \\neq j$.",
                "任意の $2$ つの便 $i, j\\ (i \\neq j)$ について $A_i \\neq A_j$",
                "相異なる $i, j$ について $A_i \\neq A_j$",
            )
        ],
        ["2\n1 1\n2 1\n"],
        ["2\n1 1\n1 2\n"],
    ),
    "coprime in pairs": (
        "A B C",
        [
            [*THREE, said]
            for said in (
                "$A$, $B$, and $C$ are pairwise coprime.",
                "Any two of $A$, $B$, and $C$ are coprime.",
                "$A, B, C$ はどの $2$ つも互いに素",
            )
        ],
        ["2 3 5\n", "1 1 1\n"],
        ["2 3 4\n", "6 5 9\n"],
    ),
    "kinds of characters": (
        "S",
        [
            [*TEXT, "$S$ contains exactly two kinds of characters."],
            [*TEXT, "$S$ contains exactly $2$ different letters."],
            [*TEXT_JA, "$S$ にはちょうど $2$ 種類の文字が含まれる"],
            [*TEXT_JA, "$S$ に含まれる文字はちょうど $2$ 種類である"],
        ],
        ["abba\n", "xxxy\n"],
        ["aaaa\n", "abca\n", "abbbc\n"],
    ),
    "at least so many kinds": (
        "S",
        [[*TEXT, "$S$ contains at least three kinds of characters."]],
        ["abca\n", "abcd\n"],
        ["abba\n", "aa\n"],
    ),
    "no leading zeros": (
        "S",
        [
            ["$S$ is a string of length between $1$ and $9$ consisting of digits.", said]
            for said in ("$S$ has no leading zeros.", "$S$ is given without leading `0`s.")
        ],
        ["10\n", "7\n"],
        ["07\n", "00\n"],
    ),
    "times in order": (
        "N\nS_1 T_1\n\\vdots\nS_N T_N",
        [
            [
                "$1 \\leq N \\leq 9$",
                "$S_i$ and $T_i$ are times between `00:00` and `23:59`, inclusive, in the format `HH:MM`.",
                "$S_i$ is earlier than $T_i$.",
            ],
            [
                "$1 \\leq N \\leq 9$",
                "$S_i, T_i$ は `00:00` 以上 `23:59` 以下の時刻を `HH:MM` の形式で表した文字列",
                "$S_i$ は $T_i$ より前の時刻である",
            ],
        ],
        ["1\n09:30 17:00\n", "2\n00:00 23:59\n09:59 10:00\n"],
        ["1\n09:30 09:30\n", "1\n10:00 09:59\n", "1\n9:30 10:00\n", "1\n09:60 10:00\n", "1\n09:00 24:00\n"],
    ),
    "as many of a character": (
        "N\nS\nT",
        [
            [*TWO_TEXTS, "$S$ and $T$ contain the same number of `1`s."],
            [*TWO_TEXTS, "The number of `1`s in $S$ is equal to the number of `1`s in $T$."],
            [*TWO_TEXTS_JA, "$S$ に含まれる `1` の個数と $T$ に含まれる `1` の個数は等しい"],
            [*TWO_TEXTS_JA, "$S$, $T$ に含まれる `1` の個数は等しい"],
        ],
        ["3\n011\n110\n", "1\n0\n0\n"],
        ["3\n011\n010\n"],
    ),
    "a tournament's table": (
        TABLE,
        [
            [
                *TABLE_BOUNDS,
                "The $j$-th character of $S_i$ is `-` if and only if $i = j$.",
                "For $i \\neq j$, the $j$-th character of $S_i$ is `o`"
                " if and only if the $i$-th character of $S_j$ is `x`.",
            ],
            [
                *TABLE_BOUNDS,
                "$S_{i,j}$ is `-` if and only if $i = j$.",
                "If $i \\neq j$, $S_{i,j}$ is `o` if and only if $S_{j,i}$ is `x`.",
            ],
            [
                *TABLE_BOUNDS_JA,
                "$S_i$ の $j$ 文字目が `-` であるのは $i=j$ のとき、かつそのときに限る",
                "$i \\neq j$ のとき、$S_i$ の $j$ 文字目が `o` であることと"
                " $S_j$ の $i$ 文字目が `x` であることは同値である",
            ],
        ],
        ["3\n-xo\no-x\nxo-\n", "2\n-o\nx-\n"],
        ["2\n-o\no-\n", "2\nox\no-\n", "2\n--\n--\n"],
    ),
    "a grid equal to its transpose": (
        TABLE,
        [
            [
                "$2 \\leq N \\leq 9$",
                "$S_i$ is a string of length $N$ consisting of `0` and `1`.",
                "$S_{i,i}$ is `0`.",
                "$S_{i,j} = S_{j,i}$",
            ]
        ],
        ["2\n01\n10\n", "2\n00\n00\n"],
        ["2\n01\n00\n", "2\n11\n10\n"],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_wording_of_a_kind_is_read_and_generated_inputs_keep_it(kind):
    layout, wordings, good, bad = KINDS[kind]
    for said in wordings:
        japanese = not "".join(said).isascii()
        found = read_input(problem(layout, None if japanese else said, *good[:1], japanese=said if japanese else None))
        assert isinstance(found, InputFormat), (said, found)
        assert_tells(found, good, bad)
    drawn = [case.stdin.decode() for input_kind in InputKind for case in generate(found, input_kind, 1, 10)]
    assert drawn
    assert_tells(found, drawn, [])


MATRIX = "N\nA_{1,1} \\ldots A_{1,N}\n\\vdots\nA_{N,1} \\ldots A_{N,N}"
MATRIX_BOUNDS = ["$1 \\leq N \\leq 9$", "$0 \\leq A_{i,j} \\leq 9$"]
UNLIKE = {
    "one in each row": (
        MATRIX,
        [*MATRIX_BOUNDS, "At least one of $A_{i,1}, \\ldots, A_{i,N}$ is $0$."],
        "2\n0 1\n1 0\n",
    ),
    "one for each": (MATRIX, [*MATRIX_BOUNDS, "For each $i$, at least one $A_{i,j}$ is $0$."], "2\n0 1\n1 0\n"),
    "one in each row, by its column": (
        MATRIX,
        [*MATRIX_BOUNDS, "$A_{i,j} = 0$ for at least one $j$."],
        "2\n0 1\n1 0\n",
    ),
    "one in each string": (
        TABLE,
        [*TABLE_BOUNDS, "At least one character of $S_i$ is `o`."],
        "2\n-o\no-\n",
    ),
    "several that may share a divisor as pairs": ("A B C", [*THREE, "$A$, $B$, and $C$ are coprime."], "2 3 5\n"),
    "two that may be the same": (
        "N\nA_1 B_1\n\\vdots\nA_N B_N",
        ["$1 \\leq N, A_i, B_i \\leq 9$", "For all $i$ and $j$, $A_i \\neq A_j$."],
        "1\n1 1\n",
    ),
    "other times": (
        "S",
        ["$S$ is a time between `09:00` and `17:59`, inclusive, in the format `HH:MM`."],
        "09:30\n",
    ),
    "one triangle of a table": (
        TABLE,
        [*TABLE_BOUNDS, "For $i < j$, $S_{i,j}$ is `o` if and only if $S_{j,i}$ is `x`."],
        "2\n-o\nx-\n",
    ),
}


@pytest.mark.parametrize("kind", UNLIKE)
def test_what_is_only_similar_stays_unread(kind):
    layout, said, sample = UNLIKE[kind]
    found = read_input(problem(layout, said, sample))
    assert not isinstance(found, InputFormat) or found.unread
