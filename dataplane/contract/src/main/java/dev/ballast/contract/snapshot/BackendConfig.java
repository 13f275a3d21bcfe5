package dev.ballast.contract.snapshot;

import java.util.Comparator;
import java.util.List;

/**
 * A named group of interchangeable endpoints.
 *
 * @param name unique in the snapshot
 * @param policy how it is used
 * @param endpoints in the order of their ids; a layer of its own: it changes often, and is left out of the configuration's digest
 */
public record BackendConfig(String name, PolicyConfig policy, List<EndpointConfig> endpoints) {
    public BackendConfig {
        endpoints = endpoints.stream().sorted(Comparator.comparing(EndpointConfig::id)).toList();
    }

    /** The same backend with other endpoints. */
    public BackendConfig withEndpoints(List<EndpointConfig> others) {
        return new BackendConfig(name, policy, others);
    }

    /**
     * How a backend is used. Durations in milliseconds; the meanings are those of {@code TrafficPolicySpec}.
     *
     * @param algorithm how an endpoint is chosen
     * @param choices LeastRequest: how many endpoints are compared, from 2
     * @param passive when an endpoint is removed by what the traffic shows
     * @param retryAttempts tries after the first, from 0
     * @param connectTimeoutMillis for a connection to be made
     * @param responseTimeoutMillis from the end of a request to the head of its answer; 0 = no limit
     * @param idleTimeoutMillis how long an unused connection is kept
     * @param maxIdlePerEndpoint unused connections kept to an endpoint by an event loop
     */
    public record PolicyConfig(
            Algorithm algorithm,
            int choices,
            PassiveConfig passive,
            int retryAttempts,
            long connectTimeoutMillis,
            long responseTimeoutMillis,
            long idleTimeoutMillis,
            int maxIdlePerEndpoint) {}

    /** The algorithms. */
    public enum Algorithm {
        RoundRobin,
        LeastRequest
    }

    /**
     * Passive removal.
     *
     * @param consecutiveConnectFailures after so many in a row an endpoint is ejected; 0 = never
     * @param baseEjectionMillis the first ejection; the n-th lasts n times as long
     * @param maxEjectionMillis the longest
     * @param maxEjectionPercent the largest share of the endpoints that may be ejected at once, 0 to 100
     */
    public record PassiveConfig(
            int consecutiveConnectFailures, long baseEjectionMillis, long maxEjectionMillis, int maxEjectionPercent) {}
}
