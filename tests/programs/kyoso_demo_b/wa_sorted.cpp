#include <cstdio>
#include <cstdlib>
#include <cstring>

int by_name(const void* one, const void* other) {
    return std::strcmp(static_cast<const char*>(one), static_cast<const char*>(other));
}

int main() {
    int n, gates, m;
    static char names[1000][11], passed[11];
    static int times[1000];
    if (std::scanf("%d %d", &n, &gates) != 2) return 1;
    for (int i = 0; i < n; ++i)
        if (std::scanf("%10s", names[i]) != 1) return 1;
    if (std::scanf("%d", &m) != 1) return 1;
    std::qsort(names, n, sizeof names[0], by_name);
    while (std::scanf("%10s", passed) == 1)
        for (int i = 0; i < n; ++i) times[i] += std::strcmp(names[i], passed) == 0;
    for (int i = 0; i < n; ++i)
        if (times[i] < gates) std::puts(names[i]);
}
