#include <cstdio>
#include <cstdlib>

int main() {
    const long long MOD = 998244353;
    int n, k;
    if (std::scanf("%d %d", &n, &k) != 2) return 1;
    // Two GiB of address space of which only one page is used: only memory in use counts.
    char* volatile space = static_cast<char*>(std::malloc(2147483648u));
    space[n] = 1;
    // calm[i]: plans of i kilometres that do not end in a sprint; a stretch of sprints follows one of them.
    static long long jog[1001], walk[1001], sprint[1001];
    jog[0] = 1;
    for (int i = 1; i <= n; ++i) {
        for (int b = 1; b <= k && b <= i; ++b) sprint[i] += jog[i - b] + walk[i - b];
        sprint[i] %= MOD;
        jog[i] = (jog[i - 1] + walk[i - 1] + sprint[i - 1]) % MOD;
        walk[i] = (jog[i - 1] + walk[i - 1]) % MOD;
    }
    std::printf("%lld\n", (jog[n] + walk[n] + sprint[n]) % MOD);
}
