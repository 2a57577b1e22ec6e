"""Ten more problems with a solution each, for the eighth hints."""

# ruff: noqa: E501 - a statement is read more easily whole

from tests.solver.hints.sets.other_problems import problem

PROBLEMS = dict(
    (
        problem(
            "drone",
            "Shy Drone",
            "A drone starts on square $(0, 0)$ and obeys the $N$ letters of $S$: `U`, `D`, `L` or `R` moves it by one\n"
            "square. If it has been on that square before, it refuses and stays. How many letters does it refuse?\n"
            "- $1 \\leq N \\leq 2 \\times 10^5$",
            "ドローンはマス $(0, 0)$ から始め、長さ $N$ の文字列 $S$ の文字 `U`、`D`、`L`、`R` に従って 1 マスずつ動きます。"
            "移動先が以前にいたことのあるマスなら、動かずにその命令を拒みます。拒んだ命令の個数を求めてください。",
            (("10\nRURDLLDLUU\n", "4\n"), ("4\nLRLR\n", "2\n")),
        ),
        problem(
            "ribbon",
            "Even Ribbons",
            "A ribbon is a string $S$ of lower-case letters. A piece of it (a contiguous substring) is *even* if it is\n"
            "one letter $k$ times and then another letter $k$ times, for some $k \\geq 1$. Count the even pieces.\n"
            "- $1 \\leq |S| \\leq 5 \\times 10^5$",
            "リボンは英小文字の文字列 $S$ です。ある文字が $k$ 個続き、そのあとに別の文字が $k$ 個続くだけの"
            "連続する部分文字列（$k \\geq 1$）の個数を、位置を区別して数えてください。",
            (("aaabbc\n", "3\n"), ("zzzzyyyyyxxxw\n", "8\n")),
        ),
        problem(
            "ticket",
            "Fair Tickets",
            "Tickets are numbered 1 to $N$. A ticket is fair if the sum of its digits is a multiple of $D$. How many\n"
            "are fair, modulo 998244353?\n- $1 \\leq N < 10^{1000}$\n- $1 \\leq D \\leq 100$",
            "$1$ から $N$ までの番号の切符のうち、各桁の数字の和が $D$ の倍数であるものの枚数を"
            " 998244353 で割った余りで求めてください。",
            (("30 4\n", "6\n"), ("12345678901234567890 7\n", "332286897\n")),
        ),
        problem(
            "parasol",
            "Parasols on the Beach",
            "A beach has the metres 1 to $M$. Parasol $i$ shades the metres $L_i$ to $R_i$, both included. How many\n"
            "metres are shaded by at least $K$ of the $N$ parasols?\n- $1 \\leq N \\leq 2 \\times 10^5$\n"
            "- $1 \\leq M \\leq 10^6$",
            "浜辺は 1 メートル目から $M$ メートル目まであります。パラソル $i$ は $L_i$ から $R_i$ まで（両端を含む）に"
            "影を作ります。$K$ 本以上のパラソルの影になるのは何メートル分ですか。",
            (("3 10 2\n1 6\n4 9\n8 10\n", "5\n"), ("2 17 1\n2 5\n9 17\n", "13\n")),
        ),
        problem(
            "tunnel",
            "Closing Tunnels",
            "$N$ stations are joined by $M$ tunnels; tunnel $i$ joins $A_i$ and $B_i$. Then $Q$ different tunnels\n"
            "$X_1, \\ldots, X_Q$ close, one after the other. After each closure print the greatest number of stations\n"
            "that can all still reach each other.\n- $1 \\leq N, M \\leq 2 \\times 10^5$\n- $1 \\leq Q \\leq M$",
            "$N$ 個の駅が $M$ 本のトンネルで結ばれ、トンネル $i$ は駅 $A_i$ と駅 $B_i$ を結びます。"
            "相異なる $Q$ 本のトンネル $X_1, \\ldots, X_Q$ が順に閉鎖されます。閉鎖のたびに、"
            "互いに行き来できる駅の集まりのうち最大のものの駅の数を出力してください。",
            (("5 5 3\n1 2\n2 3\n3 1\n3 4\n4 5\n1\n4\n2\n", "5\n3\n2\n"), ("3 2 2\n1 2\n2 3\n2\n1\n", "2\n1\n")),
        ),
        problem(
            "stall",
            "Fruit Stall",
            "A stall sells one fruit a day, from day 1 on. Fruit $i$ sells for $V_i$ yen, on day $D_i$ at the latest.\n"
            "How many yen can the stall take at most?\n- $1 \\leq N \\leq 2 \\times 10^5$\n"
            "- $1 \\leq D_i \\leq 10^9$",
            "露店では 1 日目から毎日ひとつだけ果物を売れます。果物 $i$ は $D_i$ 日目までなら $V_i$ 円で売れます。"
            "売り上げの合計の最大値を求めてください。",
            (("5\n1 20\n2 70\n2 45\n1 60\n4 15\n", "145\n"), ("3\n1 300\n1 512\n1 40\n", "512\n")),
        ),
        problem(
            "wires",
            "Crossed Wires",
            "Pins 1 to $N$ on the left are wired to pins 1 to $N$ on the right: left pin $i$ to right pin $A_i$, where\n"
            "$A$ is a permutation. How few wires have to go so that no two of the rest cross?\n"
            "- $1 \\leq N \\leq 2 \\times 10^5$",
            "左のピン $i$ は右のピン $A_i$ と線でつながっています（$A$ は $1$ から $N$ の順列です）。"
            "残った線がどの 2 本も交わらないようにするには、最低で何本の線を取り除けばよいですか。",
            (("6\n2 6 3 1 4 5\n", "2\n"), ("5\n5 4 3 2 1\n", "4\n")),
        ),
        problem(
            "charm",
            "Charm Bracelets",
            "A charm is a row of $N$ beads, each of one of $K$ colours. In $M$ ordered pairs $(P_i, Q_i)$ colour $Q_i$\n"
            "must not come straight after colour $P_i$. How many charms are there, modulo 998244353?\n"
            "- $1 \\leq N \\leq 10^{18}$\n- $1 \\leq K \\leq 20$",
            "$K$ 色のビーズを $N$ 個一列に並べます。$M$ 個の組 $(P_i, Q_i)$ について、色 $P_i$ のすぐ右に色 $Q_i$ を"
            "置いてはいけません。並べ方の個数を 998244353 で割った余りを求めてください。",
            (("3 2 1\n1 1\n", "5\n"), ("1000000000000 3 2\n1 2\n3 3\n", "380703314\n")),
        ),
        problem(
            "truck",
            "Loading the Truck",
            "There are $N$ crates; crate $i$ weighs $W_i$. A truck carries at most $T$. What is the greatest total\n"
            "weight of crates that it can carry?\n- $1 \\leq N \\leq 36$\n- $1 \\leq W_i \\leq 10^{12}$\n"
            "- $1 \\leq T \\leq 10^{14}$",
            "$N$ 個の木箱があり、箱 $i$ の重さは $W_i$ です。トラックには合計 $T$ まで積めます。"
            "積める重さの合計の最大値を求めてください。",
            (("5 100\n41 37 29 53 66\n", "95\n"), ("2 10\n11 12\n", "0\n")),
        ),
        problem(
            "posts",
            "Three Posts",
            "$N$ posts stand at the points $(X_i, Y_i)$. A rope is put round three of them. Print twice the greatest\n"
            "area that it can enclose.\n- $3 \\leq N \\leq 300$\n- $-10^9 \\leq X_i, Y_i \\leq 10^9$",
            "$N$ 本の杭が点 $(X_i, Y_i)$ に立っています。3 本の杭にロープを張って囲める三角形の面積の最大値の"
            " 2 倍を出力してください。",
            (("4\n0 0\n4 1\n1 5\n6 7\n", "26\n"), ("3\n0 0\n2 2\n5 5\n", "0\n")),
        ),
    )
)
SOLUTIONS = {
    "drone": """\
n = int(input())
orders = input()
steps = {"U": (0, 1), "D": (0, -1), "L": (-1, 0), "R": (1, 0)}
x = y = 0
flown_over = {(0, 0)}
refused = 0
for order in orders:
    dx, dy = steps[order]
    target = (x + dx, y + dy)
    if target in flown_over:
        refused += 1
    else:
        flown_over.add(target)
        x, y = target
print(refused)
""",
    "ribbon": """\
from itertools import groupby

ribbon = input()
run_lengths = [len(list(group)) for _, group in groupby(ribbon)]
even_pieces = 0
for i in range(len(run_lengths) - 1):
    even_pieces += min(run_lengths[i], run_lengths[i + 1])
print(even_pieces)
""",
    "ticket": """\
#include <iostream>
#include <string>
#include <vector>
using namespace std;
const long long MOD = 998244353;
int main() {
    string number;
    int d;
    cin >> number >> d;
    vector<long long> below(d, 0);
    int edge_sum = 0;
    for (char c : number) {
        int digit = c - '0';
        vector<long long> next_below(d, 0);
        for (int sum = 0; sum < d; sum++) {
            for (int put = 0; put < 10; put++) {
                int to = (sum + put) % d;
                next_below[to] = (next_below[to] + below[sum]) % MOD;
            }
        }
        for (int put = 0; put < digit; put++) {
            next_below[(edge_sum + put) % d]++;
        }
        edge_sum = (edge_sum + digit) % d;
        below = next_below;
    }
    long long fair = below[0] + (edge_sum == 0 ? 1 : 0) - 1;
    cout << (fair % MOD + MOD) % MOD << endl;
}
""",
    "parasol": """\
import sys

read = sys.stdin.readline
n, m, k = map(int, read().split())
shade_change = [0] * (m + 2)
for _ in range(n):
    left, right = map(int, read().split())
    shade_change[left] += 1
    shade_change[right + 1] -= 1
shades = 0
cool_metres = 0
for metre in range(1, m + 1):
    shades += shade_change[metre]
    if shades >= k:
        cool_metres += 1
print(cool_metres)
""",
    "tunnel": """\
#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>
using namespace std;
vector<int> leader, group_size;
int find_leader(int v) {
    while (leader[v] != v) v = leader[v] = leader[leader[v]];
    return v;
}
int join_groups(int a, int b) {
    a = find_leader(a);
    b = find_leader(b);
    if (a == b) return group_size[a];
    if (group_size[a] < group_size[b]) swap(a, b);
    leader[b] = a;
    group_size[a] += group_size[b];
    return group_size[a];
}
int main() {
    int n, m, q;
    cin >> n >> m >> q;
    vector<int> from(m), to(m), closures(q), answers(q);
    for (int i = 0; i < m; i++) cin >> from[i] >> to[i];
    vector<bool> closed(m, false);
    for (int &x : closures) {
        cin >> x;
        x--;
        closed[x] = true;
    }
    leader.resize(n + 1);
    iota(leader.begin(), leader.end(), 0);
    group_size.assign(n + 1, 1);
    int largest = 1;
    for (int i = 0; i < m; i++) {
        if (!closed[i]) largest = max(largest, join_groups(from[i], to[i]));
    }
    for (int day = q - 1; day >= 0; day--) {
        answers[day] = largest;
        int reopened = closures[day];
        largest = max(largest, join_groups(from[reopened], to[reopened]));
    }
    for (int answer : answers) cout << answer << '\\n';
}
""",
    "stall": """\
import heapq

n = int(input())
fruits = sorted(tuple(map(int, input().split())) for _ in range(n))
kept_prices = []
for last_day, price in fruits:
    heapq.heappush(kept_prices, price)
    if len(kept_prices) > last_day:
        heapq.heappop(kept_prices)
print(sum(kept_prices))
""",
    "wires": """\
from bisect import bisect_left

n = int(input())
pins = list(map(int, input().split()))
lowest_ends = []
for pin in pins:
    place = bisect_left(lowest_ends, pin)
    if place == len(lowest_ends):
        lowest_ends.append(pin)
    else:
        lowest_ends[place] = pin
print(n - len(lowest_ends))
""",
    "charm": """\
#include <iostream>
#include <vector>
using namespace std;
using Matrix = vector<vector<long long>>;
const long long MOD = 998244353;
Matrix multiply(const Matrix &a, const Matrix &b) {
    int k = a.size();
    Matrix product(k, vector<long long>(k, 0));
    for (int i = 0; i < k; i++)
        for (int j = 0; j < k; j++)
            for (int l = 0; l < k; l++) product[i][l] = (product[i][l] + a[i][j] * b[j][l]) % MOD;
    return product;
}
int main() {
    long long n;
    int k, m;
    cin >> n >> k >> m;
    Matrix may_follow(k, vector<long long>(k, 1));
    for (int i = 0; i < m; i++) {
        int p, q;
        cin >> p >> q;
        may_follow[p - 1][q - 1] = 0;
    }
    Matrix ways(k, vector<long long>(k, 0));
    for (int i = 0; i < k; i++) ways[i][i] = 1;
    for (long long gaps = n - 1; gaps > 0; gaps >>= 1) {
        if (gaps & 1) ways = multiply(ways, may_follow);
        may_follow = multiply(may_follow, may_follow);
    }
    long long charms = 0;
    for (auto &row : ways)
        for (long long cell : row) charms = (charms + cell) % MOD;
    cout << charms << endl;
}
""",
    "truck": """\
def subset_sums(crates):
    sums = [0]
    for weight in crates:
        sums += [loaded + weight for loaded in sums]
    return sorted(sums)


n, capacity = map(int, input().split())
weights = list(map(int, input().split()))
front_sums = subset_sums(weights[: n // 2])
back_sums = subset_sums(weights[n // 2 :])
heaviest = 0
j = len(back_sums) - 1
for load in front_sums:
    while j >= 0 and load + back_sums[j] > capacity:
        j -= 1
    if j < 0:
        break
    heaviest = max(heaviest, load + back_sums[j])
print(heaviest)
""",
    "posts": """\
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>
using namespace std;
int main() {
    int n;
    cin >> n;
    vector<long long> px(n), py(n);
    for (int i = 0; i < n; i++) cin >> px[i] >> py[i];
    long long best_double = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            long long ux = px[j] - px[i], uy = py[j] - py[i];
            for (int k = j + 1; k < n; k++) {
                long long vx = px[k] - px[i], vy = py[k] - py[i];
                best_double = max(best_double, llabs(ux * vy - uy * vx));
            }
        }
    }
    cout << best_double << endl;
}
""",
}
