package dev.ballast.proxy.http2;

/**
 * Decoding of Huffman-coded strings (RFC 7541, 5.2 and Appendix B), four bits at a step: no code is shorter than five bits, so a step ends at
 * most one symbol. The code is canonical (codes of one length are in the order of their symbols), so its lengths say all.
 */
final class Huffman {
    /** Of each octet, and of the end of the string: {@code A} is 5 bits. */
    private static final String LENGTHS = "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABB"
            + "BACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRSVVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";

    private static final int SYMBOLS = 257;
    private static final int END = 256;
    private static final int EMITS = 1 << 16;
    private static final int FAILS = 1 << 17;

    /** {@code node * 16 + bits} → the next node, and in the next octet a symbol if {@link #EMITS}. */
    private static final int[] STEPS = new int[SYMBOLS * 16];
    /** Whether a string may end at a node: after at most seven ones. */
    private static final boolean[] ACCEPTS = new boolean[SYMBOLS];

    static {
        new Tree().fill();
    }

    private Huffman() {}

    /**
     * Decodes, and answers where the decoded octets end; −1 when it is no such string.
     *
     * @param out has room for {@code count * 8 / 5} octets
     */
    static int decode(byte[] from, int start, int count, byte[] out, int at) {
        int node = 0;
        int to = at;
        for (int i = start; i < start + count; i++) {
            for (int bits = from[i] >> 4 & 0xf, half = 0; half < 2; bits = from[i] & 0xf, half++) {
                int step = STEPS[node << 4 | bits];
                if ((step & EMITS) != 0) {
                    out[to++] = (byte) (step >> 8);
                } else if ((step & FAILS) != 0) {
                    return -1;
                }
                node = step & 0xff;
            }
        }
        return ACCEPTS[node] ? to : -1;
    }

    /** The tree of the code; its inner nodes are numbered from 0, the root. */
    private static final class Tree {
        private final int[][] children = new int[SYMBOLS][2];
        private int nodes = 1;

        void fill() {
            int code = 0;
            for (int length = 5; length <= 30; length++) {
                code <<= 1;
                for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                    if (LENGTHS.charAt(symbol) - 'A' + 5 == length) {
                        add(symbol, code++, length);
                    }
                }
            }
            for (int node = 0; node < nodes; node++) {
                for (int bits = 0; bits < 16; bits++) {
                    STEPS[node << 4 | bits] = step(node, bits);
                }
            }
            for (int node = 0, ones = 0; ones < 8; node = children[node][1], ones++) {
                ACCEPTS[node] = true;
            }
        }

        /** A child is an inner node if positive, the complement of a symbol if negative. */
        private void add(int symbol, int code, int length) {
            int node = 0;
            for (int bit = length - 1; bit > 0; bit--) {
                int side = code >> bit & 1;
                if (children[node][side] == 0) {
                    children[node][side] = nodes++;
                }
                node = children[node][side];
            }
            children[node][code & 1] = ~symbol;
        }

        private int step(int from, int bits) {
            int node = from;
            int emitted = 0;
            for (int bit = 3; bit >= 0; bit--) {
                int child = children[node][bits >> bit & 1];
                if (child == ~END) {
                    return FAILS;
                }
                if (child < 0) {
                    emitted = EMITS | ~child << 8;
                    node = 0;
                } else {
                    node = child;
                }
            }
            return emitted | node;
        }
    }
}
