"""Kinds of constraints that are read: for each, a statement, inputs that fit it and inputs that do not."""

import time

import pytest

from judge.stress.cases import InputKind
from problems.inputs import reading
from problems.inputs.format import InputFormat, Refusal
from problems.inputs.matching import match_input
from problems.inputs.reading import read_input
from tests.judge.stress.generated import generate
from tests.problems.inputs.statements import assert_tells, problem

KINDS = {
    "a choice of values with the indices swapped": (
        "H W\nA_{1,1} \\ldots A_{1,W}\n\\vdots\nA_{H,1} \\ldots A_{H,W}",
        ["$1 \\leq H, W \\leq 5$", "$A_{j,i}$ is $0$ or $1$"],
        ["2 2\n1 0\n0 1\n"],
        ["2 2\n1 0\n0 2\n"],
    ),
    "neighbours in pairs, with an index only inside expressions": (
        "N\nA_1 A_2 \\ldots A_{2N}",
        ["$1 \\leq N \\leq 5$", "$1 \\leq A_i \\leq 9$", "$A_{2i-1} < A_{2i}$"],
        ["2\n1 2 3 4\n"],
        ["2\n2 1 3 4\n"],
    ),
    "the sum of all, without an index": (
        "N\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq A_i \\leq 9$", "$\\sum A \\leq 10$"],
        ["2\n5 5\n"],
        ["2\n5 6\n"],
    ),
    "a sum with its upper end first": (
        "N\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq A_i \\leq 9$", "$\\sum^N_{i=1} A_i \\leq 10$"],
        ["2\n5 5\n"],
        ["2\n5 6\n"],
    ),
    "a fraction of a letter without braces": (
        "N K\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N \\leq 9$", "$0 \\leq K \\leq \\frac N 2$", "$1 \\leq A_i \\leq 9$"],
        ["2 1\n5 5\n"],
        ["2 2\n5 6\n"],
    ),
    "the maximum of all": (
        "N K\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq A_i \\leq 9$", "$1 \\leq K \\leq \\max A$"],
        ["2 3\n3 1\n"],
        ["2 4\n3 1\n"],
    ),
    "types of queries in one block, a line each": (
        ["Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q", "1 x\n2 y\n3"],
        ["$1 \\leq Q \\leq 9$", "$1 \\leq x \\leq 5$", "$6 \\leq y \\leq 9$"],
        ["3\n1 5\n2 6\n3\n"],
        ["1\n1 6\n"],
    ),
    "two conditions in parentheses": (
        "N M\nA_{1,1} \\ldots A_{1,M}\n\\vdots\nA_{N,1} \\ldots A_{N,M}",
        ["$1 \\leq N, M \\leq 5$", "$1 \\leq A_{i,j} \\leq 9$ ($1 \\leq i \\leq N$, $1 \\leq j \\leq M$)"],
        ["2 2\n1 2\n3 4\n"],
        ["2 2\n1 2\n3 10\n"],
    ),
    "one of a few values, with a condition after it": (
        "N\nA_1 \\ldots A_N",
        ["$1 \\leq N \\leq 9$", "$A_i$ is $0$ or $1$ ($1 \\leq i \\leq N$)"],
        ["3\n0 1 0\n"],
        ["3\n0 2 0\n"],
    ),
    "values in a list": (
        "N\na_1 a_2 \\ldots a_N",
        ["$1 \\leq N \\leq 9$", "$a_i = 1, 2, 3$"],
        ["2\n1 3\n"],
        ["2\n1 4\n"],
    ),
    "a permutation with a name": (
        "N\nP_1 P_2 \\cdots P_N",
        ["$1 \\leq N \\leq 9$", "$P=(P_1,P_2,\\cdots,P_N)$ is a permutation of $(1,2,\\cdots,N)$."],
        ["3\n2 3 1\n"],
        ["3\n2 2 1\n"],
    ),
    "a symbol defined as a number": (
        "N\nA_1 A_2 \\cdots A_N",
        ["$1 \\leq N \\leq 9$", "$0 \\leq A_i < P = 200003$"],
        ["2\n0 200002\n"],
        ["2\n0 200003\n"],
    ),
    "an ellipsis of two dots": (
        "N\np_1 p_2 .. p_N",
        ["$1 \\leq N \\leq 9$", "$p_1, p_2, .., p_N$ is a permutation of $1, 2, .., N$."],
        ["2\n2 1\n"],
        ["2\n2 2\n"],
    ),
    "dots one below the other": (
        "N\nA_1\n.\n.\n.\nA_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq A_i \\leq 9$"],
        ["2\n1\n2\n"],
        ["2\n1\n"],
    ),
    "the last two after the dots": (
        "N M\nX_1 X_2 ... X_{M-1} X_M",
        ["$1 \\leq N \\leq 9$", "$1 \\leq M \\leq 9$", "$1 \\leq X_1 < X_2 < ... < X_{M-1} < X_M \\leq N$"],
        ["9 3\n1 5 9\n"],
        ["9 3\n1 5 5\n"],
    ),
    "absolute values of two numbers": (
        "X Y",
        ["$1 \\leq |X|, |Y| \\leq 10$", "All values are integers."],
        ["-10 1\n"],
        ["0 1\n", "-11 1\n"],
    ),
    "the absolute value of a count": (
        "N\nA_1\n:\nA_N",
        ["$1 \\leq |N| \\leq 9$", "$1 \\leq A_i \\leq 9$"],
        ["2\n1\n9\n"],
        ["-2\n", "1\n10\n"],
    ),
    "comparison signs around dots": (
        "K\nx_1 x_2 \\ldots x_K",
        ["$1 \\leq K \\leq 9$", "$0 \\leq x_1 \\lt x_2 \\lt \\cdots \\lt x_K \\leq 1000$"],
        ["2\n0 1000\n"],
        ["2\n1 1\n"],
    ),
    "one bound for every value": (
        "N M\nA_1 \\ldots A_N",
        ["All values in input are integers between $-5$ and $5$ (inclusive).", "$1 \\leq N, M$"],
        ["2 1\n-5 5\n"],
        ["2 1\n-6 5\n"],
    ),
    "sizes with subscripts": (
        "H_1 W_1\nA_{1,1} \\ldots A_{1,W_1}\n\\vdots\nA_{H_1,1} \\ldots A_{H_1,W_1}\nH_2",
        ["$1 \\leq H_2 \\leq H_1 \\leq 9$", "$1 \\leq W_1 \\leq 9$", "$1 \\leq A_{i,j} \\leq 9$"],
        ["2 2\n1 2\n3 4\n1\n"],
        ["2 2\n1 2\n1\n"],
    ),
    "numbered columns": (
        "N\nX_{1,1} X_{1,2}\n\\vdots\nX_{N,1} X_{N,2}",
        ["$1 \\leq N \\leq 9$", "$0 \\leq X_{i,1} < X_{i,2} \\leq 100$"],
        ["2\n0 1\n99 100\n"],
        ["2\n0 1\n100 100\n", "1\n0 101\n"],
    ),
    "a symmetric matrix": (
        "N\nD_{1,1} \\ldots D_{1,N}\n\\vdots\nD_{N,1} \\ldots D_{N,N}",
        ["$2 \\leq N \\leq 9$", "$D_{i,j} \\leq 10^6$", "$D_{i,i} = 0$", "$D_{i,j} = D_{j,i} > 0$ $(i \\neq j)$"],
        ["2\n0 7\n7 0\n"],
        ["2\n0 7\n8 0\n", "2\n1 7\n7 0\n", "2\n0 0\n0 0\n"],
    ),
    "a symmetric matrix under a condition": (
        "N\nA_{1,1} A_{1,2} ... A_{1,N}\n:\nA_{N,1} A_{N,2} ... A_{N,N}",
        ["$1 \\leq N \\leq 9$", "If $i ≠ j$, $1 \\leq A_{i,j} = A_{j,i} \\leq 9$.", "$A_{i,i} = 0$"],
        ["2\n0 7\n7 0\n"],
        ["2\n0 7\n8 0\n", "2\n0 10\n10 0\n"],
    ),
    "rows of two types": (
        "N Q\nT_1 A_1 B_1\n\\vdots\nT_Q A_Q B_Q",
        [
            "$1 \\leq N, Q \\leq 9$",
            "$T_i$ is $1$ or $2$.",
            "If $T_i = 1$, $1 \\leq A_i < B_i \\leq 2N$.",
            "If $T_i = 2$, $A_i = B_i = 0$.",
        ],
        ["2 2\n2 0 0\n1 1 4\n"],
        ["2 1\n2 0 1\n", "2 1\n1 0 4\n", "2 1\n3 0 0\n"],
    ),
    "hexadecimal": (
        "N K",
        [
            "$1 \\leq N < {16}^{20}$",
            "$N$ is given in hexadecimal notation without leading `0`s.",
            "$1 \\leq K \\leq 16$",
        ],
        ["FF 2\n"],
        ["0F 2\n", "G 2\n"],
    ),
    "binary": (
        "N\nX",
        ["$1 \\leq N \\leq 9$", "$1 \\leq X \\leq 2^N-1$", "$X$ is in binary."],
        ["3\n101\n"],
        ["3\n1010\n", "3\n012\n"],
    ),
    "a number of very many digits": (
        "N",
        ["$N$ is an integer between $1$ and $10^{1,000,000}$ (inclusive)."],
        ["36\n", "9" * 5000 + "\n"],
        ["036\n", "-1\n"],
    ),
    "a real number below a bound": (
        "A B",
        [
            "$0 \\leq A \\leq 9$",
            "$0 \\leq B < 10$",
            "$A$ is an integer.",
            "$B$ is a number with two digits after the decimal point.",
        ],
        ["9 9.99\n"],
        ["9 10.00\n", "9 1.001\n"],
    ),
    "real numbers with a limited number of decimals": (
        "X R",
        ["$|X| \\leq 10$", "$0 < R \\leq 10$", "Each of $X$ and $R$ has at most four digits after the decimal point."],
        ["-0.5 0.0001\n"],
        ["-0.5 0.0000\n", "0.12345 1\n"],
    ),
    "characters at their places": (
        "S",
        [
            "$S$ is a string of length $6$ where the first three characters are `ABC` and the last three characters "
            "are digits."
        ],
        ["ABC349\n"],
        ["ABD349\n", "ABC34\n", "ABC34x\n"],
    ),
    "numbered characters": (
        "S",
        [
            "The length of $S$ is $3$.",
            "The $1$-st and $3$-rd characters are digits between $1$ and $9$ (inclusive).",
            "The $2$-nd character is `x`.",
        ],
        ["3x7\n"],
        ["3x0\n", "377\n"],
    ),
    "the first character and the others": (
        "S T",
        [
            "Each of $S$ and $T$ is a string that satisfies the following conditions.\n"
            "  - The length is between $1$ and $5$, inclusive.\n"
            "  - The first character is an uppercase English letter.\n"
            "  - All characters except the first one are lowercase English letters."
        ],
        ["Tak Cho\n"],
        ["tak Cho\n", "TAk Cho\n"],
    ),
    "literal words in the input": (
        "AtCoder s Contest",
        [
            "The length of $s$ is between $1$ and $9$, inclusive.",
            "The first character in $s$ is an uppercase English letter.",
            "The second and subsequent characters in $s$ are lowercase English letters.",
        ],
        ["AtCoder Beginner Contest\n"],
        ["AtCoder beginner Contest\n", "Coder Beginner Contest\n"],
    ),
    "any letter but one": (
        "C",
        ["$C$ is a lowercase English letter that is not `z`."],
        ["a\n"],
        ["z\n", "ab\n"],
    ),
    "words in some order": (
        "S_1 S_2 S_3",
        ["$S_1, S_2, S_3$ are a permutation of `R`, `G`, `B`."],
        ["G R B\n"],
        ["G G B\n", "G R X\n"],
    ),
    "letters spelt out": (
        "H\nS_1\n:\nS_H",
        ["$1 \\leq H \\leq 9$", "$S_i$ is a string of length $2$ consisting of lowercase English letters (`a`-`z`)."],
        ["1\nab\n"],
        ["1\naB\n"],
    ),
    "equal lengths": (
        "S\nT",
        [
            "$S$ and $T$ consist of `a` and `b`.",
            "The lengths of $S$ and $T$ are equal and between $1$ and $5$, inclusive.",
        ],
        ["ab\nba\n"],
        ["ab\nb\n", "ababab\nababab\n"],
    ),
    "a bound on twice a number": (
        "N M",
        ["$1 \\leq M$", "$M \\times 2 + 1 \\leq N \\leq 200$"],
        ["4 1\n"],
        ["4 2\n", "201 1\n"],
    ),
    "half a matrix": (
        "N\nA_{1,2} A_{1,3} \\ldots A_{1,N}\nA_{2,3} \\ldots A_{2,N}\n\\vdots\nA_{N-1,N}",
        ["$2 \\leq N \\leq 9$", "$1 \\leq A_{i,j} \\leq 9$ $(1 \\leq i < j \\leq N)$"],
        ["3\n1 2\n3\n"],
        ["3\n1 2\n0\n"],
    ),
    "possibly no edges": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        ["$1 \\leq N \\leq 9$", "$0 \\leq M \\leq 9$", "$1 \\leq u_i < v_i \\leq N$"],
        ["1 0\n", "2 1\n1 2\n"],
        ["2 1\n2 2\n"],
    ),
    "each number exactly twice": (
        "N\nA_1 A_2 \\ldots A_{2N}",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq N$",
            "Each integer from $1$ through $N$ appears exactly twice in $A$.",
        ],
        ["2\n2 1 1 2\n"],
        ["2\n1 1 1 2\n"],
    ),
    "each number exactly three times, in other words": (
        "N\nA_1 A_2 \\ldots A_{3N}",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq A_j \\leq N$",
            "$i$ occurs in $A$ exactly three times, for each $i=1,2,\\dots,N$.",
        ],
        ["2\n2 1 1 2 1 2\n"],
        ["2\n1 1 1 2 2 1\n"],
    ),
    "each number somewhere": (
        "N M\nC_1 C_2 \\ldots C_N",
        [
            "$1 \\leq M \\leq N \\leq 9$",
            "$1 \\leq C_i \\leq M$",
            "For each integer $1 \\leq i \\leq M$, there is an integer $1 \\leq j \\leq N$ such that $C_j = i$.",
        ],
        ["3 2\n1 2 2\n"],
        ["3 2\n2 2 2\n"],
    ),
    "each of a few numbers somewhere": (
        "N\nA_1 A_2 \\ldots A_N",
        [
            "$3 \\leq N \\leq 9$",
            "$A_i \\in \\lbrace 1, 2, 3 \\rbrace$",
            "For each $x \\in \\lbrace 1, 2, 3 \\rbrace$, there exists some $i$ with $A_i = x$.",
        ],
        ["4\n1 3 2 2\n"],
        ["4\n1 3 3 3\n"],
    ),
    "some character at least once": (
        "N\nA",
        [
            "$1 \\leq N \\leq 9$",
            "$A$ is a string of length $N$ consisting of `0` and `1`.",
            "There exists $i$ such that $A_i =$ `1`.",
        ],
        ["3\n010\n"],
        ["3\n000\n"],
    ),
    "some other character": (
        "S",
        [
            "$S$ is a string of length between $1$ and $9$, inclusive, consisting of lowercase English letters.",
            "$S$ contains at least one character other than `a`, `e`, `i`, `o`, `u`.",
        ],
        ["axe\n"],
        ["aeo\n"],
    ),
    "not all equal": (
        "N\nA_1 A_2 \\ldots A_N",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq 9$",
            "It is not the case that all $A_1, A_2, \\ldots, A_N$ are equal.",
        ],
        ["3\n4 4 5\n"],
        ["3\n4 4 4\n"],
    ),
    "a path from the first vertex to the last": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq 9$",
            "$1 \\leq u_i < v_i \\leq N$",
            "The given graph is undirected and simple.",
            "Vertex $N$ is reachable from vertex $1$.",
        ],
        ["3 2\n1 2\n2 3\n"],
        ["3 1\n1 2\n"],
    ),
    "two letters that differ": (
        "p q",
        ["Each of $p$ and $q$ is `A`, `B`, or `C`.", "$p \\neq q$"],
        ["A C\n"],
        ["A A\n"],
    ),
    "cells of a grid": (
        "H W X Y\nS_{1,1}S_{1,2}\\ldots S_{1,W}\n\\vdots\nS_{H,1}S_{H,2}\\ldots S_{H,W}",
        [
            "$3 \\leq H, W \\leq 9$",
            "$1 \\leq X \\leq H$",
            "$1 \\leq Y \\leq W$",
            "Each $S_{i,j}$ is one of `#`, `.`, `@`.",
            "$S_{i,1}$ and $S_{i,W}$ are `#` for every $1 \\leq i \\leq H$.",
            "$S_{1,j}$ and $S_{H,j}$ are `#` for every $1 \\leq j \\leq W$.",
            "$S_{X,Y}=$ `.`",
        ],
        ["3 4 2 3\n####\n#@.#\n####\n"],
        ["3 4 2 2\n####\n#@.#\n####\n", "3 4 2 3\n####\n#@..\n####\n", "3 4 2 3\n####\n#@.#\n##@#\n"],
    ),
    "cells that must not be a character": (
        "H W\nA_{1,1}A_{1,2}\\ldots A_{1,W}\n\\vdots\nA_{H,1}A_{H,2}\\ldots A_{H,W}\nN\nR_1 C_1\n\\vdots\nR_N C_N",
        [
            "$2 \\leq H, W \\leq 9$",
            "$A_{i,j}$ is one of `.`, `#`, and `S`.",
            "`S` exists exactly once in $A_{i,j}$.",
            "$1 \\leq N \\leq 3$",
            "$1 \\leq R_i \\leq H$",
            "$1 \\leq C_i \\leq W$",
            "$A_{R_i,C_i}$ is not `#`.",
        ],
        ["2 2\n.#\nS#\n2\n1 1\n2 1\n"],
        ["2 2\n.#\nS#\n2\n1 1\n2 2\n"],
    ),
    "characters of one string that differ": (
        "S_1S_2S_3",
        [
            "Each of $S_1$, $S_2$ and $S_3$ is one of the characters `A`, `B` and `C`.",
            "$S_1 \\neq S_3$",
            "$S_2 \\neq S_3$",
        ],
        ["AAB\n"],
        ["ABA\n", "ABB\n"],
    ),
    "ends of an arithmetic sequence": (
        "A B D",
        [
            "$1 \\leq A, B, D \\leq 9$",
            "There is an arithmetic sequence with first term $A$, last term $B$, and common difference $D$.",
        ],
        ["1 7 3\n", "2 2 5\n"],
        ["1 6 3\n", "7 1 3\n"],
    ),
    "a multiple of another number": (
        "N K\nA_1 A_2 \\ldots A_N",
        ["$1 \\leq N \\leq 5$", "$1 \\leq K \\leq 9$", "$1 \\leq A_i \\leq 99$", "$A_i$ is a multiple of $K$."],
        ["2 3\n6 9\n"],
        ["2 3\n6 8\n"],
    ),
    "three points that are not collinear": (
        "x_P y_P\nx_Q y_Q\nx_R y_R",
        ["$0 \\leq x_P, y_P, x_Q, y_Q, x_R, y_R \\leq 9$", "The three points $P$, $Q$, and $R$ are not collinear."],
        ["0 0\n1 1\n2 3\n"],
        ["0 0\n1 1\n2 2\n"],
    ),
    "each number exactly three times, in Japanese": (
        "N\nA_1 A_2 \\ldots A_{3N}",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq N$",
            "$A$ には $1$ 以上 $N$ 以下の各整数がちょうど $3$ 個ずつ含まれる",
        ],
        ["2\n1 2 1 2 1 2\n"],
        ["2\n1 2 1 2 1 1\n"],
    ),
    "numbers listed that occur once each, in Japanese": (
        "N\nA_1 A_2 \\ldots A_{N+1}",
        ["$1 \\leq N \\leq 9$", "$0 \\leq A_i \\leq N$", "$A$ には $1,2,\\dots,N$ がそれぞれ $1$ 回以上現れる"],
        ["2\n1 2 1\n"],
        ["2\n1 1 0\n"],
    ),
    "one value in two sequences, in Japanese": (
        "N\nA_1 \\ldots A_N\nB_1 \\ldots B_N",
        [
            "$1 \\leq N \\leq 9$",
            "$-1 \\leq A_i, B_i \\leq 9$",
            "$A$ および $B$ には $-1$ がそれぞれ $1$ つ以上含まれる",
        ],
        ["2\n1 -1\n-1 -1\n"],
        ["2\n1 -1\n0 2\n", "2\n1 1\n-1 2\n"],
    ),
    "occurrences of a letter, in Japanese": (
        "K\nT",
        [
            "$1 \\leq K \\leq 3$",
            "$T$ は `a`, `b`, `?` からなる長さ $4$ 以上 $9$ 以下の文字列",
            "$T$ にはちょうど $2$ つの `?` が含まれる",
            "$T$ に含まれる `b` の個数は $K$ 以下",
        ],
        ["1\na?b?\n"],
        ["1\na?ba\n", "1\n????\n", "1\nbb??\n"],
    ),
    "occurrences in each row, in Japanese": (
        "N\nS_1\n\\vdots\nS_N",
        [
            "$1 \\leq N \\leq 5$",
            "$S_i$ は `o`, `x` からなる長さ $3$ の文字列",
            "$S_i$ には `o` がちょうど $1$ つ含まれる",
        ],
        ["2\noxx\nxox\n"],
        ["2\noox\nxxx\n"],
    ),
    "queries of a type, in Japanese": (
        ["Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q", "1 x\n2 y\n3"],
        [
            "$2 \\leq Q \\leq 9$",
            "$1 \\leq x, y \\leq 5$",
            "タイプ $2$ のクエリが少なくとも $1$ つ存在する",
            "$3$ 種類目のクエリは $1$ つ以上与えられる",
        ],
        ["3\n3\n1 5\n2 1\n"],
        ["2\n1 5\n2 1\n", "2\n1 5\n3\n"],
    ),
    "numbers in some order, laid out one by one": (
        "A_1 A_2 A_3 A_4",
        ["$A$ is an integer sequence of length $4$ obtained by permuting $(1,2,3,4)$."],
        ["3 1 4 2\n"],
        ["3 1 4 3\n", "2 3 4 5\n"],
    ),
    "cells that all differ, in Japanese": (
        "N M\nA_{1,1} \\ldots A_{1,M}\n\\vdots\nA_{N,1} \\ldots A_{N,M}",
        [
            "$1 \\leq N, M \\leq 5$",
            "$1 \\leq A_{i,j} \\leq 99$",
            "$i_1 \\neq i_2$ または $j_1 \\neq j_2$ ならば $A_{i_1,j_1} \\neq A_{i_2,j_2}$",
        ],
        ["2 2\n1 2\n3 4\n"],
        ["2 2\n1 2\n3 1\n"],
    ),
    "two sequences that share nothing, for any indices in a range": (
        "K\nA_1 \\ldots A_K\nB_1 \\ldots B_K",
        [
            "$1 \\leq K \\leq 4$",
            "$1 \\leq A_i, B_i \\leq 9$ $(1 \\leq i \\leq K)$",
            "任意の $i,j$ $(1 \\leq i,j \\leq K)$ に対し $A_i \\neq B_j$",
        ],
        ["2\n1 2\n3 4\n"],
        ["2\n1 2\n3 1\n"],
    ),
    "cells of a grid, in Japanese": (
        "H W X Y\nS_{1,1}S_{1,2}\\ldots S_{1,W}\n\\vdots\nS_{H,1}S_{H,2}\\ldots S_{H,W}",
        [
            "$3 \\leq H, W \\leq 9$",
            "$1 \\leq X \\leq H$",
            "$1 \\leq Y \\leq W$",
            "$S_{i,j}$ は `#`, `.` のいずれか",
            "すべての $1 \\leq i \\leq H$ に対して $S_{i,1},S_{i,W}$ は `#`",
            "$S_{X,Y}=$ `.`",
            "$S_{1,2}$ は `#` ではない",
        ],
        ["3 4 2 3\n#..#\n##.#\n####\n"],
        ["3 4 2 2\n#..#\n##.#\n####\n", "3 4 2 3\n#..#\n##..\n####\n", "3 4 2 3\n##.#\n##.#\n####\n"],
    ),
    "characters at the ends, in Japanese": (
        "S",
        ["$S$ は先頭の $2$ 文字が `XY` であり末尾の $3$ 文字が数字であるような長さ $5$ の文字列"],
        ["XY349\n"],
        ["XZ349\n", "XY34\n", "XY34x\n"],
    ),
    "numbered characters, in Japanese": (
        "S",
        [
            "$S$ は $3$ 文字の文字列",
            "$S$ の $1$ 文字目は $1$ 以上 $8$ 以下の整数",
            "$S$ の $2$ 文字目は文字 `x`",
            "$S$ の $3$ 文字目は英小文字",
        ],
        ["3xx\n"],
        ["9xx\n", "3yx\n", "3x3\n"],
    ),
    "digits, in Japanese": (
        "N",
        ["$N$ は各桁の数字がいずれも $1$ 以上 $8$ 以下の $4$ 桁の整数"],
        ["1888\n"],
        ["1898\n", "188\n"],
    ),
    "brackets, restated in Japanese": (
        "S",
        [
            "$1 \\leq |S| \\leq 9$",
            "$S$ は英小文字・`(`・`)` からなる",
            "$S$ 中の括弧は対応が取れている、すなわち $S$ から英小文字を除くと正しい括弧列である",
        ],
        ["a(b)c\n"],
        ["a)b(c\n"],
    ),
    "a sequence that rises from its last number": (
        "N K\nL_1 L_2 \\ldots L_K",
        ["$1 \\leq K \\leq N \\leq 9$", "$1 \\leq L_K < L_{K-1} < \\dots < L_1 \\leq N$"],
        ["9 3\n9 5 1\n"],
        ["9 3\n1 5 9\n", "9 2\n10 1\n", "9 2\n1 0\n"],
    ),
    "queries called by their numbers": (
        ["N Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q", "1 a b\n2 a"],
        [
            "$2 \\leq N, Q \\leq 9$",
            "操作 $1$ について、$1 \\leq a < b \\leq N$",
            "操作 $2$ について、$1 \\leq a \\leq N$",
        ],
        ["3 2\n1 2 3\n2 3\n"],
        ["3 2\n1 3 2\n2 3\n", "3 1\n2 4\n"],
    ),
    "queries called by their numbers as code": (
        ["N Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q", "1 x\n2 y"],
        [
            "$2 \\leq N, Q \\leq 9$",
            "For type `1` queries, $1 \\leq x \\leq N$.",
            "For type `2` queries, $1 \\leq y \\leq 5$.",
        ],
        ["7 2\n1 7\n2 5\n"],
        ["3 2\n1 7\n2 5\n", "7 1\n2 6\n"],
    ),
    "both ends of a string that may be one character": (
        "S",
        ["$1 \\leq |S| \\leq 9$", "$S$ consists of `1`, `2`, `+`.", "The first and last characters of $S$ are digits."],
        ["1\n", "1+2\n"],
        ["+\n", "+1\n", "1+\n"],
    ),
    "a graph with ways from everywhere to everywhere": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        ["$2 \\leq N \\leq M \\leq 30$", "$1 \\leq u_i, v_i \\leq N$", "The given graph is strongly connected."],
        ["3 4\n1 2\n2 3\n3 1\n1 1\n"],
        ["3 3\n1 2\n2 3\n1 3\n", "3 4\n1 2\n2 1\n1 3\n1 1\n"],
    ),
    "a simple graph with such ways, in Japanese": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 8$",
            "$N \\leq M \\leq N(N-1)$",
            "$1 \\leq u_i, v_i \\leq N$",
            "与えられるグラフは単純かつ強連結な有向グラフである",
        ],
        ["3 4\n1 2\n2 3\n3 1\n2 1\n"],
        ["3 4\n1 2\n2 3\n3 1\n1 2\n", "3 3\n1 2\n2 1\n3 1\n"],
    ),
    "points of which no three are in line": (
        "N\nX_1 Y_1\n\\vdots\nX_N Y_N",
        ["$3 \\leq N \\leq 40$", "$0 \\leq X_i, Y_i \\leq 60$", "No three distinct points are collinear."],
        ["4\n0 0\n1 1\n2 3\n0 7\n"],
        ["4\n0 0\n1 1\n2 3\n5 5\n", "3\n0 0\n0 0\n1 1\n"],
    ),
    "points of two kinds of which no three are in line": (
        "N\nA_1 B_1\n\\vdots\nA_N B_N\nC_1 D_1\n\\vdots\nC_N D_N",
        [
            "$2 \\leq N \\leq 20$",
            "$-50 \\leq A_i, B_i, C_i, D_i \\leq 50$ $(1 \\leq i \\leq N)$",
            "どの $3$ 点も同一直線上にない",
        ],
        ["2\n0 0\n1 1\n2 3\n0 7\n"],
        ["2\n0 0\n1 1\n2 3\n-4 -4\n"],
    ),
    "a connected graph without loops": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$N-1 \\leq M \\leq 30$",
            "$1 \\leq u_i, v_i \\leq N$",
            "The given graph is connected and has no self-loops.",
        ],
        ["3 3\n1 2\n2 3\n2 1\n"],
        ["3 3\n1 2\n2 3\n1 1\n", "3 2\n1 2\n1 2\n"],
    ),
    "a graph without double edges that may have loops": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq M \\leq 9$",
            "$1 \\leq u_i, v_i \\leq N$",
            "The given graph does not contain multiple edges.",
        ],
        ["3 3\n1 2\n2 3\n1 1\n"],
        ["3 3\n1 2\n2 3\n2 1\n"],
    ),
    "a graph without loops, in Japanese": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq 30$",
            "$1 \\leq u_i, v_i \\leq N$",
            "与えられるグラフは自己ループを含まない",
        ],
        ["3 3\n1 2\n2 3\n2 1\n"],
        ["3 3\n1 2\n2 3\n1 1\n"],
    ),
    "no two roads for one pair of cities": (
        "N M\na_1 b_1\n\\vdots\na_M b_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq N(N-1)/2$",
            "$1 \\leq a_i < b_i \\leq N$",
            "No two roads connect the same pair of cities.",
        ],
        ["3 2\n1 2\n2 3\n"],
        ["3 2\n1 2\n1 2\n"],
    ),
    "a graph without directed cycles": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq 30$",
            "$1 \\leq u_i, v_i \\leq N$",
            "$G$ **does not contain directed cycles**.",
        ],
        ["3 3\n1 2\n3 2\n1 3\n"],
        ["3 3\n1 2\n2 3\n3 1\n", "1 1\n1 1\n"],
    ),
    "a forest": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq M \\leq N-1$",
            "$1 \\leq u_i, v_i \\leq N$",
            "The given graph is a forest.",
        ],
        ["4 2\n1 2\n4 3\n"],
        ["4 3\n1 2\n2 3\n3 1\n"],
    ),
    "few edges at a vertex": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$1 \\leq N \\leq 2000$",
            "$0 \\leq M \\leq \\min(2500, \\frac{N(N-1)}{2})$",
            "$1 \\leq u_i, v_i \\leq N$",
            "The given graph is simple.",
            "The degree of each vertex in the given graph is at most $3$.",
        ],
        ["5 3\n1 2\n1 3\n1 4\n"],
        ["5 4\n1 2\n1 3\n1 4\n1 5\n"],
    ),
    "a tree with few edges at a vertex": (
        "N\nu_1 v_1\n\\vdots\nu_{N-1} v_{N-1}",
        [
            "$2 \\leq N \\leq 2000$",
            "$1 \\leq u_i, v_i \\leq N$",
            "The given graph is a tree.",
            "The degree of every vertex is at most three.",
        ],
        ["4\n1 2\n1 3\n1 4\n"],
        ["5\n1 2\n1 3\n1 4\n1 5\n"],
    ),
    "a way out of every vertex": (
        ["T\n\\mathrm{case}_1\n\\vdots\n\\mathrm{case}_T", "N M\nU_1 V_1\n\\vdots\nU_M V_M"],
        [
            "$1 \\leq T \\leq 9$",
            "$2 \\leq N, M \\leq 30$",
            "$1 \\leq U_i, V_i \\leq N$",
            "The out-degree of every vertex is at least $1$.",
        ],
        ["1\n2 3\n1 2\n2 1\n2 2\n"],
        ["1\n2 3\n1 2\n1 1\n1 2\n"],
    ),
    "integers of several types of queries": (
        ["N Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q", "1 x\n2 y\n3 z"],
        [
            "$1 \\leq N, Q, x \\leq 9$",
            "For type $2$ queries, $1 \\leq y \\leq N$.",
            "For type $3$ queries, $z$ is a lowercase English letter.",
            "$N, Q, x, y$ are integers.",
        ],
        ["3 3\n1 9\n2 3\n3 a\n"],
        ["3 1\n2 4\n"],
    ),
    "queries shown as code in several letters": (
        ["N Q\n\\mathrm{query}_1\n\\vdots\n\\mathrm{query}_Q", "1 a b\n2 a"],
        [
            "$2 \\leq N, Q \\leq 9$",
            "For each query in the format `1 a b`, $1 \\leq a < b \\leq N$.",
            "For each query in the format `2 a`, $1 \\leq a \\leq N$.",
            "At least one query in the format `2 a` is given.",
        ],
        ["3 2\n1 2 3\n2 3\n"],
        ["3 2\n1 3 2\n2 3\n", "3 1\n1 2 3\n"],
    ),
    "all elements of two sequences": (
        "N M\nX_1 Y_1\n\\vdots\nX_M Y_M",
        ["$1 \\leq N, M \\leq 9$", "All elements of $X$ and $Y$ are between $1$ and $N$, inclusive."],
        ["3 2\n1 3\n3 3\n"],
        ["3 2\n1 3\n3 4\n"],
    ),
    "all elements of a sequence differ": (
        "N\nP_1 \\ldots P_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq P_i \\leq 20$", "All elements in $P$ are distinct."],
        ["3\n3 20 1\n"],
        ["3\n3 20 3\n"],
    ),
    "all characters of a string differ": (
        "S",
        ["$1 \\leq |S| \\leq 26$", "$S$ consists of lowercase English letters.", "All characters in $S$ are distinct."],
        ["zax\n"],
        ["zaxz\n"],
    ),
    "two numbers of many digits without a zero in front": (
        "A B",
        ["$1 \\leq A, B \\leq 10^{100}$", "Neither $A$ nor $B$ begins with a `0`."],
        ["12345678901234567890123 7\n"],
        ["012 7\n"],
    ),
    "a number in base two": (
        "L",
        ["$1 \\leq L < 2^{100}$", "$L$ is given in base two, without leading zeros."],
        ["101\n"],
        ["102\n", "011\n"],
    ),
    "what is in no set": (
        "N M\np_1 \\ldots p_N\na_1 \\ldots a_M",
        [
            "$1 \\leq N, M \\leq 5$",
            "$0 < a_1 < a_2 < \\cdots < a_M < 20$",
            "$0 < p_i < 20$",
            "$p_i \\not \\in \\lbrace a_1, a_2, \\ldots, a_M \\rbrace$",
        ],
        ["2 3\n4 4\n1 5 6\n"],
        ["2 3\n4 6\n1 5 6\n"],
    ),
    "no pair more than once": (
        "N\nx_1 y_1\n\\vdots\nx_N y_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq x_i, y_i \\leq 9$", "No pair appears more than once as $(x_i, y_i)$."],
        ["2\n1 2\n2 1\n"],
        ["2\n1 2\n1 2\n"],
    ),
    "no pair of equal pairs": (
        "N\nx_1 y_1\n\\vdots\nx_N y_N",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq x_i, y_i \\leq 9$",
            "There is no pair $i, j (i \\neq j)$ such that $(x_i, y_i) = (x_j, y_j)$.",
        ],
        ["2\n1 2\n2 1\n"],
        ["2\n1 2\n1 2\n"],
    ),
    "distinct pairs written out": (
        "N\nx_1 y_1\n\\vdots\nx_N y_N",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq x_i, y_i \\leq 9$",
            "All pairs $(x_1, y_1), (x_2, y_2), \\dots, (x_N, y_N)$ are distinct.",
        ],
        ["2\n1 2\n2 1\n"],
        ["2\n1 2\n1 2\n"],
    ),
    "digits from one to another, both included": (
        "S",
        ["$1 \\leq |S| \\leq 9$", "All letters in $S$ are digits between `1` and `9`, inclusive."],
        ["129\n"],
        ["109\n"],
    ),
    "characters with how many there may be": (
        "N\nS",
        [
            "$1 \\leq N \\leq 9$",
            "$|S| = 2N$",
            "Each character of $S$ is either `+`, `-`, or `?`, and there are at most $N$ `+` and at most $N$ `-`.",
        ],
        ["2\n+?--\n"],
        ["2\n+---\n"],
    ),
    "no common divisor of all": (
        "N\nA_1 \\ldots A_N",
        [
            "$2 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq 100$",
            "The greatest common divisor of the $N$ integers $A_i$ $(1 \\leq i \\leq N)$ is $1$.",
        ],
        ["3\n6 10 15\n"],
        ["3\n6 10 14\n"],
    ),
    "three numbers that are coprime in pairs": (
        "A B C",
        ["$1 \\leq A, B, C \\leq 100$", "Any two of the three integers $A, B$ and $C$ are coprime."],
        ["3 4 5\n"],
        ["3 4 6\n"],
    ),
    "three numbers that differ and are not zero": (
        "X Y Z",
        ["$-9 \\leq X, Y, Z \\leq 9$", "$X$, $Y$, and $Z$ are distinct, and none of them is $0$."],
        ["3 -3 5\n"],
        ["3 3 5\n", "3 0 5\n"],
    ),
    "no multiple": (
        "K",
        ["$1 \\leq K \\leq 100$", "$K$ is not a multiple of $7$."],
        ["8\n"],
        ["14\n"],
    ),
    "how often each value may occur": (
        "N\nA_1 \\ldots A_N",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq N$",
            "For each $k \\, (1 \\leq k \\leq N)$, there are at most $2$ indices $i$ such that $A_i = k$.",
        ],
        ["4\n1 2 1 2\n"],
        ["4\n1 2 1 1\n"],
    ),
    "every value of a range occurs": (
        "N S\nA_1 A_2 \\ldots A_N",
        [
            "$1 \\leq S \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq S$",
            "For every positive integer $x\\ (1\\leq x \\leq S)$, $A$ contains at least one occurrence of $x$.",
        ],
        ["4 2\n1 2 1 2\n"],
        ["4 2\n1 1 1 1\n"],
    ),
    "the total of a sequence in words": (
        "N\nA_1 A_2 \\ldots A_N",
        [
            "$1 \\leq N \\leq 9$",
            "$1 \\leq A_i \\leq 9$",
            "The total number of balls, $\\sum_{i=1}^N A_i$, does not exceed $20$.",
        ],
        ["3\n9 9 2\n"],
        ["3\n9 9 3\n"],
    ),
    "occurrences of a character": (
        "H W K\nS_1\n\\vdots\nS_H",
        [
            "$1 \\leq H, W \\leq 5$",
            "$1 \\leq K \\leq HW$",
            "$S_i$ is a string of length $W$ consisting of `#` and `.`.",
            "There are exactly $K$ occurrences of `#` in $S$.",
        ],
        ["2 2 2\n#.\n.#\n"],
        ["2 2 2\n#.\n..\n"],
    ),
    "places after dots without a comma": (
        "N\nP_1 \\ldots P_N",
        ["$1 \\leq N \\leq 9$", "$1 \\leq P_i \\leq N$", "$P_1,\\ P_2,\\ ...\\ P_N$ are all distinct."],
        ["3\n3 2 1\n"],
        ["3\n3 2 3\n"],
    ),
    "the first and the last cell of a grid": (
        "H W\nS_{11}S_{12}\\ldots S_{1W}\n\\vdots\nS_{H1}S_{H2}\\ldots S_{HW}",
        ["$1 \\leq H, W \\leq 5$", "$S_{ij}$ is `#` or `.`.", "$S_{11}$ and $S_{HW}$ are `.`."],
        ["2 2\n.#\n#.\n"],
        ["2 2\n.#\n##\n", "2 2\n##\n#.\n"],
    ),
    "distinct where neither is minus one": (
        "N\nB_1 \\ldots B_N",
        [
            "$1 \\leq N \\leq 9$",
            "$-1 \\leq B_i \\leq N$",
            "$B_i \\neq 0$",
            "$B_i \\neq B_j$ if $i \\neq j$ and $B_i, B_j \\neq -1$.",
        ],
        ["3\n-1 2 -1\n"],
        ["3\n2 2 -1\n"],
    ),
    "cities that can be reached from one": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        [
            "$2 \\leq N \\leq 9$",
            "$N-1 \\leq M \\leq 30$",
            "$1 \\leq u_i < v_i \\leq N$",
            "Each city $t=2,...,N$ can be reached from City $1$ with some number of railroads.",
        ],
        ["3 2\n1 2\n2 3\n"],
        ["3 2\n1 2\n1 2\n"],
    ),
    "rows whose numbers differ, in Japanese": (
        "N\nK_1 A_{1,1} \\ldots A_{1,K_1}\n\\vdots\nK_N A_{N,1} \\ldots A_{N,K_N}",
        [
            "$1 \\leq N, K_i \\leq 5$",
            "$1 \\leq A_{i,j} \\leq 9$",
            "各 $i$ $(1 \\leq i \\leq N)$ について $A_{i,1}, A_{i,2}, \\ldots, A_{i,K_i}$ は全て異なる",
        ],
        ["2\n2 1 2\n2 2 1\n"],
        ["2\n2 1 2\n2 1 1\n"],
    ),
    "a sum over a matrix": (
        "H W\nA_{1,1} \\ldots A_{1,W}\n\\vdots\nA_{H,1} \\ldots A_{H,W}",
        [
            "$1 \\leq H, W \\leq 5$",
            "$1 \\leq A_{i,j} \\leq 9$",
            "$\\sum_{i=1}^H \\sum_{j=1}^W A_{i,j} \\leq 30$",
            "$\\sum_{j=1}^W \\sum_{i=1}^H A_{i,j}$ is odd.",
        ],
        ["2 2\n9 9\n9 2\n"],
        ["2 2\n9 9\n9 1\n", "2 2\n9 9\n9 4\n"],
    ),
    "points of two kinds that differ from each other and from one": (
        "N M X Y\nA_1 B_1\n\\vdots\nA_N B_N\nP_1 Q_1\n\\vdots\nP_M Q_M",
        [
            "$1 \\leq N, M \\leq 5$",
            "$-9 \\leq X, Y, A_i, B_i, P_i, Q_i \\leq 9$",
            "$(0, 0)$, $(X, Y)$, $(A_i, B_i)$, and $(P_i, Q_i)$ are distinct.",
        ],
        ["1 2 1 2\n2 1\n1 1\n3 3\n"],
        [
            "1 2 0 0\n2 1\n1 1\n3 3\n",
            "1 2 1 2\n0 0\n1 1\n3 3\n",
            "1 2 1 2\n2 1\n1 1\n1 1\n",
            "1 2 1 2\n2 1\n1 1\n2 1\n",
            "1 2 1 2\n2 1\n1 2\n1 1\n",
        ],
    ),
    "ends that differ, told beside their bounds": (
        "N M\nu_1 v_1\n\\vdots\nu_M v_M",
        ["$2 \\leq N \\leq 9$", "$1 \\leq M \\leq 9$", "$1 \\leq u_i, v_i \\leq N(u_i \\neq v_i)$"],
        ["3 2\n1 2\n1 2\n"],
        ["3 2\n1 2\n2 2\n"],
    ),
    "a matrix whose numbers differ": (
        "H W\nA_{1,1} \\ldots A_{1,W}\n\\vdots\nA_{H,1} \\ldots A_{H,W}",
        [
            "$1 \\leq H, W \\leq 5$",
            "$1 \\leq A_{i,j} \\leq 30$",
            "$A_{i_1,j_1} \\neq A_{i_2,j_2} ((i_1,j_1) \\neq (i_2,j_2))$",
        ],
        ["2 2\n1 2\n3 4\n"],
        ["2 2\n1 2\n2 4\n", "2 2\n1 1\n2 4\n"],
    ),
    "the length of a sequence": (
        "N M\nS_1 \\ldots S_N\nT_1 \\ldots T_M",
        [
            "$1 \\leq N, M \\leq 5$",
            "$1 \\leq S_i, T_i \\leq 30$",
            "The length of $S$ is $N$.",
            "The length of $T$ is $M$.",
        ],
        ["2 1\n1 30\n3\n"],
        ["2 1\n1 31\n3\n"],
    ),
    "a string that is not all one character": (
        "N\nS_1S_2\\dots S_N",
        [
            "$1 \\leq N \\leq 9$",
            "Each of $S_1, S_2, \\dots, S_N$ is `0` or `1`.",
            "Not all of $S_1, S_2, \\dots, S_N$ are `0`.",
        ],
        ["3\n010\n"],
        ["3\n000\n"],
    ),
    "both zero or both in a range": (
        "N\nA_1 B_1\n\\vdots\nA_N B_N",
        [
            "$1 \\leq N \\leq 9$",
            "For each $i$ $(1 \\leq i \\leq N)$, either $A_i = B_i = 0$ or $1 \\leq A_i, B_i \\leq N$.",
        ],
        ["3\n0 0\n1 3\n3 3\n"],
        ["3\n0 0\n0 3\n3 3\n", "3\n0 0\n3 0\n3 3\n", "1\n1 2\n"],
    ),
    "a sum over a matrix laid out number by number": (
        "A_{1,1} A_{1,2}\nA_{2,1} A_{2,2}",
        ["$1 \\leq A_{i,j} \\leq 9$", "$\\sum_{i=1}^2 \\sum_{j=1}^2 A_{i,j}$ is odd."],
        ["1 2\n3 9\n"],
        ["1 2\n3 8\n"],
    ),
    "chords between different points": (
        "N\nA_1 B_1\n\\vdots\nA_N B_N",
        [
            "$1 \\leq N \\leq 5000$",
            "$1 \\leq A_i < B_i \\leq 2N$",
            "All $2N$ values $A_1, \\ldots, A_N, B_1, \\ldots, B_N$ are distinct.",
        ],
        ["2\n1 3\n2 4\n"],
        ["2\n1 3\n3 4\n"],
    ),
    "many that are in no set of many": (
        "N M\np_1 \\ldots p_N\na_1 \\ldots a_M",
        [
            "$1 \\leq N, M \\leq 5000$",
            "$0 < a_1 < a_2 < \\cdots < a_M < 10^6$",
            "$0 < p_i < 10^6$",
            "$p_i \\notin \\{a_1, a_2, \\ldots, a_M\\}$",
        ],
        ["2 3\n4 4\n1 5 6\n"],
        ["2 3\n4 6\n1 5 6\n"],
    ),
}
NOT_MADE = {"numbered columns"}  # only read: inputs that compare two columns of one name cannot be drawn yet


