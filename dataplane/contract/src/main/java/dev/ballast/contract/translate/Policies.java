package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.AlgorithmSpec;
import dev.ballast.contract.manifest.BackendLimitsSpec;
import dev.ballast.contract.manifest.BackendTimeoutsSpec;
import dev.ballast.contract.manifest.CircuitBreakerSpec;
import dev.ballast.contract.manifest.ConnectionsSpec;
import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.HealthCheckSpec;
import dev.ballast.contract.manifest.QueueSpec;
import dev.ballast.contract.manifest.RateLimitSpec;
import dev.ballast.contract.manifest.RetriesSpec;
import dev.ballast.contract.manifest.SessionPersistenceSpec;
import dev.ballast.contract.manifest.TopologySpec;
import dev.ballast.contract.manifest.TrafficPolicySpec;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.CircuitConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.contract.snapshot.Sensitive;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Sections of a policy: the backend's own, else the one for every backend, else the defaults. A section counts whole, fields are
 * never mixed. One that was refused counts as absent.
 */
final class Policies {
    private final TrafficPolicySpec common;
    private final Inputs.Place place;
    private final Predicate<String> refused;

    /**
     * @param place where the dataplane runs; on a laptop it is a fleet of one
     * @param refused whether a path of the spec, or one below it, was complained about
     */
    Policies(@Nullable TrafficPolicySpec common, Inputs.Place place, Predicate<String> refused) {
        this.place = place;
        this.common = usable("spec.trafficPolicy", common, refused);
        this.refused = refused;
    }

    /** @param path where {@code own} stands, such as {@code spec.backends[0].trafficPolicy} */
    PolicyConfig policy(String path, @Nullable TrafficPolicySpec own) {
        TrafficPolicySpec usable = usable(path, own, refused);
        HealthCheckSpec health = section(usable, TrafficPolicySpec::healthCheck, HealthCheckSpec.class);
        RetriesSpec retries = section(usable, TrafficPolicySpec::retries, RetriesSpec.class);
        BackendTimeoutsSpec timeouts = section(usable, TrafficPolicySpec::timeouts, BackendTimeoutsSpec.class);
        ConnectionsSpec connections = section(usable, TrafficPolicySpec::connections, ConnectionsSpec.class);
        return new PolicyConfig(
                Protocol.HTTP,
                Algorithms.translate(algorithm(usable)),
                topology(usable.topology() == null ? common.topology() : usable.topology()),
                HealthChecks.translate(health),
                caps(section(usable, TrafficPolicySpec::limits, BackendLimitsSpec.class)),
                circuit(usable.circuitBreaker() == null ? common.circuitBreaker() : usable.circuitBreaker()),
                retries.attempts(),
                Retries.translate(retries),
                timeouts.connect().toMillis(),
                timeouts.response().toMillis(),
                timeouts.idle().toMillis(),
                connections.maxIdlePerEndpoint());
    }

    /** Clients that go back by their address do so by the algorithm. */
    private AlgorithmSpec algorithm(TrafficPolicySpec own) {
        AlgorithmSpec written = section(own, TrafficPolicySpec::algorithm, AlgorithmSpec.class);
        SessionPersistenceSpec sessions = persistence(own);
        return sessions == null || sessions.type() == SessionPersistenceSpec.Type.Cookie
                ? written
                : new AlgorithmSpec(AlgorithmSpec.Type.SourceIP, written.choices(), AlgorithmSpec.Weighting.Static, null, null);
    }

    private @Nullable SessionPersistenceSpec persistence(TrafficPolicySpec own) {
        return own.sessionPersistence() == null ? common.sessionPersistence() : own.sessionPersistence();
    }

    /**
     * How clients go back to their endpoints by a cookie; null: not so.
     *
     * @param backend its name
     * @param key under which the cookies are signed
     */
    @Nullable SessionConfig sessions(String path, String backend, @Nullable TrafficPolicySpec own, Sensitive key) {
        SessionPersistenceSpec sessions = persistence(usable(path, own, refused));
        if (sessions == null || sessions.type() != SessionPersistenceSpec.Type.Cookie) {
            return null;
        }
        String name = sessions.name() == null ? "ballast-" + distinct(backend) : sessions.name();
        return new SessionConfig(name, sessions.lifetime() == null ? 0 : sessions.lifetime().value().toSeconds(), key);
    }

