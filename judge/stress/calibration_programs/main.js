const n = 1 << 17;
const next = new Uint32Array(n);
for (let i = 0; i < n; i++) next[i] = (Math.imul(i, 1664525) + 1013904223) & (n - 1);
let sum = 0, at = 0;
for (let round = 0; round < 1000; round++)
  for (let i = 0; i < n; i++) { at = next[at] ^ (i & 1023); sum += at % 1000003; }
console.log(sum);
