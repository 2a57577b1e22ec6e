"""Formulas in symbols, in LaTeX and in words are recognized; symbols of statements and explanations are not."""

import pytest

from solver.hints.formulas import gives_formula
from solver.hints.plain import plain

STATEMENT = "How many towers of height $N$ can be built of bricks of heights $A_i$? Print $A_i + 2 B_i + C_i$."


@pytest.mark.parametrize(
    "text",
    [
        "Look at $t_h = t_{h-1} + t_{h-2}$.",
        "A run of $L$ bricks holds $L(L+1)/2$ towers.",
        "Bricks that lie $d$ apart take $\\min(d, 26 - d)$ turns.",
        "Take first the one with the smaller $D_i - T_i$.",
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
        "It depends on S_r ≡ S_l (mod K) alone.",
        "Its key is x − B_t.",
        "最後の位置は (qa + c, qb + d) です。",
        "m_i xor m_j が 0 になるときです。",
        "The xor of $m_i$ and $m_j$ is zero.",
        "A length is possible if the sum of ⌊C_i / L⌋ is at least K.",
        "その枝は s × (N − s) 回使われます。",
        "k(N-k) 回数えられます。",
        "Have you checked N/A + N/B − 2N/L?",
        "転倒数は N + 1 - 2p だけ変化します。",
        "popcount(m_i ⊕ m_j) ≤ 1 counts.",
        "When x and y are joined, $S_x \\leftarrow S_x + S_y$.",
        "Set best ← max(best, cur + x).",
        "A left turn maps $d \\to (d+3) \\bmod 4$.",
        "dist(v) = dist(u) + 1 で更新します。",
        "The answer is half of the diameter, rounded up.",
        "最短路の長さを半分にして端数を切り上げると答えです。",
        "$f(x) = \\bigvee_{A_i \\le x} \\lnot f(x - A_i)$ と書けます。",
        "新しい集合の大きさ=片方の大きさ+もう片方の大きさ、とします。",
        "The answer equals $|S| - L$.",
        "The change is (1000 − X mod 1000) mod 1000.",
        "X を千で割った余りを千から引きます。",
    ],
)
def test_a_formula_is_recognized(text):
    assert gives_formula(plain(text), STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "There are N(N-1)/2 pairs, about 2 × 10^10.",
        "`L` / `R`：向きの番号を前後に 1 つ巡回させる",
        "(1) 余りを求める、(2) 足して M の倍数になる相手を求める、(3) その枚数を答えに足す、の順です。",
        "小さいほうの半分（端数は切り上げ）を奇数番目に置きます。",
        "$A_i + 2 B_i + C_i$ is given.",
        "It costs O((N + M) log N), or O(V/1 + V/2 + V/3 + …).",
        "Try K = N + 1 and D = 2R; with 1 ≤ i < j nothing changes.",
        "1 → 3 → 4 の順に行き、$T_i < T_{i-1}$ となる i を数えます。",
        "The difference $U_r - U_l$ tells it.",
        "The room above it is C − A_i, and the differences $A_i - C$ are below zero.",
        "Combine the towers with XOR, as in Nim, and reduce modulo 998244353.",
        "N over two-way lines, less one.",
        "Both i + j and r - l + 1 are places or lengths, as is i - D - 1.",
        "From (r, c) go to (r+1, c), (r-1, c), (r, c+1) and (r, c-1).",
        "Is $A_i + A_j$ a multiple? 全体で O(26 |S|) です。",
        "A table of (H + 2) × (W + 2) entries; H × W + Q 回程度の操作です。",
        "If it is -1, then 0 <= K <= N - 1.",
        "O(M(N + M)), Θ(N√N), Õ(D²), O(α(N)), O(N + max T), O(HW(H + W)) です。",
        "$\\sum_{d=1}^{V} V/d = O(V \\log V)$ keeps it fast.",
        "$\\mathcal{O}(M(N + M))$ or $\\Theta(K(N - K))$ at worst; the number of triples is C(150, 3).",
    ],
)
def test_sizes_costs_and_the_statements_own_formulas_are_allowed(text):
    assert not gives_formula(plain(text), STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "The number is s times Q plus m times P.",
        "答えは「s かける Q」と「m かける P たす、s ひく 2m の Q 倍」の小さいほうです。",
        "ひとつ前の値の C 倍から、K 枚前の値の C−1 倍を引いたものです。",
        "i 番目の値は、i-1 番目の値と i-2 番目の値の和です。",
        "dp[i] is the minimum of dp[i-1] plus one and dp[i-2] plus two.",
        "The area is half of the absolute value of x1 times y2 minus x2 times y1.",
        "答えは N から M を引いた値です。",
        "The answer is simply N - M.",
        "There are C(H+W-2, H-1) of them.",
        "The smallest w with 2·#{towers of height ≤ w} ≥ k is it.",
        "The place after T steps is c[(p + T) mod L].",
        "Multiply its count by its count minus one and halve what you get.",
        "The corner makes c minus one times r minus one triangles.",
        "The value is C minus one times the sum of the K minus one values before.",
        "Stepping in, the total falls by s and grows by T minus s.",
        "You need the largest L where C_1 over L plus C_2 over L, each rounded down, is K.",
        "本数から 1 を引いた数と、もう一方から 1 を引いた数の積を足し合わせます。",
        "枝は、s と、全体から s を除いた数との積だけ使われます。",
        "R+C−2 個から R−1 個を選ぶ組合せの数だけあります。",
        "長さ i の値は、直前の K−1 個の値の合計を C−1 倍したものです。",
        "Take ten times X, take away the sum of its digits, and divide the whole thing by nine.",
        "個数から M を引いた数（負なら 0）に残りの個数を足したものです。",
        "The count would be 2^{N−1}.",
        "S + T < T + S のとき S を先に置きます。",
        "f(n) は f(n÷2) と f(n÷3) を足したものです。",
        "The total changes by all people less twice those below.",
        "今の個数の 2 倍から、前の個数を引いたものです。",
        "The cost of a prefix is that of the previous one plus the number of taller bricks before it.",
        "Take off double the seconds in which both ring.",
        "Out of all N(N-1)/2 pairs, remove those that never met.",
        "Take the ones minus M, or zero if that is negative, and add the twos.",
        "塔の値は、上の値と左の値を足して左上の値を引いたものです。",
        "Every edge carries (bricks on the left) × (bricks on the right) of them.",
        "寄与は、高さ × (前にある個数 − 後にある個数) です。",
        "(10X − 桁和) ÷ 9 を計算するだけです。",
        "f(R) = min f(t) + 1 です。",
        "両側の個数の積の総和です。",
        "From the sum of both counts, twice the common count has to go.",
        "The fewest for it is one more than the fewest without this brick.",
        "高さを L で割った商の合計が K 以上かどうかで判定します。",
        "A layer's share is its height multiplied by the count below, diminished by their sum.",
        "(横の仲間 − 1) かける (縦の仲間 − 1) を足していきます。",
        "The number of groups is N less the number of bricks that joined two of them.",
        "端までの XOR を P とすると、P xor K と等しい値を数えます。",
        "A branch carries the number of bricks on one side multiplied by that on the other.",
        "組の数は、両方の大きさを掛け合わせた分だけ増えます。",
        "Its share is that count times one less than that count, halved.",
        "K から輪までの段数を引き、輪の長さで割った余りだけ進みます。",
        "Subtract this from M, and take the result modulo M once more.",
        "Print the height of the tower minus the number of its bricks.",
        "When two towers merge, lower it by the product of their heights.",
        "塔の数は、片側の数と反対側の数との積になります。",
        "そこから両方の日数を 2 回引きます。",
        "Take the time gone by, divide it by the interval, round up, and go on.",
        "There are (M−1)^N + (−1)^N (M−1) of them, which can be computed for any N.",
        "A position is lost if the XOR of all $A_i \\bmod (K+1)$ is zero.",
        "山の大きさを割った余りの XOR が 0 なら負けです。",
        "Their time is the distance times both speeds, divided by the sum of the speeds.",
        "総数を残りの数で割ったものを順に合計します。",
        "The total changes by (all bricks) − 2·(bricks below it).",
        "合計は $P_{all} - 2 S_c$ だけ変わります。",
        "All are in time if $T_1 + \\dots + T_i \\le D_i$ for each i.",
        "They fit exactly if $2 V_i \\le V_{N-K+i}$.",
        "The pieces are those with $P_r - rK = P_l - lK$.",
        "(2 の個数) + max(0, (1 の個数) − M) 枚です。",
    ],
)
def test_a_formula_in_words_or_sets_is_recognized(text):
    assert gives_formula(plain(text), STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "Divide each brick's height by it, drop the fractions, and add up the results.",
        "高さで割って端数を捨てたものを合計します。",
        "It is so when the product of the widths plus the product of the heights is zero.",
    ],
)
def test_a_quotient_without_its_remainder_and_a_sum_of_products_are_recognized(text):
    assert gives_formula(plain(text), STATEMENT)


