"""Code in many languages is recognized on its own line or in backticks, and prose is not taken for code."""

import pytest

from solver.hints.code_shapes import has_code
from solver.hints.plain import plain

LINES = r"""
for i in range(n):
ans += a[i]
ans = max(ans, cur)
cur = max(x, cur + x)
if x in seen: return True
while lo < hi:
mid = (lo + hi) // 2
print(ans % MOD)
print(total)
cout << ans << endl;
int ans = 0;
long long sum = 0;
sort(a.begin(), a.end());
for (auto x : a) s.insert(x);
dp[i] = min(dp[i-1], dp[i-2]) + c[i]
return dfs(u, p) + 1
q.push(v);
let mut ans = 0;
for x in &a { ans += x; }
ans := 0
for i := 0; i < n; i++ {
a.sort_by_key(|x| x.1);
puts a.sum
gets.to_i
a.each { |x| s += x }
const ans = a.reduce((s, x) => s + x, 0);
console.log(ans)
System.out.println(ans);
int[] a = new int[n];
Arrays.sort(a);
foldl (+) 0 xs
main = interact $ show . sum
x = x ^ a
if a > b: a, b = b, a
a, b = b, a % b
swap(a, b);
cnt[c]++
cnt[c] = cnt[c] + 1
set res to res + a[i]
res <- res + a[i]
if s[i] == t[j]
IF A > B THEN
while queue is not empty do
for each edge (u, v) in E:
repeat until lo = hi:
function f(x)
procedure solve(l, r)
d[v] ← d[u] + 1
もし a[i] > a[j] なら ans ← ans + 1
i を 1 から N まで: s ← s + a[i]
visited[v] = true
if not visited[v]: dfs(v)
heapq.heappush(h, (d, v))
st.pop_back()
res.append(x)
best = x if x > best else best
k = bisect_left(a, x)
g[u].append(v)
ans = sum(a) - max(a)
ok = all(x >= m for x in a)
l, r = 0, n - 1
s = set()
return -1
break
x = int(input())
n = int(input()); a = list(map(int, input().split()))
parent[find(a)] = find(b)
if find(a) != find(b): union(a, b)
r++ while sum < S
total -= a[l]; l += 1
t = a[i] + b[j]
p = p * x % m
f(n) = n if n < 2 else f(n-1) + f(n-2)
dp[i][j] += dp[i-1][j-1]
1 << n
mask & (1 << i)
if (mask >> i) & 1
ans = n * (n - 1) // 2
return a * b // gcd(a, b)
answer = (total - bad) % MOD
print("Yes" if ok else "No")
len(set(a))
sorted(a)[n // 2]
a[::-1]
s == s[::-1]
dist = [inf] * n
""".strip().split("\n")
PROSE = [
    "How bright a stall becomes depends on which lamp it gets. You hang each once.",
    "Each $A_i$ is at most $N$, and 1 ≤ i ≤ N holds.",
    "Let dp[i][j] be the number of plans that end there.",
    "The work is O(N log N), or O(N + M) with some care.",
    "Take max(a, b) of both; gcd(a, b) is not needed.",
    "In C++ the answer needs 64 bits.",
    "The robot goes 1 -> 3 -> 2, i.e. back again.",
    "the state is a pair (square, direction), nothing else",
    "While there is something left:\n- take the first\n- look at its neighbours",
    "About 50% of the edge(s) can be left out.",
    "N = 3, K = 1 のとき、$A_i > 0$ なら何が起きますか。",
    "状態は (マス, 向き) の組で、全部で 2N 個あります。",
    "**0/1 knapsack** (because `W` is large). Time: `O(N * sum V)`; memory: `O(sum V)`.",
    "**貪欲法（区間被覆）**です。**幅優先探索（BFS）**（多始点）でもかまいません。",
]


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_code_is_recognized_on_its_own_line_and_in_backticks(line):
    for text in (
        f"Here is the idea.\n{line}\nThat is it.",
        f"ここがポイントです。\n{line}\nあとは出力するだけです。",
        f"Do `{line}` for all.",
    ):
        assert has_code(plain(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "return dp[n]",
        "print best",
        "dp[i-1]",
        "dp[i] + dp[j]",
        "dist[u] + w[v]",
        "int best = 0",
        "for x in values:",
        "total % MOD",
        "total plus-equals the next one",
        "open paren a plus b close paren",
    ],
)
def test_a_scrap_of_code_is_recognized_by_itself(text):
    assert has_code(text)


@pytest.mark.parametrize("text", PROSE)
def test_prose_and_mathematics_are_not_taken_for_code(text):
    assert not has_code(plain(text))


@pytest.mark.parametrize("text", ["```\nx\n```", "~~~py", "<pre>x", "\\begin{algorithm}", "Look:\n.. code:: c"])
def test_a_code_block_is_recognized_in_any_markup(text):
    assert has_code(text)
