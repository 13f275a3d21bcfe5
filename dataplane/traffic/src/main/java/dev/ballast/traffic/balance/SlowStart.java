package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.SlowStartConfig;
import java.util.concurrent.TimeUnit;

/**
 * How an endpoint that is new grows into its share: in a straight line from the least part to the whole, in steps of a fiftieth of the window. A
 * process that begins with empty caches and uncompiled code is slow at first; a full share then would make every request of it late (Envoy's
 * slow start with an aggression of 1).
 */
public final class SlowStart {
    private static final int STEPS = 50;

    private final long windowNanos;
    private final int leastPercent;

    public SlowStart(SlowStartConfig config) {
        this.windowNanos = TimeUnit.MILLISECONDS.toNanos(config.windowMillis());
        this.leastPercent = config.minWeightPercent();
    }

    /**
     * The part of its weight that it gets, 1 to 100.
     *
     * @param age since it was first seen, in nanoseconds
     */
    public int percent(long age) {
        return age >= windowNanos ? 100 : (int) Math.max(leastPercent, 100.0 * Math.max(0, age) / windowNanos);
    }

    /** After so many nanoseconds the part is worth computing anew. */
    public long stepNanos() {
        return Math.max(1, windowNanos / STEPS);
    }
}
