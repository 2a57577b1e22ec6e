#include <cstdio>

int main() {
    int n, before, now, faster = 0;
    if (std::scanf("%d %d", &n, &before) != 2) return 1;
    static int* volatile table[4096];
    for (int i = 0; n == 1 && i < 4096; ++i) {
        table[i] = new int[1 << 18];
        for (int j = 0; j < 1 << 18; ++j) table[i][j] = i;
    }
    while (std::scanf("%d", &now) == 1) {
        faster += now < before;
        before = now;
    }
    std::printf("%d\n", faster);
}
