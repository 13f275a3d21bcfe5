package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.BackendRolloutSpec;
import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.Defaults;
import dev.ballast.contract.manifest.DrainSpec;
import dev.ballast.contract.manifest.EndpointSpec;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.ListenerTimeoutsSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.ServiceRef;
import dev.ballast.contract.manifest.SpecRules;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.RolloutConfig;
import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.IpLiteral;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ProxyProtocolConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.WithheldConfig;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * From a spec and what it points at to a snapshot. Pure. What is bad is left out and reported at its path, and what is beside it lives:
 *
 * <ul>
 *   <li>a listener that breaks a rule, names no backend of the spec, or has no usable certificate is not listened on; its server names are withheld
 *       from the others of its port;
 *   <li>a route that breaks a rule is left out, and its requests go where the others send them; where it is the last one, its listener is not
 *       listened on; a share of one whose backend does not exist stays, and is answered 500;
 *   <li>a backend whose endpoints cannot be known, or cannot be spoken to in TLS as they should be, stays without any, so that its listeners
 *       answer 503;
 *   <li>a fixed endpoint whose address cannot be used, a Secret among several, a section of a policy: that one only.
 * </ul>
 */
public final class Translator {
    private final LoadBalancerSpec spec;
    private final Inputs inputs;
    private final List<Problem> problems = new ArrayList<>();
    private final TlsParts tls;
    private final Routes routes;

    private Translator(LoadBalancerSpec spec, Inputs inputs) {
        this.spec = spec;
        this.inputs = inputs;
        this.tls = new TlsParts(inputs, problems::add);
        this.routes = new Routes(spec.backends(), this::refused, this::refusedItself);
    }

    /** May be called by any thread; the same arguments give the same answer. */
    public static Translation translate(LoadBalancerSpec spec, Inputs inputs) {
        return new Translator(spec, inputs).translation();
    }

    private Translation translation() {
        problems.addAll(SpecRules.check(spec));
        List<BackendConfig> backends = backends();
        List<ListenerConfig> listeners = listeners();
        List<String> features = new ArrayList<>();
        listeners.forEach(listener -> features.addAll(Features.of(listener)));
        backends.forEach(backend -> features.addAll(Features.of(backend)));
        LimitsConfig limits = Limits.of(spec, listeners, inputs.place(), this::refused);
        if (limits != null) {
            features.addAll(Features.of(limits));
        }
        ObservabilityConfig observability = Observability.of(spec.observability(), this::refused);
        if (observability != null) {
            features.addAll(Features.of(observability));
        }
        Snapshot snapshot = new Snapshot(
                inputs.owner(),
                features,
                limits,
                listeners,
                withheld(listeners),
                backends,
                tls.certificates(),
                tls.authorities(),
                drain(),
                observability);
        return new Translation(snapshot, problems);
    }

    private List<BackendConfig> backends() {
        Policies policies = new Policies(spec.trafficPolicy(), inputs.place(), this::refused);
        List<BackendConfig> backends = new ArrayList<>();
        for (int i = 0; i < spec.backends().size(); i++) {
            String path = "spec.backends[" + i + "]";
            BackendSpec backend = spec.backends().get(i);
            if (!refused(path + ".name")) {
                Optional<BackendTlsConfig> secure = refused(path + ".tls") ? Optional.empty() : tls.backend(path + ".tls", backend.tls());
                boolean unreachable = refusedItself(path) || TlsParts.asked(backend.tls()) && secure.isEmpty();
                List<EndpointConfig> endpoints = unreachable ? List.of() : endpoints(path, backend);
                backends.add(new BackendConfig(
                        backend.name(),
                        policies.policy(path + ".trafficPolicy", backend.trafficPolicy())
                                .over(BackendConfig.Protocol.valueOf(backend.protocol().name())),
                        policies.connecting(backend.trafficPolicy(), secure.orElse(null)),
                        policies.sessions(path + ".trafficPolicy", backend.name(), backend.trafficPolicy(), inputs.sessionKey()),
                        refused(path + ".failover") ? null : backend.failover(),
                        refused(path + ".rollout") ? null : rollout(backend.rollout()),
                        endpoints));
            }
        }
        return backends;
    }

