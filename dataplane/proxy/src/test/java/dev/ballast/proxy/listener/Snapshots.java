package dev.ballast.proxy.listener;

import dev.ballast.contract.snapshot.AccessLogConfig;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.RolloutConfig;
import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.ProxyProtocolConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerLimitsConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.HeadersConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.TracingConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.WithheldConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes snapshots for tests: defaults are those of the resource; ports are chosen by the kernel. */
public final class Snapshots {
    static final TimeoutsConfig TIMEOUTS = new TimeoutsConfig(10_000, 10_000, 60_000, 3_600_000, 10_000);
    static final PolicyConfig POLICY = new PolicyConfig(AlgorithmConfig.of(Algorithm.RoundRobin), new HealthConfig(new PassiveConfig(3, 0, 5_000, 60_000, 50), 50), 1, 3_000, 0, 4_000, 32);

    private final List<ListenerConfig> listeners = new ArrayList<>();
    private final List<AuthorityConfig> authorities = new ArrayList<>();
    private final List<WithheldConfig> withheld = new ArrayList<>();
    private final List<BackendConfig> backends = new ArrayList<>();
    private final List<CertificateConfig> certificates = new ArrayList<>();
    private @Nullable LimitsConfig limits;
    private @Nullable ObservabilityConfig observability;
    private DrainConfig drain = new DrainConfig(0, 5_000);

    public static Snapshots snapshot() {
        return new Snapshots();
    }

    public Snapshots http(String name, String backend) {
        return listener(name, 0, Protocol.HTTP, null, TIMEOUTS, backend);
    }

    Snapshots tcp(String name, String backend) {
        return listener(name, 0, Protocol.TCP, null, TIMEOUTS, backend);
    }

    Snapshots https(String name, String backend, String minVersion, String... certificateNames) {
        TlsConfig tls = new TlsConfig(ListenerConfig.TlsMode.Terminate, Arrays.asList(certificateNames), minVersion, List.of(), null);
        return listener(name, 0, Protocol.HTTPS, tls, TIMEOUTS, backend);
    }

    Snapshots listener(
            String name, int port, Protocol protocol, @Nullable TlsConfig tls, TimeoutsConfig timeouts, String backend) {
        // One that is chosen by the kernel is known by a number of its own.
        int number = port == 0 ? 1024 + Math.floorMod(name.hashCode(), 60_000) : port;
        listeners.add(new ListenerConfig(name, number, port, protocol, tls, timeouts, backend));
        return this;
    }

    /** One for HTTP with routes. */
    Snapshots routed(String name, @Nullable String backend, RouteConfig... routes) {
        int number = 1024 + Math.floorMod(name.hashCode(), 60_000);
        listeners.add(new ListenerConfig(name, number, 0, Protocol.HTTP, null, null, null, null, null, null, TIMEOUTS, List.of(routes), backend));
        return this;
    }

    /** A listener that shares the port of others like it; the kernel chooses which. */
    Snapshots sharing(String name, Protocol protocol, @Nullable String hostname, TlsConfig tls, String backend) {
        listeners.add(new ListenerConfig(name, 443, 0, protocol, hostname, tls, null, null, null, null, TIMEOUTS, List.of(), backend));
        return this;
    }

    /** The listener that was made last has somebody who connects for its clients. */
    Snapshots behind(boolean required, String... trusted) {
        listeners.add(listeners.removeLast().withProxyProtocol(new ProxyProtocolConfig(required, List.of(trusted))));
        return this;
    }

    /** The listener that was made last lets these in. */
    Snapshots letting(SourcesConfig sources) {
        listeners.add(listeners.removeLast().withSources(sources));
        return this;
    }

    /** The listener that was made last takes these requests. */
    Snapshots taking(RequestsConfig requests) {
        listeners.add(listeners.removeLast().withRequests(requests));
        return this;
    }