def read(kind):
    block, constraints, good, _bad = KINDS[kind]
    if any("ぁ" <= character <= "ん" for character in "".join(constraints)):
        found = read_input(problem(block, None, *good, japanese=constraints))
    else:
        found = read_input(problem(block, constraints, *good))
    assert isinstance(found, InputFormat), found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_read_whole_and_tells_good_inputs_from_bad_ones(kind):
    assert_tells(read(kind), *KINDS[kind][2:])


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - NOT_MADE))
def test_inputs_of_the_kind_can_be_made(kind):
    found = read(kind)
    made = [case for which in (InputKind.SMALL, InputKind.LARGE) for case in generate(found, which, 1, 4)]
    assert made
    for case in made:
        assert not isinstance(match_input(found, case.stdin), Refusal), case.stdin[:200]


@pytest.mark.parametrize(
    ("story", "least"),
    [
        ("If $S_{i,j}$ is `#`, that cell contains a desk; if $S_{i,j}$ is `.`, that cell is a floor.", 2),
        ("A cell is a floor if $S_{i,j}$ is `.`, and a desk if it is `#`.", 2),
        ("A cell is a floor cell if it is `.`, a desk cell if it is `#`.", 2),
        ("$S_{i,j}$ is `#` if the cell in the $i$-th row is a desk, and `.` if that cell is a floor.", 2),
        ("Each of `.` and `#` is a kind of floor.", None),  # does not say which is which
    ],
)
def test_cells_named_by_meaning_are_counted_if_the_story_explains_the_characters(story, least):
    limits = [
        "$1 \\leq H, W \\leq 9$",
        "Each $S_{i,j}$ is `.` or `#`.",
        "There are at least two floor cells.",
    ]
    grid = "H W\nS_{1,1}S_{1,2}\\ldots S_{1,W}\n\\vdots\nS_{H,1}S_{H,2}\\ldots S_{H,W}"
    found = read_input(problem(grid, limits, "1 3\n..#\n", prose=story))
    assert isinstance(found, InputFormat)
    assert (found.unread == ()) == (least is not None)
    if least is not None:
        assert isinstance(match_input(found, b"1 3\n.##\n"), Refusal)


