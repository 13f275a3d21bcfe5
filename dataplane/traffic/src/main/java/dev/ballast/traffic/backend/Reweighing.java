package dev.ballast.traffic.backend;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Weights that follow what is measured: every 5 s an endpoint's becomes the part of itself that its {@link dev.ballast.traffic.endpoint.Speed} is of the fastest
 * one's. A tenth always stays, so that it is noticed when an endpoint becomes well again. Any thread.
 *
 * <p>An endpoint that is given less becomes faster if load was what made it slow: where each forgets half with every step, that comes to rest. Of no use with
 * algorithms that look at what is under way (LeastRequest, LeastConnections, PeakEWMA) unless endpoints differ much: those follow at once. Cost: a reading
 * of the clock for each choice and each answer, and for an answer four atomic writes.
 */
final class Reweighing {
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int LEAST_PERCENT = 10;

    private final Ticker ticker;
    private final AtomicLong due;

    Reweighing(Ticker ticker) {
        this.ticker = ticker;
        this.due = new AtomicLong(ticker.nanos() + STEP_NANOS);
    }

    /** Whether it is time; answers yes to one caller only. */
    boolean due() {
        long now = ticker.nanos();
        long at = due.get();
        return now - at >= 0 && due.compareAndSet(at, now + STEP_NANOS);
    }

    /** Measures and weighs; answers whether a weight is another one now. */
    boolean weigh(List<Endpoint> endpoints) {
        double fastest = 0;
        for (Endpoint endpoint : endpoints) {
            endpoint.speed().measure();
            fastest = Math.max(fastest, endpoint.speed().rate());
        }
        boolean any = false;
        for (Endpoint endpoint : endpoints) {
            any |= weigh(endpoint, endpoint.speed().rate(), fastest);
        }
        return any;
    }

    private static boolean weigh(Endpoint endpoint, double rate, double fastest) {
        int percent = rate == 0 ? 100 : Math.max(LEAST_PERCENT, (int) Math.round(100 * rate / fastest));
        boolean changed = percent != endpoint.measuredPercent();
        if (changed) {
            endpoint.setMeasuredPercent(percent);
        }
        return changed;
    }
}
