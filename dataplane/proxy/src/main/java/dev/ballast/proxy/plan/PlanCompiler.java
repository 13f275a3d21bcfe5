package dev.ballast.proxy.plan;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Cidr;
import dev.ballast.contract.snapshot.FiltersConfig.MirrorConfig;
import dev.ballast.contract.snapshot.InvalidCredentialsException;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.WithheldConfig;
import dev.ballast.proxy.http2.Http2Limits;
import dev.ballast.proxy.proxyprotocol.TrustedProxies;
import dev.ballast.proxy.telemetry.Journal;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.proxy.tls.ApplicationProtocols;
import dev.ballast.proxy.tls.Certificate;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.tls.ClientPolicy;
import dev.ballast.proxy.tls.EndpointPolicy;
import dev.ballast.proxy.tls.EndpointSecurity;
import dev.ballast.proxy.tls.ServerNames;
import dev.ballast.proxy.tls.ServerPolicy;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.route.RouteTable;
import dev.ballast.traffic.route.Shares;
import dev.ballast.traffic.time.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Compiles one snapshot, beside whatever runs. Config worker only; made anew for each snapshot. */
public final class PlanCompiler {
    private final Telemetry telemetry;
    private final CertificateStore certificates;
    private final ListenerGates gates;
    private final RateLimits rateLimits;
    private final RouteCaches caches;
    private Map<RateLimitConfig, RateLimit> limits = Map.of();
    private final int loops;
    private final Map<String, CertificateConfig> certificateConfigs = new HashMap<>();
    private final Map<String, AuthorityConfig> authorities = new HashMap<>();
    private final Map<String, ConnectPlan> connects = new HashMap<>();
    private final Map<String, ConnectPlan> probes = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** @param loops number of event loops, for the counters */
    public PlanCompiler(Telemetry telemetry, CertificateStore certificates, ListenerGates gates, RateLimits rateLimits, RouteCaches caches, int loops) {
        this.telemetry = telemetry;
        this.certificates = certificates;
        this.gates = gates;
        this.rateLimits = rateLimits;
        this.caches = caches;
        this.loops = loops;
    }

    /** What stands in the way; a plan must not be used unless this is empty. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** @param backends those of the snapshot, alive, by name */
    public Plan compile(Snapshot snapshot, Map<String, Backend> backends) {
        snapshot.certificates().forEach(config -> certificateConfigs.put(config.name(), config));
        snapshot.authorities().forEach(config -> authorities.put(config.name(), config));
        for (int i = 0; i < snapshot.backends().size(); i++) {
            BackendConfig config = snapshot.backends().get(i);
            String path = "backends[" + i + "].connecting";
            connects.put(config.name(), connect(path, config));
            if (config.policy().health().active() != null) {
                probes.put(config.name(), probe(path, config, config.policy().health().active()));
            }
        }
        Journal journal = telemetry.journal(snapshot.observability());
        limits = rateLimits.prepare(snapshot);
        Map<Integer, Hostnames> names = names(snapshot);
        Map<String, ListenerPlan> listeners = new HashMap<>();
        Map<Integer, List<ListenerPlan>> sharing = new HashMap<>();
        for (int i = 0; i < snapshot.listeners().size(); i++) {
            ListenerConfig config = snapshot.listeners().get(i);
            ListenerPlan plan = listener("listeners[" + i + "]", config, names.getOrDefault(config.port(), new Hostnames()), backends, journal);
            if (plan != null) {
                listeners.put(config.name(), plan);
                sharing.computeIfAbsent(config.port(), port -> new ArrayList<>()).add(plan);
            }
        }
        Map<Integer, PortPlan> ports = new HashMap<>();
        sharing.forEach((port, plans) -> ports.put(port, new PortPlan(plans)));
        return new Plan(listeners, ports, backends, probes, snapshot.drain());
    }

    /** By port. */
    private static Map<Integer, Hostnames> names(Snapshot snapshot) {
        Map<Integer, Hostnames> names = new HashMap<>();
        for (ListenerConfig config : snapshot.listeners()) {
            names.computeIfAbsent(config.port(), port -> new Hostnames()).serve(config.hostname(), config.name());
        }
        for (WithheldConfig withheld : snapshot.withheld()) {
            names.computeIfAbsent(withheld.port(), port -> new Hostnames()).withhold(withheld.hostname());
        }
        return names;
    }

