"""Formulas in signs, in LaTeX and with their signs read aloud; and the signs that statements and explanations have."""

import pytest

from solver.hints.formulas import gives_formula
from solver.hints.plain import plain

STATEMENT = "How many towers of height $N$ can be built of bricks of heights $A_i$? Print $A_i + 2 B_i + C_i$."


@pytest.mark.parametrize(
    "text",
    [
        "Look at $t_h = t_{h-1} + t_{h-2}$.",
        "f(i) = max(f(i−1), f(p(i)) + 1) がすべてです。",
        "The result is $\\sum_d \\mu(d) (2^{m_d} - 1)$.",
        "It is $\\lfloor N/A \\rfloor + \\lfloor N/B \\rfloor - 2 \\lfloor N/L \\rfloor$.",
        "W(n) = \\lnot W(n-1) \\lor \\lnot W(n-3), can you see why?",
        "There are c(c-1)/2 pairs of a colour.",
        "towers = lower ones + higher ones",
        "塔の数 = 下の塔の数 + 上の塔の数",
        "The sum over d of m(d) times 2 to the power of k(d) is printed.",
        "The number sought is #{ j < i : P_j = P_i ⊕ K }.",
        "s_{i,j} = s_{i-1,j-1}",
    ],
)
def test_a_formula_is_seen(text):
    assert gives_formula(plain(text), STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "There are N(N-1)/2 pairs, about 2 × 10^10.",
        "$A_i + 2 B_i + C_i$ is given.",
        "It costs O((N + M) log N), or O(V/1 + V/2 + V/3 + …).",
        "Try K = N + 1 and D = 2R; with 1 ≤ i < j nothing changes.",
        "1 → 3 → 4 の順に行き、$T_i < T_{i-1}$ となる i を数えます。",
        "The difference $U_r - U_l$ tells it.",
        "N over two-way lines, less one.",
    ],
)
def test_sizes_costs_and_the_statements_own_signs_are_none(text):
    assert not gives_formula(plain(text), STATEMENT)
