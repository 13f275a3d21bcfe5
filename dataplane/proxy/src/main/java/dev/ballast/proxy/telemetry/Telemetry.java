package dev.ballast.proxy.telemetry;

import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.MetricsConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.TracingConfig;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.tls.HandshakeFailure;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.observe.TrafficObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The process's metrics, and where its access log goes. Made once, before the dataplane.
 *
 * <p>Labels are names that the resource itself holds, and words of closed lists: listeners × status classes, backends × reasons. Only
 * {@link EndpointMeters} tell of endpoints, of so many. What is no longer in the resource leaves the metrics with the plan that drops it.
 *
 * <p>Meters are made and dropped by the config worker; everything is read from any thread.
 */
public final class Telemetry implements AutoCloseable {
    /** In place of a backend's name, where a request goes to none. */
    public static final String NO_BACKEND = "";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AccessLog accessLog;
    private final Map<ListenerKey, Registered<ListenerMeter>> listeners = new HashMap<>();
    private final Map<ListenerKey, Registered<RequestMeter>> requests = new HashMap<>();
    private final Map<String, Registered<BackendMeter>> backends = new HashMap<>();
    private final List<Tracing> tracings = new CopyOnWriteArrayList<>();
    private final HealthMeters health = new HealthMeters();
    private final Map<ListenerKey, Registered<MirrorMeter>> mirrors = new HashMap<>();
    private final CacheMeters caches = new CacheMeters(registry);
    private final Map<String, Registered<Counters<RateLimitEvent>>> rateLimits = new HashMap<>();
    private final EndpointMeters endpoints = new EndpointMeters();
    private final Histogram requestDurations = new Histogram(
            "ballast_request_duration_seconds", "From a request's first byte to its answer's last, of those that were answered");

    private final Histogram connectDurations = new Histogram(
            "ballast_connect_duration_seconds", "How long connections to endpoints took to be made, TLS and HTTP/2's settings included, of those that were");

    private record ListenerKey(String listener, String backend) {
        Tags tags() {
            return Tags.of("listener", listener, "backend", backend);
        }
    }

    private record Registered<M>(M meter, List<Meter> exposed) {}

    /** Without an access log. */
    public Telemetry() {
        this(AccessLog.NONE);
    }

    public Telemetry(AccessLog accessLog) {
        this.accessLog = accessLog;
        registry.getPrometheusRegistry().register(requestDurations);
        registry.getPrometheusRegistry().register(connectDurations);
        registry.getPrometheusRegistry().register(endpoints);
        FunctionCounter.builder("ballast.access.log.dropped", accessLog, AccessLog::dropped)
                .description("Lines of the access log that were not written because too many waited, or were about what clients do wrong")
                .register(registry);
    }

    public AccessLog accessLog() {
        return accessLog;
    }

    /**
     * What is to be told of the requests of a plan. Plans that trace alike share what sends the spans.
     *
     * @param config absent: those that failed are logged
     */
    public Journal journal(@Nullable ObservabilityConfig config) {
        TracingConfig wanted = config == null ? null : config.tracing();
        return Journal.of(config, accessLog, wanted == null ? null : tracing(wanted));
    }

    private Tracing tracing(TracingConfig wanted) {
        for (Tracing known : tracings) {
            if (known.config().equals(wanted)) {
                return known;
            }
        }
        Tracing made = new Tracing(wanted);
        tracings.add(made);
        return made;
    }

    /** Ends every tracing but this. */
    public void retain(@Nullable Tracing kept) {
        tracings.removeIf(tracing -> {
            boolean ended = tracing != kept;
            if (ended) {
                tracing.end();
            }
            return ended;
        });
    }

    /** Sends the spans that wait; a collector that does not answer is given up soon. */
    @Override
    public void close() {
        tracings.forEach(Tracing::close);
        tracings.clear();
    }

    /** Where other parts of the process put their own gauges and counters (names begin with {@code ballast.}). */
    public MeterRegistry registry() {
        return registry;
    }

    /** Everything, in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /**
     * How long requests took since the start.
     *
     * @param label {@code listener} or {@code backend}
     * @param value its name
     * @return as {@link Durations#counts}
     */
    public long[] requestDurations(String label, String value) {
        return requestDurations.counts(label, value);
    }

    /**
     * Of whose endpoints it is told from now on.
     *
     * @param config absent: {@link MetricsConfig#STANDARD}
     */
    public void showEndpoints(Collection<Backend> backends, @Nullable ObservabilityConfig config) {
        MetricsConfig wanted = config == null ? null : config.metrics();
        endpoints.show(backends, wanted == null ? MetricsConfig.STANDARD : wanted);
    }