    private @Nullable ListenerPlan listener(
            String path, ListenerConfig config, Hostnames names, Map<String, Backend> backends, Journal journal) {
        for (String name : config.backends()) {
            if (!backends.containsKey(name)) {
                problems.add(new Problem(path, Reason.UnknownReference, "\"" + name + "\" is not a backend of the snapshot"));
                return null;
            }
        }
        ListenerConfig.TlsConfig tls = config.tls();
        RequestsConfig requests = Objects.requireNonNullElse(config.requests(), RequestsConfig.STANDARD);
        return new ListenerPlan(
                config,
                names,
                destination(config, config.backend(), backends),
                routes(config, backends),
                gates.of(config.name()),
                RateLimits.of(config.name(), limits),
                config.proxyProtocol() == null ? null : proxies(config.proxyProtocol()),
                Sources.of(config.sources()),
                tls == null || tls.mode() == ListenerConfig.TlsMode.Passthrough ? null : certificates(path, config, tls),
                connects,
                telemetry.listener(config.name(), config.backend() == null ? Telemetry.NO_BACKEND : config.backend(), loops),
                requests,
                Http2Limits.standard().with(requests.maxHeaderBytes(), requests.maxStreams()),
                journal);
    }

    private RoutePlans routes(ListenerConfig config, Map<String, Backend> backends) {
        if (config.routes().isEmpty()) {
            return RoutePlans.NONE;
        }
        List<RoutePlan> routes = config.routes().stream().map(route -> route(config, route, backends)).toList();
        return new RoutePlans(RouteTable.of(config.routes()), routes);
    }

    private RoutePlan route(ListenerConfig config, RouteConfig route, Map<String, Backend> backends) {
        return new RoutePlan(
                RateLimits.key(config.name(), route.name()),
                FilterPlan.of(route.filters(), config.port(), mirror(config, route.mirror(), backends), caches.of(config, route)),
                Shares.of(route.backends().stream().map(RouteConfig.ShareConfig::weight).toList(), loops, Randomness.system()),
                route.backends().stream().map(share -> destination(config, share.backend(), backends)).toList(),
                destination(config, null, backends),
                route.requestTimeoutMillis());
    }

    private @Nullable MirrorPlan mirror(ListenerConfig config, @Nullable MirrorConfig mirror, Map<String, Backend> backends) {
        Backend backend = mirror == null ? null : backends.get(mirror.backend());
        return mirror == null || backend == null
                ? null
                : MirrorPlan.of(backend, mirror.percent(), telemetry.mirror(config.name(), backend, loops));
    }

    /** @param name null where there is no backend */
    private Destination destination(ListenerConfig config, @Nullable String name, Map<String, Backend> backends) {
        Backend backend = name == null ? null : backends.get(name);
        return new Destination(
                backend,
                backend == null ? telemetry.noBackend(loops) : telemetry.backend(backend, loops),
                telemetry.requests(config.name(), backend == null ? Telemetry.NO_BACKEND : backend.name(), loops));
    }

    /** The validator has seen that each range is one. */
    private static TrustedProxies proxies(ListenerConfig.ProxyProtocolConfig config) {
        List<Cidr> ranges = config.trusted().stream().map(Cidr::parse).flatMap(Optional::stream).toList();
        return new TrustedProxies(config.required(), ranges);
    }

    private ConnectPlan connect(String path, BackendConfig config) {
        long timeout = config.policy().connectTimeoutMillis();
        ConnectingConfig connecting = config.connecting();
        return connecting == null
                ? new ConnectPlan(timeout, null, null)
                : new ConnectPlan(timeout, connecting.proxyProtocol(), secure(path + ".tls", config.name(), connecting.tls(), spoken(config)));
    }

    /** Endpoints that speak HTTP/1.1 may not know ALPN: nothing is offered to them. */
    private static List<String> spoken(BackendConfig config) {
        return config.policy().protocol() == BackendConfig.Protocol.HTTP2 ? List.of(ApplicationProtocols.HTTP_2) : List.of();
    }