    /** The backend that was made last is connected to in another way. */
    Snapshots connecting(ConnectingConfig how) {
        backends.add(backends.removeLast().withConnecting(how));
        return this;
    }

    /** Clients come back to their endpoints of the backend that was made last. */
    Snapshots keeping(SessionConfig sessions) {
        backends.add(backends.removeLast().withSessions(sessions));
        return this;
    }

    Snapshots authority(AuthorityConfig authority) {
        authorities.add(authority);
        return this;
    }

    Snapshots withheld(@Nullable String hostname) {
        withheld.add(new WithheldConfig(443, hostname));
        return this;
    }

    public Snapshots backend(String name, int... ports) {
        return backend(name, policy -> policy, ports);
    }

    Snapshots backend(String name, UnaryOperator<PolicyConfig> policy, int... ports) {
        List<EndpointConfig> endpoints =
                Arrays.stream(ports).mapToObj(port -> EndpointConfig.fixed("127.0.0.1", port, 1)).toList();
        backends.add(new BackendConfig(name, policy.apply(POLICY), endpoints));
        return this;
    }

    /** The endpoints of the backend that was made last are exchanged in batches. */
    Snapshots rollingOut(RolloutConfig how) {
        backends.add(backends.removeLast().withRollout(how));
        return this;
    }

    /** The endpoint on this port, of the backend that was made last, is in a zone. */
    Snapshots inZone(String zone, int port) {
        BackendConfig last = backends.removeLast();
        backends.add(last.withEndpoints(
                last.endpoints().stream().map(each -> each.port() == port ? each.at(zone, null) : each).toList()));
        return this;
    }

    /** The endpoints of the backend that was made last on these ports are going down. */
    Snapshots terminating(int... ports) {
        BackendConfig last = backends.removeLast();
        backends.add(last.withEndpoints(last.endpoints().stream()
                .map(each -> Arrays.stream(ports).noneMatch(port -> port == each.port())
                        ? each
                        : new EndpointConfig(each.id(), each.address(), each.port(), each.weight(), EndpointConfig.State.Terminating))
                .toList()));
        return this;
    }

    /** A backend without endpoints. */
    Snapshots failingOver(String name, String failover) {
        backends.add(new BackendConfig(name, POLICY, failover, List.of()));
        return this;
    }

    Snapshots certificate(CertificateConfig certificate) {
        certificates.add(certificate);
        return this;
    }

    /** Of the process: so many connections. */
    Snapshots limited(int connections) {
        limits = new LimitsConfig(connections);
        return this;
    }

    Snapshots limited(RateLimitConfig... rates) {
        limits = new LimitsConfig(0, List.of(rates));
        return this;
    }

    /** The listener that was added last has these limits. */
    Snapshots limited(ListenerLimitsConfig own) {
        listeners.add(listeners.removeLast().withLimits(own));
        return this;
    }

    /** These requests are logged. */
    Snapshots logged(AccessLogConfig.Mode mode) {
        observability = new ObservabilityConfig(new AccessLogConfig(mode), null, null, null, null);
        return this;
    }

    Snapshots traced(String otlpEndpoint, int samplingPercent) {
        observability = new ObservabilityConfig(null, new TracingConfig(otlpEndpoint, samplingPercent), null, null, null);
        return this;
    }

    /** With every field by which Ballast shows itself. */
    Snapshots showing() {
        observability = new ObservabilityConfig(null, null, new HeadersConfig(true, true, true), null, null);
        return this;
    }

    Snapshots drain(long timeoutMillis) {
        drain = new DrainConfig(0, timeoutMillis);
        return this;
    }

    Snapshot build() {
        return new Snapshot("ballast://test/1", List.of(), limits, listeners, withheld, backends, certificates, authorities, drain, observability);
    }

    static PolicyConfig with(PolicyConfig p, int retries, long connect, long response, long idle, int maxIdle) {
        return new PolicyConfig(p.algorithm(), p.health(), retries, connect, response, idle, maxIdle);
    }
}
