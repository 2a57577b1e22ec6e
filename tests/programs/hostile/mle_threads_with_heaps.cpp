#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <unistd.h>

static bool attacked() {
    char word[16] = "";
    return std::scanf("%15s", word) == 1 && word[0] == 'a';
}

static void *fill(void *) {
    for (int i = 0; i < 50; i++) std::memset(std::malloc(1 << 20), 1, 1 << 20);
    for (;;) pause();
}

int main() {
    if (!attacked()) return std::puts("42"), 0;
    pthread_t others[8];
    for (auto &one : others) pthread_create(&one, nullptr, fill, nullptr);
    for (auto &one : others) pthread_join(one, nullptr);
}