    /**
     * As requests are connected; a port of the probe's own is connected to plainly (as HAProxy does), for it is seldom the same server. A probe watches
     * its time itself.
     */
    private ConnectPlan probe(String path, BackendConfig config, ActiveConfig active) {
        ConnectingConfig connecting = config.connecting();
        if (connecting == null || active.port() != 0) {
            return new ConnectPlan(0, null, null);
        }
        List<String> protocols = active.type() == ProbeType.GRPC ? List.of(ApplicationProtocols.HTTP_2) : spoken(config);
        return new ConnectPlan(0, connecting.proxyProtocol(), secure(path + ".tls", config.name(), connecting.tls(), protocols));
    }

    /** @param protocols that are offered by ALPN, the best one first */
    private @Nullable EndpointSecurity secure(String path, String backend, @Nullable BackendTlsConfig tls, List<String> protocols) {
        if (tls == null) {
            return null;
        }
        CertificateConfig shown = tls.certificate() == null ? null : certificateConfigs.get(tls.certificate());
        if (shown == null && tls.certificate() != null) {
            problems.add(new Problem(
                    path + ".certificate", Reason.UnknownReference, "\"" + tls.certificate() + "\" is not a certificate of the snapshot"));
            return null;
        }
        List<AuthorityConfig> believed = believed(path, tls.authorities());
        try {
            return certificates.endpoints().of(new EndpointPolicy(backend, tls.verify(), believed, tls.hostname(), shown, protocols));
        } catch (InvalidCredentialsException unfit) {
            problems.add(new Problem(path, Reason.InvalidCertificateRef, "certificate " + unfit.getMessage()));
        } catch (SSLException refused) {
            problems.add(new Problem(
                    path, Reason.InvalidCertificateRef, "is not taken by the TLS library: expected certificates and a key for TLS clients"));
        }
        return null;
    }

    private @Nullable ClientPolicy clients(String path, ListenerConfig.@Nullable ClientValidationConfig config) {
        if (config == null) {
            return null;
        }
        return new ClientPolicy(config.required(), believed(path, config.authorities()), config.subjectAltNames());
    }

    /** An authority that is not there believes nobody: the problem keeps the plan from running. */
    private List<AuthorityConfig> believed(String path, List<String> names) {
        List<AuthorityConfig> believed = new ArrayList<>();
        for (String name : names) {
            AuthorityConfig authority = authorities.get(name);
            if (authority == null) {
                problems.add(new Problem(
                        path + ".authorities", Reason.UnknownReference, "\"" + name + "\" is not an authority of the snapshot"));
            } else {
                believed.add(authority);
            }
        }
        return believed;
    }

    private @Nullable ServerNames certificates(
            String path, ListenerConfig listener, ListenerConfig.TlsConfig tls) {
        ServerPolicy policy = new ServerPolicy(
                listener.name(),
                tls.minVersion(),
                tls.cipherSuites(),
                Objects.requireNonNullElse(tls.alpn(), ApplicationProtocols.HTTP),
                clients(path + ".tls.clientValidation", tls.clientValidation()));
        List<Certificate> ready = new ArrayList<>();
        for (int i = 0; i < tls.certificates().size(); i++) {
            String name = tls.certificates().get(i);
            String where = path + ".tls.certificates[" + i + "]";
            CertificateConfig config = certificateConfigs.get(name);
            if (config == null) {
                problems.add(new Problem(where, Reason.UnknownReference, "\"" + name + "\" is not a certificate of the snapshot"));
                continue;
            }
            try {
                ready.add(certificates.certificate(config, policy));
            } catch (InvalidCredentialsException unfit) {
                problems.add(new Problem(where, Reason.InvalidCertificateRef, "\"" + name + "\" " + unfit.getMessage()));
            } catch (SSLException refused) {
                problems.add(new Problem(
                        where, Reason.InvalidCertificateRef, "\"" + name + "\" is not taken by the TLS library: expected a certificate and key for TLS servers"));
            }
        }
        return ready.isEmpty() ? null : new ServerNames(ready);
    }
}