    /** Counts what is heard of endpoints. */
    public TrafficObserver health() {
        return health;
    }

    /** The counters of the process. Called once, by the dataplane. */
    public Counters<ProcessEvent> process(int loops) {
        Counters<ProcessEvent> counters = new Counters<>(ProcessEvent.class, loops);
        List<Meter> exposed = new ArrayList<>();
        String refused = "Connections closed at once";
        expose(exposed, "ballast.connections.refused", refused, Tags.of("reason", "ConnectionLimit"), counters, ProcessEvent.CONNECTION_REFUSED);
        expose(exposed, "ballast.connections.refused", refused, Tags.of("reason", "Memory"), counters, ProcessEvent.CONNECTION_REFUSED_FOR_MEMORY);
        expose(exposed, "ballast.memory.resets", "Connections reset because they held much while memory was short",
                Tags.empty(), counters, ProcessEvent.RESET_FOR_MEMORY);
        expose(exposed, "ballast.connections.cut", "Connections cut because a drain took too long",
                Tags.empty(), counters, ProcessEvent.CONNECTION_CUT);
        expose(exposed, "ballast.illegal.transitions", "Events in a state where they cannot happen",
                Tags.empty(), counters, ProcessEvent.ILLEGAL_TRANSITION);
        return counters;
    }

    /**
     * Counters of the process for a closed list of reasons, one series for each. Called once for a name and side.
     *
     * @param side whose doing it is, in one word
     */
    public <E extends Enum<E>> Counters<E> reasons(String name, String description, String side, Class<E> reasons, int loops) {
        Counters<E> counters = new Counters<>(reasons, loops);
        List<Meter> exposed = new ArrayList<>();
        for (E reason : reasons.getEnumConstants()) {
            expose(exposed, name, description, Tags.of("reason", reason.name(), "side", side), counters, reason);
        }
        return counters;
    }

    /** What the requests are answered that a listener sends to a backend; the same object while {@link #retain} keeps it. */
    public RequestMeter requests(String listener, String backend, int loops) {
        return requests.computeIfAbsent(new ListenerKey(listener, backend), key -> exposeRequests(key, loops)).meter();
    }

    /** The counters of what comes to no backend. */
    public BackendMeter noBackend(int loops) {
        return backends.computeIfAbsent(NO_BACKEND, key -> exposeFailures(key, loops)).meter();
    }

    /** The counters of a listener's connections; the same object while {@link #retain} keeps it. */
    public ListenerMeter listener(String listener, String backend, int loops) {
        return listeners.computeIfAbsent(new ListenerKey(listener, backend), key -> expose(key, loops)).meter();
    }

    /** The counters of a backend; the same object while {@link #retain} keeps it. */
    public BackendMeter backend(Backend backend, int loops) {
        return backends.computeIfAbsent(backend.name(), key -> expose(backend, loops)).meter();
    }

    /** The counters of the copies that a listener sends to a backend; the same object while {@link #retainMirrors} keeps it. */
    public MirrorMeter mirror(String listener, Backend backend, int loops) {
        return mirrors.computeIfAbsent(new ListenerKey(listener, backend.name()), key -> exposeMirror(key, backend, loops)).meter();
    }

    /** Drops the others. */
    public void retainMirrors(Set<MirrorMeter> kept) {
        mirrors.values().removeIf(registered -> dropped(registered, kept));
    }

    private Registered<MirrorMeter> exposeMirror(ListenerKey key, Backend backend, int loops) {
        Counters<MirrorEvent> copies = new Counters<>(MirrorEvent.class, loops);
        List<Meter> exposed = new ArrayList<>();
        for (MirrorEvent event : MirrorEvent.values()) {
            expose(exposed, "ballast.mirrored.requests", "Copies of requests for another backend, by what became of them",
                    key.tags().and("outcome", event.outcome()), copies, event);
        }
        BackendMeter own = backend(backend, loops);
        BackendMeter attempts = new BackendMeter(own.events(), new Counters<>(Reason.class, loops), own.connects());
        return new Registered<>(new MirrorMeter(copies, attempts, new RequestMeter(loops)), exposed);
    }

    /** Those of the caches of routes. */
    public CacheMeters caches() {
        return caches;
    }

    /**
     * The counters of a rate limit; the same object while {@link #retainRateLimits} keeps it.
     *
     * @param quota the part of it that is this pod's, at any time
     */
    public Counters<RateLimitEvent> rateLimit(String name, int loops, DoubleSupplier quota) {
        return rateLimits.computeIfAbsent(name, key -> exposeRateLimit(key, loops, quota)).meter();
    }

