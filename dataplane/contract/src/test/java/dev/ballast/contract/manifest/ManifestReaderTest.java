package dev.ballast.contract.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked // a null where something is expected is a failed test
class ManifestReaderTest {
    static final String SMALLEST = """
            apiVersion: ballast.dev/v1alpha1
            kind: LoadBalancer
            metadata: {name: shop}
            spec:
              listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]
              backends: [{name: shop, service: {name: shop, port: 8080}}]
            """;

    static final String FULL = """
            # a comment
            apiVersion: ballast.dev/v1alpha1
            kind: LoadBalancer
            metadata:
              name: shop
              labels: {team: a}
            spec:
              className: default
              limits: {maxConnections: 20000}
              listeners:
              - name: secure
                port: 443
                protocol: HTTPS
                tls: {mode: Terminate, secrets: [{name: shop-tls}], minVersion: "1.3"}
                limits: {maxConnections: 1000, maxConnectionRate: 100, maxConnectionDuration: 1h, maxRequestHeaderBytes: 32Ki, maxRequestBodyBytes: 1000, http2MaxConcurrentStreams: 50, maxRequestsPerConnection: 7}
                path: {encodedSlashes: Accept}
                timeouts: {tlsHandshake: 5s, requestHeaders: 1m30s, clientIdle: 60s, tcpIdle: 1h, stall: 500ms}
                backend: shop
              - {name: bytes, port: 5432, protocol: TCP, backend: db}
              backends:
              - name: shop
                service: {name: shop, port: http}
              - name: db
                endpoints:
                - {address: 10.0.0.1, port: 5432}
                - {address: "fd00::1", port: 5432, weight: 5}
                trafficPolicy:
                  algorithm: {type: RoundRobin}
              trafficPolicy:
                algorithm: {type: LeastRequest, choices: 3}
                healthCheck: {passive: {consecutiveConnectFailures: 5, baseEjectionTime: 1s, maxEjectionTime: 10s, maxEjectionPercent: 100}}
                retries: {attempts: 2}
                timeouts: {connect: 1s, response: 30s, idle: 2s}
                connections: {maxIdlePerEndpoint: 0}
              rateLimits:
              - {name: per-client, listeners: [secure], requests: 100, burst: 50}
              - {name: tenants, listeners: [secure], key: Header, header: X-Tenant, requests: 1000, unit: Minute, algorithm: SlidingWindow, mode: Observe}
              rollout: {drain: {minDuration: 5s, timeout: 30s}}
              scaling: {replicas: 3}
              infrastructure:
                service: {type: ClusterIP, externalTrafficPolicy: Local, annotations: {a/b: "true"}}
                pod: {resources: {requests: {cpu: 1, memory: 128Mi}, limits: {memory: 1Gi}}}
              observability: {metrics: {endpointDetail: All}, accessLog: {mode: All, format: JSON}, logLevel: Debug}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: shop-tls}
            type: kubernetes.io/tls
            data:
              tls.crt: aGVs
                bG8=
            stringData:
              tls.key: |
                secret
            """;

