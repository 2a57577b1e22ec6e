#include <cstdio>
#include <vector>

int main() {
    int n, faster = 0;
    if (std::scanf("%d", &n) != 1) return 1;
    std::vector<int> laps(n);
    for (int& lap : laps)
        if (std::scanf("%d", &lap) != 1) return 1;
    for (int i = 0; i < n; ++i) faster += laps.at(i + 1) < laps.at(i);
    std::printf("%d\n", faster);
}
