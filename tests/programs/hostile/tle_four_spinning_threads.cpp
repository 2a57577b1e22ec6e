#include <cstdio>
#include <pthread.h>

static bool attacked() {
    char word[16] = "";
    return std::scanf("%15s", word) == 1 && word[0] == 'a';
}

static void *spin(void *) { for (volatile long i = 0;; i = i + 1) {} }

int main() {
    if (!attacked()) return std::puts("42"), 0;
    pthread_t others[4];
    for (auto &one : others) pthread_create(&one, nullptr, spin, nullptr);
    for (auto &one : others) pthread_join(one, nullptr);
}
