#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    const uint32_t n = 1u << 17;
    uint32_t *next = malloc(n * sizeof *next);
    for (uint32_t i = 0; i < n; i++) next[i] = (i * 1664525u + 1013904223u) & (n - 1);
    uint64_t sum = 0;
    uint32_t at = 0;
    for (int round = 0; round < 1000; round++)
        for (uint32_t i = 0; i < n; i++) { at = next[at] ^ (i & 1023); sum += at % 1000003; }
    printf("%llu\n", (unsigned long long)sum);
}
