#include <cstdio>

int main() {
    int n, q;
    static long long t[50001];
    static int p[50001];
    if (std::scanf("%d %d", &n, &q) != 2) return 1;
    for (int i = 1; i <= n; ++i)
        if (std::scanf("%lld", &t[i]) != 1) return 1;
    for (int i = 1; i <= n; ++i)
        if (std::scanf("%d", &p[i]) != 1) return 1;
    while (q--) {
        int s;
        long long x;
        if (std::scanf("%d %lld", &s, &x) != 2) return 1;
        while (x >= t[s]) {
            x -= t[s];
            s = p[s];
        }
        std::printf("%d\n", s);
    }
}