def test_waiting_does_not_count_against_the_time_to_read_a_statement(monkeypatch):
    def after_a_while(*sentence):
        time.sleep(0.3)
        return facts_of(*sentence)

    facts_of = reading.facts_of
    monkeypatch.setattr(reading, "facts_of", after_a_while)
    monkeypatch.setattr(reading, "MAX_CPU_S", 0.5)
    assert isinstance(read_input(problem("A B", ["$1 \\leq A \\leq 9$", "$1 \\leq B \\leq 9$"], "1 2\n")), InputFormat)


def test_the_matrix_of_a_simple_graph_is_read_from_its_symmetry():
    limits = ["$2 \\leq N \\leq 9$", "$A_{i,j}$ is $0$ or $1$.", "$A_{i,i} = 0$", "$A_{i,j} = A_{j,i}$"]
    matrix = "N\nA_{1,1} \\ldots A_{1,N}\n\\vdots\nA_{N,1} \\ldots A_{N,N}"
    found = read_input(problem(matrix, limits, "2\n0 1\n1 0\n", prose="There is a simple undirected graph $G$."))
    assert isinstance(found, InputFormat)
    assert found.unread == ()


@pytest.mark.parametrize(
    ("limits", "good", "bad"),
    [
        (["Square $(2, 2)$ is ice."], "3 3\n...\n#.#\n..#\n", "3 3\n...\n###\n..#\n"),
        (
            ["Square $(i, j)$ is rock if $i=1$, $i=H$, $j=1$, or $j=W$."],
            "3 4\n####\n#.##\n####\n",
            "3 4\n####\n#...\n####\n",
        ),
        (["There are exactly one rock and at least two ice squares."], "1 3\n.#.\n", "1 3\n###\n"),
        (["Grids $S$ each contain exactly one rock."], "1 3\n.#.\n", "1 3\n...\n"),
    ],
)
def test_constraints_on_cells_named_by_meaning_are_read(limits, good, bad):
    story = "- if the $j$-th character of $S_i$ is `.`, square $(i,j)$ is ice;\n- if it is `#`, it is rock."
    limits = ["$1 \\leq H, W \\leq 9$", "$S_i$ is a string of length $W$ consisting of `.` and `#`.", *limits]
    found = read_input(problem("H W\nS_1\n\\vdots\nS_H", limits, good, prose=story))
    assert isinstance(found, InputFormat)
    assert found.unread == ()
    assert isinstance(match_input(found, bad.encode()), Refusal)


