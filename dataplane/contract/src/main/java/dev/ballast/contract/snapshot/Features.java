package dev.ballast.contract.snapshot;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a dataplane of this version can do, in the words of {@link Snapshot#features()}. A snapshot names what it needs, so that a dataplane that
 * is older refuses it instead of running half of it.
 */
public final class Features {
    /** Several listeners share a port, chosen by the server name. */
    public static final String HOSTNAME = "listener/hostname";

    /** A listener says which cipher suites may be used. */
    public static final String CIPHER_SUITES = "tls/cipherSuites";

    /** A listener says which protocols clients may agree on. */
    private static final String ALPN = "tls/alpn";

    /** A listener asks clients for certificates. */
    public static final String CLIENT_VALIDATION = "tls/clientValidation";

    /** Endpoints speak HTTP/2. */
    private static final String HTTP2 = "backend/HTTP2";

    private static final String PROXY_PROTOCOL_FROM_CLIENTS = "listener/proxyProtocol";
    private static final String PROXY_PROTOCOL_TO_ENDPOINTS = "backend/proxyProtocol";
    private static final String TLS_TO_ENDPOINTS = "backend/tls";
    private static final String FAILOVER = "failover";
    private static final String CAPS = "caps";
    /** Pods share the cap of endpoints. */
    private static final String CAPS_OF_FLEET = "caps/fleet";

    private static final String CIRCUIT = "circuit";
    private static final String RETRIES = "retries";
    private static final String SESSIONS = "sessions";
    private static final String MIRROR = "routes/mirror";
    private static final String RENDEZVOUS = "consistentHash/Rendezvous";
    private static final String WEIGHTING = "algorithm/weighting";
    private static final String CACHE = "routes/cache";
    private static final String TOPOLOGY = "topology";
    private static final String ROLLOUT = "backend/rollout";
    private static final String SLOW_START = "slowStart";
    /** Connections are limited, of the process or of a listener. */
    public static final String CONNECTION_LIMITS = "limits/connections";

    /** Requests are limited. */
    public static final String RATE_LIMITS = "limits/rates";

    /** Pods share the budget of a rate limit. */
    private static final String FLEET = "limits/fleet";

    /** A listener lets some clients in only, or believes others about them. */
    public static final String SOURCES = "listener/sources";

    /** A listener has limits of its own for requests, or reads them less strictly. */
    public static final String REQUESTS = "listener/requests";

    /** A listener has routes. */
    public static final String ROUTES = "listener/routes";

    private static final String ACCESS_LOG = "observability/accessLog";
    private static final String TRACING = "observability/tracing";
    private static final String HEADERS = "observability/headers";
    private static final String METRICS = "observability/metrics";
    private static final String LOG_LEVEL = "observability/logLevel";

    /** A route changes header fields, redirects or rewrites. */
    public static final String ROUTE_FILTERS = "route/filters";

    /** Every feature of this version, in order. */
    public static final Set<String> SUPPORTED = supported();

    private Features() {}

    /** A listener speaks this. */
    public static String of(ListenerConfig.Protocol protocol) {
        return "protocol/" + protocol;
    }

    /** Everything that a listener needs. */
    public static Set<String> of(ListenerConfig listener) {
        Set<String> needed = new TreeSet<>();
        needed.add(of(listener.protocol()));
        if (listener.hostname() != null) {
            needed.add(HOSTNAME);
        }
        if (listener.tls() != null && !listener.tls().cipherSuites().isEmpty()) {
            needed.add(CIPHER_SUITES);
        }
        if (listener.tls() != null && listener.tls().alpn() != null) {
            needed.add(ALPN);
        }
        if (listener.limits() != null) {
            needed.add(CONNECTION_LIMITS);
        }
        if (listener.tls() != null && listener.tls().clientValidation() != null) {
            needed.add(CLIENT_VALIDATION);
        }
        if (listener.proxyProtocol() != null) {
            needed.add(PROXY_PROTOCOL_FROM_CLIENTS);
        }
        if (listener.sources() != null) {
            needed.add(SOURCES);
        }
        if (listener.requests() != null) {
            needed.add(REQUESTS);
        }
        if (!listener.routes().isEmpty()) {
            needed.add(ROUTES);
        }
        if (listener.routes().stream().anyMatch(route -> route.filters() != null)) {
            needed.add(ROUTE_FILTERS);
        }
        if (listener.routes().stream().anyMatch(route -> route.mirror() != null)) {
            needed.add(MIRROR);
        }
        if (listener.routes().stream().anyMatch(route -> route.cache() != null)) {
            needed.add(CACHE);
        }
        return needed;
    }

    /** Everything that limits need. */
    public static Set<String> of(LimitsConfig limits) {
        Set<String> needed = new TreeSet<>();
        if (limits.maxConnections() > 0) {
            needed.add(CONNECTION_LIMITS);
        }
        if (!limits.rateLimits().isEmpty()) {
            needed.add(RATE_LIMITS);
        }
        if (limits.fleet() != null) {
            needed.add(FLEET);
        }
        return needed;
    }

    /** Everything that a backend needs. */
    public static Set<String> of(BackendConfig backend) {
        BackendConfig.AlgorithmConfig algorithm = backend.policy().algorithm();
        Set<String> needed = new TreeSet<>();
        needed.add(of(algorithm.type()));
        if (backend.policy().protocol() == BackendConfig.Protocol.HTTP2) {
            needed.add(HTTP2);
        }
        if (algorithm.hash() != null && algorithm.hash().table() == BackendConfig.HashTable.Rendezvous) {
            needed.add(RENDEZVOUS);
        }
        if (algorithm.weighting() != null) {
            needed.add(WEIGHTING);
        }
        if (algorithm.slowStart() != null) {
            needed.add(SLOW_START);
        }
        if (backend.connecting() != null && backend.connecting().proxyProtocol() != null) {
            needed.add(PROXY_PROTOCOL_TO_ENDPOINTS);
        }
        if (backend.connecting() != null && backend.connecting().tls() != null) {
            needed.add(TLS_TO_ENDPOINTS);
        }
        if (backend.policy().topology() != null) {
            needed.add(TOPOLOGY);
        }
        if (backend.policy().caps() != null) {
            needed.add(CAPS);
        }
        if (backend.policy().caps() != null && backend.policy().caps().shared()) {
            needed.add(CAPS_OF_FLEET);
        }
        if (backend.policy().circuit() != null) {
            needed.add(CIRCUIT);
        }
        if (backend.rollout() != null) {
            needed.add(ROLLOUT);
        }
        if (backend.policy().retries() != null) {
            needed.add(RETRIES);
        }
        if (backend.sessions() != null) {
            needed.add(SESSIONS);
        }
        if (backend.failover() != null) {
            needed.add(FAILOVER);
        }
        BackendConfig.ActiveConfig active = backend.policy().health().active();
        if (active != null) {
            needed.add(of(active.type()));
        }
        return needed;
    }

    /** Everything that is needed to tell this of requests. */
    public static Set<String> of(ObservabilityConfig observability) {
        Set<String> needed = new TreeSet<>();
        if (observability.accessLog() != null) {
            needed.add(ACCESS_LOG);
        }
        if (observability.tracing() != null) {
            needed.add(TRACING);
        }
        if (observability.headers() != null) {
            needed.add(HEADERS);
        }
        if (observability.metrics() != null) {
            needed.add(METRICS);
        }
        if (observability.logLevel() != null) {
            needed.add(LOG_LEVEL);
        }
        return needed;
    }

    private static String of(BackendConfig.Algorithm algorithm) {
        return "algorithm/" + algorithm;
    }

    private static String of(BackendConfig.ProbeType type) {
        return "healthCheck/" + type;
    }

    private static Set<String> supported() {
        Set<String> all = new TreeSet<>(Set.of(
                ACCESS_LOG,
                TRACING,
                HEADERS,
                METRICS,
                LOG_LEVEL,
                HOSTNAME,
                CIPHER_SUITES,
                ALPN,
                CLIENT_VALIDATION,
                PROXY_PROTOCOL_FROM_CLIENTS,
                PROXY_PROTOCOL_TO_ENDPOINTS,
                TLS_TO_ENDPOINTS,
                CONNECTION_LIMITS,
                RATE_LIMITS,
                FLEET,
                SOURCES,
                REQUESTS,
                ROUTES,
                ROUTE_FILTERS,
                MIRROR,
                CACHE,
                HTTP2,
                FAILOVER,
                SESSIONS,
                SLOW_START,
                CIRCUIT,
                RETRIES,
                ROLLOUT,
                TOPOLOGY,
                WEIGHTING,
                RENDEZVOUS,
                CAPS, CAPS_OF_FLEET));
        Arrays.stream(ListenerConfig.Protocol.values()).map(Features::of).forEach(all::add);
        Arrays.stream(BackendConfig.Algorithm.values()).map(Features::of).forEach(all::add);
        Arrays.stream(BackendConfig.ProbeType.values()).map(Features::of).forEach(all::add);
        return Collections.unmodifiableSet(all);
    }
}
