"""Ten more problems with a solution each, for the seventh hints."""

from tests.solver.hints.sets.other_problems import problem

PROBLEMS = dict(
    (
        problem(
            "tunnel",
            "One Tunnel",
            "A mine has $H$ rows and $W$ columns; `#` is rock, `.` is free. A mole walks from `S` "
            "to `G`, a square up,\n"
            "down, left or right at each step. It may enter a rock square at most once in all. Print the least number\n"
            "of steps, or -1.\n- $1 \\leq H, W \\leq 500$",
            "鉱山は $H$ 行 $W$ 列で、`#` は岩、`.` は空きです。もぐらは `S` から `G` まで、1 "
            "歩ごとに上下左右に進みます。"
            "岩のマスには全体で 1 回まで入れます。最小の歩数を求めてください。たどり着けなければ "
            "-1 を出力してください。",
            (("4 5\nS.#..\n##.#.\n..#..\n.#..G\n", "7\n"), ("3 6\nS##.#.\n####..\n.##..G\n", "-1\n")),
        ),
        problem(
            "planks",
            "Equal Planks",
            "There are $N$ planks, plank $i$ being $A_i$ centimetres long. Cut them into pieces, so that at least $K$\n"
            "pieces have the same whole length $L$. How great can $L$ be? Print 0 if no length will do.\n"
            "- $1 \\leq N \\leq 2 \\times 10^5$\n- $1 \\leq A_i, K \\leq 10^9$",
            "$N$ 枚の板があり、板 $i$ の長さは $A_i$ cm です。板を切って、同じ長さ "
            "$L$（整数）の板を $K$ 枚以上作ります。"
            "$L$ の最大値を求めてください。どの長さでも作れなければ 0 を出力してください。",
            (("3 7\n83 61 47\n", "23\n"), ("2 5\n1000000000 17\n", "200000000\n")),
        ),
        problem(
            "errands",
            "Round of Errands",
            "There are $N$ shops. Walking from shop $i$ to shop $j$ takes $D_{i,j}$ minutes, and "
            "the way back may take\n"
            "another time. Starting at shop 1, visit every shop exactly once and come back to shop "
            "1. How many minutes\n"
            "does that take at least?\n- $2 \\leq N \\leq 16$\n- $1 \\leq D_{i,j} \\leq 10^6$ for $i \\neq j$",
            "$N$ 軒の店があり、店 $i$ から店 $j$ まで $D_{i,j}$ 分かかります（逆向きは違う時間のこともあります）。"
            "店 1 を出てすべての店をちょうど 1 回ずつ訪れ、店 1 に戻る最短の時間を求めてください。",
            (("4\n0 14 9 31\n22 0 17 8\n13 6 0 19\n11 25 28 0\n", "34\n"), ("2\n0 350\n275 0\n", "625\n")),
        ),
        problem(
            "backpack",
            "Heavy Souvenirs",
            "Souvenir $i$ weighs $w_i$ grams and pleases by $v_i$. Choose some of the $N$ "
            "souvenirs, at most $W$ grams\n"
            "in all, that please the most, and print by how much.\n- $1 \\leq N \\leq 100$\n- "
            "$1 \\leq W, w_i \\leq 10^9$\n"
            "- $1 \\leq v_i \\leq 1000$",
            "おみやげ $i$ の重さは $w_i$ グラム、うれしさは $v_i$ です。$N$ 個から合計 $W$ "
            "グラム以下になるように選ぶとき、"
            "うれしさの合計の最大値を求めてください。",
            (
                ("4 900\n500 64\n410 57\n480 61\n20 3\n", "118\n"),
                ("3 1000000000\n1000000000 870\n400000000 435\n600000000 440\n", "875\n"),
            ),
        ),
        problem(
            "ribbon",
            "Few Colours",
            "A ribbon has $N$ beads in a row, bead $i$ of colour $C_i$. Cut out one contiguous part with at most $K$\n"
            "different colours. How many beads can it have?\n- $1 \\leq K \\leq N \\leq 3 \\times 10^5$\n"
            "- $1 \\leq C_i \\leq 10^9$",
            "リボンに $N$ 個のビーズが一列に並び、ビーズ $i$ の色は $C_i$ です。色が $K$ 種類以下の連続する部分を"
            "切り取るとき、ビーズの個数の最大値を求めてください。",
            (("9 2\n4 7 4 9 9 7 9 7 4\n", "5\n"), ("6 1\n8 8 3 3 3 8\n", "3\n")),
        ),
        problem(
            "swaps",
            "Class Photo",
            "$N$ pupils stand in a row, pupil $i$ being $H_i$ millimetres tall. Two neighbours may change places at a\n"
            "time. How many times at least must this be done until nobody stands to the right of a taller one?\n"
            "- $1 \\leq N \\leq 2 \\times 10^5$\n- $1 \\leq H_i \\leq 10^9$",
            "$N$ 人の生徒が一列に並び、生徒 $i$ の身長は $H_i$ mm です。1 回の操作で隣り合うふたりを入れ替えます。"
            "左から背の低い順（同じ身長はどちらが先でもよい）にするための操作の最小回数を求めてください。",
            (("6\n1520 1480 1610 1480 1390 1550\n", "8\n"), ("4\n1400 1400 1400 1400\n", "0\n")),
        ),
        problem(
            "recipe",
            "Order of the Recipe",
            "A recipe has $N$ tasks, numbered 1 to $N$, and $M$ rules: task $A_i$ must come before "
            "task $B_i$. Print the\n"
            "order of all the tasks that comes first in lexicographic order, or -1 if there is none.\n"
            "- $2 \\leq N \\leq 2 \\times 10^5$\n- $1 \\leq M \\leq 2 \\times 10^5$",
            "料理には 1 から $N$ までの作業と $M$ 個の決まりがあり、作業 $A_i$ は作業 $B_i$ より先に行います。"
            "すべての作業の順番のうち辞書順で最小のものを出力してください。なければ -1 を出力してください。",
            (("5 4\n5 2\n3 1\n2 4\n4 1\n", "3 5 2 4 1\n"), ("3 3\n1 2\n2 3\n3 2\n", "-1\n")),
        ),
        problem(
            "crossing",
            "Closed Crossing",
            "A town has $H$ streets and $W$ avenues. From crossing $(1, 1)$ one walks to $(H, W)$, "
            "each time one crossing\n"
            "down or to the right. Crossing $(R, C)$ is closed. Print the number of ways, modulo 998244353.\n"
            "- $2 \\leq H, W \\leq 10^6$\n- $(R, C)$ is neither $(1, 1)$ nor $(H, W)$.",
            "町には横 $H$ 本、縦 $W$ 本の道があります。交差点 $(1, 1)$ から $(H, W)$ まで、"
            "下または右の交差点へ進みます。"
            "交差点 $(R, C)$ は通れません。道順の個数を 998244353 で割った余りを求めてください。",
            (("4 5 2 3\n", "17\n"), ("40 30 17 9\n", "184264984\n")),
        ),
        problem(
            "mirror",
            "Mirror Name",
            "A name $S$ of lower-case letters is given. Add as few letters as possible at its end, "
            "so that it reads the\n"
            "same backwards. How long is it then?\n- $1 \\leq |S| \\leq 10^6$",
            "英小文字の名前 $S$ の末尾に文字をできるだけ少なく書き足して、逆から読んでも同じになるようにします。"
            "できあがる名前の長さを求めてください。",
            (("hannah\n", "6\n"), ("kayakabba\n", "14\n"), ("mirror\n", "9\n")),
        ),
        problem(
            "hall",
            "Village Hall",
            "$N$ groups want the village hall. Group $i$ needs it from hour $S_i$ to hour $T_i$. "
            "Two groups cannot have it\n"
            "together, but one may come in the very hour the other leaves. How many groups can have it?\n"
            "- $1 \\leq N \\leq 2 \\times 10^5$\n- $0 \\leq S_i < T_i \\leq 10^9$",
            "$N$ 組が公民館を使いたがっています。組 $i$ は時刻 $S_i$ から $T_i$ まで使います。"
            "同時に 2 組は使えませんが、"
            "前の組が出る時刻に次の組が入るのはかまいません。最大で何組が使えますか。",
            (("6\n1 9\n2 4\n4 7\n6 8\n7 12\n11 13\n", "3\n"), ("3\n0 10\n0 10\n10 11\n", "2\n")),
        ),
    )
)
SOLUTIONS = {
    "tunnel": """\
from collections import deque

h, w = map(int, input().split())
mine = [input() for _ in range(h)]
for r in range(h):
    for c in range(w):
        if mine[r][c] == "S":
            start = (r, c, 0)
        if mine[r][c] == "G":
            goal = (r, c)
steps = [[[-1, -1] for _ in range(w)] for _ in range(h)]
steps[start[0]][start[1]][0] = 0
frontier = deque([start])
while frontier:
    r, c, dug = frontier.popleft()
    for nr, nc in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
        if not (0 <= nr < h and 0 <= nc < w):
            continue
        now_dug = dug + (mine[nr][nc] == "#")
        if now_dug <= 1 and steps[nr][nc][now_dug] < 0:
            steps[nr][nc][now_dug] = steps[r][c][dug] + 1
            frontier.append((nr, nc, now_dug))
reached = [s for s in steps[goal[0]][goal[1]] if s >= 0]
print(min(reached) if reached else -1)
""",
    "planks": """\
n, k = map(int, input().split())
planks = list(map(int, input().split()))
good = 0
too_long = max(planks) + 1
while too_long - good > 1:
    length = (good + too_long) // 2
    if sum(plank // length for plank in planks) >= k:
        good = length
    else:
        too_long = length
print(good)
""",
    "errands": """\
#include <bits/stdc++.h>
using namespace std;
int main() {
    int n;
    cin >> n;
    vector<vector<int>> walk(n, vector<int>(n));
    for (auto &row : walk)
        for (int &minutes : row) cin >> minutes;
    const int INF = 1e9;
    vector<vector<int>> least(1 << n, vector<int>(n, INF));
    least[1][0] = 0;
    for (int visited = 1; visited < (1 << n); visited++) {
        for (int here = 0; here < n; here++) {
            if (least[visited][here] == INF) continue;
            for (int shop = 0; shop < n; shop++) {
                if (visited >> shop & 1) continue;
                int &after = least[visited | 1 << shop][shop];
                after = min(after, least[visited][here] + walk[here][shop]);
            }
        }
    }
    int shortest = INF;
    for (int last = 1; last < n; last++) shortest = min(shortest, least[(1 << n) - 1][last] + walk[last][0]);
    cout << shortest << endl;
}
""",
    "backpack": """\
n, capacity = map(int, input().split())
items = [tuple(map(int, input().split())) for _ in range(n)]
most = sum(joy for _, joy in items)
lightest = [0] + [float("inf")] * most
for weight, joy in items:
    for total in range(most, joy - 1, -1):
        lightest[total] = min(lightest[total], lightest[total - joy] + weight)
print(max(total for total in range(most + 1) if lightest[total] <= capacity))
""",
    "ribbon": """\
from collections import defaultdict

n, k = map(int, input().split())
beads = list(map(int, input().split()))
in_window = defaultdict(int)
left = 0
longest = 0
for right, colour in enumerate(beads):
    in_window[colour] += 1
    while len(in_window) > k:
        gone = beads[left]
        in_window[gone] -= 1
        if in_window[gone] == 0:
            del in_window[gone]
        left += 1
    longest = max(longest, right - left + 1)
print(longest)
""",
    "swaps": """\
#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;
int main() {
    int n;
    cin >> n;
    vector<int> height(n);
    for (int &x : height) cin >> x;
    vector<int> ranks = height;
    sort(ranks.begin(), ranks.end());
    ranks.erase(unique(ranks.begin(), ranks.end()), ranks.end());
    vector<int> fenwick(ranks.size() + 1);
    long long swap_count = 0;
    for (int seen = 0; seen < n; seen++) {
        int place = lower_bound(ranks.begin(), ranks.end(), height[seen]) - ranks.begin() + 1;
        int not_taller = 0;
        for (int j = place; j > 0; j -= j & -j) not_taller += fenwick[j];
        swap_count += seen - not_taller;
        for (int j = place; j < (int)fenwick.size(); j += j & -j) fenwick[j]++;
    }
    cout << swap_count << endl;
}
""",
    "recipe": """\
import heapq

n, m = map(int, input().split())
followers = [[] for _ in range(n + 1)]
waiting_for = [0] * (n + 1)
for _ in range(m):
    a, b = map(int, input().split())
    followers[a].append(b)
    waiting_for[b] += 1
ready = [task for task in range(1, n + 1) if waiting_for[task] == 0]
schedule = []
while ready:
    task = heapq.heappop(ready)
    schedule.append(task)
    for follower in followers[task]:
        waiting_for[follower] -= 1
        if waiting_for[follower] == 0:
            heapq.heappush(ready, follower)
if len(schedule) == n:
    print(*schedule)
else:
    print(-1)
""",
    "crossing": """\
MOD = 998244353
h, w, r, c = map(int, input().split())
fact = [1] * (h + w)
for i in range(1, h + w):
    fact[i] = fact[i - 1] * i % MOD


def count_walks(down, across):
    return fact[down + across] * pow(fact[down] * fact[across], -1, MOD) % MOD


through_closed = count_walks(r - 1, c - 1) * count_walks(h - r, w - c)
print((count_walks(h - 1, w - 1) - through_closed) % MOD)
""",
    "mirror": """\
name = input()
MOD = (1 << 61) - 1
BASE = 911382323
forward_hash = 0
backward_hash = 0
power = 1
best_tail = 0
for tail, letter in enumerate(reversed(name), 1):
    code = ord(letter)
    forward_hash = (forward_hash + code * power) % MOD
    backward_hash = (backward_hash * BASE + code) % MOD
    power = power * BASE % MOD
    if forward_hash == backward_hash:
        best_tail = tail
print(2 * len(name) - best_tail)
""",
    "hall": """\
#include <bits/stdc++.h>
using namespace std;
int main() {
    int n;
    cin >> n;
    vector<pair<int, int>> bookings(n);
    for (auto &[leaves, comes] : bookings) cin >> comes >> leaves;
    sort(bookings.begin(), bookings.end());
    int hall_free = 0, granted = 0;
    for (auto [leaves, comes] : bookings) {
        if (comes >= hall_free) {
            hall_free = leaves;
            granted++;
        }
    }
    cout << granted << endl;
}
""",
}
