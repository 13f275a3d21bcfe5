package dev.ballast.proxy.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ballast.proxy.admin.Stats.BackendStats;
import dev.ballast.proxy.admin.Stats.EndpointStats;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an older balancer told of itself, in its words: {@code /lb-health} and {@code /lb-stats}. Endpoints are called backends there. */
public final class HeritagePages {
    /** The backend of {@code ballast compat} that leads to these pages themselves; it is not told of. */
    public static final String OWN = "ballast-admin";

    private HeritagePages() {}

    public static Pages of(Statistics statistics) {
        return new Pages(Map.of(
                "/lb-health", Page.of(() -> Json.reply(200, health(statistics.now()))),
                "/lb-stats", Page.of(() -> Json.reply(200, stats(statistics.now())))));
    }

    private record Health(
            String status,
            @JsonProperty("healthy_backends") long healthyBackends,
            @JsonProperty("total_backends") int totalBackends,
            List<Told> backends) {}

    /** {@code response_time_ms} is of the last probe; absent without one. */
    private record Told(
            String address, boolean healthy, int connections, @JsonProperty("response_time_ms") @Nullable Long responseTimeMs) {}

    private record Detailed(String algorithm, List<More> backends) {}

    /** {@code last_health_check} is how many seconds ago the last probe ended; absent without one. */
    private record More(
            String address,
            boolean healthy,
            int connections,
            int weight,
            @JsonProperty("response_time_ms") @Nullable Long responseTimeMs,
            @JsonProperty("last_health_check") @Nullable Long lastHealthCheck) {}

    private static Health health(Stats stats) {
        List<EndpointStats> endpoints = endpoints(stats);
        long healthy = endpoints.stream().filter(EndpointStats::well).count();
        return new Health(
                healthy > 0 ? "ok" : "unhealthy",
                healthy,
                endpoints.size(),
                endpoints.stream().map(endpoint -> new Told(address(endpoint), endpoint.well(), endpoint.inFlight(), took(endpoint))).toList());
    }

    private static Detailed stats(Stats stats) {
        String algorithm = backends(stats).stream().map(BackendStats::algorithm).distinct().collect(Collectors.joining(", "));
        return new Detailed(algorithm, endpoints(stats).stream().map(HeritagePages::more).toList());
    }

    private static More more(EndpointStats endpoint) {
        Stats.Probe probe = endpoint.probe();
        Long ago = probe == null ? null : probe.agoMillis() / 1000;
        return new More(address(endpoint), endpoint.well(), endpoint.inFlight(), endpoint.weight(), took(endpoint), ago);
    }

    private static @Nullable Long took(EndpointStats endpoint) {
        return endpoint.probe() == null ? null : Math.round(endpoint.probe().tookMillis());
    }

    /** Without the pod's identity. */
    static String address(EndpointStats endpoint) {
        int pod = endpoint.id().indexOf('#');
        return pod < 0 ? endpoint.id() : endpoint.id().substring(0, pod);
    }

    private static List<BackendStats> backends(Stats stats) {
        return stats.backends().stream().filter(backend -> !backend.name().equals(OWN)).toList();
    }

    static List<EndpointStats> endpoints(Stats stats) {
        return backends(stats).stream().flatMap(backend -> backend.endpoints().stream()).toList();
    }
}
