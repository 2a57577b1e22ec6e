#include <cstdio>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) return 1;
    while (n > 0) std::printf("%d ", n--);
}
