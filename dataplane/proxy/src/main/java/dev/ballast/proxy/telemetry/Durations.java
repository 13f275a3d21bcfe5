package dev.ballast.proxy.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long things took, in buckets. Each event loop adds to numbers of its own, without an atomic instruction; whoever asks sums them up.
 *
 * <p>The bounds are those that users of Prometheus alert on: 1, 2.5 and 5 of each power of ten from half a millisecond to a minute.
 */
public final class Durations {
    private static final double[] BOUNDS_MILLIS = {0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000};
    private static final int BUCKETS = BOUNDS_MILLIS.length + 1;
    private static final int SUM = BUCKETS;

    private final AtomicLongArray[] byLoop;

    Durations(int loops) {
        byLoop = new AtomicLongArray[loops];
        for (int i = 0; i < loops; i++) {
            byLoop[i] = new AtomicLongArray(BUCKETS + 1);
        }
    }

    /** One more. On the loop of that index only. */
    void add(int loop, long nanos) {
        AtomicLongArray own = byLoop[loop];
        add(own, bucket(nanos), 1);
        add(own, SUM, nanos);
    }

    private static void add(AtomicLongArray own, int index, long amount) {
        own.setOpaque(index, own.getPlain(index) + amount);
    }

    private static int bucket(long nanos) {
        double millis = nanos / 1e6;
        int bucket = 0;
        while (bucket < BOUNDS_MILLIS.length && millis > BOUNDS_MILLIS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** How many there are in each bucket, of all loops; the last bucket has no bound. From any thread. */
    public long[] counts() {
        long[] counts = new long[BUCKETS];
        for (AtomicLongArray own : byLoop) {
            for (int i = 0; i < BUCKETS; i++) {
                counts[i] += own.getOpaque(i);
            }
        }
        return counts;
    }

    /** All of them together, in seconds. From any thread. */
    public double sumSeconds() {
        long sum = 0;
        for (AtomicLongArray own : byLoop) {
            sum += own.getOpaque(SUM);
        }
        return sum / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** The upper bound of each bucket, inclusive, in seconds; the last is infinite. */
    static double[] boundsSeconds() {
        double[] bounds = new double[BUCKETS];
        for (int i = 0; i < BOUNDS_MILLIS.length; i++) {
            bounds[i] = BOUNDS_MILLIS[i] / 1000;
        }
        bounds[BUCKETS - 1] = Double.POSITIVE_INFINITY;
        return bounds;
    }

    /**
     * What so large a share of them took at most, in milliseconds: between the bounds of its bucket as far as its rank is between the
     * bucket's, as Prometheus' {@code histogram_quantile} has it. NaN where there are none; the last bound for what is above it.
     *
     * @param counts of {@link #counts}, or the difference of two
     * @param share above 0, up to 1
     */
    public static double quantileMillis(long[] counts, double share) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        double rank = share * all;
        double lower = 0;
        for (int i = 0; i < BOUNDS_MILLIS.length; i++) {
            if (all > 0 && rank <= counts[i]) {
                return lower + (BOUNDS_MILLIS[i] - lower) * rank / counts[i];
            }
            rank -= counts[i];
            lower = BOUNDS_MILLIS[i];
        }
        return all == 0 ? Double.NaN : lower;
    }
}
