package dev.ballast.contract.snapshot;

import dev.ballast.contract.form.FieldForm;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that is wrong with a snapshot that arrived, before anything of it is tried. An operator's translator does not make such a
 * snapshot; this is the pod's own guard against one that is broken, newer or not the one it knows. Pure; one use a snapshot.
 */
public final class SnapshotValidator {
    /** What clients may agree on by ALPN. */
    private static final Set<String> APPLICATION_PROTOCOLS = Set.of("h2", "http/1.1");

    private final List<Problem> problems = new ArrayList<>();

    private SnapshotValidator() {}

    /** Every problem; empty when the snapshot can be compiled. Paths name parts by their names: {@code listeners[web].backend}. */
    public static List<Problem> validate(Snapshot snapshot) {
        SnapshotValidator validator = new SnapshotValidator();
        validator.snapshot(snapshot);
        return List.copyOf(validator.problems);
    }

    /** The same, and that the snapshot is for this owner. */
    public static List<Problem> validate(Snapshot snapshot, String owner) {
        if (!snapshot.owner().equals(owner)) {
            return List.of(new Problem("owner", Reason.WrongOwner, "\"" + snapshot.owner() + "\" is another load balancer: expected \"" + owner + "\""));
        }
        return validate(snapshot);
    }

    /** Every problem of a backend's endpoints; {@code path} is where they stand. */
    public static List<Problem> validateEndpoints(String path, List<EndpointConfig> endpoints) {
        SnapshotValidator validator = new SnapshotValidator();
        validator.endpoints(path, endpoints);
        return List.copyOf(validator.problems);
    }

    private void snapshot(Snapshot snapshot) {
        for (String feature : snapshot.features()) {
            if (!Features.SUPPORTED.contains(feature)) {
                complain("features", Reason.UnsupportedFeature, quoted(feature) + " is not known to this version: expected " + String.join(", ", Features.SUPPORTED));
            }
        }
        if (!snapshot.owner().startsWith("ballast://")) {
            complain("owner", Reason.InvalidValue, quoted(snapshot.owner()) + " is not an owner: expected ballast://<namespace>/<uid>");
        }
        Set<String> backends = unique("backends", snapshot.backends(), BackendConfig::name, BackendConfig::name);
        Set<String> certificates = unique("certificates", snapshot.certificates(), CertificateConfig::name, CertificateConfig::name);
        Set<String> authorities = unique("authorities", snapshot.authorities(), AuthorityConfig::name, AuthorityConfig::name);
        unique("listeners", snapshot.listeners(), ListenerConfig::name, ListenerConfig::name);
        unique("listeners", snapshot.listeners(), ListenerConfig::name,
                listener -> "port " + listener.port() + (listener.hostname() == null ? "" : " with hostname " + quoted(listener.hostname())));
        if (snapshot.limits() != null) {
            range("limits.maxConnections", snapshot.limits().maxConnections(), 0, Integer.MAX_VALUE);
            unique("limits.rateLimits", snapshot.limits().rateLimits(), RateLimitConfig::name, RateLimitConfig::name);
            snapshot.limits().rateLimits().forEach(limit -> rateLimit(limit, snapshot.listeners()));
            fleet(snapshot.limits());
        }
        ports(snapshot.listeners());
        snapshot.listeners().forEach(listener -> listener(listener, backends, certificates, authorities));
        snapshot.withheld().forEach(withheld -> withheld(withheld, snapshot.listeners()));
        snapshot.backends().forEach(backend -> backend(backend, backends));
        snapshot.backends().forEach(backend -> connecting(backend, certificates, authorities));
        snapshot.backends().forEach(this::sessions);
        snapshot.certificates().forEach(this::certificate);
        snapshot.authorities().forEach(this::authority);
        if (snapshot.observability() != null && snapshot.observability().metrics() != null) {
            range("observability.metrics.topK", snapshot.observability().metrics().topK(), 1, Integer.MAX_VALUE);
        }
        DrainConfig drain = snapshot.drain();
        range("drain.minDurationMillis", drain.minDurationMillis(), 0, Long.MAX_VALUE);
        range("drain.timeoutMillis", drain.timeoutMillis(), Math.max(0, drain.minDurationMillis()), Long.MAX_VALUE);
    }