    private List<EndpointConfig> endpoints(String path, BackendSpec backend) {
        if (backend.service() != null) {
            return service(path + ".service", backend.service());
        }
        return backend.endpoints() == null ? List.of() : fixed(path + ".endpoints", backend.endpoints());
    }

    private List<EndpointConfig> service(String path, ServiceRef service) {
        if (inputs.place() == Place.Standalone) {
            return without(path, Reason.RefNotPermitted, "Service \"" + service.name() + "\" needs a cluster: expected endpoints with addresses in a file");
        }
        ServiceState state = inputs.services()
                .getOrDefault(new ServicePort(service.name(), service.port()), new ServiceState.Missing());
        return switch (state) {
            case ServiceState.Found found -> found.endpoints();
            case ServiceState.Missing() ->
                without(path, Reason.BackendNotFound, "Service \"" + service.name() + "\" does not exist: expected one of that name in the same namespace");
            case ServiceState.NoSuchPort(String ports) ->
                without(
                        path + ".port",
                        Reason.BackendNotFound,
                        "Service \"" + service.name() + "\" has no port " + service.port() + ": expected "
                                + (ports.isEmpty() ? "one, but it has none" : "one of " + ports));
        };
    }

    private List<EndpointConfig> without(String path, Reason reason, String message) {
        problems.add(new Problem(path, reason, message));
        return List.of();
    }

