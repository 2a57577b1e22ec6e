"""Problems of our own in the style of AtCoder's statements, each with one small input as its sample."""

from dataclasses import replace

from problems.inputs.expressions import Number, Variable
from problems.inputs.format import Graph, InputFormat, Occurs
from problems.inputs.reading import read_input
from problems.problem import Checker, Limits, Problem, Sample, Statements


def page(constraints, block, sample, *more, prose="Print the answer."):
    """A problem with these constraints and input block; `more`: prose and further blocks (for cases or queries)."""
    words = ["### Problem Statement", "", prose, "", "---", "", "### Constraints", ""]
    words += [f"- {line}" for line in constraints]
    words += ["", "---", "", "### Input", "", "The input is given from Standard Input in the following format:", ""]
    words += ["```", *block.split("\n"), "```", ""]
    for one in more:
        words += [one, ""] if one.startswith(("Here", "Each", "$")) else ["```", *one.split("\n"), "```", ""]
    words += ["### Output", "", "Print the answer.", ""]
    return Problem(
        id="own_a",
        contest=None,
        label="A",
        title="Own",
        url=None,
        points=None,
        statements=Statements(en="\n".join(words)),
        samples=(Sample("1", sample.encode(), b""),),
        limits=Limits(2, 1024),
        checker=Checker(),
        interactive=False,
        figures=(),
        contest_start=None,
        contest_end=None,
    )


CASES = ("Here, $\\mathrm{case}_i$ denotes the $i$-th test case.", "Each test case is given in the following format:")
T_CASES = "T\n\\mathrm{case}_1\n\\mathrm{case}_2\n\\vdots\n\\mathrm{case}_T"
QUERIES = "Here, $\\mathrm{query}_i$ denotes the $i$-th query and is given in one of the following formats:"
EDGES = "u_1 v_1\nu_2 v_2\n\\vdots\n"
WHOLE = "All input values are integers."