    private void listener(ListenerConfig listener, Set<String> backends, Set<String> certificates, Set<String> authorities) {
        String path = "listeners[" + listener.name() + "]";
        range(path + ".port", listener.port(), 1, 65535);
        range(path + ".bindPort", listener.bindPort(), 0, 65535);
        backend(path, listener, backends);
        if (listener.protocol().http()) {
            new RouteChecks(backends, problems).check(path, listener.routes());
        } else if (!listener.routes().isEmpty()) {
            complain(path + ".routes", Reason.InvalidValue, "are present on a listener for " + listener.protocol() + ": expected on one for HTTP or HTTPS only");
        }
        ListenerConfig.TlsConfig tls = listener.tls();
        if ((tls != null) != listener.protocol().secure()) {
            complain(path + ".tls", Reason.InvalidValue, (tls == null ? "is absent" : "is present") + " on a listener for " + listener.protocol()
                    + ": expected exactly on one for HTTPS or TLS");
        }
        if (listener.hostname() != null && !listener.protocol().secure()) {
            complain(path + ".hostname", Reason.InvalidValue, "is present on a listener for " + listener.protocol() + ": expected on one for HTTPS or TLS only");
        }
        if (tls != null) {
            tls(path + ".tls", tls, certificates, authorities);
        }
        if (listener.proxyProtocol() != null) {
            trusted(path + ".proxyProtocol.trusted", listener.proxyProtocol().trusted());
        }
        if (listener.sources() != null) {
            sources(path + ".sources", listener, listener.sources());
        }
        ListenerLimitsConfig limits = listener.limits();
        if (limits != null) {
            range(path + ".limits.maxConnections", limits.maxConnections(), 0, Integer.MAX_VALUE);
            range(path + ".limits.maxConnectionsPerSecond", limits.maxConnectionsPerSecond(), 0, 1_000_000_000);
            range(path + ".limits.maxConnectionMillis", limits.maxConnectionMillis(), 0, Long.MAX_VALUE);
        }
        RequestsConfig requests = listener.requests();
        if (requests != null) {
            range(path + ".requests.maxHeaderBytes", requests.maxHeaderBytes(), RequestsConfig.LEAST_HEADER, RequestsConfig.MOST_HEADER);
            range(path + ".requests.maxBodyBytes", requests.maxBodyBytes(), 0, Long.MAX_VALUE);
            range(path + ".requests.maxStreams", requests.maxStreams(), 1, RequestsConfig.MOST_STREAMS);
            range(path + ".requests.maxPerConnection", requests.maxPerConnection(), 0, Integer.MAX_VALUE);
        }
        ListenerConfig.TimeoutsConfig timeouts = listener.timeouts();
        range(path + ".timeouts.tlsHandshakeMillis", timeouts.tlsHandshakeMillis(), 0, Long.MAX_VALUE);
        range(path + ".timeouts.requestHeadersMillis", timeouts.requestHeadersMillis(), 0, Long.MAX_VALUE);
        range(path + ".timeouts.clientIdleMillis", timeouts.clientIdleMillis(), 0, Long.MAX_VALUE);
        range(path + ".timeouts.tcpIdleMillis", timeouts.tcpIdleMillis(), 0, Long.MAX_VALUE);
        range(path + ".timeouts.stallMillis", timeouts.stallMillis(), 0, Long.MAX_VALUE);
    }

    private void sources(String path, ListenerConfig listener, SourcesConfig sources) {
        ranges(path + ".allowed", sources.allowed());
        SourcesConfig.ForwardedForConfig forwarded = sources.forwarded();
        if (forwarded == null) {
            return;
        }
        ranges(path + ".forwarded.trusted", forwarded.trusted());
        range(path + ".forwarded.hops", forwarded.hops(), 0, 16);
        if ((forwarded.hops() == 0) == forwarded.trusted().isEmpty()) {
            complain(path + ".forwarded", Reason.Conflict, "has " + forwarded.hops() + " hops and " + forwarded.trusted().size()
                    + " trusted ranges: expected either hops or ranges");
        }
        if (!listener.protocol().http()) {
            complain(path + ".forwarded", Reason.InvalidValue, "is present on a listener for " + listener.protocol() + ": expected on one for HTTP or HTTPS only");
        }
    }

    private void trusted(String path, List<String> ranges) {
        if (ranges.isEmpty()) {
            complain(path, Reason.Required, "is empty: expected at least one range of addresses");
        }
        ranges(path, ranges);
    }

    private void ranges(String path, List<String> ranges) {
        ranges.stream().filter(range -> Cidr.parse(range).isEmpty()).forEach(range ->
                complain(path, Reason.InvalidValue, quoted(range) + " is not a range of addresses: expected such as 10.0.0.0/8"));
    }