@pytest.mark.parametrize(
    "text",
    [
        "To the cost of the previous prefix add the number of taller bricks before it.",
        "Brick i lies between X_i − R_i and X_i + R_i.",
        "Looking at all of the about N(N+1)/2 towers is too slow.",
        "残った場所から自由に場所を選ぶ方法の数を求めます。",
        "The product of two heights overflows, and multiplying on makes it worse for T.",
        "ひとつ前の値に、それより高いものの個数を足します。",
        "A_i を M で割った余りごとに数えます。",
        "x を A で割った余りと B で割った余りの両方が 0 になるものを数えます。",
        "部分集合は 2 の N 乗通りあり、全部調べると間に合いません。",
        "There are 2 to the N subsets, and N − K + 1 windows of length K.",
        "It looks at about N²/2 = 2×10⁶ pairs, on an H by W grid.",
        "The total can be as large as N × 10^9, so use 64 bits.",
        "Multiply the number of nests on one side by that on the other, and add it up over all branches.",
        "From one to K minus one the runs may have any length; N times K states are too many.",
        "選び方は 2 の N 乗引く 1 通りあるので、全部は調べられません。",
        "Take the largest R_i, add one to the count, and go on.",
        "With the number of bricks as one index it is N times C times N steps.",
        "Divide by multiplying with modular inverses, which Fermat's little theorem gives you.",
        "Look at the *total* number, and at rows / columns - nothing else.",
        "面積の合計を求め、体積の合計と比べます。",
        "How many times the name turns up is all that counts; a jump can be put together from two smaller ones.",
        "Running twice as fast costs four times the strength, so take your time.",
        "半周期の公倍数がどの半周期の奇数倍かを確かめ、M 以下の奇数倍を数えます。",
        "Divide every brick by M and add up the quotients; if they reach K, the length is possible.",
        "面積は整数か、整数に 0.5 を足した数です。",
        "The cross product is exact; lengths with square roots are not, close to S.",
        "The range is halved in every round. 引き算のあと、998244353 で割った余りを出力します。",
    ],
)
def test_arithmetic_on_nouns_and_statements_about_sizes_are_allowed(text):
    assert not gives_formula(plain(text), STATEMENT)
