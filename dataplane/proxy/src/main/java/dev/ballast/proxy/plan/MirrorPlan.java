package dev.ballast.proxy.plan;

import dev.ballast.proxy.telemetry.MirrorMeter;
import dev.ballast.traffic.backend.Backend;

/**
 * Where copies of a route's requests go.
 *
 * @param destination as that of a request, but counted apart from those of clients
 * @param percent of how many of 100
 */
public record MirrorPlan(Destination destination, int percent, MirrorMeter meter) {
    static MirrorPlan of(Backend backend, int percent, MirrorMeter meter) {
        return new MirrorPlan(new Destination(backend, meter.attempts(), meter.answers()), percent, meter);
    }
}
