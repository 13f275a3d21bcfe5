package dev.ballast.traffic.balance;

import dev.ballast.traffic.time.Randomness;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Draws a place with a probability in proportion to its weight, in constant time: Walker's alias method with Vose's way to build the
 * table. Two random numbers a draw, one where all weights are equal. Building is linear.
 */
final class AliasTable {
    private final int size;
    private final int total;
    private final boolean equal;
    private final long[] keep;
    private final int[] alias;

    /** @param weights each above 0, with a sum below 2^31 */
    AliasTable(long[] weights) {
        this.size = weights.length;
        this.total = Math.toIntExact(Arrays.stream(weights).sum());
        this.equal = Weights.greatest(weights) == Weights.least(weights);
        this.keep = new long[size];
        this.alias = new int[size];
        if (!equal) {
            build(weights);
        }
    }

    int draw(Randomness randomness) {
        int column = size == 1 ? 0 : randomness.below(size);
        return equal || randomness.below(total) < keep[column] ? column : alias[column];
    }

    /** Scaled so that a column holds {@code total}: the columns with less are filled up from those with more. */
    private void build(long[] weights) {
        ArrayDeque<Integer> small = new ArrayDeque<>();
        ArrayDeque<Integer> large = new ArrayDeque<>();
        for (int i = 0; i < size; i++) {
            keep[i] = weights[i] * size;
            alias[i] = i;
            (keep[i] < total ? small : large).add(i);
        }
        while (!small.isEmpty() && !large.isEmpty()) {
            int poor = small.remove();
            int rich = large.remove();
            alias[poor] = rich;
            keep[rich] -= total - keep[poor];
            (keep[rich] < total ? small : large).add(rich);
        }
    }
}
