package dev.ballast.contract.translate;

import static dev.ballast.contract.Samples.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ballast.contract.manifest.CaRef;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.ManifestReader;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.AccessLogConfig;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.CircuitConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.SessionConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.RetryCondition;
import dev.ballast.contract.snapshot.BackendConfig.RetryConfig;
import dev.ballast.contract.snapshot.BackendConfig.StatusRange;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.MirrorConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RewriteConfig;
import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ProxyProtocolConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.ListenerLimitsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueConfig;
import dev.ballast.contract.snapshot.RouteConfig.ValueType;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.ObservabilityConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.EndpointDetail;
import dev.ballast.contract.snapshot.ObservabilityConfig.HeadersConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.Level;
import dev.ballast.contract.snapshot.ObservabilityConfig.MetricsConfig;
import dev.ballast.contract.snapshot.ObservabilityConfig.TracingConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.snapshot.SnapshotValidator;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.SourcesConfig.ForwardedForConfig;
import dev.ballast.contract.snapshot.WithheldConfig;
import dev.ballast.contract.translate.Inputs.Place;
import dev.ballast.contract.translate.Inputs.ServicePort;
import dev.ballast.contract.translate.Inputs.ServiceState;
import dev.ballast.contract.translate.Inputs.TlsSecret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TranslatorTest {
    private static final String OWNER = "ballast://default/6f1c";
    private static final EndpointConfig POD = new EndpointConfig("10.0.0.1:8080#u1", "10.0.0.1", 8080, 1, EndpointConfig.State.Ready);
    private static final ServicePort SHOP = new ServicePort("shop", new PortRef.Number(8080));
    private static final TlsSecret GOOD = new TlsSecret("kubernetes.io/tls", pem("ec.crt"), new Sensitive(pem("ec.sec1.key")));

    @Test
    void theSmallestDocumentGetsEveryDefault() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                        backends: [{name: shop, service: {name: shop, port: 8080}}]
                        """),
                cluster(Map.of(), Map.of(SHOP, new ServiceState.Found(List.of(POD)))));

        assertThat(translation.problems()).isEmpty();
        assertThat(translation.snapshot()).isEqualTo(new Snapshot(
                OWNER,
                List.of("algorithm/LeastRequest", "protocol/HTTP"),
                List.of(new ListenerConfig(
                        "web", 80, 10_080, ListenerConfig.Protocol.HTTP, null, new TimeoutsConfig(10_000, 10_000, 60_000, 3_600_000, 10_000), "shop")),
                List.of(new BackendConfig(
                        "shop",
                        new PolicyConfig(AlgorithmConfig.of(Algorithm.LeastRequest), new HealthConfig(new PassiveConfig(3, 0, 5_000, 60_000, 50), 50), 1, 3_000, 0, 4_000, 1_000),
                        List.of(POD))),
                List.of(),
                new DrainConfig(10_000, 60_000)));
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void sessionsAreKeptByACookieOfEachBackendOrByTheAlgorithm() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                                trafficPolicy: {sessionPersistence: {}}
                                backends:
                                - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}
                                - {name: named, endpoints: [{address: 10.0.0.1, port: 80}], trafficPolicy: {sessionPersistence: {name: go, lifetime: 1h}}}
                                - {name: address, endpoints: [{address: 10.0.0.1, port: 80}], trafficPolicy: {sessionPersistence: {type: SourceIP}}}
                                """),
                        cluster(Map.of(), Map.of()).withSessionKey(new Sensitive("secret")))
                .snapshot();

        assertThat(snapshot.backends()).extracting(BackendConfig::name, BackendConfig::sessions, backend -> backend.policy().algorithm().type())
                .containsExactlyInAnyOrder(
                        tuple("shop", new SessionConfig("ballast-ac6a4ca2", 0, new Sensitive("secret")), Algorithm.LeastRequest),
                        tuple("named", new SessionConfig("go", 3600, new Sensitive("secret")), Algorithm.LeastRequest),
                        tuple("address", null, Algorithm.SourceIP));
        assertThat(snapshot.features()).contains("sessions");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void aBackendsSectionReplacesTheCommonOneWhole() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: own}]
                                backends:
                                - {name: own, endpoints: [{address: 10.0.0.1, port: 80}], trafficPolicy: {timeouts: {connect: 1s}, algorithm: {type: RoundRobin}}}
                                - {name: plain, endpoints: [{address: 10.0.0.1, port: 80}]}
                                trafficPolicy: {timeouts: {response: 30s}, retries: {attempts: 3}}
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        PolicyConfig own = snapshot.backends().getFirst().policy();
        assertThat(own.connectTimeoutMillis()).isEqualTo(1_000);
        assertThat(own.responseTimeoutMillis()).isZero();
        assertThat(own.retryAttempts()).isEqualTo(3);
        assertThat(own.algorithm().type()).isEqualTo(Algorithm.RoundRobin);
        PolicyConfig plain = snapshot.backends().get(1).policy();
        assertThat(plain.connectTimeoutMillis()).isEqualTo(3_000);
        assertThat(plain.responseTimeoutMillis()).isEqualTo(30_000);
        assertThat(plain.algorithm().type()).isEqualTo(Algorithm.LeastRequest);
    }

    @Test
    void retriesAreCarriedOverWhereTheyAreNotAsUsual() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: own}]
                                backends:
                                - name: own
                                  endpoints: [{address: 10.0.0.1, port: 80}]
                                  trafficPolicy:
                                    retries: {attempts: 2, conditions: [ConnectFailure], nonIdempotent: Allow, backoff: {base: 1s, max: 2s}, budget: {percent: 5}, perTryTimeout: 300ms, maxBodyBytes: 1Ki}
                                - {name: plain, endpoints: [{address: 10.0.0.1, port: 80}]}
                                trafficPolicy: {retries: {attempts: 3, backoff: {base: 25ms}}}
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        assertThat(snapshot.backends()).extracting(backend -> backend.policy().retryAttempts()).containsExactly(2, 3);
        assertThat(snapshot.backends()).extracting(backend -> backend.policy().retries())
                .containsExactly(new RetryConfig(List.of(RetryCondition.ConnectFailure), true, 1_000, 2_000, 5, 10, 300, 1_024), null);
        assertThat(snapshot.features()).contains("retries");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void aRolloutIsCarriedOverAndNamedAsNeeded() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: own}]
                                backends:
                                - {name: own, endpoints: [{address: 10.0.0.1, port: 80}], rollout: {interval: 1m}}
                                - {name: plain, endpoints: [{address: 10.0.0.1, port: 80}]}
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        assertThat(snapshot.backends()).extracting(BackendConfig::rollout).containsExactly(new BackendConfig.RolloutConfig(1, 60_000), null);
        assertThat(snapshot.features()).contains("backend/rollout");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void zonesAreCarriedOverWhereThePolicyLooksAtThem() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: near}]
                                backends:
                                - {name: near, endpoints: [{address: 10.0.0.1, port: 80, zone: a}], trafficPolicy: {topology: {mode: PreferSameZone, evacuateZones: [c, b, c]}}}
                                - {name: plain, endpoints: [{address: 10.0.0.1, port: 80, zone: a}], trafficPolicy: {topology: {}}}
                                trafficPolicy: {topology: {mode: PreferSameNode}}
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        assertThat(snapshot.backends()).extracting(backend -> backend.policy().topology())
                .containsExactly(new TopologyConfig(Preference.PreferSameZone, List.of("b", "c")), null);
        assertThat(snapshot.backends()).extracting(backend -> backend.endpoints().getFirst().zone()).containsExactly("a", null);
        assertThat(snapshot.features()).contains("topology");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void nodesAreCarriedOverWhereThePolicyLooksAtThem() {
        EndpointConfig placed = POD.at("a", "n1");
        for (String mode : List.of("Any", "PreferSameZone", "PreferSameNode")) {
            Snapshot snapshot = Translator.translate(
                            spec("""
                                    listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                                    backends: [{name: shop, service: {name: shop, port: 80}}]
                                    trafficPolicy: {topology: {mode: %s, evacuateZones: [b]}}
                                    """.formatted(mode)),
                            cluster(Map.of(), Map.of(new ServicePort("shop", new PortRef.Number(80)), new ServiceState.Found(List.of(placed)))))
                    .snapshot();
            assertThat(snapshot.backends().getFirst().endpoints()).containsExactly(mode.equals("PreferSameNode") ? placed : POD.at("a", null));
        }
    }

    @Test
    void aCircuitBreakerIsCarriedOverAndNamedAsNeeded() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: own}]
                                backends:
                                - {name: own, endpoints: [{address: 10.0.0.1, port: 80}], trafficPolicy: {circuitBreaker: {errorPercent: 0}}}
                                - {name: plain, endpoints: [{address: 10.0.0.1, port: 80}]}
                                trafficPolicy: {circuitBreaker: {window: 1m}}
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        assertThat(snapshot.backends()).extracting(backend -> backend.policy().circuit())
                .containsExactly(new CircuitConfig(5, 0, 20, 10_000, 30_000, 3), new CircuitConfig(5, 50, 20, 60_000, 30_000, 3));
        assertThat(snapshot.features()).contains("circuit");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void probesAreCarriedOverAndNamedAsNeeded() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                listeners: [{name: web, port: 80, protocol: HTTP, backend: own}]
                                backends:
                                - {name: own, endpoints: [{address: 10.0.0.1, port: 80}]}
                                trafficPolicy: {healthCheck: {active: {expectedStatuses: ["200", "301-302"], port: 9000}, passive: {consecutive5xx: 7}}}
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        HealthConfig health = snapshot.backends().getFirst().policy().health();
        assertThat(health.active()).isEqualTo(new ActiveConfig(
                ProbeType.HTTP, 5_000, 2_000, 2, 3, "/health", List.of(new StatusRange(200, 200), new StatusRange(301, 302)), 9_000));
        assertThat(health.passive().consecutive5xx()).isEqualTo(7);
        assertThat(snapshot.features()).contains("healthCheck/HTTP");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void whatEndpointsSpeakIsPartOfHowTheyAreUsed() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 80, protocol: HTTP, backend: greeter}]
                        backends: [{name: greeter, protocol: HTTP2, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).isEmpty();
        assertThat(translation.snapshot().backends().getFirst().policy().protocol()).isEqualTo(BackendConfig.Protocol.HTTP2);
        assertThat(translation.snapshot().features()).containsExactly("algorithm/LeastRequest", "backend/HTTP2", "protocol/HTTP");
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void whatClientsMayAgreeOnIsNamedAsNeeded() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: good}], alpn: [http/1.1]}}]
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of("good", GOOD), Map.of()));

        assertThat(translation.problems()).isEmpty();
        assertThat(translation.snapshot().listeners().getFirst().tls())
                .isEqualTo(new TlsConfig(TlsMode.Terminate, List.of("good"), "1.2", List.of(), List.of("http/1.1"), null));
        assertThat(translation.snapshot().features()).contains("tls/alpn");
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void aListenerServesTheSecretsThatCanBeUsedAndGoesWhenNoneCan() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: both, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: missing}, {name: good}], minVersion: "1.3"}}
                        - {name: none, port: 444, protocol: HTTPS, backend: shop, tls: {secrets: [{name: opaque}, {name: misfit}, {name: empty}]}}
                        - {name: plain, port: 80, protocol: TCP, backend: shop}
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(
                        Map.of(
                                "good", GOOD,
                                "opaque", new TlsSecret("Opaque", GOOD.chain(), GOOD.key()),
                                "misfit", new TlsSecret("kubernetes.io/tls", pem("ec.crt"), new Sensitive(pem("other-ec.sec1.key"))),
                                "empty", new TlsSecret("kubernetes.io/tls", "", new Sensitive(""))),
                        Map.of()));

        assertThat(translation.snapshot().listeners()).extracting(ListenerConfig::name).containsExactly("both", "plain");
        assertThat(translation.snapshot().listeners().getFirst().tls()).isEqualTo(new TlsConfig(TlsMode.Terminate, List.of("good"), "1.3", List.of(), null));
        assertThat(translation.snapshot().certificates()).containsExactly(new CertificateConfig("good", GOOD.chain(), GOOD.key()));
        assertThat(translation.problems()).allMatch(problem -> problem.reason() == Reason.InvalidCertificateRef);
        assertThat(translation.problems()).extracting(Problem::toString).containsExactly(
                "spec.listeners[0].tls.secrets[0]: Secret \"missing\" does not exist: expected one of type kubernetes.io/tls in the same namespace",
                "spec.listeners[1].tls.secrets[0]: Secret \"opaque\" is of type \"Opaque\": expected kubernetes.io/tls",
                "spec.listeners[1].tls.secrets[1]: Secret \"misfit\" tls.key is the key of another certificate: expected the one of the first certificate in tls.crt",
                "spec.listeners[1].tls.secrets[2]: Secret \"empty\" tls.crt is empty: expected a certificate chain in PEM, the server's first");
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void whatIsToldOfRequestsIsThereWhereItIsAskedForOnly() {
        String rest = """

                listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                """;
        Snapshot logged = Translator.translate(spec("observability: {accessLog: {mode: All}}" + rest), cluster(Map.of(), Map.of())).snapshot();
        Snapshot traced = Translator.translate(
                        spec("observability: {tracing: {otlpEndpoint: \"http://collector:4318\"}, headers: {endpoint: Enabled, reason: Enabled}}" + rest), cluster(Map.of(), Map.of()))
                .snapshot();
        Snapshot told = Translator.translate(spec("observability: {metrics: {topK: 5}, logLevel: Debug}" + rest), cluster(Map.of(), Map.of())).snapshot();
        Snapshot not = Translator.translate(spec("observability: {}" + rest), cluster(Map.of(), Map.of())).snapshot();

        assertThat(logged.observability()).isEqualTo(new ObservabilityConfig(new AccessLogConfig(AccessLogConfig.Mode.All), null, null, null, null));
        assertThat(logged.features()).contains("observability/accessLog");
        assertThat(traced.observability())
                .isEqualTo(new ObservabilityConfig(null, new TracingConfig("http://collector:4318", 1), new HeadersConfig(false, true, true), null, null));
        assertThat(traced.features()).contains("observability/tracing", "observability/headers").doesNotContain("observability/accessLog");
        assertThat(told.observability())
                .isEqualTo(new ObservabilityConfig(null, null, null, new MetricsConfig(EndpointDetail.TopK, 5), Level.Debug));
        assertThat(told.features()).contains("observability/metrics", "observability/logLevel");
        assertThat(not.observability()).isNull();
        assertThat(not.features()).noneMatch(feature -> feature.startsWith("observability"));
    }

    @Test
    void limitsAreThereWhereTheyAreAskedForOnly() {
        Snapshot snapshot = Translator.translate(
                        spec("""
                                limits: {maxConnections: 5000}
                                listeners:
                                - {name: defaults, port: 80, protocol: HTTP, backend: shop, limits: {}}
                                - {name: limited, port: 81, protocol: TCP, backend: shop, limits: {maxConnections: 100, maxConnectionRate: 10, maxConnectionDuration: 1h}}
                                - {name: requests, port: 82, protocol: HTTP, backend: shop, limits: {maxRequestHeaderBytes: 4Ki, maxRequestBodyBytes: 1Mi, http2MaxConcurrentStreams: 5, maxRequestsPerConnection: 0}, path: {underscoresInHeaders: Accept}}
                                backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                                rateLimits: [{name: per-client, listeners: [defaults], requests: 100, unit: Minute}]
                                """),
                        cluster(Map.of(), Map.of()))
                .snapshot();

        assertThat(snapshot.limits())
                .isEqualTo(new LimitsConfig(
                        5_000,
                        List.of(new RateLimitConfig(
                                "per-client", List.of("defaults"), RateLimitConfig.Key.ClientIP, null, RateLimitConfig.Algorithm.TokenBucket,
                                100, 60, 100, true))));
        assertThat(snapshot.listeners()).extracting(ListenerConfig::limits)
                .containsExactly(null, new ListenerLimitsConfig(100, 10, 3_600_000), null);
        assertThat(snapshot.listeners()).extracting(ListenerConfig::requests).containsExactly(null, null, new RequestsConfig(4096, 1 << 20, 5, 0, false, true));
        assertThat(snapshot.features()).contains(Features.CONNECTION_LIMITS, Features.RATE_LIMITS, Features.REQUESTS);
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void podsOfAClusterShareABudgetAndALaptopIsAFleetOfOne() {
        LoadBalancerSpec spec = spec("""
                listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                rateLimits: [{name: all, listeners: [web], key: Listener, requests: 100, scope: Fleet}]
                scaling: {replicas: 5}
                """);

        Snapshot cluster = Translator.translate(spec, cluster(Map.of(), Map.of())).snapshot();
        LimitsConfig limits = Objects.requireNonNull(cluster.limits());
        assertThat(limits.fleet()).isEqualTo(new FleetConfig(5));
        assertThat(limits.rateLimits()).singleElement().extracting(RateLimitConfig::scope).isEqualTo(RateLimitConfig.Scope.Fleet);
        assertThat(cluster.features()).contains("limits/fleet");
        assertThat(SnapshotValidator.validate(cluster)).isEmpty();

        Snapshot laptop = Translator.translate(spec, new Inputs("ballast://local/shop", Place.Standalone, Map.of(), Map.of())).snapshot();
        assertThat(Objects.requireNonNull(laptop.limits()).fleet()).isNull();
        assertThat(laptop.limits().rateLimits()).singleElement().extracting(RateLimitConfig::scope).isNull();
        assertThat(laptop.features()).doesNotContain("limits/fleet");
    }

    @Test
    void podsOfAClusterShareACap() {
        LoadBalancerSpec spec = spec("""
                listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                backends:
                - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}
                - {name: alone, endpoints: [{address: 10.0.0.2, port: 80}], trafficPolicy: {limits: {maxRequestsPerEndpoint: 7}}}
                trafficPolicy: {limits: {maxConnectionsPerEndpoint: 10, scope: Fleet}}
                """);

        Snapshot cluster = Translator.translate(spec, cluster(Map.of(), Map.of())).snapshot();
        assertThat(cluster.backends()).extracting(backend -> backend.policy().caps())
                .containsExactly(new CapConfig(7, 1024, 5_000), new CapConfig(10, 1024, 5_000).ofFleet());
        assertThat(cluster.features()).contains("caps", "caps/fleet");
        assertThat(SnapshotValidator.validate(cluster)).isEmpty();

        Snapshot laptop = Translator.translate(spec, new Inputs("ballast://local/shop", Place.Standalone, Map.of(), Map.of())).snapshot();
        assertThat(laptop.backends()).extracting(backend -> backend.policy().caps())
                .containsExactly(new CapConfig(7, 1024, 5_000), new CapConfig(10, 1024, 5_000));
        assertThat(laptop.features()).doesNotContain("caps/fleet");
    }

    @Test
    void clientsAreBelievedByTheAuthoritiesThatCanBeUsedAndNobodyComesInWhenNoneCan() {
        CaRef map = new CaRef(CaRef.Kind.ConfigMap, "staff");
        CaRef secret = new CaRef(CaRef.Kind.Secret, "staff");
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: both, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: good}],
                           clientValidation: {mode: VerifyIfGiven, caRefs: [{name: staff}, {kind: Secret, name: staff}, {name: gone}], subjectAltNames: [a.example]}}}
                        - {name: none, port: 444, protocol: HTTPS, backend: shop, tls: {secrets: [{name: good}], clientValidation: {caRefs: [{name: empty}]}}}
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                new Inputs(
                        OWNER,
                        Place.Cluster,
                        Map.of("good", GOOD),
                        Map.of(map, pem("ec.crt"), secret, pem("rsa.crt"), new CaRef(CaRef.Kind.ConfigMap, "empty"), ""),
                        Map.of(),
                        new Sensitive("")));

        assertThat(translation.problems()).allMatch(problem -> problem.reason() == Reason.InvalidCACertificateRef);
        assertThat(translation.problems()).extracting(Problem::toString).containsExactly(
                "spec.listeners[0].tls.clientValidation.caRefs[2]: ConfigMap \"gone\" does not exist: expected one with an entry ca.crt in the same namespace",
                "spec.listeners[1].tls.clientValidation.caRefs[0]: ConfigMap \"empty\" ca.crt is empty: expected certificates of authorities in PEM");
        Snapshot snapshot = translation.snapshot();
        assertThat(snapshot.listeners()).extracting(ListenerConfig::name).containsExactly("both");
        assertThat(Objects.requireNonNull(snapshot.listeners().getFirst().tls()).clientValidation())
                .isEqualTo(new ClientValidationConfig(false, List.of("ConfigMap/staff", "Secret/staff"), List.of("a.example")));
        assertThat(snapshot.authorities())
                .containsExactly(new AuthorityConfig("ConfigMap/staff", pem("ec.crt")), new AuthorityConfig("Secret/staff", pem("rsa.crt")));
        assertThat(snapshot.features()).contains("tls/clientValidation");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void whoConnectsForClientsIsBelievedByItsAddress() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: none, port: 80, protocol: HTTP, backend: shop, proxyProtocol: {mode: Required, trustedCIDRs: [10.0.0.1/8]}}
                        - {name: plain, port: 81, protocol: HTTP, backend: shop, proxyProtocol: {mode: Disabled}}
                        - {name: some, port: 82, protocol: HTTP, backend: own, proxyProtocol: {mode: Optional, trustedCIDRs: [10.0.0.0/8, 10.0.0.0/99]}}
                        backends:
                        - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}
                        - {name: own, endpoints: [{address: 10.0.0.1, port: 80}], trafficPolicy: {proxyProtocol: Disabled}}
                        trafficPolicy: {proxyProtocol: V2}
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).extracting(Problem::path)
                .containsExactly("spec.listeners[0].proxyProtocol.trustedCIDRs[0]", "spec.listeners[2].proxyProtocol.trustedCIDRs[1]");
        Snapshot snapshot = translation.snapshot();
        assertThat(snapshot.listeners()).extracting(ListenerConfig::name).containsExactly("plain", "some");
        assertThat(snapshot.listeners()).extracting(ListenerConfig::proxyProtocol)
                .containsExactly(null, new ProxyProtocolConfig(false, List.of("10.0.0.0/8")));
        assertThat(snapshot.backends()).extracting(BackendConfig::connecting)
                .containsExactly(null, new ConnectingConfig(BackendConfig.ProxyProtocol.V2, null));
        assertThat(snapshot.features()).contains("listener/proxyProtocol", "backend/proxyProtocol");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void aBackendIsSpokenToAsItIsAskedForOrNotAtAll() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 80, protocol: HTTP, backend: good}]
                        backends:
                        - {name: good, endpoints: [{address: 10.0.0.1, port: 80}],
                           tls: {mode: Verify, hostname: shop.internal, caRefs: [{name: mesh}, {name: gone}], clientSecret: {name: good}}}
                        - {name: any, endpoints: [{address: 10.0.0.1, port: 80}], tls: {mode: InsecureSkipVerify}}
                        - {name: nobody, endpoints: [{address: 10.0.0.1, port: 80}], tls: {mode: Verify, hostname: a, caRefs: [{name: gone}]}}
                        - {name: nothing, endpoints: [{address: 10.0.0.1, port: 80}], tls: {mode: Verify, hostname: a, clientSecret: {name: gone}}}
                        - {name: unnamed, endpoints: [{address: 10.0.0.1, port: 80}], tls: {mode: Verify}}
                        - {name: plain, endpoints: [{address: 10.0.0.1, port: 80}], tls: {mode: Disabled}}
                        """),
                new Inputs(
                        OWNER,
                        Place.Cluster,
                        Map.of("good", GOOD),
                        Map.of(new CaRef(CaRef.Kind.ConfigMap, "mesh"), pem("ec.crt")),
                        Map.of(),
                        new Sensitive("")));

        assertThat(translation.problems()).extracting(problem -> problem.reason() + " " + problem.path()).containsExactly(
                "Required spec.backends[4].tls.hostname",
                "InvalidCACertificateRef spec.backends[0].tls.caRefs[1]",
                "InvalidCACertificateRef spec.backends[2].tls.caRefs[0]",
                "InvalidCertificateRef spec.backends[3].tls.clientSecret");
        Snapshot snapshot = translation.snapshot();
        assertThat(snapshot.backends()).filteredOn(backend -> backend.endpoints().isEmpty())
                .extracting(BackendConfig::name)
                .containsExactly("nobody", "nothing", "unnamed");
        assertThat(snapshot.backends()).filteredOn(backend -> !backend.endpoints().isEmpty())
                .extracting(BackendConfig::connecting)
                .containsExactly(
                        new ConnectingConfig(null, new BackendTlsConfig(false, List.of(), null, null)),
                        new ConnectingConfig(null, new BackendTlsConfig(true, List.of("ConfigMap/mesh"), "shop.internal", "good")),
                        null);
        assertThat(snapshot.features()).contains("backend/tls");
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void listenersShareAPortByName() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: web, port: 443, protocol: HTTPS, hostname: "*.shop.example", backend: shop,
                           tls: {secrets: [{name: good}], cipherSuites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]}}
                        - {name: db, port: 443, protocol: TLS, hostname: db.shop.example, backend: shop, tls: {mode: Passthrough}}
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of("good", GOOD), Map.of()));

        assertThat(translation.problems()).isEmpty();
        assertThat(translation.snapshot().listeners()).extracting(ListenerConfig::bindPort).containsOnly(10_443);
        assertThat(translation.snapshot().listeners()).extracting(ListenerConfig::hostname).containsExactly("db.shop.example", "*.shop.example");
        assertThat(translation.snapshot().listeners().getFirst().tls()).isEqualTo(TlsConfig.passthrough());
        assertThat(translation.snapshot().features())
                .containsExactly("algorithm/LeastRequest", "listener/hostname", "protocol/HTTPS", "protocol/TLS", "tls/cipherSuites");
        assertThat(translation.snapshot().withheld()).isEmpty();
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void theNamesOfAListenerThatIsLeftOutDoNotFallToItsNeighbour() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: admin, port: 443, protocol: HTTPS, hostname: admin.shop.example, backend: shop, tls: {secrets: [{name: missing}]}}
                        - {name: alone, port: 444, protocol: HTTPS, hostname: admin.shop.example, backend: shop, tls: {secrets: [{name: missing}]}}
                        - {name: again, port: 443, protocol: HTTPS, hostname: "*.shop.example", backend: shop, tls: {secrets: [{name: missing}]}}
                        - {name: web, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: good}]}}
                        - {name: twin, port: 443, protocol: HTTPS, backend: shop, tls: {secrets: [{name: good}]}}
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of("good", GOOD), Map.of()));

        assertThat(translation.snapshot().listeners()).extracting(ListenerConfig::name).containsExactly("web");
        assertThat(translation.snapshot().withheld())
                .containsExactly(new WithheldConfig(443, "*.shop.example"), new WithheldConfig(443, "admin.shop.example"));
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void aBackendWhoseEndpointsAreUnknownStaysEmptyAndItsListenerLives() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 80, protocol: HTTP, backend: gone}]
                        backends:
                        - {name: gone, service: {name: gone, port: 80}}
                        - {name: named, service: {name: shop, port: httpp}}
                        """),
                cluster(
                        Map.of(),
                        Map.of(new ServicePort("shop", new PortRef.Name("httpp")), new ServiceState.NoSuchPort("8080 (http), 9090"))));

        assertThat(translation.snapshot().listeners()).hasSize(1);
        assertThat(translation.snapshot().backends()).allMatch(backend -> backend.endpoints().isEmpty());
        assertThat(translation.problems()).extracting(Problem::toString).containsExactly(
                "spec.backends[0].service: Service \"gone\" does not exist: expected one of that name in the same namespace",
                "spec.backends[1].service.port: Service \"shop\" has no port httpp: expected one of 8080 (http), 9090");
    }

    @Test
    void inAClusterSomeAddressesAreNotPermittedAndOnALaptopAllAre() {
        LoadBalancerSpec spec = spec("""
                listeners: [{name: web, port: 80, protocol: HTTP, backend: fixed}]
                backends: [{name: fixed, endpoints: [{address: 127.0.0.1, port: 1}, {address: "::ffff:169.254.169.254", port: 1}, {address: 10.0.0.1, port: 1}]}]
                """);

        Translation cluster = Translator.translate(spec, cluster(Map.of(), Map.of()));
        assertThat(cluster.snapshot().backends().getFirst().endpoints()).containsExactly(EndpointConfig.fixed("10.0.0.1", 1, 1));
        assertThat(cluster.problems()).extracting(Problem::toString).containsExactly(
                "spec.backends[0].endpoints[0].address: 127.0.0.1 is a loopback address: expected an address that pods may be sent to",
                "spec.backends[0].endpoints[1].address: ::ffff:169.254.169.254 is a metadata service: expected an address that pods may be sent to");

        Translation laptop = Translator.translate(spec, new Inputs("ballast://local/shop", Place.Standalone, Map.of(), Map.of()));
        assertThat(laptop.problems()).isEmpty();
        assertThat(laptop.snapshot().backends().getFirst().endpoints()).hasSize(3);
        assertThat(laptop.snapshot().listeners().getFirst().bindPort()).isEqualTo(80);
    }

    @Test
    void anEndpointTwiceAndOneThatIsNoAddressAreLeftOut() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 80, protocol: HTTP, backend: fixed}]
                        backends: [{name: fixed, endpoints: [{address: "fd00::1", port: 1}, {address: "fd00:0::1", port: 1}, {address: 1.2.3.999, port: 1}]}]
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.snapshot().backends().getFirst().endpoints()).containsExactly(EndpointConfig.fixed("fd00::1", 1, 1));
        assertThat(translation.problems()).extracting(Problem::toString).containsExactly(
                "spec.backends[0].endpoints[1]: fd00:0::1 port 1 is there twice: expected once, with a weight",
                "spec.backends[0].endpoints[2].address: \"1.2.3.999\" is not an address: expected IPv4 or IPv6, such as 10.0.0.1 or fd00::1");
    }

    @Test
    void aServiceOnALaptopSaysWhatAFileNeeds() {
        Translation translation = Translator.translate(
                spec("""
                        listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
                        backends: [{name: shop, service: {name: shop, port: 80}}]
                        """),
                new Inputs("ballast://local/shop", Place.Standalone, Map.of(), Map.of()));

        assertThat(translation.problems()).singleElement().hasToString(
                "spec.backends[0].service: Service \"shop\" needs a cluster: expected endpoints with addresses in a file");
    }

    @Test
    void whatBreaksARuleIsLeftOutAndTheRestLives() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: web, port: 80, protocol: HTTP, backend: shop}
                        - {name: twin, port: 80, protocol: TCP, backend: shop}
                        - {name: lost, port: 81, protocol: HTTP, backend: nowhere}
                        - {name: bare, port: 443, protocol: HTTPS, backend: shop}
                        backends:
                        - {name: shop, endpoints: [{address: 10.0.0.1, port: 80}], trafficPolicy: {healthCheck: {passive: {baseEjectionTime: 2h}}, retries: {attempts: 5}}}
                        - {name: neither}
                        rollout: {drain: {timeout: 1s}}
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).extracting(Problem::path).containsExactly(
                "spec.listeners[1].port",
                "spec.listeners[2].backend",
                "spec.listeners[3].tls",
                "spec.backends[0].trafficPolicy.healthCheck.passive.baseEjectionTime",
                "spec.backends[1]",
                "spec.rollout.drain.timeout");
        Snapshot snapshot = translation.snapshot();
        assertThat(snapshot.listeners()).extracting(ListenerConfig::name).containsExactly("web");
        assertThat(snapshot.backends()).extracting(BackendConfig::name).containsExactly("neither", "shop");
        assertThat(snapshot.backends().get(1).policy().health().passive()).isEqualTo(new PassiveConfig(3, 0, 5_000, 60_000, 50));
        assertThat(snapshot.backends().get(1).policy().retryAttempts()).isEqualTo(5);
        assertThat(snapshot.drain()).isEqualTo(new DrainConfig(10_000, 60_000));
        assertThat(SnapshotValidator.validate(snapshot)).isEmpty();
    }

    @Test
    void aRouteIsCarriedOverWithTheDefaultsOfWhatItDoesNotSay() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - name: web
                          port: 80
                          protocol: HTTP
                          routes:
                          - name: api
                            matches:
                            - {hostname: "*.shop.example", path: {type: Exact, value: /a}, method: GET, headers: [{name: V, value: one}]}
                            - {path: {value: /b/}, queryParams: [{type: RegularExpression, name: q, value: "[0-9]+"}]}
                            backends: [{name: api, weight: 90}, {name: gone, weight: 10}]
                            timeouts: {request: 2s}
                          - {name: rest, backends: [{name: api}]}
                        backends: [{name: api, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).extracting(problem -> problem.reason() + " " + problem.path())
                .containsExactly("BackendNotFound spec.listeners[0].routes[0].backends[1]");
        ListenerConfig web = translation.snapshot().listeners().getFirst();
        assertThat(web.backend()).isNull();
        assertThat(web.backends()).containsExactly("api");
        assertThat(web.routes()).containsExactly(
                new RouteConfig(
                        "api",
                        List.of(
                                new MatchConfig(
                                        "*.shop.example",
                                        new PathConfig(PathType.Exact, "/a"),
                                        "GET",
                                        List.of(new ValueConfig(ValueType.Exact, "V", "one")),
                                        List.of()),
                                new MatchConfig(
                                        null,
                                        new PathConfig(PathType.PathPrefix, "/b/"),
                                        null,
                                        List.of(),
                                        List.of(new ValueConfig(ValueType.RegularExpression, "q", "[0-9]+")))),
                        List.of(new ShareConfig("api", 90), new ShareConfig(null, 10)),
                        2_000),
                new RouteConfig("rest", List.of(MatchConfig.prefix("/")), List.of(new ShareConfig("api", 1)), 0));
        assertThat(translation.snapshot().features()).contains(Features.ROUTES);
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void filtersOfARouteAreCarriedOver() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - name: web
                          port: 80
                          protocol: HTTP
                          routes:
                          - name: old
                            matches: [{path: {value: /old}}]
                            filters: [{type: Redirect, redirect: {scheme: https, path: {type: ReplacePrefixMatch, value: /new}, port: 8443, statusCode: 301}}]
                          - name: api
                            filters:
                            - {type: Rewrite, rewrite: {hostname: inner.example, path: {type: ReplaceFullPath, value: /x}}}
                            - {type: ResponseHeaders, responseHeaders: {set: [{name: A, value: b}]}}
                            - {type: Mirror, mirror: {backend: api, percent: 7}}
                            - {type: Cache, cache: {maxBytes: 1Mi, defaultTtl: 5s}}
                            - {type: RequestHeaders, requestHeaders: {add: [{name: C, value: d}], remove: [E]}}
                            backends: [{name: api}]
                        backends: [{name: api, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).isEmpty();
        assertThat(translation.snapshot().listeners().getFirst().routes()).extracting(RouteConfig::filters).containsExactly(
                new FiltersConfig(
                        null, null, new RedirectConfig("https", null, new PathChangeConfig(PathChange.ReplacePrefixMatch, "/new"), 8443, 301), null),
                new FiltersConfig(
                        new HeaderChangesConfig(List.of("E"), List.of(), List.of(new HeaderConfig("C", "d"))),
                        new HeaderChangesConfig(List.of(), List.of(new HeaderConfig("A", "b")), List.of()),
                        null,
                        new RewriteConfig("inner.example", new PathChangeConfig(PathChange.ReplaceFullPath, "/x")),
                        new MirrorConfig("api", 7),
                        new CacheConfig(1 << 20, 1 << 18, 5_000)));
        assertThat(translation.snapshot().features()).contains(Features.ROUTE_FILTERS, "routes/mirror", "routes/cache");
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void aListenerThatWouldLetEverybodyInOrBelieveNobodyIsNotListenedOn() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - {name: some, port: 80, protocol: HTTP, backend: shop, allowedSourceRanges: [10.0.0.1/8, 10.0.0.0/8]}
                        - {name: none, port: 81, protocol: HTTP, backend: shop, allowedSourceRanges: [10.0.0.1/8]}
                        - {name: hops, port: 82, protocol: HTTP, backend: shop, clientIP: {type: XForwardedFor, trustedHops: 2}}
                        - {name: lost, port: 83, protocol: HTTP, backend: shop, clientIP: {type: XForwardedFor, trustedCIDRs: [10.0.0.1/8]}}
                        - {name: direct, port: 84, protocol: TCP, backend: shop, clientIP: {type: Direct}}
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).extracting(Problem::path).containsExactly(
                "spec.listeners[0].allowedSourceRanges[0]", "spec.listeners[1].allowedSourceRanges[0]", "spec.listeners[3].clientIP.trustedCIDRs[0]");
        assertThat(translation.snapshot().listeners()).extracting(ListenerConfig::name).containsExactly("direct", "hops", "some");
        assertThat(translation.snapshot().listeners()).extracting(ListenerConfig::sources).containsExactly(
                null, new SourcesConfig(List.of(), new ForwardedForConfig(List.of(), 2)), new SourcesConfig(List.of("10.0.0.0/8"), null));
        assertThat(SnapshotValidator.validate(translation.snapshot())).isEmpty();
    }

    @Test
    void aRouteWithABadMatchIsLeftOutAndTheOthersLive() {
        Translation translation = Translator.translate(
                spec("""
                        listeners:
                        - name: web
                          port: 80
                          protocol: HTTP
                          backend: shop
                          routes:
                          - {name: bad, matches: [{path: {value: /good}}, {path: {value: /a/../b}}], backends: [{name: shop}]}
                          - {name: good, backends: [{name: shop}]}
                        backends: [{name: shop, endpoints: [{address: 10.0.0.1, port: 80}]}]
                        """),
                cluster(Map.of(), Map.of()));

        assertThat(translation.problems()).extracting(Problem::path).containsExactly("spec.listeners[0].routes[0].matches[1].path.value");
        assertThat(translation.snapshot().listeners().getFirst().routes()).extracting(RouteConfig::name).containsExactly("good");
    }

    /** Without what the reader complains about: these tests are about what comes after it. */
    private static LoadBalancerSpec spec(String body) {
        return ManifestReader.read("shop.yaml", "apiVersion: ballast.dev/v1alpha1\nkind: LoadBalancer\nmetadata: {name: shop}\nspec:\n" + body.indent(2))
                .loadBalancers()
                .getFirst()
                .spec();
    }

    private static Inputs cluster(Map<String, TlsSecret> secrets, Map<ServicePort, ServiceState> services) {
        return new Inputs(OWNER, Place.Cluster, secrets, services);
    }
}
