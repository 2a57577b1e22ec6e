package main

import "fmt"

func main() {
	const n uint32 = 1 << 17
	next := make([]uint32, n)
	for i := uint32(0); i < n; i++ {
		next[i] = (i*1664525 + 1013904223) & (n - 1)
	}
	var sum uint64
	var at uint32
	for round := 0; round < 1000; round++ {
		for i := uint32(0); i < n; i++ {
			at = next[at] ^ (i & 1023)
			sum += uint64(at % 1000003)
		}
	}
	fmt.Println(sum)
}