def test_constraints_on_cells_named_by_meaning_are_read_in_japanese():
    story = "- $S_i$ の $j$ 文字目が `.` のとき、マス $(i,j)$ は床である\n- `#` のとき、マス $(i,j)$ は壁である"
    limits = [
        "$3 \\leq H,W \\leq 9$",
        "$S_i$ は `.`, `#` からなる長さ $W$ の文字列",
        "マス $(i,j)$ は $i=1,i=H,j=1,j=W$ のいずれかを満たすとき壁である",
        "マス $(2,2)$ は床である",
    ]
    good = "3 4\n####\n#.##\n####\n"
    found = read_input(problem("H W\nS_1\n\\vdots\nS_H", None, good, prose=story, japanese=limits))
    assert_tells(found, [good], ["3 4\n####\n####\n####\n", "3 4\n####\n#...\n####\n"])


@pytest.mark.parametrize(
    ("story", "block", "limits", "good", "bad"),
    [
        (  # edges of one direction may go there and back
            "$N$ 頂点 $M$ 辺の有向グラフが与えられます。",
            "N M\nA_1 B_1\n\\vdots\nA_M B_M",
            ["$1 \\leq A_i, B_i \\leq N$", "与えられるグラフは自己ループや多重辺を含まない"],
            "2 2\n1 2\n2 1\n",
            ["2 1\n1 1\n", "2 2\n1 2\n1 2\n"],
        ),
        (  # only the story names the shape
            "$N$ 頂点 $M$ 辺の単純連結無向グラフが与えられます。$i$ 番目の辺は頂点 $A_i$ と頂点 $B_i$ を結びます。",
            "N M\nX_1 Y_1\n\\vdots\nX_M Y_M\nA_1 B_1\n\\vdots\nA_M B_M",
            ["$1 \\leq A_i, B_i, X_i, Y_i \\leq N$"],
            "3 2\n1 1\n1 1\n1 2\n2 3\n",
            ["2 2\n1 1\n1 1\n1 2\n1 2\n", "3 1\n1 2\n1 2\n"],
        ),
    ],
)
def test_the_shape_that_a_japanese_story_promises_is_read(story, block, limits, good, bad):
    limits = ["$1 \\leq N, M \\leq 9$", *limits]
    found = read_input(problem(block, None, good, prose=story, japanese=limits))
    assert_tells(found, [good], bad)


