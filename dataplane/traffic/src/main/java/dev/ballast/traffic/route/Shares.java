package dev.ballast.traffic.route;

import dev.ballast.traffic.time.Randomness;
import java.math.BigInteger;
import java.util.List;

/**
 * Whose turn it is among shares of given weights, evenly spread: 90 and 10 give one of the second in every nine to eleven, not ten in a hundred.
 *
 * <p>Each event loop walks round a circle by the golden ratio, on which every share has an arc as long as its weight (Weyl's sequence; Knuth, The
 * Art of Computer Programming 3, 6.4: theorem S): of any N turns in a row a share has its part within a few, however large N is. A choice costs one
 * addition and a comparison for each share; no lock and nothing that loops share. Each loop of each process begins at a random place, so that many
 * do not all send the first request to the same backend.
 */
public final class Shares {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final int CIRCLE_BITS = 64;
    /** Numbers of different loops stand on different cache lines. */
    private static final int STRIDE = 16;

    private final long[] ends;
    private final int last;
    private final long[] places;

    private Shares(long[] ends, int last, long[] places) {
        this.ends = ends;
        this.last = last;
        this.places = places;
    }

    /**
     * @param weights of the shares, none negative
     * @param loops number of event loops
     */
    public static Shares of(List<Integer> weights, int loops, Randomness randomness) {
        long total = weights.stream().mapToLong(Integer::longValue).sum();
        long[] ends = new long[weights.size()];
        int last = -1;
        long sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += weights.get(i);
            ends[i] = total == 0 ? 0 : BigInteger.valueOf(sum).shiftLeft(CIRCLE_BITS).divide(BigInteger.valueOf(total)).longValue();
            last = weights.get(i) > 0 ? i : last;
        }
        long[] places = new long[loops * STRIDE];
        for (int i = 0; i < loops; i++) {
            places[i * STRIDE] = (long) randomness.below(Integer.MAX_VALUE) << 33 | (long) randomness.below(Integer.MAX_VALUE) << 2;
        }
        return new Shares(ends, last, places);
    }

    /** The place in the list of the share whose turn it is; −1 when no weight is positive. On the loop of that index only. */
    public int next(int loop) {
        if (last <= 0) {
            return last;
        }
        long place = places[loop * STRIDE] += GOLDEN_RATIO;
        for (int i = 0; i < last; i++) {
            if (Long.compareUnsigned(place, ends[i]) < 0) {
                return i;
            }
        }
        return last;
    }
}