    /** Drops the rate limits of other names. */
    public void retainRateLimits(Set<String> names) {
        rateLimits.entrySet().removeIf(each -> {
            boolean dropped = !names.contains(each.getKey());
            if (dropped) {
                each.getValue().exposed().forEach(registry::remove);
            }
            return dropped;
        });
    }

    private Registered<Counters<RateLimitEvent>> exposeRateLimit(String name, int loops, DoubleSupplier quota) {
        Counters<RateLimitEvent> counters = new Counters<>(RateLimitEvent.class, loops);
        List<Meter> exposed = new ArrayList<>();
        Tags tags = Tags.of("limit", name);
        expose(exposed, "ballast.ratelimit.let.in", "Requests that a rate limit let in", tags, counters, RateLimitEvent.LET_IN);
        String excess = "Requests that were more than a rate limit lets in; with mode Observe they went on";
        expose(exposed, "ballast.ratelimit.excess", excess, tags.and("reason", "RateLimited", "mode", "Enforce"), counters, RateLimitEvent.REFUSED);
        expose(exposed, "ballast.ratelimit.excess", excess, tags.and("reason", "RateLimited", "mode", "Observe"), counters, RateLimitEvent.OBSERVED);
        exposed.add(Gauge.builder("ballast.ratelimit.quota", quota, DoubleSupplier::getAsDouble)
                .description("The part of a rate limit that this pod may use; 1 where each pod counts for itself")
                .tags(tags)
                .strongReference(true)
                .register(registry));
        return new Registered<>(counters, exposed);
    }

    /** Drops what no plan needs any more. */
    public void retain(Set<ListenerMeter> keptListeners, Set<RequestMeter> keptRequests, Set<BackendMeter> keptBackends) {
        listeners.values().removeIf(registered -> dropped(registered, keptListeners));
        retain(requests, keptRequests, requestDurations, ListenerKey::tags);
        retain(backends, keptBackends, connectDurations, name -> Tags.of("backend", name));
    }

    /** @param durations a part of these meters that is not registered with them */
    private <K, M> void retain(Map<K, Registered<M>> all, Set<M> kept, Histogram durations, Function<K, Tags> tags) {
        all.entrySet().removeIf(entry -> {
            boolean dropped = dropped(entry.getValue(), kept);
            if (dropped) {
                durations.remove(tags.apply(entry.getKey()));
            }
            return dropped;
        });
    }

    private <M> boolean dropped(Registered<M> registered, Set<M> kept) {
        if (kept.contains(registered.meter())) {
            return false;
        }
        registered.exposed().forEach(registry::remove);
        return true;
    }

    private Registered<ListenerMeter> expose(ListenerKey key, int loops) {
        Counters<ListenerEvent> events = new Counters<>(ListenerEvent.class, loops);
        Counters<HandshakeFailure> handshakes = new Counters<>(HandshakeFailure.class, loops);
        Counters<ProxyHeaderFlaw> proxyHeaders = new Counters<>(ProxyHeaderFlaw.class, loops);
        Tags tags = key.tags();
        List<Meter> exposed = new ArrayList<>();
        expose(exposed, "ballast.connections.accepted", "Client connections", tags, events, ListenerEvent.CONNECTION_OPENED);
        expose(exposed, "ballast.received.bytes", "From clients", tags, events, ListenerEvent.BYTES_RECEIVED);
        expose(exposed, "ballast.sent.bytes", "To clients", tags, events, ListenerEvent.BYTES_SENT);
        String refused = "Connections closed at once because of a limit of their listener";
        expose(exposed, "ballast.listener.connections.refused", refused, tags.and("reason", "ConnectionLimit"), events, ListenerEvent.REFUSED_BY_LIMIT);
        expose(exposed, "ballast.listener.connections.refused", refused, tags.and("reason", "ConnectionRate"), events, ListenerEvent.REFUSED_BY_RATE);
        expose(exposed, "ballast.listener.connections.refused", refused, tags.and("reason", "SourceNotAllowed"), events, ListenerEvent.REFUSED_BY_SOURCE);
        expose(exposed, "ballast.connections.outlived", "Connections ended because they were open for as long as one may be",
                tags, events, ListenerEvent.ENDED_BY_DURATION);
        exposed.add(gauge("ballast.connections.open", "Client connections that are open", tags, events, counters ->
                counters.sum(ListenerEvent.CONNECTION_OPENED) - counters.sum(ListenerEvent.CONNECTION_CLOSED)));
        for (HandshakeFailure failure : HandshakeFailure.values()) {
            expose(exposed, "ballast.handshake.failures", "TLS handshakes that failed",
                    tags.and("reason", failure.name()), handshakes, failure);
        }
        for (ProxyHeaderFlaw flaw : ProxyHeaderFlaw.values()) {
            expose(exposed, "ballast.proxy.headers.refused", "Connections refused for what came in place of a PROXY protocol header",
                    tags.and("reason", flaw.name()), proxyHeaders, flaw);
        }
        exposed.add(gauge("ballast.tunnels.open", "WebSockets and other upgraded connections that are open", tags, events, counters ->
                counters.sum(ListenerEvent.TUNNEL_OPENED) - counters.sum(ListenerEvent.TUNNEL_CLOSED)));
        return new Registered<>(new ListenerMeter(events, handshakes, proxyHeaders, requests(key.listener(), key.backend(), loops)), exposed);
    }

