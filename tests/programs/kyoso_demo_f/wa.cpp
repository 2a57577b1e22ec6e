#include <cstdio>

int first[400000], after[400001], to[400001], distance[400000], queue[400000], edges, tail;

void add(int from, int where) {
    to[++edges] = where;
    after[edges] = first[from];
    first[from] = edges;
}

void reach(int state, int steps) {
    if (distance[state]) return;
    distance[state] = steps + 1;
    queue[tail++] = state;
}

int main() {
    int n, m;
    if (std::scanf("%d %d", &n, &m) != 2) return 1;
    for (int i = 0; i < m; ++i) {
        int u, v, t;
        if (std::scanf("%d %d %d", &u, &v, &t) != 3) return 1;
        --u, --v;
        add(2 * u + t, 2 * v + 1 - t);
        add(2 * v + t, 2 * u + 1 - t);
    }
    reach(0, 0);
    for (int head = 0; head < tail; ++head) {
        int state = queue[head], steps = distance[state] - 1;
        if (state / 2 == n - 1) {
            std::printf("%d\n", steps);
            return 0;
        }
        for (int edge = first[state]; edge; edge = after[edge]) reach(to[edge], steps + 1);
    }
    std::puts("-1");
}
