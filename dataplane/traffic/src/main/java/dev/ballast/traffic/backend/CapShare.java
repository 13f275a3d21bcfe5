package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.traffic.endpoint.Endpoint;

/**
 * What is this pod's of what an endpoint is given at once by its fleet.
 *
 * @param cap what all pods together give it
 * @param parts of that, what is this pod's, in billionths
 */
public record CapShare(Endpoint endpoint, int cap, long parts) {
    /** What is wanted of it lately, in billionths; more than the whole where more is wanted. */
    public long demand() {
        return FleetConfig.parts(endpoint.wanted(), cap);
    }

    /** What it has now, in billionths: what is its, or what is in flight where that is more. */
    public long held() {
        return Math.max(parts, FleetConfig.parts(endpoint.inFlight(), cap));
    }

    /** How many exchanges must end before no more are in flight than may be. */
    public int owed() {
        return Math.max(0, endpoint.inFlight() - endpoint.permits());
    }
}