    private void backend(String path, ListenerConfig listener, Set<String> backends) {
        if (listener.backend() == null) {
            if (listener.routes().isEmpty()) {
                complain(path + ".backend", Reason.Required, "is missing on a listener without routes: expected " + oneOf(backends));
            }
        } else if (!backends.contains(listener.backend())) {
            problems.add(notABackend(path + ".backend", listener.backend(), backends));
        }
    }

    private void rateLimit(RateLimitConfig limit, List<ListenerConfig> listeners) {
        String path = "limits.rateLimits[" + limit.name() + "]";
        range(path + ".requests", limit.requests(), 1, 1_000_000);
        range(path + ".periodSeconds", limit.periodSeconds(), 1, 86_400);
        range(path + ".burst", limit.burst(), 1, 1_000_000);
        if ((limit.key() == RateLimitConfig.Key.Header) != (limit.header() != null)) {
            complain(path + ".header", Reason.InvalidValue, "key " + limit.key() + " has " + (limit.header() == null ? "no" : "a") + " header: expected one exactly with key Header");
        }
        boolean named = limit.key() == RateLimitConfig.Key.Listener || limit.key() == RateLimitConfig.Key.Route;
        if (limit.scope() == RateLimitConfig.Scope.Fleet && !named) {
            complain(path + ".scope", Reason.InvalidValue, "Fleet with key " + limit.key() + " cannot be shared: expected key Listener or Route");
        }
        Set<String> names = listeners.stream().map(ListenerConfig::name).collect(Collectors.toSet());
        for (String name : limit.listeners()) {
            if (!names.contains(name)) {
                complain(path + ".listeners", Reason.UnknownReference, quoted(name) + " is not a listener of the snapshot: expected " + oneOf(names));
            }
        }
    }

    private void fleet(LimitsConfig limits) {
        boolean shared = limits.rateLimits().stream().anyMatch(limit -> limit.scope() == RateLimitConfig.Scope.Fleet);
        if (limits.fleet() != null) {
            range("limits.fleet.replicas", limits.fleet().replicas(), 1, 1_000);
        }
        if (shared != (limits.fleet() != null)) {
            complain("limits.fleet", Reason.InvalidValue, "is " + (shared ? "missing" : "present") + ": expected it exactly with a rate limit of scope Fleet");
        }
    }

    /** Those that share a port are one socket, and told apart by the server name. */
    private void ports(List<ListenerConfig> listeners) {
        Map<Integer, ListenerConfig> byPort = new HashMap<>();
        Map<Integer, ListenerConfig> byBindPort = new HashMap<>();
        for (ListenerConfig listener : listeners) {
            ListenerConfig first = byPort.putIfAbsent(listener.port(), listener);
            String path = "listeners[" + listener.name() + "]";
            if (first != null && first.bindPort() != listener.bindPort()) {
                complain(path + ".bindPort", Reason.Conflict, "port " + listener.port() + " is bound as " + first.bindPort() + " and as "
                        + listener.bindPort() + ": expected one");
            }
            if (first != null && first.protocol() != listener.protocol() && !(first.protocol().secure() && listener.protocol().secure())) {
                complain(path + ".protocol", Reason.Conflict, "port " + listener.port() + " has protocols " + first.protocol() + " and "
                        + listener.protocol() + ": expected one, or HTTPS and TLS");
            }
            if (first != null && !Objects.equals(first.proxyProtocol(), listener.proxyProtocol())) {
                complain(path + ".proxyProtocol", Reason.Conflict, "port " + listener.port() + " is there with another one: expected one, for it comes before the server name");
            }
            ListenerConfig bound = listener.bindPort() <= 0 ? null : byBindPort.putIfAbsent(listener.bindPort(), listener);
            if (bound != null && bound.port() != listener.port()) {
                complain(path + ".bindPort", Reason.Conflict, listener.bindPort() + " is bound for ports " + bound.port() + " and " + listener.port()
                        + ": expected one");
            }
        }
    }

    private void withheld(WithheldConfig withheld, List<ListenerConfig> listeners) {
        List<ListenerConfig> sharing = listeners.stream().filter(listener -> listener.port() == withheld.port()).toList();
        if (sharing.isEmpty() || sharing.stream().anyMatch(listener -> Objects.equals(listener.hostname(), withheld.hostname()))) {
            complain("withheld", Reason.Conflict, "port " + withheld.port() + " with hostname " + withheld.hostname()
                    + (sharing.isEmpty() ? " is no listener's: expected the port of one" : " is served: expected one that is not"));
        }
    }

