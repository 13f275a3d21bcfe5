package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.proxy.telemetry.Tracing;
import dev.ballast.proxy.tls.Certificate;
import dev.ballast.proxy.tls.EndpointSecurity;
import dev.ballast.traffic.backend.Backend;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot compiled for running. Immutable; the backends that it points at live.
 *
 * @param listeners by name
 * @param ports by the number that clients use
 * @param probes how a connection for a probe is made, by the names of the backends that are probed
 */
public record Plan(
        Map<String, ListenerPlan> listeners,
        Map<Integer, PortPlan> ports,
        Map<String, Backend> backends,
        Map<String, ConnectPlan> probes,
        DrainConfig drain) {
    /** Before the first snapshot. */
    public static final Plan NONE = new Plan(Map.of(), Map.of(), Map.of(), Map.of(), new DrainConfig(0, 0));

    public Plan {
        listeners = Map.copyOf(listeners);
        ports = Map.copyOf(ports);
        backends = Map.copyOf(backends);
        probes = Map.copyOf(probes);
    }

    /** The certificates that it uses. */
    public Set<Certificate> certificates() {
        Set<Certificate> used = new HashSet<>();
        for (ListenerPlan listener : listeners.values()) {
            if (listener.tls() != null) {
                used.addAll(listener.tls().certificates());
            }
        }
        return used;
    }

    /** What its requests are traced by; null: nothing. */
    public @Nullable Tracing tracing() {
        return listeners.values().stream().map(listener -> listener.journal().tracing()).filter(Objects::nonNull).findAny().orElse(null);
    }

    /** What it speaks TLS to endpoints with. */
    public Set<EndpointSecurity> endpointSecurities() {
        return Stream.concat(
                        listeners.values().stream().flatMap(listener -> listener.connects().values().stream()),
                        probes.values().stream())
                .map(ConnectPlan::tls)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** @param number what clients use */
    public @Nullable PortPlan port(int number) {
        return ports.get(number);
    }

    public @Nullable ListenerPlan listener(String name) {
        return listeners.get(name);
    }
}
