n = 1 << 18
following = Array.new(n) { |i| (i * 1664525 + 1013904223) & (n - 1) }
total = at = 0
10.times do
  n.times do |i|
    at = following[at] ^ (i & 1023)
    total += at % 1000003
  end
end
puts total
