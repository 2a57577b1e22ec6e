"""Four more problems with a solution each, for the third and fourth hints."""

from tests.solver.hints.sets.other_problems import problem

PROBLEMS = dict(
    (
        problem(
            "tiles",
            "Paving",
            "A path of $N$ metres is paved with tiles of 1 and 3 metres. In how many orders? Print it\n"
            "modulo 998244353.\n- $1 \\leq N \\leq 10^6$",
            "長さ $N$ メートルの道を 1 メートルと 3 メートルのタイルで舗装します。"
            "並べ方の数を 998244353 で割った余りを求めてください。",
            (("4\n", "3\n"), ("40\n", "2670964\n")),
        ),
        problem(
            "ferry",
            "Night Ferries",
            "There are $N$ trips; trip $i$ runs from $S_i$ to $T_i$. One boat cannot make two trips that overlap. How\n"
            "many trips can a boat make at most?\n- $1 \\leq N \\leq 2 \\times 10^5$",
            "$N$ 便のフェリーがあり、便 $i$ は時刻 $S_i$ から $T_i$ まで走ります。"
            "重なる便は同じ船では走れません。一隻で最大何便走れますか。",
            (("3\n1 4\n3 5\n5 9\n", "2\n"), ("2\n1 2\n2 3\n", "2\n")),
        ),
        problem(
            "coins",
            "Coins on a Table",
            "$N$ coins lie in a row, coin $i$ is worth $A_i$. Take coins, but never two neighbours.\n"
            "What is the greatest worth?\n- $1 \\leq N \\leq 10^5$",
            "$N$ 枚の硬貨が一列に並び、硬貨 $i$ の価値は $A_i$ です。隣り合う硬貨は両方取れません。"
            "価値の合計の最大値を求めてください。",
            (("4\n5 1 1 7\n", "12\n"), ("3\n40 95 48\n", "95\n")),
        ),
        problem(
            "clock",
            "Equal Sums",
            "Count the pairs $i < j$ for which $A_i + A_j$ is a multiple of $K$.\n- $1 \\leq N, K \\leq 10^5$",
            "$A_i + A_j$ が $K$ の倍数となる組 $i < j$ の個数を求めてください。",
            (("4 3\n1 2 4 5\n", "4\n"),),
        ),
    )
)
SOLUTIONS = {
    "coins": "n = int(input())\ntook = skipped = 0\nfor worth in map(int, input().split()):\n"
    "    took, skipped = skipped + worth, max(took, skipped)\nprint(max(took, skipped))\n",
    "clock": "n, k = map(int, input().split())\nseen = [0] * k\npairs = 0\nfor a in map(int, input().split()):\n"
    "    pairs += seen[-a % k]\n    seen[a % k] += 1\nprint(pairs)\n",
    "tiles": "n = int(input())\nMOD = 998244353\nways = [1] * (n + 1)\nfor pos in range(1, n + 1):\n"
    "    ways[pos] = ways[pos - 1]\n    if pos >= 3:\n        ways[pos] = (ways[pos] + ways[pos - 3]) % MOD\n"
    "print(ways[n])\n",
    "ferry": "n = int(input())\ntrips = sorted((tuple(map(int, input().split())) for _ in range(n)), "
    "key=lambda x: x[1])\n"
    "free_from = 0\ntaken = 0\nfor start, end in trips:\n    if start >= free_from:\n        taken += 1\n"
    "        free_from = end\nprint(taken)\n",
}