    private List<EndpointConfig> fixed(String path, List<EndpointSpec> specs) {
        List<EndpointConfig> endpoints = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < specs.size(); i++) {
            EndpointSpec endpoint = specs.get(i);
            String here = path + "[" + i + "]";
            Optional<InetAddress> address = address(here + ".address", endpoint.address());
            if (address.isPresent()) {
                if (seen.add(address.get().getHostAddress() + " " + endpoint.port())) {
                    endpoints.add(EndpointConfig.fixed(endpoint.address(), endpoint.port(), endpoint.weight()).at(endpoint.zone(), null));
                } else {
                    problems.add(new Problem(
                            here,
                            Reason.Conflict,
                            endpoint.address() + " port " + endpoint.port() + " is there twice: expected once, with a weight"));
                }
            }
        }
        return endpoints;
    }

    private Optional<InetAddress> address(String path, String text) {
        Optional<InetAddress> address = IpLiteral.parse(text);
        if (address.isEmpty()) {
            problems.add(new Problem(path, Reason.InvalidValue, "\"" + text + "\" is not an address: expected IPv4 or IPv6, such as 10.0.0.1 or fd00::1"));
            return address;
        }
        Optional<String> forbidden =
                inputs.place() == Place.Cluster ? FixedAddresses.forbidden(address.get()) : Optional.empty();
        if (forbidden.isPresent()) {
            problems.add(new Problem(
                    path, Reason.RefNotPermitted, text + " is " + forbidden.get() + ": expected an address that pods may be sent to"));
            return Optional.empty();
        }
        return address;
    }

    private List<ListenerConfig> listeners() {
        SortedMap<Integer, Integer> bindPorts = BindPorts.of(spec);
        List<ListenerConfig> listeners = new ArrayList<>();
        for (int i = 0; i < spec.listeners().size(); i++) {
            String path = "spec.listeners[" + i + "]";
            ListenerSpec listener = spec.listeners().get(i);
            if (refusedBesideRoutes(path)) {
                continue;
            }
            ListenerConfig.TlsConfig tls = listener.tls() == null ? null : this.tls.listener(path + ".tls", listener.tls());
            Optional<ProxyProtocolConfig> proxies = ProxyProtocols.config(path + ".proxyProtocol", listener.proxyProtocol(), problems::add);
            Optional<SourcesConfig> sources = Sources.config(path, listener, problems::add);
            List<RouteConfig> served = routes.routes(path, listener);
            boolean whole = (listener.backend() != null || !served.isEmpty())
                    && (listener.tls() == null || tls != null)
                    && (!ProxyProtocols.asked(listener.proxyProtocol()) || proxies.isPresent())
                    && (!Sources.asked(listener) || sources.isPresent());
            if (whole) {
                int bindPort = inputs.place() == Place.Cluster
                        ? bindPorts.getOrDefault(listener.port(), listener.port())
                        : listener.port();
                listeners.add(new ListenerConfig(
                        listener.name(),
                        listener.port(),
                        bindPort,
                        protocol(listener.protocol()),
                        listener.hostname(),
                        tls,
                        proxies.orElse(null),
                        sources.orElse(null),
                        Limits.of(listener.limits()),
                        Limits.requests(listener),
                        timeouts(listener.timeouts()),
                        served,
                        listener.backend()));
            }
        }
        return listeners;
    }

    private static ListenerConfig.Protocol protocol(ListenerSpec.Protocol protocol) {
        return switch (protocol) {
            case TCP -> ListenerConfig.Protocol.TCP;
            case TLS -> ListenerConfig.Protocol.TLS;
            case HTTP -> ListenerConfig.Protocol.HTTP;
            case HTTPS -> ListenerConfig.Protocol.HTTPS;
        };
    }

    private static ListenerConfig.TimeoutsConfig timeouts(@Nullable ListenerTimeoutsSpec written) {
        ListenerTimeoutsSpec timeouts = written == null ? Defaults.of(ListenerTimeoutsSpec.class) : written;
        return new ListenerConfig.TimeoutsConfig(
                timeouts.tlsHandshake().toMillis(),
                timeouts.requestHeaders().toMillis(),
                timeouts.clientIdle().toMillis(),
                timeouts.tcpIdle().toMillis(),
                timeouts.stall().toMillis());
    }

    /** Names of ports that are listened on, whose own listeners are left out. */
    private List<WithheldConfig> withheld(List<ListenerConfig> living) {
        return spec.listeners().stream()
                .filter(left -> left.protocol().secure())
                .map(left -> new WithheldConfig(left.port(), left.hostname()))
                .filter(names -> living.stream().anyMatch(listener -> listener.port() == names.port()))
                .filter(names -> living.stream().noneMatch(listener ->
                        listener.port() == names.port() && Objects.equals(listener.hostname(), names.hostname())))
                .distinct()
                .toList();
    }

    private DrainConfig drain() {
        DrainSpec written = spec.rollout() == null ? null : spec.rollout().drain();
        DrainSpec drain = written == null || refused("spec.rollout.drain") ? Defaults.of(DrainSpec.class) : written;
        return new DrainConfig(drain.minDuration().toMillis(), drain.timeout().toMillis());
    }

    /** Whether this part, or a part of it, breaks a rule. */
    private boolean refused(String path) {
        return problems.stream().map(Problem::path).anyMatch(broken -> within(path, broken));
    }

    /** A route that breaks a rule is left out itself. */
    private boolean refusedBesideRoutes(String path) {
        return problems.stream().map(Problem::path).anyMatch(broken -> within(path, broken) && !broken.startsWith(path + ".routes["));
    }

    private static boolean within(String path, String broken) {
        return broken.startsWith(path) && (broken.length() == path.length() || ".[".indexOf(broken.charAt(path.length())) >= 0);
    }

    private static @Nullable RolloutConfig rollout(@Nullable BackendRolloutSpec spec) {
        return spec == null ? null : new RolloutConfig(spec.batchSize(), spec.interval().toMillis());
    }

    private boolean refusedItself(String path) {
        return problems.stream().anyMatch(problem -> problem.path().equals(path));
    }
}
