package dev.ballast.proxy.plan;

import dev.ballast.proxy.telemetry.BackendMeter;
import dev.ballast.proxy.telemetry.RequestMeter;
import dev.ballast.traffic.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener's requests go, or some of them, and where that is counted.
 *
 * @param to null where there is no backend, so that they are answered here
 * @param meter what happens on the way
 * @param requests what the listener's clients are answered
 */
public record Destination(@Nullable Backend to, BackendMeter meter, RequestMeter requests) {
    public boolean exists() {
        return to != null;
    }

    /** Only where it {@link #exists}. */
    public Backend backend() {
        Backend backend = to;
        if (backend == null) {
            throw new IllegalStateException("there is no backend");
        }
        return backend;
    }
}