    @Test
    void theSmallestDocumentHasWhatItSaysAndDefaults() {
        Manifest manifest = ManifestReader.read("shop.yaml", SMALLEST);

        assertThat(manifest.problems()).isEmpty();
        LoadBalancerManifest shop = manifest.loadBalancers().getFirst();
        assertThat(shop.name()).isEqualTo("shop");
        assertThat(shop.spec())
                .isEqualTo(new LoadBalancerSpec(
                        "default",
                        null,
                        List.of(new ListenerSpec("web", 80, ListenerSpec.Protocol.HTTP, null, null, null, null, null, null, null, null, null, "shop")),
                        List.of(new BackendSpec("shop", new ServiceRef("shop", new PortRef.Number(8080)), null, null, null, null)),
                        null,
                        null,
                        null,
                        new ScalingSpec(2),
                        null,
                        null));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "4096, 4096, 4Ki", "1500, 1500, 1500", "16Ki, 16384, 16Ki", "10Mi, 10485760, 10Mi", "2048Mi, 2147483648, 2Gi", "1025Ki, 1049600, 1025Ki"})
    void aSizeIsANumberOfBytesWithOrWithoutAUnit(String written, long bytes, String shortest) {
        assertThat(ByteSize.of(written)).isEqualTo(new ByteSize(bytes)).hasToString(shortest);
    }

    @Test
    void everyFieldIsRead() {
        Manifest manifest = ManifestReader.read("shop.yaml", FULL);

        assertThat(manifest.problems()).isEmpty();
        LoadBalancerSpec spec = manifest.loadBalancers().getFirst().spec();
        assertThat(spec.listeners().getFirst().tls())
                .isEqualTo(new ListenerTlsSpec(ListenerTlsSpec.Mode.Terminate, List.of(new SecretRef("shop-tls")), "1.3", null, null, null));
        assertThat(spec.rateLimits())
                .containsExactly(
                        new RateLimitSpec(
                                "per-client", List.of("secure"), RateLimitSpec.Key.ClientIP, null, 100, RateLimitSpec.Unit.Second, 50,
                                RateLimitSpec.Algorithm.TokenBucket, RateLimitSpec.Scope.Replica, RateLimitSpec.Mode.Enforce),
                        new RateLimitSpec(
                                "tenants", List.of("secure"), RateLimitSpec.Key.Header, "X-Tenant", 1000, RateLimitSpec.Unit.Minute, null,
                                RateLimitSpec.Algorithm.SlidingWindow, RateLimitSpec.Scope.Replica, RateLimitSpec.Mode.Observe));
        assertThat(spec.limits()).isEqualTo(new LimitsSpec(20_000));
        assertThat(spec.listeners().getFirst().limits()).isEqualTo(new ListenerLimitsSpec(1_000, 100, GepDuration.of("1h"), ByteSize.of("32Ki"), new ByteSize(1_000), 50, 7));
        assertThat(spec.listeners().getFirst().path()).isEqualTo(new PathSpec(PathSpec.Leniency.Accept, PathSpec.Leniency.Reject));
        assertThat(spec.listeners().getFirst().timeouts())
                .isEqualTo(new ListenerTimeoutsSpec(
                        GepDuration.of("5s"), GepDuration.of("90s"), GepDuration.of("60s"), GepDuration.of("1h"), GepDuration.of("500ms")));
        assertThat(spec.backends().get(1).endpoints())
                .containsExactly(new EndpointSpec("10.0.0.1", 5432, 1), new EndpointSpec("fd00::1", 5432, 5));
        assertThat(spec.infrastructure())
                .isEqualTo(new InfrastructureSpec(
                        new TrafficServiceSpec(
                                TrafficServiceSpec.Type.ClusterIP, TrafficServiceSpec.ExternalTrafficPolicy.Local, Map.of("a/b", "true")),
                        new DataplanePodSpec(new ResourcesSpec(Map.of("cpu", "1", "memory", "128Mi"), Map.of("memory", "1Gi")))));
        assertThat(spec.trafficPolicy().healthCheck().passive().maxEjectionPercent()).isEqualTo(100);
        assertThat(spec.scaling().replicas()).isEqualTo(3);
        assertThat(spec.observability()).isEqualTo(new ObservabilitySpec(new MetricsSpec(MetricsSpec.EndpointDetail.All, 20), new AccessLogSpec(AccessLogSpec.Mode.All, AccessLogSpec.Format.JSON), null, null, ObservabilitySpec.LogLevel.Debug));
        SecretManifest secret = manifest.secrets().getFirst();
        assertThat(secret.text("tls.crt")).isEqualTo("hello");
        assertThat(secret.text("tls.key")).isEqualTo("secret\n");
        assertThat(secret.type()).isEqualTo("kubernetes.io/tls");
        assertThat(secret).asString().doesNotContain("hello").contains("redacted");
    }

    @Test
    void aBadPartIsLeftOutAndWhatIsBesideItLives() {
        Manifest manifest = ManifestReader.read("shop.yaml", """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: shop}
                spec:
                  listeners:
                  - {name: bad, port: 70000, protocol: HTTP, backend: shop}
                  - {name: web, port: 80, protocol: HTTP, backend: shop, timeouts: {clientIdle: 10}}
                  - {name: lost, port: 81, protocol: HTTP, backend: gone}
                  - {name: twin, port: 80, protocol: TCP, backend: shop}
                  backends:
                  - {name: gone, endpoints: [{address: x, port: 1}]}
                  - name: shop
                    endpoints:
                    - {address: 10.0.0.1}
                    - {address: 10.0.0.2, port: 1}
                    trafficPolicy: {retries: {attempts: many}, timeouts: {connect: 1s}}
                """);

        assertThat(manifest.problems()).extracting(Problem::toString).containsExactly(
                "shop.yaml:6:23: spec.listeners[0].port: 70000 is out of range: expected a whole number from 1 to 65535",
                "shop.yaml:7:81: spec.listeners[1].timeouts.clientIdle: 10 is a number: expected a duration with its unit, such as 500ms, 30s or 1m30s",
                "shop.yaml:11:40: spec.backends[0].endpoints[0].address: \"x\" has 1 characters: expected an IPv4 or IPv6 address of 2 to 45",
                "shop.yaml:14:7: spec.backends[1].endpoints[0].port: is missing: expected a whole number from 1 to 65535",
                "shop.yaml:16:41: spec.backends[1].trafficPolicy.retries.attempts: \"many\" is text: expected a whole number from 0 to 10",
                "shop.yaml:9:24: spec.listeners[3].port: port 80 is used by two listeners: expected one for each; the other one is \"web\"");
        LoadBalancerManifest shop = manifest.loadBalancers().getFirst();
        assertThat(shop.spec().listeners()).extracting(ListenerSpec::name).containsExactly("web", "lost", "twin");
        assertThat(shop.spec().listeners().getFirst().timeouts()).isEqualTo(Defaults.of(ListenerTimeoutsSpec.class));
        assertThat(shop.spec().backends()).singleElement().satisfies(backend -> {
            assertThat(backend.endpoints()).containsExactly(new EndpointSpec("10.0.0.2", 1, 1));
            assertThat(backend.trafficPolicy().retries().attempts()).isEqualTo(1);
            assertThat(backend.trafficPolicy().timeouts().connect()).isEqualTo(GepDuration.of("1s"));
        });
        // What a translation says of the spec gets the file's indices and lines.
        assertThat(shop.inFile(List.of(new Problem("spec.backends[0].endpoints[0].address", Reason.RefNotPermitted, "no"))))
                .singleElement()
                .hasToString("shop.yaml:15:17: spec.backends[1].endpoints[1].address: no");
    }

    @Test
    void documentsThatAreNotReadHereAreNamed() {
        Manifest manifest = ManifestReader.read("all.yaml", """
                kind: Service
                ---
                just text
                ---
                apiVersion: ballast.dev/v1
                kind: LoadBalancer
                ---
                ---
                """ + SMALLEST.replace("spec:", "statuss: {}\nspec:") + "---\n" + SMALLEST + "---\nkind: Secret\napiVersion: v1\nmetadata: {name: s}\ndata: {tls.key: '%hidden%'}\n");

        assertThat(manifest.problems()).extracting(Problem::toString).containsExactly(
                "all.yaml:1:7: kind: \"Service\" is not read here: expected LoadBalancer, Secret or ConfigMap",
                "all.yaml:3:1: \"just text\" is text: expected a document with apiVersion, kind, metadata and spec",
                "all.yaml:5:13: apiVersion: \"ballast.dev/v1\" is not a version of LoadBalancer that is read here: expected ballast.dev/v1alpha1",
                "all.yaml:12:1: statuss: \"statuss\" is not a field: did you mean \"status\"?",
                "all.yaml:17:1: metadata.name: \"shop\" is the name of two LoadBalancers: expected one for each",
                "all.yaml:27:17: data[tls.key]: is not base64: expected base64, or the text itself under stringData");
        assertThat(manifest.loadBalancers()).hasSize(1);
        assertThat(manifest.secrets()).isEmpty();
    }

    @Test
    void nothingAtAllIsAProblemToo() {
        for (String empty : List.of("", "# nothing", "---\n---\n")) {
            assertThat(ManifestReader.read("e.yaml", empty).problems())
                    .singleElement()
                    .hasToString("e.yaml:1:1: there is no LoadBalancer in it: expected a document of kind LoadBalancer");
        }
    }

    @Test
    void brokenYamlSaysWhereAndKeepsWhatStandsBefore() {
        Manifest manifest = ManifestReader.read("b.yaml", SMALLEST + "---\nkind: Secret\nstringData: {a: [-----BEGIN PRIVATE KEY-----\n");

        assertThat(manifest.loadBalancers()).hasSize(1);
        assertThat(manifest.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.location()).isEqualTo(new Problem.Location("b.yaml", 10, 1));
            assertThat(problem.message()).startsWith("not YAML: ").doesNotContain("PRIVATE");
        });
    }

    @Test
    void aliasesWorkAndTheirBombsDoNot() {
        String shared = SMALLEST.replace("listeners: [{name: web, port: 80, protocol: HTTP, backend: shop}]", """
                listeners:
                  - {name: web, port: 80, protocol: HTTP, backend: shop, timeouts: &patient {clientIdle: 5m}}
                  - {name: web2, port: 81, protocol: HTTP, backend: shop, timeouts: *patient}""");
        Manifest manifest = ManifestReader.read("a.yaml", shared);
        assertThat(manifest.problems()).isEmpty();
        assertThat(manifest.loadBalancers().getFirst().spec().listeners().get(1).timeouts().clientIdle()).isEqualTo(GepDuration.of("5m"));

        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThat(ManifestReader.read("bomb.yaml", bomb.toString()).problems()).isNotEmpty();
        assertThat(ManifestReader.read("self.yaml", "&a [*a]").problems()).isNotEmpty();
        assertThat(ManifestReader.read("self.yaml", SMALLEST.replace("spec:", "spec: &a\n  rollout: {drain: *a}")).problems()).isNotEmpty();
        assertThat(ManifestReader.read("deep.yaml", "[".repeat(100_000)).problems()).isNotEmpty();
        assertThat(ManifestReader.read("long.yaml", "#".repeat(ManifestReader.MAX_CHARACTERS + 1)).problems()).isNotEmpty();
    }

    @Test
    void whateverTheTextIsTheReaderAnswers() {
        Random random = new Random(42);
        String alphabet = "{}[]:,-&*!|>'\"%@`#?~<=\n\t 0aé\u0000\u0085\uFEFF\uD800.y";
        int complained = 0;
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? FULL : SMALLEST);
            for (int i = random.nextInt(5); i >= 0; i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                    default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                }
            }
            String mutated = text.toString();
            assertThatCode(() -> ManifestReader.read("m.yaml", mutated)).as(mutated).doesNotThrowAnyException();
            complained += ManifestReader.read("m.yaml", mutated).problems().isEmpty() ? 0 : 1;
        }
        assertThat(complained).isGreaterThan(1_000);
    }
}
