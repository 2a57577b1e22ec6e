n = 1 << 18
following = [(i * 1664525 + 1013904223) & (n - 1) for i in range(n)]
total = at = 0
for _ in range(10):
    for i in range(n):
        at = following[at] ^ (i & 1023)
        total += at % 1000003
seen: dict[int, int] = {}
for i in range(n):
    key = (i * 48271) % 65537
    seen[key] = seen.get(key, 0) + 1
print(total, len(seen))
