package dev.ballast.traffic.balance;

import java.util.Arrays;

/**
 * Consistent hashing on a ring (Karger and others, STOC 1997): each endpoint has points on it, as many as its weight says, and owns the keys
 * before them.
 *
 * <p>When an endpoint leaves, its own keys move and no others. For a unit of weight there are as many points as a power of two can give without
 * more than {@code size} in all, at most 1,024: the number changes only where the sum of weights passes {@code size} divided by a power of two. There every
 * endpoint has half of its points or twice as many, and half of all keys move (from 65 to 64 of weight 1 with a
 * size of 65,537, from 129 to 128, from 257 to 256). {@link Rendezvous} has no such step. A look-up is a binary search, some 16 steps. Shares are uneven: with p points an endpoint's share has a relative standard
 * deviation of {@code 1 / sqrt(p)}, 4 % for 512; {@link Maglev} has none of that.
 */
final class Ring implements KeyTable {
    private static final int MOST_POINTS = 1024;

    /** Points in order, as unsigned numbers; the lowest bits are the owner's place. */
    private final long[] points;

    private final long ownerMask;

    Ring(long[] names, long[] weights, int size) {
        long sum = Arrays.stream(weights).sum();
        long each = Math.clamp(Long.highestOneBit(size / sum), 1, MOST_POINTS);
        this.ownerMask = Math.max(1, Long.highestOneBit(names.length) * 2) - 1;
        this.points = new long[Math.toIntExact(each * sum)];
        int at = 0;
        for (int i = 0; i < names.length; i++) {
            long hash = names[i];
            for (long point = each * weights[i]; point > 0; point--) {
                hash = Hashing.next(hash);
                points[at++] = ordered(hash & ~ownerMask | i);
            }
        }
        Arrays.sort(points);
    }

    @Override
    public int owner(long hash) {
        int found = Arrays.binarySearch(points, ordered(hash & ~ownerMask));
        int place = found < 0 ? -found - 1 : found;
        return (int) (points[place == points.length ? 0 : place] & ownerMask);
    }

    /** So that signed comparison orders it as unsigned. */
    private static long ordered(long unsigned) {
        return unsigned ^ Long.MIN_VALUE;
    }
}
