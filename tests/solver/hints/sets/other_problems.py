"""Eight more problems with a solution each, so that the gate is not only held to the problems it was written beside."""

from problems.problem import Checker, Limits, Problem, Sample, Statements


def problem(
    letter: str, title: str, statement: str, japanese: str, samples: tuple[tuple[str, str], ...]
) -> tuple[str, Problem]:
    pairs = tuple(
        Sample(str(number), stdin.encode(), expected.encode())
        for number, (stdin, expected) in enumerate(samples, start=1)
    )
    problem = Problem(
        id=f"other_{letter}",
        contest="other",
        label=letter.upper(),
        title=title,
        url=None,
        points=400,
        statements=Statements(ja=japanese.strip(), en=statement.strip()),
        samples=pairs,
        limits=Limits(2.0, 1024),
        checker=Checker(),
        interactive=False,
        figures=(),
        contest_start=None,
        contest_end=None,
    )
    return letter, problem


PROBLEMS = dict(
    (
        problem(
            "stairs",
            "Ever Higher",
            """
There are $N$ posts in a row; post $i$ is $A_i$ centimetres tall. A frog picks some of the posts, from left to right, so
that each one that it picks is taller than the one picked before. How many posts can it pick at most?

### Constraints
- $1 \\leq N \\leq 2 \\times 10^5$
- $1 \\leq A_i \\leq 10^9$

### Input
```
N
A_1 A_2 \\ldots A_N
```
""",
            """
$N$ 本の柱が一列に並んでいて、柱 $i$ の高さは $A_i$ センチメートルです。カエルは左から右へいくつかの柱を選び、
選ぶ柱がひとつ前に選んだ柱より高くなるようにします。最大で何本選べますか。

### 制約
- $1 \\leq N \\leq 2 \\times 10^5$
- $1 \\leq A_i \\leq 10^9$
""",
            (("6\n3 1 4 1 5 9\n", "4\n"), ("5\n5 4 3 2 1\n", "1\n"), ("9\n10 20 11 12 30 13 14 15 2\n", "6\n")),
        ),
        problem(
            "bag",
            "Light Luggage",
            """
You have a bag that holds up to $W$ kilograms, and $N$ souvenirs. Souvenir $i$ weighs $w_i$ kilograms and is worth $v_i$
yen. Each may be packed once or left at home. Find the greatest total worth.

### Constraints
- $1 \\leq N \\leq 100$
- $1 \\leq W \\leq 10^5$
- $1 \\leq w_i \\leq W$
- $1 \\leq v_i \\leq 10^9$
""",
            """
重さ $W$ キログラムまで入るかばんと、$N$ 個のおみやげがあります。おみやげ $i$ は重さ $w_i$、価値 $v_i$ です。
それぞれ高々一度だけ入れられます。価値の合計の最大値を求めてください。

### 制約
- $1 \\leq N \\leq 100$
- $1 \\leq W \\leq 10^5$
""",
            (("3 8\n3 30\n4 50\n5 60\n", "90\n"), ("1 3\n3 1000000000\n", "1000000000\n"), ("2 5\n5 7\n1 8\n", "8\n")),
        ),
        problem(
            "maze",
            "Through the Hedges",
            """
A garden is a grid of $H$ rows and $W$ columns; `.` is a path and `#` a hedge. You walk from the top left square to the
bottom right one, moving up, down, left or right. You may cut through hedges; each hedge square that you enter has to be
cut. How many squares of hedge have to be cut at least?

### Constraints
- $1 \\leq H, W \\leq 1000$
- the first and the last square are `.`
""",
            """
庭は $H$ 行 $W$ 列のマス目で、`.` は道、`#` は生け垣です。左上のマスから右下のマスまで上下左右に歩きます。
生け垣のマスに入るには、そのマスを刈らなければなりません。刈るマスは最小で何個ですか。

### 制約
- $1 \\leq H, W \\leq 1000$
""",
            (("3 4\n..#.\n.##.\n.#..\n", "1\n"), ("1 2\n..\n", "0\n"), ("3 5\n.###.\n.###.\n.###.\n", "3\n")),
        ),
        problem(
            "split",
            "Fair Chapters",
            """
A book has $N$ stories in a fixed order; story $i$ has $A_i$ pages. It is to be cut into $K$ volumes of consecutive
stories, none of them empty. Make the thickest volume as thin as possible, and print its number of pages.

### Constraints
- $1 \\leq K \\leq N \\leq 10^5$
- $1 \\leq A_i \\leq 10^9$
""",
            """
$N$ 個の物語がこの順に並んだ本があり、物語 $i$ は $A_i$ ページです。連続する物語からなる $K$ 巻に分けます。
最も厚い巻のページ数をできるだけ小さくして、その値を出力してください。

### 制約
- $1 \\leq K \\leq N \\leq 10^5$
- $1 \\leq A_i \\leq 10^9$
""",
            (("5 2\n7 2 5 10 8\n", "18\n"), ("3 3\n4 4 9\n", "9\n"), ("4 1\n1000000000 1 1 1\n", "1000000003\n")),
        ),
        problem(
            "groups",
            "Tea Parties",
            """
There are $N$ cats. One after the other, $M$ friendships are made; the $j$-th joins cats $a_j$ and $b_j$. A tea party
is a largest possible set of cats who know each other directly or through friends. After each friendship, print how many
tea parties there are.

### Constraints
- $1 \\leq N, M \\leq 2 \\times 10^5$
- $1 \\leq a_j, b_j \\leq N$
""",
            """
$N$ 匹の猫がいます。$M$ 個の友だち関係がひとつずつ結ばれ、$j$ 番目は猫 $a_j$ と $b_j$ を結びます。直接または
友だちを通じて知り合いである猫の極大な集まりをお茶会と呼びます。関係が結ばれるたびに、お茶会の数を出力してください。

### 制約
- $1 \\leq N, M \\leq 2 \\times 10^5$
""",
            (
                ("4 3\n1 2\n2 1\n3 4\n", "3\n3\n2\n"),
                ("2 1\n1 1\n", "2\n"),
                ("5 4\n1 2\n2 3\n3 1\n4 5\n", "4\n3\n3\n2\n"),
            ),
        ),
        problem(
            "window",
            "A Quiet Stretch",
            """
A radio records the loudness $A_1, \\dots, A_N$ of $N$ seconds. A stretch of consecutive seconds is quiet when its
loudness adds up to $S$ or less. How many quiet stretches are there?

### Constraints
- $1 \\leq N \\leq 10^6$
- $0 \\leq A_i \\leq 10^9$
- $0 \\leq S \\leq 10^{15}$
""",
            """
ラジオが $N$ 秒間の音の大きさ $A_1, \\dots, A_N$ を記録しました。連続する秒の区間は、大きさの合計が $S$ 以下のとき
静かであるといいます。静かな区間はいくつありますか。

### 制約
- $1 \\leq N \\leq 10^6$
- $0 \\leq A_i \\leq 10^9$
""",
            (("4 5\n1 2 3 4\n", "6\n"), ("3 0\n1 1 1\n", "0\n"), ("5 100\n10 20 30 40 50\n", "12\n")),
        ),
        problem(
            "tour",
            "Postcards From Everywhere",
            """
There are $N$ islands; a ferry from island $i$ to island $j$ costs $C_{i,j}$ yen. Starting at island $1$, visit every
island at least once and come back to island $1$. Find the least total fare. Ferries are never dearer than a detour.

### Constraints
- $2 \\leq N \\leq 17$
- $1 \\leq C_{i,j} \\leq 10^6$
""",
            """
$N$ 個の島があり、島 $i$ から島 $j$ へのフェリーは $C_{i,j}$ 円です。島 $1$ から始めて、すべての島を一度以上訪れ、
島 $1$ に戻ります。運賃の合計の最小値を求めてください。

### 制約
- $2 \\leq N \\leq 17$
- $1 \\leq C_{i,j} \\leq 10^6$
""",
            (("3\n0 1 9\n4 0 2\n3 8 0\n", "6\n"), ("2\n0 5\n7 0\n", "12\n")),
        ),
        problem(
            "swaps",
            "Tidy Shelf",
            """
$N$ books, numbered by a permutation $P_1, \\dots, P_N$, stand on a shelf. In one move you exchange two neighbouring
books. How many moves does it take at least until the numbers ascend?

### Constraints
- $1 \\leq N \\leq 2 \\times 10^5$
""",
            """
棚に $N$ 冊の本が並び、番号は順列 $P_1, \\dots, P_N$ です。一回の操作で隣り合う二冊を入れ替えます。
番号が昇順になるまでに最小で何回かかりますか。

### 制約
- $1 \\leq N \\leq 2 \\times 10^5$
""",
            (("4\n3 1 4 2\n", "3\n"), ("3\n1 2 3\n", "0\n"), ("7\n7 6 5 4 3 2 1\n", "21\n")),
        ),
    )
)

