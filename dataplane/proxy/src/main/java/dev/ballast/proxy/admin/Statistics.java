package dev.ballast.proxy.admin;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.proxy.admin.Stats.BackendStats;
import dev.ballast.proxy.admin.Stats.CacheStats;
import dev.ballast.proxy.admin.Stats.EndpointStats;
import dev.ballast.proxy.admin.Stats.ListenerStats;
import dev.ballast.proxy.admin.Stats.RateLimitStats;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigState;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.plan.RateLimits;
import dev.ballast.proxy.telemetry.Durations;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.RolloutState;
import dev.ballast.traffic.circuit.CircuitState;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Endpoint.Probed;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.health.PassiveHealth;
import dev.ballast.traffic.limit.SharedBudget;
import dev.ballast.traffic.time.Ticker;
import io.micrometer.core.instrument.Tags;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers {@link Stats} from what runs. Any thread. */
public final class Statistics {
    private final ConfigGate gate;
    private final Readiness readiness;
    private final Telemetry telemetry;
    private final Supplier<Map<String, Integer>> boundPorts;
    private final Supplier<Map<String, Backend>> backends;
    private final IntSupplier connections;
    private final RateLimits rateLimits;
    private final Ticker ticker = Ticker.system();
    private final long began = ticker.nanos();

    /**
     * @param boundPorts the port of each bound listener, by its name
     * @param backends those that run, by name
     * @param connections client connections that are open now
     * @param rateLimits those that run
     */
    public Statistics(
            ConfigGate gate,
            Readiness readiness,
            Telemetry telemetry,
            Supplier<Map<String, Integer>> boundPorts,
            Supplier<Map<String, Backend>> backends,
            IntSupplier connections,
            RateLimits rateLimits) {
        this.gate = gate;
        this.readiness = readiness;
        this.telemetry = telemetry;
        this.boundPorts = boundPorts;
        this.backends = backends;
        this.connections = connections;
        this.rateLimits = rateLimits;
    }

