package dev.ballast.contract.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The ways in which an input is cut into pieces, to see that a parser does not mind how its octets arrive. */
public final class Cuts {
    /** Longer ones are not taken octet by octet. */
    private static final int SHORT = 2048;

    private Cuts() {}

    /** Some ways, the same for the same input; never an empty piece. */
    public static List<List<byte[]>> of(byte[] input) {
        Random random = new Random(Arrays.hashCode(input));
        List<List<byte[]>> ways = new ArrayList<>();
        ways.add(pieces(input, random, 16));
        ways.add(pieces(input, random, 4096));
        if (input.length <= SHORT) {
            ways.add(pieces(input, random, 1));
        }
        return ways;
    }

    /** In one piece. */
    public static List<byte[]> whole(byte[] input) {
        return input.length == 0 ? List.of() : List.of(input);
    }

    private static List<byte[]> pieces(byte[] input, Random random, int longest) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < input.length; ) {
            int end = Math.min(input.length, at + 1 + random.nextInt(longest));
            pieces.add(Arrays.copyOfRange(input, at, end));
            at = end;
        }
        return pieces;
    }
}
