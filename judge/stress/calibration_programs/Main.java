public class Main {
    public static void main(String[] arguments) {
        int n = 1 << 17;
        int[] next = new int[n];
        for (int i = 0; i < n; i++) next[i] = (i * 1664525 + 1013904223) & (n - 1);
        long sum = 0;
        int at = 0;
        for (int round = 0; round < 1000; round++)
            for (int i = 0; i < n; i++) { at = next[at] ^ (i & 1023); sum += at % 1000003; }
        System.out.println(sum);
    }
}
