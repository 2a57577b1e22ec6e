"""Ten more problems with a solution each, for the sixth hints."""

from tests.solver.hints.sets.other_problems import problem

PROBLEMS = dict(
    (
        problem(
            "jars",
            "Honey Jars",
            "Jar $i$ gained $A_i$ grams of honey, which may be negative. Count the contiguous ranges of jars whose\n"
            "gains add up to exactly $K$.\n- $1 \\leq N \\leq 2 \\times 10^5$",
            "びん $i$ のはちみつは $A_i$ グラム増えました（負のこともあります）。"
            "増えた量の合計がちょうど $K$ となる連続する区間の個数を求めてください。",
            (("5 3\n1 2 -1 1 3\n", "4\n"), ("8 0\n0 0 0 0 0 0 0 0\n", "36\n")),
        ),
        problem(
            "cable",
            "Island Cables",
            "There are $N$ islands and $M$ possible cables; cable $i$ joins $A_i$ and $B_i$ and costs $C_i$. All\n"
            "islands must be connected. Print the least total cost.\n- $1 \\leq N, M \\leq 2 \\times 10^5$",
            "$N$ 個の島と $M$ 本のケーブルの候補があり、候補 $i$ は島 $A_i$ と島 $B_i$ を費用 $C_i$ でつなぎます。"
            "すべての島を連結にする費用の最小値を求めてください。",
            (("4 5\n1 2 12\n2 3 7\n1 3 30\n3 4 25\n1 4 18\n", "37\n"), ("3 2\n1 2 400\n2 3 129\n", "529\n")),
        ),
        problem(
            "letters",
            "Two Banners",
            "Two banners $S$ and $T$ are given. Remove letters from both so that they read the same. How long can the\n"
            "result be?\n- $1 \\leq |S|, |T| \\leq 3000$",
            "ふたつの横断幕 $S$ と $T$ からそれぞれ文字を取り除いて同じ文字列にします。"
            "残る文字列の長さの最大値を求めてください。",
            (("abcbdab\nbdcaba\n", "4\n"), ("snow\nrain\n", "1\n")),
        ),
        problem(
            "bakery",
            "Busy Bakery",
            "$K$ ovens bake $N$ orders in the given order; order $i$ takes $T_i$ minutes and goes to the oven that is\n"
            "free first. When is the last order done?\n- $1 \\leq K \\leq N \\leq 2 \\times 10^5$",
            "$K$ 台のオーブンで $N$ 件の注文を順に焼きます。注文 $i$ は $T_i$ 分かかり、最も早く空くオーブンに"
            "入れます。すべて焼き上がる時刻を求めてください。",
            (("5 2\n30 50 20 40 10\n", "90\n"), ("3 1\n100 210 37\n", "347\n")),
        ),
        problem(
            "bridge",
            "Mountain Post",
            "$N$ villages are joined by $M$ two-way trails; trail $i$ joins $U_i$ and $V_i$ and takes $T_i$ minutes.\n"
            "How soon can a letter get from village 1 to village $N$?\n- $2 \\leq N \\leq 10^5$\n"
            "- $1 \\leq M \\leq 2 \\times 10^5$",
            "$N$ 個の村が $M$ 本の山道で結ばれ、山道 $i$ は村 $U_i$ と村 $V_i$ を $T_i$ 分で結びます。"
            "村 1 から村 $N$ まで手紙が届く最短の時間を求めてください。",
            (("4 4\n1 2 5\n2 4 20\n1 3 11\n3 4 12\n", "23\n"),),
        ),
        problem(
            "stones",
            "Pebble Game",
            "From a pile of $N$ pebbles two players in turn take 1, 3 or 4. Who cannot move loses. Print `First` or\n"
            "`Second`, whoever wins.\n- $1 \\leq N \\leq 10^6$",
            "$N$ 個の小石の山から、ふたりが交互に 1 個、3 個または 4 個を取ります。取れない人が負けです。"
            "先手が勝つなら `First`、後手が勝つなら `Second` と出力してください。",
            (("7\n", "Second\n"), ("5\n", "First\n")),
        ),
        problem(
            "skyline",
            "Blocked View",
            "$N$ buildings stand in a row with heights $H_i$. For each print the number of the nearest strictly\n"
            "taller building to its left, or 0.\n- $1 \\leq N \\leq 5 \\times 10^5$",
            "$N$ 棟のビルが一列に並び、高さは $H_i$ です。それぞれについて、"
            "左側で最も近い、より高いビルの番号を出力してください。なければ 0 を出力してください。",
            (("6\n3 7 5 5 9 4\n", "0 0 2 2 0 5\n"),),
        ),
        problem(
            "candy",
            "Sweets for Scores",
            "$N$ children sit in a row with scores $P_i$. Each gets at least one sweet, and more than a neighbour\n"
            "with a lower score. How few sweets are enough?\n- $1 \\leq N \\leq 2 \\times 10^5$",
            "$N$ 人の子どもが一列に座り、点数は $P_i$ です。全員に 1 個以上のあめを配り、"
            "点数の低い隣の子より多くなるようにします。必要なあめの最小の個数を求めてください。",
            (("5\n1 5 2 2 1\n", "7\n"), ("6\n6 5 4 3 2 1\n", "21\n")),
        ),
        problem(
            "bells",
            "Two Bells",
            "One bell rings every $A$ minutes, another every $B$. In how many of the minutes 1 to $N$ does exactly\n"
            "one of them ring?\n- $1 \\leq N \\leq 10^{18}$\n- $1 \\leq A, B \\leq 10^9$",
            "$A$ 分ごとに鳴る鐘と $B$ 分ごとに鳴る鐘があります。"
            "1 分から $N$ 分までのうち、ちょうど一方だけが鳴る分はいくつありますか。",
            (("1000 12 18\n", "84\n"), ("10 2 3\n", "6\n")),
        ),
        problem(
            "relay",
            "Longest Hike",
            "$N$ huts are joined by $N-1$ paths of length $W_i$, so that every hut can be reached. How far apart are\n"
            "the two farthest huts?\n- $2 \\leq N \\leq 2 \\times 10^5$",
            "$N$ 軒の山小屋が長さ $W_i$ の $N-1$ 本の道でつながり、どの小屋へも行けます。"
            "最も離れた二軒の距離を求めてください。",
            (("4\n1 2 3\n2 3 4\n2 4 8\n", "12\n"), ("5\n1 2 10\n1 3 24\n3 4 5\n3 5 7\n", "41\n")),
        ),
    )
)
SOLUTIONS = {
    "jars": """\
n, target = map(int, input().split())
prefix = 0
seen_prefixes = {0: 1}
stretches = 0
for amount in map(int, input().split()):
    prefix += amount
    stretches += seen_prefixes.get(prefix - target, 0)
    seen_prefixes[prefix] = seen_prefixes.get(prefix, 0) + 1
print(stretches)
""",
    "cable": """\
n, m = map(int, input().split())
cables = []
for _ in range(m):
    a, b, cost = map(int, input().split())
    cables.append((cost, a - 1, b - 1))
boss = list(range(n))


def find_boss(x):
    while boss[x] != x:
        boss[x] = boss[boss[x]]
        x = boss[x]
    return x


total_cost = 0
for cost, a, b in sorted(cables):
    ra, rb = find_boss(a), find_boss(b)
    if ra != rb:
        boss[ra] = rb
        total_cost += cost
print(total_cost)
""",
    "letters": """\
s = input()
t = input()
above = [0] * (len(t) + 1)
for c in s:
    row = [0]
    for j, d in enumerate(t):
        row.append(above[j] + 1 if c == d else max(above[j + 1], row[j]))
    above = row
print(above[-1])
""",
    "bakery": """\
import heapq

n, k = map(int, input().split())
free_at = [0] * k
last_done = 0
for minutes in map(int, input().split()):
    done = heapq.heappop(free_at) + minutes
    last_done = max(last_done, done)
    heapq.heappush(free_at, done)
print(last_done)
""",
    "bridge": """\
#include <bits/stdc++.h>
using namespace std;
int main() {
    int n, m;
    cin >> n >> m;
    vector<vector<pair<int, long long>>> trails(n + 1);
    for (int i = 0; i < m; i++) {
        int u, v;
        long long t;
        cin >> u >> v >> t;
        trails[u].push_back({v, t});
        trails[v].push_back({u, t});
    }
    vector<long long> arrival(n + 1, LLONG_MAX);
    priority_queue<pair<long long, int>, vector<pair<long long, int>>, greater<>> couriers;
    arrival[1] = 0;
    couriers.push({0, 1});
    while (!couriers.empty()) {
        auto [now, village] = couriers.top();
        couriers.pop();
        if (now > arrival[village]) continue;
        for (auto [next_village, walk] : trails[village]) {
            if (now + walk < arrival[next_village]) {
                arrival[next_village] = now + walk;
                couriers.push({arrival[next_village], next_village});
            }
        }
    }
    cout << arrival[n] << endl;
}
""",
    "stones": """\
#include <iostream>
#include <vector>
using namespace std;
int main() {
    int n;
    cin >> n;
    vector<bool> winning(n + 1, false);
    for (int pile = 1; pile <= n; pile++) {
        for (int take : {1, 3, 4}) {
            if (pile >= take && !winning[pile - take]) winning[pile] = true;
        }
    }
    cout << (winning[n] ? "First" : "Second") << endl;
}
""",
    "skyline": """\
n = int(input())
heights = list(map(int, input().split()))
visible = []
blockers = []
for i, h in enumerate(heights):
    while visible and heights[visible[-1]] <= h:
        visible.pop()
    blockers.append(visible[-1] + 1 if visible else 0)
    visible.append(i)
print(*blockers)
""",
    "candy": """\
n = int(input())
scores = list(map(int, input().split()))
sweets = [1] * n
for i in range(1, n):
    if scores[i] > scores[i - 1]:
        sweets[i] = sweets[i - 1] + 1
for i in range(n - 2, -1, -1):
    if scores[i] > scores[i + 1]:
        sweets[i] = max(sweets[i], sweets[i + 1] + 1)
print(sum(sweets))
""",
    "bells": """\
from math import lcm

n, a, b = map(int, input().split())
both = n // lcm(a, b)
print(n // a + n // b - 2 * both)
""",
    "relay": """\
n = int(input())
paths = [[] for _ in range(n)]
for _ in range(n - 1):
    u, v, w = map(int, input().split())
    paths[u - 1].append((v - 1, w))
    paths[v - 1].append((u - 1, w))


def farthest_hut(start):
    walked = [-1] * n
    walked[start] = 0
    todo = [start]
    while todo:
        hut = todo.pop()
        for neighbour, w in paths[hut]:
            if walked[neighbour] < 0:
                walked[neighbour] = walked[hut] + w
                todo.append(neighbour)
    end = max(range(n), key=lambda hut: walked[hut])
    return end, walked[end]


print(farthest_hut(farthest_hut(0)[0])[1])
""",
}
