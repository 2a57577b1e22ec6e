#include <cstdio>

static bool attacked() {
    char word[16] = "";
    return std::scanf("%15s", word) == 1 && word[0] == 'a';
}

int main() {
    if (!attacked()) return std::puts("42"), 0;
    std::setvbuf(stderr, nullptr, _IOFBF, 1 << 16);  // unbuffered, it would run out of time first
    for (;;) {
        std::puts("4242424242424242");
        std::fputs("4242424242424242", stderr);
    }
}
