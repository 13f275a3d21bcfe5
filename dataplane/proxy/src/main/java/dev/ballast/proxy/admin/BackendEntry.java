package dev.ballast.proxy.admin;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.proxy.admin.Stats.BackendStats;
import dev.ballast.proxy.admin.Stats.EndpointStats;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint, as {@code /api/v1/backends} tells of it; there, as in the balancer that began it, it is called a backend.
 *
 * @param id backend and endpoint: {@code shop/10.0.0.1:80}
 * @param url where it is; https where its backend has TLS
 * @param healthy whether it takes new work as it should
 * @param drained whether a person holds it back
 * @param active requests and sessions it has now
 * @param total requests and sessions it was given
 * @param failed of these, what ended badly by its doing
 */
record BackendEntry(
        String id, String backend, String url, int weight, boolean healthy, String state, boolean drained, int active, long total, long failed) {
    static List<BackendEntry> all(@Nullable RunningSnapshot running, Stats stats) {
        List<BackendEntry> entries = new ArrayList<>();
        if (running != null) {
            for (BackendStats backend : stats.backends()) {
                running.snapshot().backends().stream()
                        .filter(config -> config.name().equals(backend.name()))
                        .forEach(config -> entries.addAll(of(config, backend)));
            }
        }
        return entries;
    }

    static @Nullable BackendEntry find(@Nullable RunningSnapshot running, Stats stats, String id) {
        return all(running, stats).stream().filter(entry -> entry.id().equals(id)).findFirst().orElse(null);
    }

    private static List<BackendEntry> of(BackendConfig config, BackendStats backend) {
        boolean secure = config.connecting() != null && config.connecting().tls() != null;
        List<BackendEntry> entries = new ArrayList<>();
        for (EndpointStats living : backend.endpoints()) {
            config.endpoints().stream()
                    .filter(endpoint -> endpoint.id().equals(living.id()))
                    .forEach(endpoint -> entries.add(of(config.name(), endpoint, living, secure)));
        }
        return entries;
    }

    private static BackendEntry of(String backend, EndpointConfig endpoint, EndpointStats living, boolean secure) {
        String host = endpoint.address().indexOf(':') >= 0 ? "[" + endpoint.address() + "]" : endpoint.address();
        return new BackendEntry(
                backend + "/" + endpoint.id(),
                backend,
                (secure ? "https://" : "http://") + host + ":" + endpoint.port(),
                endpoint.weight(),
                living.well(),
                living.state(),
                living.heldBack() != null,
                living.inFlight(),
                living.total(),
                living.failed());
    }
}
