package dev.ballast.proxy.telemetry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts of the things that an enum names. Each event loop adds to numbers of its own, without an atomic instruction; whoever asks sums
 * them up.
 *
 * @param <E> what is counted
 */
public final class Counters<E extends Enum<E>> {
    private final AtomicLongArray[] byLoop;

    Counters(Class<E> kind, int loops) {
        byLoop = new AtomicLongArray[loops];
        for (int i = 0; i < loops; i++) {
            byLoop[i] = new AtomicLongArray(kind.getEnumConstants().length);
        }
    }

    /** One more. On the loop of that index only. */
    public void count(int loop, E what) {
        add(loop, what, 1);
    }

    /** So many more. On the loop of that index only. */
    public void add(int loop, E what, long amount) {
        AtomicLongArray own = byLoop[loop];
        int index = what.ordinal();
        own.setOpaque(index, own.getPlain(index) + amount);
    }

    /** All loops together. From any thread. */
    public long sum(E what) {
        long sum = 0;
        for (AtomicLongArray own : byLoop) {
            sum += own.getOpaque(what.ordinal());
        }
        return sum;
    }
}
