package dev.ballast.traffic.endpoint;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many good answers a second of waiting brings: what an endpoint is worth, by its latency and its errors in one number. Half of what was is forgotten with
 * each measurement. Any thread may observe; one at a time measures.
 */
public final class Speed {
    /** Fewer answers are chance. */
    private static final int MEASURABLE = 10;

    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong good = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private volatile double rate;

    /**
     * An attempt has ended, or its answer has begun.
     *
     * @param took in nanoseconds
     */
    public void observe(long took, boolean well) {
        answers.incrementAndGet();
        nanos.addAndGet(Math.max(1, took));
        if (well) {
            good.incrementAndGet();
        }
    }

    /** Takes what was observed since the last time into account, if that is enough to say something. */
    public void measure() {
        if (answers.get() < MEASURABLE) {
            return;
        }
        answers.set(0);
        double latest = good.getAndSet(0) / (double) Math.max(1, nanos.getAndSet(0));
        double before = rate;
        rate = Math.max(Double.MIN_NORMAL, before == 0 ? latest : (before + latest) / 2);
    }

    /** Good answers for a nanosecond of waiting; 0 when it was never measured. */
    public double rate() {
        return rate;
    }
}
