fn main() {
    let n: u32 = 1 << 17;
    let next: Vec<u32> = (0..n).map(|i| i.wrapping_mul(1664525).wrapping_add(1013904223) & (n - 1)).collect();
    let mut sum: u64 = 0;
    let mut at: u32 = 0;
    for _ in 0..1000 {
        for i in 0..n {
            at = next[at as usize] ^ (i & 1023);
            sum += (at % 1000003) as u64;
        }
    }
    println!("{}", sum);
}