PAGES = {
    "scalars": page(
        ["$1 \\leq A \\leq B \\leq 10^{18}$", "$-10^9 \\leq X \\leq 10^9$", "$X \\neq 0$", WHOLE], "A B\nX", "1 2\n-3\n"
    ),
    "sequence": page(
        [
            "$1 \\leq N \\leq 2 \\times 10^5$",
            "$1 \\leq K \\leq N$",
            "$-10^9 \\leq A_i \\leq 10^9$ $(1 \\leq i \\leq N)$",
            WHOLE,
        ],
        "N K\nA_1 A_2 \\ldots A_N",
        "3 2\n1 -5 7\n",
    ),
    "permutation": page(
        ["$2 \\leq N \\leq 10^5$", "$(P_1, P_2, \\ldots, P_N)$ is a permutation of $(1, 2, \\ldots, N)$.", WHOLE],
        "N\nP_1 P_2 \\ldots P_N",
        "3\n3 1 2\n",
    ),
    "grid": page(
        [
            "$1 \\leq H, W \\leq 500$",
            "$H$ and $W$ are integers.",
            "$S_i$ is a string of length $W$ consisting of `.` and `#`.",
        ],
        "H W\nS_1\nS_2\n\\vdots\nS_H",
        "2 3\n.#.\n..#\n",
    ),
    "matrix": page(
        ["$1 \\leq H, W \\leq 300$", "$0 \\leq A_{i,j} \\leq 9$", WHOLE],
        "H W\nA_{1,1} A_{1,2} \\ldots A_{1,W}\nA_{2,1} \\ldots A_{2,W}\n\\vdots\nA_{H,1} A_{H,2} \\ldots A_{H,W}",
        "2 3\n1 2 3\n4 5 6\n",
    ),
    "simple graph": page(
        [
            "$2 \\leq N \\leq 2 \\times 10^5$",
            "$0 \\leq M \\leq \\min\\left(2 \\times 10^5, \\frac{N(N-1)}{2}\\right)$",
            "$1 \\leq u_i < v_i \\leq N$",
            "The given graph is simple.",
            WHOLE,
        ],
        "N M\n" + EDGES + "u_M v_M",
        "3 2\n1 2\n2 3\n",
    ),
    "connected graph": page(
        [
            "$2 \\leq N \\leq 10^5$",
            "$N - 1 \\leq M \\leq 2 \\times 10^5$",
            "$1 \\leq A_i, B_i \\leq N$",
            "$1 \\leq C_i \\leq 10^9$",
            "The given graph is simple and connected.",
            WHOLE,
        ],
        "N M\nA_1 B_1 C_1\nA_2 B_2 C_2\n\\vdots\nA_M B_M C_M",
        "3 2\n1 2 5\n3 2 9\n",
    ),
    "tree": page(
        ["$2 \\leq N \\leq 2 \\times 10^5$", "$1 \\leq u_i, v_i \\leq N$", "The given graph is a tree.", WHOLE],
        "N\n" + EDGES + "u_{N-1} v_{N-1}",
        "3\n1 2\n3 2\n",
    ),
    "parents": page(
        ["$2 \\leq N \\leq 10^5$", "$1 \\leq P_i < i$ $(2 \\leq i \\leq N)$", WHOLE],
        "N\nP_2 P_3 \\ldots P_N",
        "4\n1 1 3\n",
    ),
    "directed acyclic": page(
        [
            "$2 \\leq N \\leq 1000$",
            "$1 \\leq M \\leq 2000$",
            "$1 \\leq x_i, y_i \\leq N$",
            "The given graph is a directed acyclic graph.",
            WHOLE,
        ],
        "N M\nx_1 y_1\nx_2 y_2\n\\vdots\nx_M y_M",
        "3 2\n3 1\n1 2\n",
        prose="There is a directed graph with $N$ vertices numbered $1, 2, \\ldots, N$ and $M$ edges. "
        "The $i$-th edge goes from vertex $x_i$ to vertex $y_i$.",
    ),
    "queries": page(
        [
            "$1 \\leq N, Q \\leq 2 \\times 10^5$",
            "$0 \\leq A_i \\leq 10^9$",
            "$1 \\leq p \\leq N$",
            "$0 \\leq x \\leq 10^9$",
            "$1 \\leq l \\leq r \\leq N$",
            WHOLE,
        ],
        "N Q\nA_1 A_2 \\ldots A_N\n\\mathrm{query}_1\n\\mathrm{query}_2\n\\vdots\n\\mathrm{query}_Q",
        "2 2\n5 6\n1 2 9\n2 1 2\n",
        QUERIES,
        "1 p x",
        "2 l r",
    ),
    "ranges": page(
        [
            "$1 \\leq N \\leq 10^9$",
            "$1 \\leq Q \\leq 10^5$",
            "$1 \\leq L_i \\leq R_i \\leq N$ $(1 \\leq i \\leq Q)$",
            WHOLE,
        ],
        "N Q\nL_1 R_1\nL_2 R_2\n\\vdots\nL_Q R_Q",
        "10 2\n1 10\n3 3\n",
    ),
    "cases": page(
        [
            "$1 \\leq T \\leq 10^5$",
            "$1 \\leq N \\leq 2 \\times 10^5$",
            "$1 \\leq A_i \\leq N$",
            "The sum of $N$ over all test cases is at most $2 \\times 10^5$.",
            WHOLE,
        ],
        T_CASES,
        "2\n1\n1\n3\n2 3 1\n",
        *CASES,
        "N\nA_1 A_2 \\ldots A_N",
    ),
    "scalar cases": page(
        ["$1 \\leq T \\leq 10^5$", "$1 \\leq A < B \\leq 10^{18}$", "$0 \\leq M \\leq 10^9$", WHOLE],
        T_CASES,
        "2\n1 2 3\n1 9 0\n",
        *CASES,
        "A B M",
    ),
    "string": page(
        ["$S$ is a string of length between $1$ and $10^5$, inclusive, consisting of lowercase English letters."],
        "S",
        "abca\n",
    ),
    "two strings": page(
        [
            "$1 \\leq M \\leq N \\leq 2 \\times 10^5$",
            "$S$ is a string of length $N$ consisting of uppercase English letters.",
            "$T$ is a string of length $M$ consisting of uppercase English letters.",
            "$N$ and $M$ are integers.",
        ],
        "N M\nS\nT",
        "3 2\nABC\nAB\n",
    ),
    "distinct strings": page(
        [
            "$1 \\leq N \\leq 1000$",
            "$S_i$ is a string of length between $1$ and $10$, inclusive, consisting of lowercase English letters.",
            "$S_1, S_2, \\ldots, S_N$ are distinct.",
            "$N$ is an integer.",
        ],
        "N\nS_1\nS_2\n\\vdots\nS_N",
        "2\nab\nb\n",
    ),
    "points": page(
        [
            "$2 \\leq N \\leq 1000$",
            "$-10^4 \\leq x_i, y_i \\leq 10^4$",
            "$(x_i, y_i) \\neq (x_j, y_j)$ if $i \\neq j$.",
            WHOLE,
        ],
        "N\nx_1 y_1\nx_2 y_2\n\\vdots\nx_N y_N",
        "2\n0 0\n0 1\n",
    ),
    "increasing": page(
        ["$2 \\leq N \\leq 10^5$", "$0 \\leq X_1 < X_2 < \\cdots < X_N \\leq 10^9$", WHOLE],
        "N\nX_1 X_2 \\ldots X_N",
        "3\n0 4 5\n",
    ),
    "distinct": page(
        ["$1 \\leq N \\leq 2 \\times 10^5$", "$1 \\leq A_i \\leq 10^9$", "All $A_i$ are distinct.", WHOLE],
        "N\nA_1 A_2 \\ldots A_N",
        "3\n4 1 9\n",
    ),
    "even": page(
        ["$2 \\leq N \\leq 1000$", "$N$ is even.", "$1 \\leq A_i \\leq 10^6$", WHOLE],
        "N\nA_1 A_2 \\ldots A_N",
        "2\n5 5\n",
    ),
    "binary": page(
        ["$1 \\leq N \\leq 10^6$", "$S$ is a string of length $N$ consisting of `0` and `1`.", "$N$ is an integer."],
        "N\nS",
        "3\n010\n",
    ),
    "decimal": page(
        ["$0 \\leq X \\leq 100$", "$X$ is given with up to three digits after the decimal point."], "X", "3.25\n"
    ),
    "triangle": page(
        ["$2 \\leq N \\leq 500$", "$1 \\leq D_{i,j} \\leq 10^9$", WHOLE],
        "N\nD_{1,2} D_{1,3} \\ldots D_{1,N}\nD_{2,3} \\ldots D_{2,N}\n\\vdots\nD_{N-1,N}",
        "3\n5 6\n7\n",
    ),
    "rows of several lengths": page(
        [
            "$1 \\leq N \\leq 100$",
            "$1 \\leq M \\leq 1000$",
            "$1 \\leq K_i \\leq M$",
            "$1 \\leq A_{i,j} \\leq M$",
            "$A_{i,1} < A_{i,2} < \\cdots < A_{i,K_i}$",
            WHOLE,
        ],
        "N M\nK_1 A_{1,1} A_{1,2} \\ldots A_{1,K_1}\n\\vdots\nK_N A_{N,1} A_{N,2} \\ldots A_{N,K_N}",
        "2 5\n1 3\n2 1 5\n",
    ),
    "start and goal": page(
        [
            "$2 \\leq H, W \\leq 100$",
            "$H$ and $W$ are integers.",
            "$S_{i,j}$ is `.`, `#`, `S`, or `G`.",
            "There is exactly one $(i, j)$ such that $S_{i,j} =$ `S`.",
            "There is exactly one $(i, j)$ such that $S_{i,j} =$ `G`.",
        ],
        "H W\nS_{1,1}S_{1,2}\\ldots S_{1,W}\n\\vdots\nS_{H,1}S_{H,2}\\ldots S_{H,W}",
        "2 2\nS#\n.G\n",
    ),
    "area": page(
        ["$1 \\leq H, W$", "$H \\times W \\leq 10^5$", "$1 \\leq A_{i,j} \\leq H \\times W$", WHOLE],
        "H W\nA_{1,1} A_{1,2} \\ldots A_{1,W}\n\\vdots\nA_{H,1} A_{H,2} \\ldots A_{H,W}",
        "2 2\n1 2\n4 1\n",
    ),
    "pairs": page(
        ["$1 \\leq N \\leq 10^5$", "$1 \\leq w_i \\leq W \\leq 10^9$", "$1 \\leq v_i \\leq 1000$", WHOLE],
        "N W\nw_1 v_1\nw_2 v_2\n\\vdots\nw_N v_N",
        "2 5\n1 9\n5 2\n",
    ),
    "tree and queries": page(
        [
            "$2 \\leq N \\leq 10^5$",
            "$1 \\leq Q \\leq 10^5$",
            "$1 \\leq a_i < b_i \\leq N$",
            "The given graph is a tree.",
            "$1 \\leq v_j \\leq N$",
            "$1 \\leq k_j \\leq 10^9$",
            WHOLE,
        ],
        "N Q\na_1 b_1\na_2 b_2\n\\vdots\na_{N-1} b_{N-1}\nv_1 k_1\nv_2 k_2\n\\vdots\nv_Q k_Q",
        "3 1\n1 2\n2 3\n3 1\n",
    ),
    "pairs apart": page(
        [
            "$2 \\leq N \\leq 10^5$",
            "$1 \\leq M \\leq 10^5$",
            "$1 \\leq A_i, B_i \\leq N$",
            "$A_i \\neq B_i$",
            "$|C_i| \\leq 10^9$",
            WHOLE,
        ],
        "N M\nA_1 B_1 C_1\nA_2 B_2 C_2\n\\vdots\nA_M B_M C_M",
        "3 2\n2 3 -1\n1 2 0\n",
    ),
}


def indexed(name, *indices):
    return Variable(name, tuple(map(Variable, indices)))


# Relations that the reader may leave unread on two pages, given by hand: what is tested here is generating inputs.
BY_HAND = {
    "directed acyclic": (
        Graph((indexed("x", "i"), indexed("y", "i")), Variable("N"), Number(1), directed=True, acyclic=True),
    ),
    "start and goal": (
        Occurs(Variable("S"), ("S",), Number(1), Number(1)),
        Occurs(Variable("S"), ("G",), Number(1), Number(1)),
    ),
}


def format_of(name):
    """The format read from a page, with any unread relations taken from BY_HAND."""
    fmt = read_input(PAGES[name])
    if isinstance(fmt, InputFormat) and fmt.unread and name in BY_HAND:
        relations = (*fmt.scope.relations, *BY_HAND[name])
        return InputFormat(replace(fmt.scope, relations=relations))
    return fmt