    /** Tells backends apart in a few characters that do not say their names. */
    private static String distinct(String backend) {
        CRC32 sum = new CRC32();
        sum.update(backend.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** How a connection begins; null: plainly. */
    @Nullable ConnectingConfig connecting(@Nullable TrafficPolicySpec own, @Nullable BackendTlsConfig tls) {
        TrafficPolicySpec.ProxyProtocol asked = own == null || own.proxyProtocol() == null ? common.proxyProtocol() : own.proxyProtocol();
        ProxyProtocol version = switch (asked == null ? TrafficPolicySpec.ProxyProtocol.Disabled : asked) {
            case Disabled -> null;
            case V1 -> ProxyProtocol.V1;
            case V2 -> ProxyProtocol.V2;
        };
        return version == null && tls == null ? null : new ConnectingConfig(version, tls);
    }

    /** A request over HTTP/1 has a connection of its own while it is under way: of the two limits the smaller one holds. */
    private @Nullable CapConfig caps(BackendLimitsSpec limits) {
        int most = IntStream.of(limits.maxConnectionsPerEndpoint(), limits.maxRequestsPerEndpoint())
                .filter(limit -> limit > 0)
                .min()
                .orElse(0);
        QueueSpec queue = limits.queue() == null ? Defaults.of(QueueSpec.class) : limits.queue();
        if (most == 0) {
            return null;
        }
        CapConfig caps = new CapConfig(most, queue.maxLength(), queue.timeout().toMillis());
        return limits.scope() == RateLimitSpec.Scope.Fleet && place == Inputs.Place.Cluster ? caps.ofFleet() : caps;
    }

    private static @Nullable TopologyConfig topology(@Nullable TopologySpec topology) {
        if (topology == null || topology.mode() == TopologySpec.Mode.Any && topology.evacuateZones().isEmpty()) {
            return null;
        }
        return new TopologyConfig(Preference.valueOf(topology.mode().name()), topology.evacuateZones());
    }

    private static @Nullable CircuitConfig circuit(@Nullable CircuitBreakerSpec breaker) {
        return breaker == null
                ? null
                : new CircuitConfig(
                        breaker.consecutiveFailures(),
                        breaker.errorPercent(),
                        breaker.minRequests(),
                        breaker.window().toMillis(),
                        breaker.openDuration().toMillis(),
                        breaker.maxHalfOpen());
    }

    private <T extends Record> T section(TrafficPolicySpec own, Function<TrafficPolicySpec, @Nullable T> part, Class<T> type) {
        return Stream.of(own, common)
                .<T>mapMulti((policy, found) -> {
                    T section = part.apply(policy);
                    if (section != null) {
                        found.accept(section);
                    }
                })
                .findFirst()
                .orElseGet(() -> Defaults.of(type));
    }

    /** The policy without the sections that were refused: those that have rules across their fields. */
    private static TrafficPolicySpec usable(String path, @Nullable TrafficPolicySpec policy, Predicate<String> refused) {
        if (policy == null) {
            return Defaults.of(TrafficPolicySpec.class);
        }
        return new TrafficPolicySpec(
                refused.test(path + ".algorithm") ? null : policy.algorithm(),
                policy.topology(),
                refused.test(path + ".healthCheck") ? null : policy.healthCheck(),
                refused.test(path + ".limits") ? null : policy.limits(),
                refused.test(path + ".circuitBreaker") ? null : policy.circuitBreaker(),
                refused.test(path + ".retries") ? null : policy.retries(),
                policy.timeouts(),
                policy.connections(),
                refused.test(path + ".sessionPersistence") ? null : policy.sessionPersistence(),
                policy.proxyProtocol());
    }
}