def test_trees_that_are_counted_are_no_promise():
    story = "Find the number, modulo $998244353$, of rooted trees with $N$ vertices that fit the matrix."
    limits = ["$2 \\leq N \\leq 9$", "$A_{i,j}$ is $0$ or $1$."]
    matrix = "N\nA_{1,1} \\ldots A_{1,N}\n\\vdots\nA_{N,1} \\ldots A_{N,N}"
    assert read_input(problem(matrix, limits, "2\n0 1\n1 0\n", prose=story)).unread == ()
    assert read_input(problem(matrix, limits, "2\n0 1\n1 0\n", prose="You are given a tree.")).unread != ()


def test_a_guarantee_repeated_in_other_words_is_read_from_those():
    story = (
        "Fireworks are launched on days $A_1, \\ldots, A_M$. It is guaranteed that fireworks will be launched on the "
        "last day. (In other words, $A_M=N$ is guaranteed.)"
    )
    limits = ["$1 \\leq M \\leq N \\leq 9$", "$1 \\leq A_1 < \\ldots < A_M \\leq N$"]
    found = read_input(problem("N M\nA_1 \\ldots A_M", limits, "3 2\n1 3\n", prose=story))
    assert isinstance(found, InputFormat)
    assert found.unread == ()
    assert isinstance(match_input(found, b"3 2\n1 2\n"), Refusal)


