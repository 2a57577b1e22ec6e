#include <cstdio>

int main() {
    int n, before, now, faster = 0;
    if (std::scanf("%d %d", &n, &before) != 2) return 1;
    while (std::scanf("%d", &now) == 1) {
        faster += now < before;
        before = now;
    }
    std::printf("%d", faster);
}
