"""Twenty more problems with a solution each, for hints that were written class by class, to mend the gate with."""

# ruff: noqa: E501 - a statement is read more easily whole

from tests.solver.hints.sets.other_problems import problem

PROBLEMS = dict(
    (
        problem(
            "posters",
            "Layers of Posters",
            "A fence has $N$ boards. $M$ posters are glued on it; poster $j$ covers the boards $L_j$ to $R_j$. How many\n"
            "boards are covered by at least $K$ posters?\n- $1 \\leq N, M \\leq 2 \\times 10^5$",
            "$N$ 枚の板からなる塀に $M$ 枚のポスターを貼ります。ポスター $j$ は板 $L_j$ から板 $R_j$ までを覆います。"
            "$K$ 枚以上のポスターに覆われる板は何枚ですか。",
            (("6 3 2\n1 4\n3 6\n2 2\n", "3\n"), ("100 2 1\n1 40\n30 87\n", "87\n")),
        ),
        problem(
            "frogs",
            "Frog on the Stones",
            "$N$ stones stand in a row, stone $i$ is $H_i$ high. A frog on stone $i$ may jump to stone $i+1$ or $i+2$\n"
            "and spends the difference of the heights. How little can it spend from stone 1 to stone $N$?\n"
            "- $2 \\leq N \\leq 10^5$",
            "$N$ 個の石が並び、石 $i$ の高さは $H_i$ です。カエルは石 $i$ から石 $i+1$ か石 $i+2$ へ跳び、"
            "高さの差だけ体力を使います。石 1 から石 $N$ まで行くのに使う体力の最小値を求めてください。",
            (("4\n10 30 40 20\n", "30\n"), ("6\n30 10 60 10 60 50\n", "40\n")),
        ),
        problem(
            "teams",
            "Two Buses",
            "$N$ pupils travel in two buses. $M$ pairs of them quarrel and must not share a bus. Print `Yes` if they can\n"
            "be seated, else `No`.\n- $1 \\leq N, M \\leq 10^5$",
            "$N$ 人の生徒が二台のバスに分かれて乗ります。仲の悪い $M$ 組は同じバスに乗れません。"
            "乗せられるなら `Yes`、そうでなければ `No` を出力してください。",
            (("4 3\n1 2\n2 3\n3 4\n", "Yes\n"), ("3 3\n1 2\n2 3\n1 3\n", "No\n")),
        ),
        problem(
            "nails",
            "Fewest Nails",
            "$N$ boards lie over each other; board $i$ reaches from $A_i$ to $B_i$. A nail at one place fixes every board\n"
            "that is there, its ends included. How few nails fix all boards?\n- $1 \\leq N \\leq 2 \\times 10^5$",
            "$N$ 枚の板が重なり、板 $i$ は位置 $A_i$ から $B_i$ までを占めます。ある位置に打った釘は、"
            "そこにある板（端を含む）をすべて留めます。すべての板を留める釘の最小の本数を求めてください。",
            (("4\n1 5\n4 9\n6 8\n10 12\n", "3\n"), ("2\n1 2\n2 3\n", "1\n")),
        ),
        problem(
            "stamps",
            "Postage",
            "Stamps of $K$ values $V_j$ are at hand, as many as you like. How few stamps make exactly $N$ yen? Print -1 if\n"
            "it cannot be done.\n- $1 \\leq N \\leq 10^5$\n- $1 \\leq K \\leq 50$",
            "$K$ 種類の額面 $V_j$ の切手が何枚でもあります。ちょうど $N$ 円にするには最小で何枚いりますか。"
            "できなければ -1 を出力してください。",
            (("18 3\n1 5 8\n", "4\n"), ("7 2\n2 4\n", "-1\n")),
        ),
        problem(
            "mobile",
            "Hanging Lamps",
            "$N$ lamps weigh $W_i$ grams. $D$ hooks must carry them in the given order, each hook a run of neighbouring\n"
            "lamps. How strong must the hooks be at least?\n- $1 \\leq D \\leq N \\leq 10^5$",
            "$N$ 個のランプの重さは $W_i$ グラムです。$D$ 個のフックに、順番を変えずに連続するランプを掛けます。"
            "フックの強さは最小でいくつ必要ですか。",
            (("5 2\n4 3 6 2 7\n", "13\n"), ("3 3\n5 9 1\n", "9\n")),
        ),
        problem(
            "deps",
            "Course Plan",
            "There are $N$ courses and $M$ rules; course $X_j$ must come before course $Y_j$. Print an order of all courses\n"
            "that keeps the rules, the smallest in lexicographic order, or -1.\n- $1 \\leq N, M \\leq 2 \\times 10^5$",
            "$N$ 個の科目と $M$ 個の決まりがあり、科目 $X_j$ は科目 $Y_j$ より先に取らなければなりません。"
            "決まりを守る並びのうち辞書順最小のものを、なければ -1 を出力してください。",
            (("4 3\n2 1\n3 1\n3 4\n", "2 3 1 4\n"), ("2 2\n1 2\n2 1\n", "-1\n")),
        ),
        problem(
            "pairs",
            "Pairs of Socks",
            "$N$ socks lie in a drawer, sock $i$ has colour $C_i$. In how many ways can two socks of one colour be drawn\n"
            "at once?\n- $1 \\leq N \\leq 3 \\times 10^5$",
            "引き出しに $N$ 枚の靴下があり、靴下 $i$ の色は $C_i$ です。同じ色の二枚を同時に取り出す方法は何通りですか。",
            (("6\n1 1 2 1 2 3\n", "4\n"), ("9\n5 5 5 5 5 5 5 5 7\n", "28\n")),
        ),
        problem(
            "trail",
            "Snowed In",
            "On a grid of $H$ rows and $W$ columns some squares hold snow (`#`). A hare goes from the top left to the bottom\n"
            "right, only to the right or down, never onto snow. In how many ways, modulo 1000000007?\n"
            "- $1 \\leq H, W \\leq 1000$",
            "$H$ 行 $W$ 列のマス目のいくつかに雪 (`#`) があります。うさぎは左上から右下へ、右か下にだけ進み、"
            "雪のマスには入れません。行き方は何通りですか。1000000007 で割った余りを求めてください。",
            (("3 4\n...#\n.#..\n....\n", "3\n"), ("2 2\n..\n..\n", "2\n"), ("5 5\n" + ".....\n" * 5, "70\n")),
        ),
        problem(
            "nim",
            "Last Cookie",
            "There are $N$ plates with $A_i$ cookies. Two players in turn eat one or more cookies from one plate. Whoever eats\n"
            "the last one wins. Print `First` or `Second`.\n- $1 \\leq N \\leq 10^5$\n- $1 \\leq A_i \\leq 10^9$",
            "$N$ 枚の皿に $A_i$ 枚のクッキーがあります。ふたりが交互に、ひとつの皿から一枚以上食べます。最後の一枚を食べた人の勝ちです。"
            "`First` か `Second` を出力してください。",
            (("3\n1 2 3\n", "Second\n"), ("2\n4 7\n", "First\n")),
        ),
        problem(
            "firm",
            "Big Family",
            "Person 1 founded a family; the parent of person $i$ is $P_i$. For each person print how many descendants there are.\n"
            "- $2 \\leq N \\leq 2 \\times 10^5$\n- $P_i < i$",
            "人 1 から始まる家系があり、人 $i$ の親は $P_i$ です。それぞれの人の子孫が何人いるかを出力してください。",
            (("5\n1 1 2 2\n", "4 2 0 0 0\n"), ("3\n1 2\n", "2 1 0\n")),
        ),
        problem(
            "slimes",
            "Gluing Boards",
            "$N$ boards of widths $W_i$ lie in a row. Gluing two neighbours costs the width of the result. What does it cost at\n"
            "least to make one board?\n- $2 \\leq N \\leq 400$",
            "幅 $W_i$ の板が $N$ 枚並んでいます。隣り合う二枚を貼り合わせると、できた板の幅だけ費用がかかります。"
            "一枚にする費用の最小値を求めてください。",
            (("4\n10 20 30 40\n", "190\n"), ("3\n7 1 3\n", "15\n")),
        ),
        problem(
            "fours",
            "No Fours",
            "How many of the numbers 1 to $N$ have no digit 4?\n- $1 \\leq N \\leq 10^{18}$",
            "1 から $N$ までの数のうち、数字 4 をひとつも含まないものはいくつありますか。",
            (("50\n", "36\n"), ("1000\n", "729\n")),
        ),
        problem(
            "rain",
            "Growing Moss",
            "A colony starts with $A$ cells. Every day the number is multiplied by $B$. How many cells are there after $D$ days,\n"
            "modulo $M$?\n- $1 \\leq A, B, M \\leq 10^9$\n- $1 \\leq D \\leq 10^{18}$",
            "コロニーには最初 $A$ 個の細胞があり、毎日その数が $B$ 倍になります。$D$ 日後の数を $M$ で割った余りを求めてください。",
            (("3 2 5 1000\n", "96\n"), ("7 10 100 13\n", "8\n")),
        ),
        problem(
            "taxi",
            "Far Apart",
            "$N$ people stand at $(X_i, Y_i)$. What is the greatest Manhattan distance between two of them?\n"
            "- $2 \\leq N \\leq 2 \\times 10^5$",
            "$N$ 人が $(X_i, Y_i)$ に立っています。ふたりの間のマンハッタン距離の最大値を求めてください。",
            (("3\n1 1\n2 4\n3 2\n", "4\n"), ("2\n1 1\n10 17\n", "25\n")),
        ),
        problem(
            "museum",
            "Museum Robot",
            "A museum is a grid of $H$ rows and $W$ columns, `#` is a wall. In how many steps to a neighbouring square can a robot\n"
            "get from the top left to the bottom right? Print -1 if it cannot.\n- $1 \\leq H, W \\leq 1000$",
            "美術館は $H$ 行 $W$ 列のマス目で、`#` は壁です。ロボットが左上から右下まで、隣のマスへの移動を最小で何回すれば着けますか。"
            "着けなければ -1 を出力してください。",
            (("3 3\n..#\n#..\n##.\n", "4\n"), ("2 2\n.#\n#.\n", "-1\n")),
        ),
        problem(
            "echo",
            "Mirror Words",
            "A string $S$ is given. How many of its contiguous parts read the same backwards?\n- $1 \\leq |S| \\leq 5000$",
            "文字列 $S$ が与えられます。連続する部分のうち、逆から読んでも同じものはいくつありますか。",
            (("abba\n", "6\n"), ("level\n", "7\n")),
        ),
        problem(
            "dice",
            "Board Game",
            "A piece starts at square 0. A die shows 1 to $K$ with equal chance, and the piece moves on that far. With what\n"
            "probability does it ever stop exactly on square $N$?\n- $1 \\leq N, K \\leq 10^5$",
            "駒はマス 0 から始め、1 から $K$ までが等しい確率で出るさいころの目だけ進みます。"
            "ちょうどマス $N$ に止まることがある確率を求めてください。",
            (("2 2\n", "0.75\n"), ("3 6\n", "0.226851851852\n")),
        ),
        problem(
            "wells",
            "Deepest Well",
            "There are $N$ pumps; pump $i$ brings $A_i$ litres a minute and works from minute $S_i$ on. After how many minutes are\n"
            "there at least $K$ litres?\n- $1 \\leq N \\leq 10^5$\n- $1 \\leq K \\leq 10^{18}$",
            "$N$ 台のポンプがあり、ポンプ $i$ は $S_i$ 分後から毎分 $A_i$ リットルの水を出します。合計 $K$ リットル以上になるのは何分後ですか。",
            (("2 20\n3 0\n5 2\n", "4\n"), ("1 100\n7 10\n", "25\n")),
        ),
        problem(
            "cards",
            "Sorted Hand",
            "You hold $N$ cards $A_i$ in a row. In one move a card is taken out and put back anywhere. How few moves sort the row?\n"
            "- $1 \\leq N \\leq 2 \\times 10^5$\n- the $A_i$ are a permutation of 1 to $N$",
            "$N$ 枚のカード $A_i$ が並んでいます。一回の操作で一枚を抜き、好きな場所に入れます。昇順にする最小の回数を求めてください。",
            (("5\n3 1 4 2 5\n", "2\n"), ("6\n6 5 4 3 2 1\n", "5\n")),
        ),
    )
)
SOLUTIONS = {
    "posters": """\
n, m, k = map(int, input().split())
change = [0] * (n + 2)
for _ in range(m):
    l, r = map(int, input().split())
    change[l] += 1
    change[r + 1] -= 1
layers = covered = 0
for board in range(1, n + 1):
    layers += change[board]
    if layers >= k:
        covered += 1
print(covered)
""",
    "frogs": """\
n = int(input())
heights = list(map(int, input().split()))
spent = [0] * n
spent[1] = abs(heights[1] - heights[0])
for stone in range(2, n):
    short = spent[stone - 1] + abs(heights[stone] - heights[stone - 1])
    far = spent[stone - 2] + abs(heights[stone] - heights[stone - 2])
    spent[stone] = min(short, far)
print(spent[-1])
""",
    "teams": """\
n, m = map(int, input().split())
rivals = [[] for _ in range(n)]
for _ in range(m):
    a, b = map(int, input().split())
    rivals[a - 1].append(b - 1)
    rivals[b - 1].append(a - 1)
bus = [-1] * n
peaceful = True
for first in range(n):
    if bus[first] >= 0:
        continue
    bus[first] = 0
    waiting = [first]
    while waiting:
        pupil = waiting.pop()
        for rival in rivals[pupil]:
            if bus[rival] < 0:
                bus[rival] = 1 - bus[pupil]
                waiting.append(rival)
            elif bus[rival] == bus[pupil]:
                peaceful = False
print("Yes" if peaceful else "No")
""",
    "nails": """\
n = int(input())
boards = sorted((tuple(map(int, input().split())) for _ in range(n)), key=lambda board: board[1])
nails = 0
latest = -1
for begin, finish in boards:
    if begin > latest:
        nails += 1
        latest = finish
print(nails)
""",
    "stamps": """\
n, k = map(int, input().split())
values = list(map(int, input().split()))
NEVER = 10**9
fewest = [0] + [NEVER] * n
for amount in range(1, n + 1):
    for value in values:
        if value <= amount:
            fewest[amount] = min(fewest[amount], fewest[amount - value] + 1)
print(fewest[n] if fewest[n] < NEVER else -1)
""",
    "mobile": """\
#include <iostream>
#include <vector>
using namespace std;
int n, d;
vector<long long> lamps;
bool carries(long long strength) {
    int hooks = 1;
    long long hanging = 0;
    for (long long lamp : lamps) {
        if (lamp > strength) return false;
        if (hanging + lamp > strength) {
            hooks++;
            hanging = 0;
        }
        hanging += lamp;
    }
    return hooks <= d;
}
int main() {
    cin >> n >> d;
    lamps.resize(n);
    for (auto &lamp : lamps) cin >> lamp;
    long long weak = 0, strong = 1000000000000000LL;
    while (strong - weak > 1) {
        long long middle = (weak + strong) / 2;
        if (carries(middle)) strong = middle;
        else weak = middle;
    }
    cout << strong << endl;
}
""",
    "deps": """\
import heapq

n, m = map(int, input().split())
later = [[] for _ in range(n)]
missing = [0] * n
for _ in range(m):
    x, y = map(int, input().split())
    later[x - 1].append(y - 1)
    missing[y - 1] += 1
ready = [course for course in range(n) if missing[course] == 0]
plan = []
while ready:
    course = heapq.heappop(ready)
    plan.append(course + 1)
    for follower in later[course]:
        missing[follower] -= 1
        if missing[follower] == 0:
            heapq.heappush(ready, follower)
print(*plan if len(plan) == n else [-1])
""",
    "pairs": """\
from collections import Counter

input()
print(sum(many * (many - 1) // 2 for many in Counter(input().split()).values()))
""",
    "trail": """\
rows, columns = map(int, input().split())
MOD = 1000000007
above = [0] * columns
above[0] = 1
for _ in range(rows):
    here = 0
    for x, square in enumerate(input()):
        here = 0 if square == "#" else (here + above[x]) % MOD
        above[x] = here
print(above[-1])
""",
    "nim": """\
input()
folded = 0
for cookies in map(int, input().split()):
    folded ^= cookies
print("First" if folded else "Second")
""",
    "firm": """\
n = int(input())
parents = [int(p) - 1 for p in input().split()]
below = [0] * n
for person in range(n - 1, 0, -1):
    below[parents[person - 1]] += below[person] + 1
print(*below)
""",
    "slimes": """\
n = int(input())
widths = list(map(int, input().split()))
upto = [0]
for width in widths:
    upto.append(upto[-1] + width)
cheapest = [[0] * (n + 1) for _ in range(n + 1)]
for span in range(2, n + 1):
    for begin in range(n - span + 1):
        finish = begin + span
        splits = (cheapest[begin][cut] + cheapest[cut][finish] for cut in range(begin + 1, finish))
        cheapest[begin][finish] = min(splits) + upto[finish] - upto[begin]
print(cheapest[0][n])
""",
    "fours": """\
limit = input()
tight, loose = 1, 0
for sign in limit:
    digit = int(sign)
    allowed = digit - (digit > 4)
    loose = loose * 9 + (allowed if tight else 0)
    if digit == 4:
        tight = 0
print(loose + tight - 1)
""",
    "rain": """\
#include <iostream>
int main() {
    long long a, b, d, m;
    std::cin >> a >> b >> d >> m;
    long long cells = a % m, factor = b % m;
    while (d > 0) {
        if (d & 1) cells = cells * factor % m;
        factor = factor * factor % m;
        d >>= 1;
    }
    std::cout << cells << std::endl;
}
""",
    "taxi": """\
n = int(input())
people = [tuple(map(int, input().split())) for _ in range(n)]
sums = [x + y for x, y in people]
gaps = [x - y for x, y in people]
print(max(max(sums) - min(sums), max(gaps) - min(gaps)))
""",
    "museum": """\
from collections import deque

rows, columns = map(int, input().split())
hall = [input() for _ in range(rows)]
steps = {(0, 0): 0}
wave = deque([(0, 0)])
while wave:
    y, x = wave.popleft()
    for near in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
        if 0 <= near[0] < rows and 0 <= near[1] < columns and near not in steps and hall[near[0]][near[1]] == ".":
            steps[near] = steps[y, x] + 1
            wave.append(near)
print(steps.get((rows - 1, columns - 1), -1))
""",
    "echo": """\
word = input()
mirrors = 0
for middle in range(2 * len(word) - 1):
    back, ahead = middle // 2, (middle + 1) // 2
    while back >= 0 and ahead < len(word) and word[back] == word[ahead]:
        mirrors += 1
        back -= 1
        ahead += 1
print(mirrors)
""",
    "dice": """\
n, faces = map(int, input().split())
chance = [1.0]
recent = 1.0
for square in range(1, n + 1):
    chance.append(recent / faces)
    recent += chance[square]
    if square >= faces:
        recent -= chance[square - faces]
print(chance[n])
""",
    "wells": """\
#include <iostream>
#include <vector>
using namespace std;
int main() {
    long long n, litres;
    cin >> n >> litres;
    vector<long long> flow(n), opens(n);
    for (int i = 0; i < n; i++) cin >> flow[i] >> opens[i];
    long long early = -1, late = 2000000000000000000LL;
    while (late - early > 1) {
        long long minute = early + (late - early) / 2;
        __int128 water = 0;
        for (int i = 0; i < n; i++)
            if (opens[i] < minute) water += (__int128)flow[i] * (minute - opens[i]);
        (water >= litres ? late : early) = minute;
    }
    cout << late << endl;
}
""",
    "cards": """\
from bisect import bisect_left

n = int(input())
tails = []
for card in map(int, input().split()):
    spot = bisect_left(tails, card)
    tails[spot : spot + 1] = [card]
print(n - len(tails))
""",
}