def test_a_guarantee_that_the_constraints_put_formally_is_not_read_again():
    story = "Nothing lies on a cut. It is guaranteed that no cut meets an apple. For a more formal description, {}."
    limits = ["$1 \\leq A, B \\leq 5$", "$A \\neq B$"]
    formal = read_input(problem("A B", limits, "1 2\n", prose=story.format("refer to the constraints below")))
    other = read_input(problem("A B", limits, "1 2\n", prose=story.format("ask the cook")))
    assert formal.unread == ()
    assert other.unread != ()


def test_the_ends_of_edges_are_found_after_another_number_of_the_edge():
    story = "The $i$-th edge is of length $C_i$ connecting Vertex $A_i$ and Vertex $B_i$."
    limits = ["$1 \\leq N, M \\leq 9$", "$1 \\leq A_i, B_i, C_i, X_i, Y_i \\leq N$", "The given graph is connected."]
    block = "N M\nX_1 Y_1\n\\vdots\nX_M Y_M\nA_1 B_1 C_1\n\\vdots\nA_M B_M C_M"
    found = read_input(problem(block, limits, "2 1\n1 1\n1 2 1\n", prose=story))
    assert_tells(found, ["2 1\n1 1\n1 2 1\n"], ["2 1\n1 2\n1 1 1\n"])