    private void tls(String path, ListenerConfig.TlsConfig tls, Set<String> certificates, Set<String> authorities) {
        if (tls.certificates().isEmpty() != (tls.mode() == ListenerConfig.TlsMode.Passthrough)) {
            complain(path + ".certificates", Reason.InvalidValue, tls.certificates().isEmpty()
                    ? "is empty: expected at least one certificate"
                    : "is not empty with mode Passthrough: expected none");
        }
        for (String name : tls.certificates()) {
            if (!certificates.contains(name)) {
                complain(path + ".certificates", Reason.UnknownReference, quoted(name) + " is not a certificate of the snapshot: expected " + oneOf(certificates));
            }
        }
        if (tls.alpn() != null && (tls.alpn().isEmpty() || !APPLICATION_PROTOCOLS.containsAll(tls.alpn()))) {
            complain(path + ".alpn", Reason.InvalidValue, tls.alpn() + " is not what clients can agree on: expected " + oneOf(APPLICATION_PROTOCOLS));
        }
        if (tls.clientValidation() != null) {
            authorities(path + ".clientValidation.authorities", tls.clientValidation().authorities(), authorities);
        }
        if (!tls.minVersion().equals("1.2") && !tls.minVersion().equals("1.3")) {
            complain(path + ".minVersion", Reason.InvalidValue, quoted(tls.minVersion()) + " is not a version of TLS that is offered: expected \"1.2\" or \"1.3\"");
        }
    }

    private void authorities(String path, List<String> names, Set<String> known) {
        if (names.isEmpty()) {
            complain(path, Reason.Required, "is empty: expected at least one authority");
        }
        names.stream().filter(name -> !known.contains(name)).forEach(name ->
                complain(path, Reason.UnknownReference, quoted(name) + " is not an authority of the snapshot: expected " + oneOf(known)));
    }

    private void authority(AuthorityConfig authority) {
        try {
            Credentials.authorities(authority.certificates());
        } catch (InvalidCredentialsException unusable) {
            complain("authorities[" + authority.name() + "].certificates", Reason.InvalidCACertificateRef, unusable.complaint());
        }
    }

    private void sessions(BackendConfig backend) {
        BackendConfig.SessionConfig sessions = backend.sessions();
        if (sessions == null) {
            return;
        }
        String path = "backends[" + backend.name() + "].sessions";
        if (!FieldForm.isToken(sessions.cookie())) {
            complain(path + ".cookie", Reason.InvalidValue, quoted(sessions.cookie()) + " is not the name of a cookie: expected a token");
        }
        range(path + ".lifetimeSeconds", sessions.lifetimeSeconds(), 0, Long.MAX_VALUE);
        if (sessions.key().reveal().isEmpty()) {
            complain(path + ".key", Reason.Required, "is empty: expected one, for whoever has it can choose an endpoint");
        }
    }

    private void connecting(BackendConfig backend, Set<String> certificates, Set<String> authorities) {
        BackendConfig.BackendTlsConfig tls = backend.connecting() == null ? null : backend.connecting().tls();
        if (tls == null) {
            return;
        }
        String path = "backends[" + backend.name() + "].connecting.tls";
        if (!tls.authorities().isEmpty()) {
            authorities(path + ".authorities", tls.authorities(), authorities);
        }
        if (tls.verify() && tls.hostname() == null) {
            complain(path + ".hostname", Reason.Required, "is missing: expected one, for endpoints are verified");
        }
        if (tls.certificate() != null && !certificates.contains(tls.certificate())) {
            complain(path + ".certificate", Reason.UnknownReference, quoted(tls.certificate()) + " is not a certificate of the snapshot: expected " + oneOf(certificates));
        }
    }

