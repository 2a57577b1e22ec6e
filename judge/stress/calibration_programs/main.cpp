#include <cstdint>
#include <cstdio>
#include <vector>
int main() {
    const std::uint32_t n = 1u << 17;
    std::vector<std::uint32_t> next(n);
    for (std::uint32_t i = 0; i < n; i++) next[i] = (i * 1664525u + 1013904223u) & (n - 1);
    std::uint64_t sum = 0;
    std::uint32_t at = 0;
    for (int round = 0; round < 1000; round++)
        for (std::uint32_t i = 0; i < n; i++) { at = next[at] ^ (i & 1023); sum += at % 1000003; }
    std::printf("%llu\n", (unsigned long long)sum);
}
