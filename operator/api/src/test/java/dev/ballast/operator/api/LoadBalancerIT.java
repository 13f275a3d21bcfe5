package dev.ballast.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.manifest.BackendSpec;
import dev.ballast.contract.manifest.GepDuration;
import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.manifest.ScalingSpec;
import dev.ballast.contract.manifest.ServiceRef;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** The resource on a real API server: installed as a user installs it, written, scaled, listed, never moved to another class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadBalancerIT {
    private @Nullable ApiServer server;
    private Path kubeConfig = Path.of("");

    @BeforeAll
    void installAsAUserDoes(@TempDir Path directory) throws Exception {
        server = ApiServer.start();
        kubeConfig = Files.writeString(directory.resolve("config"), server.kubeConfig());
        assertThat(kubectl("apply", "-f", LoadBalancerCrd.directory().toString())).contains("created");
        assertThat(kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd/loadbalancers.ballast.dev")).contains("condition met");
        assertThat(kubectl("apply", "-f", LoadBalancerCrd.directory().toString())).contains("unchanged");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void absentSectionsStayAbsentAndPresentOnesGetTheirDefaults() {
        LoadBalancer written = client().resource(smallest("defaults")).create();

        assertThat(written.getSpec()).isEqualTo(smallest("defaults").getSpec());
        LoadBalancer read = client().resources(LoadBalancer.class).inNamespace("default").withName("defaults").require();
        assertThat(read.getSpec().trafficPolicy()).isNull();
        assertThat(read.getSpec().scaling().replicas()).isEqualTo(2);
        assertThat(client().raw("/apis/ballast.dev/v1alpha1/namespaces/default/loadbalancers/defaults"))
                .contains("\"className\":\"default\"", "\"scaling\":{\"replicas\":2}")
                .doesNotContain("trafficPolicy", "rollout", "null");
    }

    @Test
    void theSameFileAppliedAgainIsNoChange(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("again.yaml"), """
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: again}
                spec:
                  listeners:
                  - name: web
                    port: 80
                    protocol: HTTP
                    backend: fixed
                    timeouts: {requestHeaders: 5s}
                    proxyProtocol: {mode: Optional, trustedCIDRs: [10.0.0.0/8]}
                    routes:
                    - {name: some, matches: [{path: {value: /some}, headers: [{name: X-Some, value: "1"}], queryParams: [{name: q, value: "1"}]}], backends: [{name: fixed}, {name: shop}]}
                  - {name: safe, port: 443, protocol: HTTPS, backend: fixed, tls: {secrets: [{name: t}], clientValidation: {caRefs: [{name: ca}]}}}
                  backends:
                  - {name: fixed, endpoints: [{address: 10.0.0.1, port: 80}, {address: 10.0.0.2, port: 80}]}
                  - {name: shop, service: {name: shop, port: 80}, trafficPolicy: {algorithm: {type: RoundRobin}, healthCheck: {active: {}, passive: {}}, circuitBreaker: {}}}
                  rateLimits: [{name: all, listeners: [web], requests: 10}]
                  trafficPolicy: {algorithm: {type: RoundRobin}}
                """);
        assertThat(kubectl("apply", "-f", file.toString())).contains("created");
        assertThat(kubectl("apply", "-f", file.toString())).contains("unchanged");
        LoadBalancerSpec read = client().resources(LoadBalancer.class).inNamespace("default").withName("again").require().getSpec();
        assertThat(read.backends().getFirst().endpoints()).allSatisfy(endpoint -> assertThat(endpoint.weight()).isEqualTo(1));
    }

    @Test
    void theClassNameIsForLife() {
        client().resource(smallest("classy")).create();

        assertThatThrownBy(() -> client().resources(LoadBalancer.class)
                        .inNamespace("default")
                        .withName("classy")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"className\":\"other\"}}"))
                .hasMessageContaining("className cannot change to \"other\": expected \"default\", or a new LoadBalancer");
    }

    @Test
    void statusComesBackAndScaleReadsIt() throws Exception {
        LoadBalancer made = client().resource(smallest("scaled")).create();
        Condition programmed = new ConditionBuilder()
                .withType(ConditionType.Programmed.name())
                .withStatus("True")
                .withReason(ConditionReason.Programmed.name())
                .withMessage("")
                .withObservedGeneration(1L)
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build();
        LoadBalancerStatus status = new LoadBalancerStatus(
                1L,
                List.of(new AddressStatus(AddressStatus.Type.IPAddress, "203.0.113.10")),
                2,
                1,
                "ballast.dev/loadbalancer=scaled",
                new ConfigStatus("sha256:aa", 1L, "1.2", 1, GepDuration.of("38ms")),
                List.of(new ListenerStatus(
                        "web", 80, List.of(new ListenerStatus.CertificateStatus("t", "aa", "2026-01-01T00:00:00Z")), List.of(programmed))),
                List.of(new BackendStatus("shop", 3, 2, 1)),
                List.of(programmed));
        made.setStatus(status);

        LoadBalancer updated = client().resource(made).updateStatus();

        assertThat(updated.getStatus()).isEqualTo(status);
        assertThat(kubectl("scale", "lb/scaled", "--replicas=5")).contains("scaled");
        assertThat(client().resources(LoadBalancer.class).inNamespace("default").withName("scaled").require().getSpec().scaling())
                .isEqualTo(new ScalingSpec(5));
        assertThat(kubectl("get", "lb", "scaled").lines().toList().getFirst().split("\\s+"))
                .containsExactly("NAME", "CLASS", "ADDRESS", "PROGRAMMED", "READY", "AGE");
        assertThat(kubectl("get", "lb", "scaled").lines().toList().get(1)).matches("scaled +default +203.0.113.10 +True +1 +\\S+");
        assertThat(kubectl("get", "lb", "scaled", "-o", "wide").lines().toList().getFirst().split("\\s+"))
                .containsExactly("NAME", "CLASS", "ADDRESS", "PROGRAMMED", "READY", "AGE", "ACCEPTED", "RESOLVED", "BACKENDS", "ACKED", "DIGEST");
        assertThat(kubectl("explain", "lb.spec.backends.trafficPolicy.retries.attempts")).contains("Tries after the first.");
    }

    private static LoadBalancer smallest(String name) {
        LoadBalancer loadBalancer = new LoadBalancer();
        loadBalancer.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
        loadBalancer.setSpec(new LoadBalancerSpec(
                "default",
                null,
                List.of(new ListenerSpec("web", 80, ListenerSpec.Protocol.HTTP, null, null, null, null, null, null, null, null, null, "shop")),
                List.of(
                        new BackendSpec("shop", new ServiceRef("shop", new PortRef.Number(8080)), null, null, null, null),
                        new BackendSpec("named", new ServiceRef("shop", new PortRef.Name("http")), null, null, null, null)),
                null,
                null,
                null,
                new ScalingSpec(2),
                null,
                null));
        return loadBalancer;
    }

    private KubernetesClient client() {
        return Objects.requireNonNull(server).client();
    }

    /** Standard output; a failure is the test's, with standard error. */
    private String kubectl(String... arguments) throws IOException, InterruptedException {
        Path binary;
        try (var found = Files.find(
                Path.of(System.getenv("KUBE_API_TEST_DIR")), 4, (path, attributes) -> path.getFileName().toString().equals("kubectl"))) {
            binary = found.findFirst().orElseThrow();
        }
        ProcessBuilder builder = new ProcessBuilder(binary.toString(), "--kubeconfig", kubeConfig.toString(), "-n", "default");
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