SOLUTIONS = {
    "stairs": """import sys
from bisect import bisect_left

n, *heights = map(int, sys.stdin.read().split())
tails = []
for height in heights:
    place = bisect_left(tails, height)
    if place == len(tails):
        tails.append(height)
    else:
        tails[place] = height
print(len(tails))
""",
    "bag": """n, capacity = map(int, input().split())
best = [0] * (capacity + 1)
for _ in range(n):
    weight, value = map(int, input().split())
    for room in range(capacity, weight - 1, -1):
        best[room] = max(best[room], best[room - weight] + value)
print(best[capacity])
""",
    "maze": """#include <bits/stdc++.h>
using namespace std;

int main() {
    int rows, cols;
    cin >> rows >> cols;
    vector<string> garden(rows);
    for (auto &line : garden) cin >> line;
    vector<vector<int>> cuts(rows, vector<int>(cols, INT_MAX));
    deque<pair<int, int>> frontier;
    cuts[0][0] = 0;
    frontier.push_back({0, 0});
    const int dr[] = {0, 1, 0, -1}, dc[] = {1, 0, -1, 0};
    while (!frontier.empty()) {
        auto [r, c] = frontier.front();
        frontier.pop_front();
        for (int k = 0; k < 4; k++) {
            int nr = r + dr[k], nc = c + dc[k];
            if (nr < 0 || nc < 0 || nr >= rows || nc >= cols) continue;
            int hedge = garden[nr][nc] == '#';
            if (cuts[r][c] + hedge < cuts[nr][nc]) {
                cuts[nr][nc] = cuts[r][c] + hedge;
                if (hedge) frontier.push_back({nr, nc});
                else frontier.push_front({nr, nc});
            }
        }
    }
    cout << cuts[rows - 1][cols - 1] << endl;
}
""",
    "split": """import sys

n, volumes, *pages = map(int, sys.stdin.read().split())


def enough(thickest):
    used, current = 1, 0
    for story in pages:
        if current + story > thickest:
            used += 1
            current = 0
        current += story
    return used <= volumes


low, high = max(pages) - 1, sum(pages)
while high - low > 1:
    middle = (low + high) // 2
    if enough(middle):
        high = middle
    else:
        low = middle
print(high)
""",
    "groups": """#include <iostream>
#include <numeric>
#include <vector>

std::vector<int> leader;

int find_leader(int cat) {
    while (leader[cat] != cat) {
        leader[cat] = leader[leader[cat]];
        cat = leader[cat];
    }
    return cat;
}

int main() {
    int n, m;
    std::cin >> n >> m;
    leader.resize(n + 1);
    std::iota(leader.begin(), leader.end(), 0);
    int parties = n;
    for (int j = 0; j < m; j++) {
        int a, b;
        std::cin >> a >> b;
        a = find_leader(a);
        b = find_leader(b);
        if (a != b) {
            leader[a] = b;
            parties--;
        }
        std::cout << parties << '\\n';
    }
}
""",
    "window": """import sys

n, limit, *loudness = map(int, sys.stdin.buffer.read().split())
total = quiet = left = 0
for right, level in enumerate(loudness):
    total += level
    while left <= right and total > limit:
        total -= loudness[left]
        left += 1
    quiet += right - left + 1
print(quiet)
""",
    "tour": """n = int(input())
fare = [list(map(int, input().split())) for _ in range(n)]
INF = 10**18
cheapest = [[INF] * n for _ in range(1 << n)]
cheapest[1][0] = 0
for visited in range(1 << n):
    for last in range(n):
        if cheapest[visited][last] == INF:
            continue
        for island in range(n):
            if not visited >> island & 1:
                reached = visited | 1 << island
                cost = cheapest[visited][last] + fare[last][island]
                cheapest[reached][island] = min(cheapest[reached][island], cost)
print(min(cheapest[-1][last] + fare[last][0] for last in range(1, n)))
""",
    "swaps": """#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> tree(n + 1);
    long long inversions = 0;
    for (int seen = 0; seen < n; seen++) {
        int number;
        std::cin >> number;
        long long smaller = 0;
        for (int at = number; at > 0; at -= at & -at) smaller += tree[at];
        inversions += seen - smaller;
        for (int at = number; at <= n; at += at & -at) tree[at]++;
    }
    std::cout << inversions << std::endl;
}
""",
}
