package dev.ballast.proxy.admin;

import dev.ballast.proxy.admin.Stats.EndpointStats;
import java.util.List;

/** The table that an older balancer printed every 30 s, in its words. */
public final class HeritageReport {
    private HeritageReport() {}

    public static String of(Statistics statistics) {
        return of(statistics.now());
    }

    static String of(Stats stats) {
        List<EndpointStats> endpoints = HeritagePages.endpoints(stats);
        StringBuilder text = new StringBuilder("=== Load Balancer Stats ===\nTotal Active Connections: ")
                .append(stats.connections())
                .append('\n');
        for (int i = 0; i < endpoints.size(); i++) {
            EndpointStats endpoint = endpoints.get(i);
            text.append("Backend[%d] %s: Status=%s, Active=%d, Total=%d, Failed=%d%n".formatted(
                    i, HeritagePages.address(endpoint), endpoint.well() ? "HEALTHY" : "UNHEALTHY", endpoint.inFlight(), endpoint.total(), endpoint.failed()));
        }
        return text.append("============================\n").toString();
    }
}
