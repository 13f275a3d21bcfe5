package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this pod was told that it may have of what endpoints are given at once, where its fleet shares that; also of endpoints that are not there yet. Of any
 * other it may have nothing. Config worker only.
 */
final class Permits {
    /** In billionths, by backend and endpoint. */
    private Map<String, Map<String, Long>> told = Map.of();

    void follow(Map<String, Map<String, Long>> parts) {
        told = Map.copyOf(parts);
    }

    /** What it may have, in billionths of the whole. */
    long parts(Endpoint endpoint) {
        return told.getOrDefault(endpoint.backend(), Map.of()).getOrDefault(endpoint.id(), 0L);
    }

    /** Gives endpoints what they may have. */
    void grant(@Nullable CapConfig caps, Collection<Endpoint> endpoints) {
        int shared = caps != null && caps.shared() ? caps.perEndpoint() : 0;
        endpoints.forEach(endpoint -> endpoint.permit(shared == 0 ? Integer.MAX_VALUE : (int) FleetConfig.whole(parts(endpoint), shared)));
    }
}
