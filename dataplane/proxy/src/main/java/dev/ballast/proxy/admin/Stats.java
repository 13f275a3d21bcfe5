package dev.ballast.proxy.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What runs and what has become of it, at one moment: the document of {@code /stats}. Each field is named here, so that no secret can slip in. What is
 * null is left out. Counts are since the start of the process, or since a listener or backend of that name is there.
 *
 * @param version of the program
 * @param loadBalancer which one this is, as its snapshots name it; null while none runs
 * @param notReady why traffic should not come here
 * @param connections client connections that are open
 * @param unrouted failures of what came to no backend, by reason
 */
record Stats(
        String version,
        @Nullable String loadBalancer,
        boolean ready,
        @Nullable String notReady,
        long uptimeSeconds,
        int connections,
        @Nullable Config config,
        @Nullable Refused refused,
        Map<String, Long> unrouted,
        List<ListenerStats> listeners,
        List<BackendStats> backends,
        List<RateLimitStats> rateLimits,
        List<CacheStats> caches) {

    /**
     * The snapshot that runs.
     *
     * @param configuration digest of everything but the endpoints
     * @param endpoints digest of the endpoints
     * @param source who offered it
     * @param since when it was taken over, ISO 8601
     */
    record Config(String revision, String configuration, String endpoints, String source, String since) {}

    /** The last offer that was refused. */
    record Refused(String revision, String when, List<String> problems) {}

    /**
     * @param boundPort null when it is not bound
     * @param open client connections now
     * @param accepted client connections so far
     * @param refused connections closed at once, by reason
     * @param handshakeFailures by reason
     * @param requests by class of status
     * @param latency of its requests; null where none was answered
     * @param tunnels WebSockets and the like that are open
     */
    record ListenerStats(
            String name,
            String protocol,
            int port,
            @Nullable Integer boundPort,
            @Nullable String hostname,
            List<String> routes,
            @Nullable String backend,
            long open,
            long accepted,
            Map<String, Long> refused,
            Map<String, Long> handshakeFailures,
            Map<String, Long> requests,
            @Nullable Latency latency,
            long tunnels,
            long receivedBytes,
            long sentBytes) {}

    /**
     * A rate limit.
     *
     * @param scope Replica, or Fleet: then this pod shares its budgets with others
     * @param excess what was more than it lets in, refused or only observed
     * @param budgets that it shares
     */
    record RateLimitStats(String name, String scope, long letIn, long excess, List<BudgetStats> budgets) {}

    /**
     * A budget that the fleet shares. Both are percent of the whole of it.
     *
     * @param route null with key Listener, and for what no route matches
     * @param quotaPercent what this pod may use
     * @param demandPercent what is asked of it here lately, let in or not
     */
    record BudgetStats(String listener, @Nullable String route, double quotaPercent, double demandPercent) {}

    /**
     * The cache of a route.
     *
     * @param requests by what it made of them
     * @param dropped answers that went to make room
     */
    record CacheStats(String listener, String route, Map<String, Long> requests, long usedBytes, long dropped) {}

    /**
     * @param circuit of its breaker: Closed, HalfOpen or Open; null without one
     * @param rollout of a changed list of endpoints: Settled, Moving or RolledBack; null where they change at once
     * @param waiting for a place at an endpoint
     * @param perEndpoint what an endpoint is given at once, at most; null without a limit
     * @param requests by class of status
     * @param latency of its requests; null where none was answered
     * @param failures by reason
     */
    record BackendStats(
            String name,
            String algorithm,
            @Nullable String failover,
            @Nullable String circuit,
            @Nullable String rollout,
            int waiting,
            @Nullable Integer perEndpoint,
            long attempts,
            long retries,
            Map<String, Long> requests,
            @Nullable Latency latency,
            Map<String, Long> failures,
            List<EndpointStats> endpoints) {}

    /**
     * @param zone that it is in; null where that is not known, or of no interest to its backend
     * @param state what work it takes now
     * @param why it is left out, or would be if not so many others were, for a person
     * @param sharePercent of its weight, while it grows into its share; null once it has
     * @param measuredPercent of its weight, by how fast and how well it answers; null where weights do not follow that
     * @param heldBack true where a person wants it to get no new work
     * @param ejectedForMillis how long it is still left out; null where it is not
     * @param inFlight requests and sessions it has now
     * @param permits how many of them it may have from this pod; null where it shares that with no others
     * @param total requests and sessions it was given
     * @param failed of these, what ended badly by its doing
     * @param latencyMillis how long it takes to answer, lately; null where nothing asks for that
     */
    record EndpointStats(
            String id,
            @Nullable String zone,
            int weight,
            String state,
            @Nullable String why,
            @Nullable Integer sharePercent,
            @Nullable Integer measuredPercent,
            @Nullable Boolean heldBack,
            @Nullable Long ejectedForMillis,
            int inFlight,
            @Nullable Integer permits,
            long total,
            long failed,
            @Nullable Double latencyMillis,
            @Nullable Probe probe) {
        /** Whether it takes new work as it should. */
        boolean well() {
            return state.equals("Ready");
        }
    }

    /** What half, and all but one of a hundred requests took at most, from the first byte to the answer's last. */
    record Latency(double p50Millis, double p99Millis) {}

    /** The last probe: how long ago it ended, and how long it took. */
    record Probe(long agoMillis, double tookMillis) {}
}
