package dev.ballast.proxy.telemetry;

import dev.ballast.traffic.failure.Reason;

/**
 * The counters of a backend.
 *
 * @param events of its attempts
 * @param failures of exchanges and sessions, by reason
 * @param connects how long connections to its endpoints took to be made
 */
public record BackendMeter(Counters<BackendEvent> events, Counters<Reason> failures, Durations connects) {
    /**
     * A connection to an endpoint was made. On the loop of that index only.
     *
     * @param began as it was asked for, in the nanoseconds of {@link System#nanoTime}
     */
    public void connected(int loop, long began) {
        events.count(loop, BackendEvent.CONNECTION_MADE);
        connects.add(loop, System.nanoTime() - began);
    }
}
