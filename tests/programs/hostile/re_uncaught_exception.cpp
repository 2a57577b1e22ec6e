#include <cstdio>

static bool attacked() {
    char word[16] = "";
    return std::scanf("%15s", word) == 1 && word[0] == 'a';
}

int main() {
    if (!attacked()) return std::puts("42"), 0;
    throw "nobody catches this";
}