    Stats now() {
        ConfigState state = gate.state();
        RunningSnapshot running = state.running();
        String whyNot = readiness.whyNot();
        ConfigState.Refusal refusal = state.refusal();
        Figures figures = new Figures(telemetry.registry());
        return new Stats(
                gate.capabilities().version(),
                running == null ? null : running.snapshot().owner(),
                whyNot.isEmpty(),
                whyNot.isEmpty() ? null : whyNot,
                TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - began),
                connections.getAsInt(),
                running == null ? null : config(running),
                refusal == null ? null : refused(refusal),
                figures.by("reason", "ballast.failures", Tags.of("backend", Telemetry.NO_BACKEND)),
                running == null ? List.of() : listeners(running, figures),
                running == null ? List.of() : backends(running, figures),
                running == null ? List.of() : rateLimits(running, figures),
                running == null ? List.of() : caches(running, figures));
    }

    private static Stats.Config config(RunningSnapshot running) {
        return new Stats.Config(
                running.revision().toString(),
                running.digests().configuration(),
                running.digests().endpoints(),
                running.source().name(),
                running.since().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static Stats.Refused refused(ConfigState.Refusal refusal) {
        return new Stats.Refused(
                refusal.revision().toString(),
                refusal.when().truncatedTo(ChronoUnit.SECONDS).toString(),
                refusal.problems().stream().map(Problem::toString).toList());
    }

    private List<ListenerStats> listeners(RunningSnapshot running, Figures figures) {
        Map<String, Integer> bound = boundPorts.get();
        return running.snapshot().listeners().stream()
                .map(listener -> listener(listener, bound.get(listener.name()), figures))
                .toList();
    }

    private ListenerStats listener(ListenerConfig listener, @Nullable Integer boundPort, Figures figures) {
        Tags own = Tags.of("listener", listener.name());
        return new ListenerStats(
                listener.name(),
                listener.protocol().name(),
                listener.port(),
                boundPort,
                listener.hostname(),
                listener.routes().stream().map(RouteConfig::name).toList(),
                listener.backend(),
                figures.sum("ballast.connections.open", own),
                figures.sum("ballast.connections.accepted", own),
                figures.by("reason", "ballast.listener.connections.refused", own),
                figures.by("reason", "ballast.handshake.failures", own),
                figures.by("status", "ballast.requests", own),
                latency("listener", listener.name()),
                figures.sum("ballast.tunnels.open", own),
                figures.sum("ballast.received.bytes", own),
                figures.sum("ballast.sent.bytes", own));
    }

    private List<RateLimitStats> rateLimits(RunningSnapshot running, Figures figures) {
        LimitsConfig limits = running.snapshot().limits();
        return limits == null ? List.of() : limits.rateLimits().stream().map(limit -> rateLimit(limit, figures)).toList();
    }

    private RateLimitStats rateLimit(RateLimitConfig limit, Figures figures) {
        Tags own = Tags.of("limit", limit.name());
        return new RateLimitStats(
                limit.name(),
                limit.scope() == null ? "Replica" : limit.scope().name(),
                figures.sum("ballast.ratelimit.let.in", own),
                figures.sum("ballast.ratelimit.excess", own),
                rateLimits.shared().entrySet().stream().filter(each -> each.getKey().limit().equals(limit.name())).map(Statistics::budget).toList());
    }

    private static Stats.BudgetStats budget(Map.Entry<BudgetName.OfLimit, SharedBudget> shared) {
        return new Stats.BudgetStats(
                shared.getKey().listener(), shared.getKey().route(), percent(shared.getValue().allowed()), percent(shared.getValue().demand()));
    }

    /** To a hundredth. */
    private static double percent(long parts) {
        return Math.round(parts * 10_000.0 / FleetConfig.WHOLE) / 100.0;
    }

    private static List<CacheStats> caches(RunningSnapshot running, Figures figures) {
        return running.snapshot().listeners().stream()
                .flatMap(listener -> listener.routes().stream().filter(route -> route.cache() != null).map(route -> cache(listener, route, figures)))
                .toList();
    }

    private static CacheStats cache(ListenerConfig listener, RouteConfig route, Figures figures) {
        Tags own = Tags.of("listener", listener.name(), "route", route.name());
        return new CacheStats(
                listener.name(),
                route.name(),
                figures.by("outcome", "ballast.cache.requests", own),
                figures.sum("ballast.cache.used", own),
                figures.sum("ballast.cache.dropped", own));
    }

    private List<BackendStats> backends(RunningSnapshot running, Figures figures) {
        Map<String, BackendConfig> configs = new HashMap<>();
        running.snapshot().backends().forEach(config -> configs.put(config.name(), config));
        return backends.get().values().stream()
                .sorted(Comparator.comparing(Backend::name))
                .map(backend -> backend(backend, configs.get(backend.name()), figures))
                .toList();
    }

    private BackendStats backend(Backend backend, @Nullable BackendConfig config, Figures figures) {
        Tags own = Tags.of("backend", backend.name());
        CapConfig caps = backend.policy().caps();
        boolean weighed = backend.policy().algorithm().weighting() != null;
        boolean timed = backend.policy().algorithm().timed();
        return new BackendStats(
                backend.name(),
                backend.policy().algorithm().type().name(),
                config == null ? null : config.failover(),
                backend.policy().circuit() == null ? null : circuit(backend.circuit()),
                rollout(backend.rollout()),
                backend.waiting(),
                caps == null ? null : caps.perEndpoint(),
                figures.sum("ballast.attempts", own),
                figures.sum("ballast.retries", own),
                figures.by("status", "ballast.requests", own),
                latency("backend", backend.name()),
                figures.by("reason", "ballast.failures", own),
                backend.endpoints().stream().map(endpoint -> endpoint(endpoint, backend.policy().health().passive(), timed, weighed)).toList());
    }

    private Stats.@Nullable Latency latency(String label, String name) {
        long[] counts = telemetry.requestDurations(label, name);
        double half = Durations.quantileMillis(counts, 0.5);
        return Double.isNaN(half) ? null : new Stats.Latency(half, Durations.quantileMillis(counts, 0.99));
    }

    private static String circuit(CircuitState state) {
        return switch (state) {
            case CLOSED -> "Closed";
            case HALF_OPEN -> "HalfOpen";
            case OPEN -> "Open";
        };
    }

    private static @Nullable String rollout(@Nullable RolloutState state) {
        return switch (state) {
            case null -> null;
            case SETTLED -> "Settled";
            case MOVING -> "Moving";
            case ROLLED_BACK -> "RolledBack";
        };
    }

    private EndpointStats endpoint(Endpoint endpoint, PassiveConfig passive, boolean timed, boolean weighed) {
        long now = ticker.nanos();
        Endpoint.Standing standing = endpoint.standing();
        boolean ejected = standing.state() == EndpointState.EJECTED;
        boolean growing = endpoint.sharePercent() < 100;
        return new EndpointStats(
                endpoint.id(),
                endpoint.config().zone(),
                endpoint.config().weight(),
                word(standing.state()),
                standing.why().isEmpty() ? PassiveHealth.spared(endpoint, passive) : standing.why(),
                growing ? endpoint.sharePercent() : null,
                weighed ? endpoint.measuredPercent() : null,
                endpoint.heldBack() ? true : null,
                ejected ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(standing.ejection().until() - now)) : null,
                endpoint.inFlight(),
                endpoint.permits() == Integer.MAX_VALUE ? null : endpoint.permits(),
                endpoint.leased(),
                endpoint.failed(),
                timed && !endpoint.latency().isUnknown() ? endpoint.latency().nanos(now) / 1e6 : null,
                probe(endpoint.probed()));
    }

    private static Stats.@Nullable Probe probe(@Nullable Probed last) {
        return last == null
                ? null
                : new Stats.Probe(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last.at()), last.nanos() / 1e6);
    }

    /** As a person writes it: {@code Ready}. */
    private static String word(EndpointState state) {
        String name = state.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
