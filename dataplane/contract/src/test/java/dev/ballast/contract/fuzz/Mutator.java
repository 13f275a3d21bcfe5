package dev.ballast.contract.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes neighbours of known inputs: some octets changed, taken out, doubled, or taken from another one. */
final class Mutator {
    private static final byte[] TELLING = {0, 1, 9, 10, 13, ' ', '"', ',', '.', '/', '0', ':', ';', '%', 'A', 127, (byte) 128, (byte) 255};

    private final List<byte[]> known;
    private final Random random;

    Mutator(List<byte[]> known, Random random) {
        this.known = known;
        this.random = random;
    }

    byte[] next() {
        byte[] input = any().clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] any() {
        return known.get(random.nextInt(known.size()));
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int length = Math.min(input.length - at, 1 << random.nextInt(8));
        return switch (random.nextInt(5)) {
            case 0 -> join(input, at, new byte[] {telling()}, at);
            case 1 -> join(input, at, new byte[] {telling()}, Math.min(input.length, at + 1));
            case 2 -> join(input, at, new byte[0], at + length);
            case 3 -> join(input, at, Arrays.copyOfRange(input, at, at + length), at);
            default -> {
                byte[] other = any();
                int from = random.nextInt(other.length + 1);
                yield join(input, at, Arrays.copyOfRange(other, from, Math.min(other.length, from + 64)), at);
            }
        };
    }

    private byte telling() {
        return random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : (byte) random.nextInt(256);
    }

    /** The first octets of the input, then the middle, then what stands in the input from an index on. */
    private static byte[] join(byte[] input, int first, byte[] middle, int from) {
        byte[] joined = Arrays.copyOf(input, first + middle.length + input.length - from);
        System.arraycopy(middle, 0, joined, first, middle.length);
        System.arraycopy(input, from, joined, first + middle.length, input.length - from);
        return joined;
    }
}
