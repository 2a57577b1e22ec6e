#include <cstdio>
#include <cstdlib>

int n;
string heights[200000];
int order[200000], line[200000];

int by_height(const void* one, const void* other) {
    int i = *static_cast<const int*>(one), j = *static_cast<const int*>(other);
    return heights[i] < heights[j] ? -1 : 1;
}

int main() {
    if (std::scanf("%d", &n) != 1) return 1;
    for (int i = 0; i < n; ++i) {
        if (std::scanf("%d", &heights[i]) != 1) return 1;
        order[i] = i;
    }
    std::qsort(order, n, sizeof order[0], by_height);
    for (int i = 0; i < n; ++i) line[2 * i < n + n % 2 ? 2 * i : 2 * (i - (n + 1) / 2) + 1] = order[i] + 1;
    for (int i = 0; i < n; ++i) std::printf("%d%c", line[i], i + 1 < n ? ' ' : '\n');
}
