package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.LimitsSpec;
import dev.ballast.contract.manifest.ListenerLimitsSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.PathSpec;
import dev.ballast.contract.manifest.RateLimitSpec;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerLimitsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How much comes in. What asks for nothing is absent. */
final class Limits {
    private static final ListenerLimitsConfig NONE = new ListenerLimitsConfig(0, 0, 0);

    private Limits() {}

    /**
     * Of all listeners together.
     *
     * @param living the listeners that there are; a rate limit of none of them is left out
     * @param place where the dataplane runs; on a laptop it is a fleet of one
     * @param refused whether a path of the spec, or one below it, was complained about
     */
    static @Nullable LimitsConfig of(LoadBalancerSpec spec, List<ListenerConfig> living, Inputs.Place place, Predicate<String> refused) {
        LimitsSpec limits = spec.limits();
        List<RateLimitConfig> rates = new ArrayList<>();
        List<RateLimitSpec> written = spec.rateLimits() == null ? List.of() : spec.rateLimits();
        for (int i = 0; i < written.size(); i++) {
            RateLimitConfig rate = rate(written.get(i), living);
            if (!refused.test("spec.rateLimits[" + i + "]") && !rate.listeners().isEmpty()) {
                boolean shared = written.get(i).scope() == RateLimitSpec.Scope.Fleet && place == Inputs.Place.Cluster;
                rates.add(shared ? rate.ofFleet() : rate);
            }
        }
        int connections = limits == null ? 0 : limits.maxConnections();
        return connections == 0 && rates.isEmpty() ? null : new LimitsConfig(connections, rates, fleet(spec, rates));
    }

    private static @Nullable FleetConfig fleet(LoadBalancerSpec spec, List<RateLimitConfig> rates) {
        if (rates.stream().noneMatch(rate -> rate.scope() == RateLimitConfig.Scope.Fleet)) {
            return null;
        }
        return new FleetConfig(Math.max(1, spec.scaling().replicas()));
    }

    private static RateLimitConfig rate(RateLimitSpec spec, List<ListenerConfig> living) {
        Set<String> names = living.stream().map(ListenerConfig::name).collect(Collectors.toSet());
        return new RateLimitConfig(
                spec.name(),
                spec.listeners().stream().filter(names::contains).distinct().toList(),
                switch (spec.key()) {
                    case ClientIP -> RateLimitConfig.Key.ClientIP;
                    case Header -> RateLimitConfig.Key.Header;
                    case Listener -> RateLimitConfig.Key.Listener;
                    case Route -> RateLimitConfig.Key.Route;
                },
                spec.header(),
                switch (spec.algorithm()) {
                    case TokenBucket -> RateLimitConfig.Algorithm.TokenBucket;
                    case SlidingWindow -> RateLimitConfig.Algorithm.SlidingWindow;
                },
                spec.requests(),
                spec.unit().seconds(),
                Objects.requireNonNullElse(spec.burst(), spec.requests()),
                spec.mode() == RateLimitSpec.Mode.Enforce);
    }

    /** Of a listener's clients. */
    static @Nullable ListenerLimitsConfig of(@Nullable ListenerLimitsSpec limits) {
        ListenerLimitsConfig config = limits == null
                ? NONE
                : new ListenerLimitsConfig(limits.maxConnections(), limits.maxConnectionRate(), limits.maxConnectionDuration().toMillis());
        return config.equals(NONE) ? null : config;
    }

    /** Of what a listener's requests look like. */
    static @Nullable RequestsConfig requests(ListenerSpec listener) {
        ListenerLimitsSpec limits = listener.limits() == null ? Defaults.of(ListenerLimitsSpec.class) : listener.limits();
        PathSpec path = listener.path() == null ? Defaults.of(PathSpec.class) : listener.path();
        RequestsConfig requests = new RequestsConfig(
                (int) limits.maxRequestHeaderBytes().bytes(),
                limits.maxRequestBodyBytes().bytes(),
                limits.http2MaxConcurrentStreams(),
                limits.maxRequestsPerConnection(),
                path.encodedSlashes() == PathSpec.Leniency.Accept,
                path.underscoresInHeaders() == PathSpec.Leniency.Accept);
        return requests.equals(RequestsConfig.STANDARD) ? null : requests;
    }
}
