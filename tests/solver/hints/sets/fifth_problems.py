"""Four more problems with a solution each, for the fifth hints."""

from tests.solver.hints.sets.other_problems import problem

PROBLEMS = dict(
    (
        problem(
            "ropes",
            "Tying Ropes",
            "There are $N$ ropes of $L_i$ metres. Tying two costs as many yen as both are long. All are to become\n"
            "one rope. What does it cost at least?\n- $2 \\leq N \\leq 10^5$",
            "$N$ 本のロープがあり、長さは $L_i$ です。二本を結ぶには、その長さの合計だけ費用がかかります。"
            "すべてを一本にする費用の最小値を求めてください。",
            (("3\n4 2 5\n", "17\n"), ("2\n1 1\n", "2\n")),
        ),
        problem(
            "shirts",
            "Shirts and Hats",
            "There are $N$ shirts; shirt $i$ has colour $C_i$. In how many ways can a child choose a set of shirts, no"
            " two of one colour? The set may be empty. Print it modulo 998244353.\n- $1 \\leq N \\leq 10^5$",
            "$N$ 枚のシャツがあり、シャツ $i$ の色は $C_i$ です。同じ色が二枚ないようにシャツを選ぶ方法は何通りですか。"
            "一枚も選ばなくてもかまいません。998244353 で割った余りを出力してください。",
            (("3\n1 1 2\n", "6\n"), ("4\n1 2 3 4\n", "16\n")),
        ),
        problem(
            "gears",
            "Cutting Planks",
            "$N$ planks of $A_i$ centimetres are to be sawn into pieces of one whole length, nothing left. How long\n"
            "can the pieces be?\n- $1 \\leq N \\leq 10^5$",
            "$N$ 枚の板があり、長さは $A_i$ です。すべて同じ整数の長さに余さず切ります。"
            "一枚の長さは最大でいくつですか。",
            (("3\n12 18 30\n", "6\n"), ("2\n7 5\n", "1\n")),
        ),
        problem(
            "gate",
            "Nested Boxes",
            "A string of `(`, `)`, `[` and `]` is given. Is every bracket closed by one of its kind, in the right\n"
            "nesting? Print Yes or No.\n- the length is at most $10^5$",
            "`(`、`)`、`[`、`]` からなる文字列が与えられます。括弧が正しく対応していれば Yes、"
            "そうでなければ No を出力してください。",
            (("([])\n", "Yes\n"), ("([)]\n", "No\n")),
        ),
    )
)
SOLUTIONS = {
    "ropes": "import heapq\n\nn = int(input())\nropes = list(map(int, input().split()))\nheapq.heapify(ropes)\n"
    "cost = 0\n"
    "while len(ropes) > 1:\n    tied = heapq.heappop(ropes) + heapq.heappop(ropes)\n    cost += tied\n"
    "    heapq.heappush(ropes, tied)\nprint(cost)\n",
    "shirts": "from collections import Counter\n\nn = int(input())\nways = 1\n"
    "for many in Counter(input().split()).values():\n    ways = ways * (many + 1) % 998244353\nprint(ways)\n",
    "gears": "from functools import reduce\nfrom math import gcd\n\ninput()\n"
    "print(reduce(gcd, map(int, input().split())))\n",
    "gate": "partner = {')': '(', ']': '['}\nopened = []\nfor sign in input():\n    if sign in partner:\n"
    "        if not opened or opened.pop() != partner[sign]:\n            print('No')\n            break\n"
    "    else:\n        opened.append(sign)\nelse:\n    print('No' if opened else 'Yes')\n",
}
