package dev.ballast.traffic.endpoint;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How long an endpoint takes to answer: a moving average by time that jumps to a peak at once and comes down slowly (Finagle's Peak EWMA). Half
 * of what was is forgotten in 7 s ({@code exp(-t / 10 s)}).
 *
 * <p>Any thread, no lock, no allocation: average and time stand in one word, the one as a float of nanoseconds, the other in units of 2^20 ns (1 ms),
 * which wrap after 52 days; differences up to half of that are understood.
 */
public final class Latency {
    private static final double FADE_NANOS = 10e9;
    private static final int UNIT_BITS = 20;
    private static final VarHandle PACKED = packedField();

    private volatile long packed;

    /** Whether nothing was ever observed. */
    public boolean isUnknown() {
        return packed == 0;
    }

    /**
     * The average as it has faded until now, in nanoseconds; 0 when it is unknown.
     *
     * @param now in the ticker's nanoseconds
     */
    public double nanos(long now) {
        long seen = packed;
        return seen == 0 ? 0 : average(seen) * kept(seen, now);
    }

    /**
     * An answer has come.
     *
     * @param nanos how long it took
     * @param now in the ticker's nanoseconds
     */
    public void observe(long nanos, long now) {
        float took = Math.max(1, nanos);
        while (true) {
            long seen = packed;
            double kept = seen == 0 ? 0 : kept(seen, now);
            double average = seen == 0 ? took : Math.max(took, average(seen) * kept + took * (1 - kept));
            if (PACKED.compareAndSet(this, seen, pack((float) average, now))) {
                return;
            }
        }
    }

    private static float average(long packed) {
        return Float.intBitsToFloat((int) (packed >>> 32));
    }

    /** What part of the average is left after the time since it was made. */
    private static double kept(long packed, long now) {
        long units = Math.max(0, (int) (now >>> UNIT_BITS) - (int) packed);
        return units == 0 ? 1 : Math.exp(-(double) (units << UNIT_BITS) / FADE_NANOS);
    }

    private static long pack(float average, long now) {
        return (long) Float.floatToIntBits(average) << 32 | (now >>> UNIT_BITS) & 0xffff_ffffL;
    }

    private static VarHandle packedField() {
        try {
            return MethodHandles.lookup().findVarHandle(Latency.class, "packed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