    private Registered<RequestMeter> exposeRequests(ListenerKey key, int loops) {
        RequestMeter meter = new RequestMeter(loops);
        Tags tags = key.tags();
        List<Meter> exposed = new ArrayList<>();
        for (StatusClass status : StatusClass.values()) {
            expose(exposed, "ballast.requests", "Requests by class of their answer's status",
                    tags.and("status", status.label()), meter.answers(), status);
        }
        requestDurations.put(tags, meter.durations());
        return new Registered<>(meter, exposed);
    }

    private Registered<BackendMeter> expose(Backend backend, int loops) {
        Registered<BackendMeter> registered = exposeFailures(backend.name(), loops);
        Counters<BackendEvent> events = registered.meter().events();
        List<Meter> exposed = registered.exposed();
        Tags tags = Tags.of("backend", backend.name());
        expose(exposed, "ballast.attempts", "Tries of requests and sessions", tags, events, BackendEvent.ATTEMPT);
        expose(exposed, "ballast.retries", "Tries after the first", tags, events, BackendEvent.RETRY);
        expose(exposed, "ballast.retries.denied", "Tries after the first that were not made because the budget was used up", tags, events, BackendEvent.RETRY_DENIED);
        expose(exposed, "ballast.stale.connections", "Kept connections that broke as they were used", tags, events, BackendEvent.STALE_CONNECTION);
        expose(exposed, "ballast.upstream.connections", "Connections made to endpoints", tags, events, BackendEvent.CONNECTION_MADE);
        exposed.add(gauge("ballast.waiting", "Requests and sessions that wait for a place at an endpoint", tags, backend, Backend::waiting));
        exposed.add(gauge("ballast.cap.quota", "The part of what its endpoints may have at once that this pod may use, on average; 1 where it shares that with no others",
                tags, backend, Backend::permitted));
        exposed.add(gauge("ballast.circuit", "The circuit breaker: 0 closed, 1 half open, 2 open", tags, backend, living -> living.circuit().ordinal()));
        connectDurations.put(tags, registered.meter().connects());
        exposed.addAll(health.expose(backend.name(), registry));
        for (EndpointState state : EndpointState.values()) {
            if (state.listed()) {
                exposed.add(gauge("ballast.endpoints", "Endpoints by state",
                        tags.and("state", state.name().toLowerCase(Locale.ROOT)), backend, living -> count(living, state)));
            }
        }
        return registered;
    }

    private Registered<BackendMeter> exposeFailures(String backend, int loops) {
        Counters<Reason> failures = new Counters<>(Reason.class, loops);
        Tags tags = Tags.of("backend", backend);
        List<Meter> exposed = new ArrayList<>();
        for (Reason reason : Reason.values()) {
            expose(exposed, "ballast.failures", "Requests and sessions that failed",
                    tags.and("reason", reason.name(), "side", reason.side().name().toLowerCase(Locale.ROOT)), failures, reason);
        }
        return new Registered<>(new BackendMeter(new Counters<>(BackendEvent.class, loops), failures, new Durations(loops)), exposed);
    }

    private static long count(Backend backend, EndpointState state) {
        return backend.endpoints().stream().filter(endpoint -> endpoint.state() == state).count();
    }

    private <E extends Enum<E>> void expose(
            List<Meter> exposed, String name, String description, Tags tags, Counters<E> counters, E what) {
        exposed.add(FunctionCounter.builder(name, counters, all -> all.sum(what))
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private <T> Meter gauge(String name, String description, Tags tags, T source, ToDoubleFunction<T> value) {
        return Gauge.builder(name, source, value).description(description).tags(tags).strongReference(true).register(registry);
    }
}