    private void backend(BackendConfig backend, Set<String> backends) {
        String path = "backends[" + backend.name() + "]";
        String failover = backend.failover();
        if (failover != null && (failover.equals(backend.name()) || !backends.contains(failover))) {
            complain(path + ".failover", Reason.UnknownReference, quoted(failover) + " is not another backend of the snapshot: expected " + oneOf(backends));
        }
        if (backend.rollout() != null) {
            range(path + ".rollout.batchSize", backend.rollout().batchSize(), 1, Integer.MAX_VALUE);
            range(path + ".rollout.intervalMillis", backend.rollout().intervalMillis(), 1, Long.MAX_VALUE);
        }
        BackendConfig.PolicyConfig policy = backend.policy();
        algorithm(path + ".policy.algorithm", policy.algorithm());
        range(path + ".policy.retryAttempts", policy.retryAttempts(), 0, Integer.MAX_VALUE);
        range(path + ".policy.connectTimeoutMillis", policy.connectTimeoutMillis(), 0, Long.MAX_VALUE);
        range(path + ".policy.responseTimeoutMillis", policy.responseTimeoutMillis(), 0, Long.MAX_VALUE);
        range(path + ".policy.idleTimeoutMillis", policy.idleTimeoutMillis(), 0, Long.MAX_VALUE);
        range(path + ".policy.maxIdlePerEndpoint", policy.maxIdlePerEndpoint(), 0, Integer.MAX_VALUE);
        BackendConfig.CapConfig caps = policy.caps();
        if (caps != null) {
            range(path + ".policy.caps.perEndpoint", caps.perEndpoint(), 1, Integer.MAX_VALUE);
            range(path + ".policy.caps.queueLength", caps.queueLength(), 0, Integer.MAX_VALUE);
            range(path + ".policy.caps.queueTimeoutMillis", caps.queueTimeoutMillis(), 0, Long.MAX_VALUE);
        }
        if (policy.retries() != null) {
            retries(path + ".policy.retries", policy.retries());
        }
        if (policy.circuit() != null) {
            circuit(path + ".policy.circuit", policy.circuit());
        }
        health(path + ".policy.health", policy.health());
        endpoints(path + ".endpoints", backend.endpoints());
    }

    private void retries(String path, BackendConfig.RetryConfig retries) {
        range(path + ".backoffBaseMillis", retries.backoffBaseMillis(), 0, Long.MAX_VALUE);
        range(path + ".backoffMaxMillis", retries.backoffMaxMillis(), Math.max(0, retries.backoffBaseMillis()), Long.MAX_VALUE);
        range(path + ".budgetPercent", retries.budgetPercent(), 0, 100);
        range(path + ".budgetPerSecond", retries.budgetPerSecond(), 0, Integer.MAX_VALUE);
        range(path + ".tryTimeoutMillis", retries.tryTimeoutMillis(), 0, Long.MAX_VALUE);
        range(path + ".maxBodyBytes", retries.maxBodyBytes(), 0, Integer.MAX_VALUE);
    }

    private void circuit(String path, BackendConfig.CircuitConfig circuit) {
        range(path + ".consecutiveFailures", circuit.consecutiveFailures(), 0, Integer.MAX_VALUE);
        range(path + ".errorPercent", circuit.errorPercent(), 0, 100);
        range(path + ".minRequests", circuit.minRequests(), 1, Integer.MAX_VALUE);
        range(path + ".windowMillis", circuit.windowMillis(), 1, Long.MAX_VALUE);
        range(path + ".openMillis", circuit.openMillis(), 1, Long.MAX_VALUE);
        range(path + ".maxHalfOpen", circuit.maxHalfOpen(), 1, Integer.MAX_VALUE);
    }

    private void algorithm(String path, BackendConfig.AlgorithmConfig algorithm) {
        range(path + ".choices", algorithm.choices(), 2, Integer.MAX_VALUE);
        BackendConfig.HashConfig hash = algorithm.hash();
        boolean hashing = algorithm.type() == BackendConfig.Algorithm.ConsistentHash || algorithm.type() == BackendConfig.Algorithm.SourceIP;
        if (hashing != (hash != null)) {
            complain(path + ".hash", Reason.InvalidValue, (hash == null ? "is absent" : "is present") + " with " + algorithm.type()
                    + ": expected exactly with ConsistentHash and SourceIP");
        }
        if (hashing && algorithm.weighting() != null) {
            complain(path + ".weighting", Reason.InvalidValue, "is present with " + algorithm.type() + ": expected it with another algorithm");
        }
        if (hash != null) {
            range(path + ".hash.tableSize", hash.tableSize(), 2, 1 << 24);
            range(path + ".hash.balanceFactor", hash.balanceFactor(), hash.balanceFactor() == 0 ? 0 : 101, Integer.MAX_VALUE);
            if (hash.name().isEmpty() != (hash.key() == BackendConfig.HashKey.SourceIP)) {
                complain(path + ".hash.name", Reason.InvalidValue, quoted(hash.name()) + " with key " + hash.key() + ": expected a name exactly with Header and Cookie");
            }
        }
        BackendConfig.SlowStartConfig slowStart = algorithm.slowStart();
        if (slowStart != null) {
            range(path + ".slowStart.windowMillis", slowStart.windowMillis(), 1, Long.MAX_VALUE);
            range(path + ".slowStart.minWeightPercent", slowStart.minWeightPercent(), 1, 100);
        }
    }