def test_edges_between_two_sides_are_a_simple_graph_if_they_differ():
    story = "You are given a simple undirected graph. The $i$-th edge connects vertices $u_i$ and $v_i$."
    limits = ["$1 \\leq S, T, M \\leq 9$", "$1 \\leq u_i \\leq S$", "$S+1 \\leq v_i \\leq S+T$"]
    pairs = "If $i \\neq j$, then $(u_i, v_i) \\neq (u_j, v_j)$."
    block = "S T M\nu_1 v_1\n\\vdots\nu_M v_M"
    assert read_input(problem(block, [*limits, pairs], "1 1 1\n1 2\n", prose=story)).unread == ()
    assert read_input(problem(block, limits, "1 1 1\n1 2\n", prose=story)).unread != ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Not all of $A_1, \\ldots, A_N$ are `0`.",  # of numbers
        "For each $i$ $(2 \\leq i \\leq N)$, $A_i$ is even.",  # not of all places
        "各 $i$ $(2 \\leq i \\leq N)$ について $A_i$ は偶数である",
        "The degree of each vertex is at most $3$.",  # of no graph that is given
        "The out-degree of every vertex is at least one.",
        "The degree of each vertex is at least $2$.",
        "The given graph contains a cycle.",
        "The given graph is not a forest.",
        "The greatest common divisor of all integers $A_1$ through $A_N$ is $2$.",
        "There is no pair $i, j$ such that $A_i = A_j$.",  # for i = j there is
    ],
)
def test_what_is_not_understood_in_full_is_left_over(sentence):
    japanese = any("ぁ" <= character <= "ん" for character in sentence)
    limits = ["$1 \\leq N \\leq 9$", "$0 \\leq A_i \\leq 9$", sentence]
    given = (None, limits) if japanese else (limits, None)
    found = read_input(problem("N\nA_1 \\ldots A_N", given[0], "2\n0 2\n", japanese=given[1]))
    assert sentence in found.unread


def test_a_guarantee_for_each_place_is_read():
    story = "Move $i$ needs others. Here, for each $j = 1,2,\\ldots,K_i$, it is guaranteed that $A_{i,j} \\lt i$."
    limits = ["$1 \\leq N \\leq 5$", "$0 \\leq K_i < i$", "$1 \\leq A_{i,j} \\leq N$"]
    rows = "N\nK_1 A_{1,1} \\ldots A_{1,K_1}\n\\vdots\nK_N A_{N,1} \\ldots A_{N,K_N}"
    assert_tells(read_input(problem(rows, limits, "2\n0\n1 1\n", prose=story)), ["2\n0\n1 1\n"], ["2\n0\n1 2\n"])