    private void health(String path, BackendConfig.HealthConfig health) {
        range(path + ".panicThresholdPercent", health.panicThresholdPercent(), 0, 100);
        BackendConfig.ActiveConfig active = health.active();
        if (active != null) {
            active(path + ".active", active);
        }
        BackendConfig.PassiveConfig passive = health.passive();
        range(path + ".passive.consecutiveConnectFailures", passive.consecutiveConnectFailures(), 0, Integer.MAX_VALUE);
        range(path + ".passive.consecutive5xx", passive.consecutive5xx(), 0, Integer.MAX_VALUE);
        range(path + ".passive.baseEjectionMillis", passive.baseEjectionMillis(), 0, Long.MAX_VALUE);
        range(path + ".passive.maxEjectionMillis", passive.maxEjectionMillis(), Math.max(0, passive.baseEjectionMillis()), Long.MAX_VALUE);
        range(path + ".passive.maxEjectionPercent", passive.maxEjectionPercent(), 0, 100);
    }

    private void active(String path, BackendConfig.ActiveConfig active) {
        range(path + ".intervalMillis", active.intervalMillis(), 1, Long.MAX_VALUE);
        range(path + ".timeoutMillis", active.timeoutMillis(), 1, Math.max(1, active.intervalMillis()));
        range(path + ".healthyThreshold", active.healthyThreshold(), 1, Integer.MAX_VALUE);
        range(path + ".unhealthyThreshold", active.unhealthyThreshold(), 1, Integer.MAX_VALUE);
        range(path + ".port", active.port(), 0, 65535);
        if (!active.path().startsWith("/") || active.path().chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            complain(path + ".path", Reason.InvalidValue, quoted(active.path()) + " is not a path: expected one that begins with / and holds neither blanks nor control characters");
        }
        for (BackendConfig.StatusRange range : active.expectedStatuses()) {
            range(path + ".expectedStatuses.first", range.first(), 100, 599);
            range(path + ".expectedStatuses.last", range.last(), Math.max(100, range.first()), 599);
        }
    }

    private void endpoints(String path, List<EndpointConfig> endpoints) {
        unique(path, endpoints, EndpointConfig::id, EndpointConfig::id);
        for (EndpointConfig endpoint : endpoints) {
            String here = path + "[" + endpoint.id() + "]";
            if (IpLiteral.parse(endpoint.address()).isEmpty()) {
                complain(here + ".address", Reason.InvalidValue, quoted(endpoint.address()) + " is not an address: expected IPv4 or IPv6, never a name");
            }
            range(here + ".port", endpoint.port(), 1, 65535);
            range(here + ".weight", endpoint.weight(), 0, Integer.MAX_VALUE);
        }
    }

    private void certificate(CertificateConfig certificate) {
        try {
            Credentials.parse(certificate.chain(), certificate.key());
        } catch (InvalidCredentialsException unusable) {
            complain("certificates[" + certificate.name() + "]." + (unusable.part() == InvalidCredentialsException.Part.CHAIN ? "chain" : "key"),
                    Reason.InvalidCertificateRef, unusable.complaint());
        }
    }

    /** The keys; each that comes twice is a problem. */
    private <T> Set<String> unique(String path, List<T> parts, Function<T, String> name, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        for (T part : parts) {
            if (!seen.add(key.apply(part))) {
                complain(path + "[" + name.apply(part) + "]", Reason.Conflict, key.apply(part) + " is there twice: expected once");
            }
        }
        return seen;
    }

    private void range(String path, long value, long min, long max) {
        if (value < min || value > max) {
            boolean open = max == Long.MAX_VALUE || max == Integer.MAX_VALUE;
            complain(path, Reason.InvalidValue, value + " is out of range: expected " + (open ? "at least " + min : min + " to " + max));
        }
    }

    private void complain(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
    }

    static Problem notABackend(String path, String name, Set<String> backends) {
        return new Problem(path, Reason.UnknownReference, quoted(name) + " is not a backend of the snapshot: expected " + oneOf(backends));
    }

    private static String oneOf(Set<String> names) {
        return names.isEmpty() ? "one, but there is none" : names.stream().sorted().limit(10).collect(Collectors.joining(", ", "one of ", names.size() > 10 ? ", …" : ""));
    }

    private static String quoted(String value) {
        return "\"" + value + "\"";
    }
}
