package dev.ballast.operator.controller.main;

import static dev.ballast.operator.controller.testing.Cluster.endpoint;
import static dev.ballast.operator.controller.testing.Cluster.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.manifest.PortRef;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.AuthorityConfig;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.EndpointConfig.State;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.operator.api.LoadBalancer;
import dev.ballast.operator.api.LoadBalancerStatus;
import dev.ballast.operator.controller.identity.Authority.Identity;
import dev.ballast.operator.controller.testing.Certificates;
import dev.ballast.operator.controller.testing.Cluster;
import dev.ballast.operator.controller.testing.FakePod;
import dev.ballast.operator.controller.testing.RealApiServer;
import dev.ballast.operator.controller.testing.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator on a real API server, with pods that are only a channel. */
@ExtendWith(RealApiServer.class)
class OperatorIT {
    private Cluster cluster;
    private OperatorProcess operator;

    @BeforeEach
    void aNamespaceWithAServiceAndAnOperator() {
        cluster = new Cluster(RealApiServer.client());
        cluster.service("shop", 8080, "http");
        cluster.endpoints("shop", "http", 9000, endpoint("10.0.0.1", "uid-1", true, true, false));
        operator = cluster.operator();
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    // ---- what runs ----

    @Test
    void programmedIsSaidOnceEveryReadyPodHasAcked() {
        cluster.apply("shop", Specs.http("shop", 8080));
        cluster.awaitState("shop", "Programmed", "False Pending");

        FakePod first = cluster.pod("shop", "first");
        awaitSnapshot(first, snapshot -> endpoints(snapshot).size() == 1);
        assertThat(cluster.state("shop", "Programmed")).as("no pod is Ready yet").isEqualTo("False Pending");
        cluster.ready("first", true);
        cluster.awaitState("shop", "Programmed", "True Programmed");
        assertThat(cluster.state("shop", "Accepted")).isEqualTo("True Accepted");
        assertThat(cluster.state("shop", "ResolvedRefs")).isEqualTo("True ResolvedRefs");
        assertThat(cluster.state("shop", "BackendsAvailable")).isEqualTo("True AllBackendsAvailable");
        assertThat(cluster.state("shop", "AddressAssigned")).as("nobody gives addresses here").isEqualTo("False Pending");

        FakePod second = cluster.pod("shop", "second");
        awaitSnapshot(second, snapshot -> true);
        second.fallSilent(true);
        cluster.ready("second", true);
        cluster.apply("shop", Specs.of(List.of(Specs.listener("web", 81)), Specs.backend("shop", "shop", new PortRef.Number(8080))));
        awaitSnapshot(first, snapshot -> snapshot.listeners().getFirst().port() == 81);
        cluster.awaitState("shop", "Programmed", "False Pending");
        within().until(() -> message("Programmed"), text -> text.contains("1 of 2 Ready pods") && text.contains("second"));

        second.fallSilent(false);
        cluster.awaitState("shop", "Programmed", "True Programmed");
        assertThat(Objects.requireNonNull(status().config()).ackedReplicas()).isEqualTo(2);
        within().until(this::events, events -> events.contains("Normal Programmed shop"));
    }

    @Test
    void aPodThatRefusesIsQuotedInTheConditionAndKeepsWhatItRan() {
        FakePod pod = programmed();
        pod.refuse(new Problem("listeners[web].bindPort", Reason.PortUnavailable, "port 10081 is taken: expected a free one"));

        cluster.apply("shop", Specs.of(List.of(Specs.listener("web", 81)), Specs.backend("shop", "shop", new PortRef.Number(8080))));

        cluster.awaitState("shop", "Programmed", "False PortUnavailable");
        assertThat(message("Programmed")).contains("pod first", "listeners[web].bindPort", "port 10081 is taken");
        assertThat(Objects.requireNonNull(pod.snapshot()).listeners().getFirst().port()).isEqualTo(80);

        pod.refuse();
        cluster.awaitState("shop", "Programmed", "True Programmed");
        assertThat(Objects.requireNonNull(pod.snapshot()).listeners().getFirst().port()).isEqualTo(81);
    }

    @Test
    void aLostPushIsRepaired() {
        FakePod pod = programmed();
        pod.fallSilent(true);
        cluster.endpoints("shop", "http", 9000, endpoint("10.0.0.2", "uid-2", true, true, false));
        cluster.awaitState("shop", "EndpointsCurrent", "False Lagging");

        pod.fallSilent(false);

        awaitSnapshot(pod, snapshot -> addresses(snapshot).equals(List.of("10.0.0.2")));
        cluster.awaitState("shop", "EndpointsCurrent", "True Current");
    }

    @Test
    void aPodThatLostItsSnapshotGetsItAgain() {
        FakePod pod = programmed();

        pod.startFrom(null);
        pod.reportConnectFailure("shop", "10.0.0.1:9000#uid-1");

        awaitSnapshot(pod, snapshot -> addresses(snapshot).equals(List.of("10.0.0.1")));
    }

    @Test
    void aPodWithAnotherLoadBalancersCertificateIsNeverSpokenTo() {
        FakePod own = programmed();
        cluster.apply("other", Specs.http("shop", 8080));
        FakePod foreign = cluster.pod("other", "others-pod");
        awaitSnapshot(foreign, snapshot -> true);
        Revision before = Objects.requireNonNull(foreign.revision());

        cluster.moveInto("others-pod", "shop");
        cluster.ready("others-pod", true);
        cluster.apply("shop", Specs.of(List.of(Specs.listener("web", 81)), Specs.backend("shop", "shop", new PortRef.Number(8080))));

        awaitSnapshot(own, snapshot -> snapshot.listeners().getFirst().port() == 81);
        within().until(() -> message("Programmed"), text -> text.contains("others-pod was not reached"));
        assertThat(foreign.revision()).isEqualTo(before);
    }

    // ---- endpoints ----

    @Test
    void endpointsFollowTheirSlicesWithoutAnythingElse() {
        FakePod pod = programmed();
        Secret boot = bootSecret();
        String deployment = deployment().getMetadata().getResourceVersion();

        cluster.endpoints(
                "shop",
                "http",
                9000,
                endpoint("10.0.0.1", "uid-1", false, true, true),
                endpoint("10.0.0.2", "uid-2", true, true, false),
                endpoint("10.0.0.3", "uid-3", false, false, false),
                endpoint("10.0.0.4", "uid-4", false, false, true));

        awaitSnapshot(pod, snapshot -> endpoints(snapshot).size() == 2);
        assertThat(endpoints(Objects.requireNonNull(pod.snapshot())))
                .extracting(EndpointConfig::id, EndpointConfig::state)
                .containsExactly(
                        tuple("10.0.0.1:9000#uid-1", State.Terminating),
                        tuple("10.0.0.2:9000#uid-2", State.Ready));
        assertThat(pod.calls().getLast()).as("only the endpoints are sent").startsWith("PATCH");
        assertThat(bootSecret().getMetadata().getResourceVersion()).isEqualTo(boot.getMetadata().getResourceVersion());
        assertThat(deployment().getMetadata().getResourceVersion()).isEqualTo(deployment);
        within().until(() -> Objects.requireNonNull(status().backends()).getFirst().draining(), Integer.valueOf(1)::equals);
        assertThat(cluster.state("shop", "Programmed")).isEqualTo("True Programmed");
    }

    @Test
    void aServiceThatComesLaterIsFound() {
        cluster.apply("shop", Specs.of(List.of(Specs.listener("web", 80)), Specs.backend("shop", "late", new PortRef.Name("http"))));
        cluster.awaitState("shop", "ResolvedRefs", "False BackendNotFound");
        assertThat(message("ResolvedRefs")).contains("spec.backends[0].service", "\"late\" does not exist");

        cluster.service("late", 80, "grpc");
        within().until(() -> message("ResolvedRefs"), text -> text.contains("80 (grpc)"));
        cluster.apply("shop", Specs.of(List.of(Specs.listener("web", 80)), Specs.backend("shop", "late", new PortRef.Name("grpc"))));

        cluster.awaitState("shop", "ResolvedRefs", "True ResolvedRefs");
        assertThat(cluster.state("shop", "BackendsAvailable")).isEqualTo("False NoReadyEndpoints");
    }

    // ---- Secrets ----

    @Test
    void aSecretMayBeLateWrongRotatedAndDeleted() {
        cluster.apply(
                "shop",
                Specs.of(
                        List.of(Specs.listener("web", 80), Specs.https("secure", 443, "cert")),
                        Specs.backend("shop", "shop", new PortRef.Number(8080))));
        FakePod pod = cluster.pod("shop", "first");
        cluster.ready("first", true);
        cluster.awaitState("shop", "ResolvedRefs", "False InvalidCertificateRef");
        awaitSnapshot(pod, snapshot -> listeners(snapshot).equals(List.of("web")));

        Identity good = Certificates.fresh();
        secret(good.certificatePem(), Certificates.fresh().keyPem());
        within().until(() -> message("ResolvedRefs"), text -> text.contains("tls.key"));

        secret(good.certificatePem(), good.keyPem());
        cluster.awaitState("shop", "ResolvedRefs", "True ResolvedRefs");
        awaitSnapshot(pod, snapshot -> serves(snapshot, good));

        Identity next = Certificates.fresh();
        secret(next.certificatePem(), next.keyPem());
        awaitSnapshot(pod, snapshot -> serves(snapshot, next));

        cluster.client().secrets().inNamespace(cluster.namespace()).withName("cert").delete();
        cluster.awaitState("shop", "ResolvedRefs", "False InvalidCertificateRef");
        assertThat(message("ResolvedRefs")).contains("last good version keeps serving: secure");
        assertThat(serves(Objects.requireNonNull(pod.snapshot()), next)).as("the last good certificate serves on").isTrue();
        cluster.awaitState("shop", "Programmed", "False Invalid");

        operator.close();
        operator = cluster.operator("next", false);
        cluster.apply(
                "shop",
                Specs.of(
                        List.of(Specs.listener("web", 81), Specs.https("secure", 443, "cert")),
                        Specs.backend("shop", "shop", new PortRef.Number(8080))));
        awaitSnapshot(pod, snapshot -> snapshot.listeners().stream().anyMatch(listener -> listener.port() == 81));
        assertThat(serves(Objects.requireNonNull(pod.snapshot()), next))
                .as("also with an operator that knows it from the boot Secret only")
                .isTrue();
    }

    @Test
    void theAuthoritiesOfClientsMayBeLateReplacedAndDeleted() {
        Identity server = Certificates.fresh();
        secret(server.certificatePem(), server.keyPem());
        authorities("unrelated", "settings of somebody");
        cluster.apply(
                "shop",
                Specs.of(
                        List.of(Specs.listener("web", 80), Specs.guarded("secure", 443, "cert", "clients-ca")),
                        Specs.backend("shop", "shop", new PortRef.Number(8080))));
        FakePod pod = cluster.pod("shop", "first");
        cluster.ready("first", true);
        cluster.awaitState("shop", "ResolvedRefs", "False InvalidCACertificateRef");
        assertThat(message("ResolvedRefs")).contains("ConfigMap \"clients-ca\" does not exist");
        awaitSnapshot(pod, snapshot -> listeners(snapshot).equals(List.of("web")));

        Identity staff = Certificates.fresh();
        authorities("clients-ca", staff.certificatePem());
        cluster.awaitState("shop", "ResolvedRefs", "True ResolvedRefs");
        awaitSnapshot(pod, snapshot -> believes(snapshot, staff));

        Identity successors = Certificates.fresh();
        authorities("clients-ca", successors.certificatePem());
        awaitSnapshot(pod, snapshot -> believes(snapshot, successors));

        cluster.client().configMaps().inNamespace(cluster.namespace()).withName("clients-ca").delete();
        cluster.awaitState("shop", "ResolvedRefs", "False InvalidCACertificateRef");
        assertThat(message("ResolvedRefs")).contains("last good version keeps serving: secure");
        assertThat(believes(Objects.requireNonNull(pod.snapshot()), successors)).isTrue();
    }

    // ---- names ----

    @Test
    void anObjectThatIsNotOursIsNeverTouched() {
        cluster.service("shop-ballast", 80, "theirs");
        String theirs = service("shop-ballast").getMetadata().getResourceVersion();

        cluster.apply("shop", Specs.http("shop", 8080));

        cluster.awaitState("shop", "Accepted", "False NameConflict");
        assertThat(message("Accepted")).contains("Service \"shop-ballast\"");
        cluster.awaitState("shop", "Programmed", "False NoResources");
        assertThat(service("shop-ballast").getMetadata().getResourceVersion()).isEqualTo(theirs);

        cluster.client().services().inNamespace(cluster.namespace()).withName("shop-ballast").delete();
        cluster.awaitState("shop", "Accepted", "True Accepted");
        assertThat(service("shop-ballast").getSpec().getPorts()).extracting(ServicePort::getName).containsExactly("web");
    }

    @Test
    void aForeignBootSecretIsNeverTouched() {
        Secret theirs = cluster.client()
                .resource(Certificates.secret(cluster.namespace(), "shop-ballast-boot", "", ""))
                .create();

        cluster.apply("shop", Specs.http("shop", 8080));

        cluster.awaitState("shop", "Accepted", "False NameConflict");
        assertThat(message("Accepted")).contains("Secret \"shop-ballast-boot\"");
        assertThat(bootSecret()).isEqualTo(theirs);
    }

    @Test
    void everythingMadeIsOwnedAndNothingSelectsByAnotherLabel() {
        programmed();
        LoadBalancer lb = Objects.requireNonNull(cluster.find("shop"));

        List<HasMetadata> made = Stream.<List<? extends HasMetadata>>of(
                        cluster.client().services().inNamespace(cluster.namespace()).list().getItems(),
                        cluster.client().serviceAccounts().inNamespace(cluster.namespace()).list().getItems(),
                        cluster.client().apps().deployments().inNamespace(cluster.namespace()).list().getItems(),
                        cluster.client().policy().v1().podDisruptionBudget().inNamespace(cluster.namespace()).list().getItems(),
                        cluster.client().secrets().inNamespace(cluster.namespace()).list().getItems())
                .<HasMetadata>flatMap(List::stream)
                .filter(object -> object.getMetadata().getName().startsWith("shop-"))
                .toList();

        assertThat(made).extracting(object -> object.getKind() + " " + object.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "Service shop-ballast",
                        "Service shop-ballast-metrics",
                        "ServiceAccount shop-ballast",
                        "Deployment shop-ballast",
                        "PodDisruptionBudget shop-ballast",
                        "Secret shop-ballast-boot",
                        "Secret shop-ballast-tls");
        assertThat(made).allSatisfy(object -> assertThat(object.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(lb.getMetadata().getUid())));
        assertThat(lb.getMetadata().getFinalizers()).isEmpty();
        assertThat(service("shop-ballast").getSpec().getSelector()).containsOnlyKeys("ballast.dev/loadbalancer");
        assertThat(deployment().getSpec().getSelector().getMatchLabels()).containsOnlyKeys("ballast.dev/loadbalancer");
        assertThat(deployment().getSpec().getTemplate().getMetadata().getLabels())
                .as("a Service of a Helm release \"shop\" does not select our pods")
                .doesNotContainEntry("app.kubernetes.io/instance", "shop");
    }

    @Test
    void aListenerThatComesAndGoesRestartsNoPod() {
        programmed();
        long generation = deployment().getMetadata().getGeneration();

        cluster.apply(
                "shop",
                Specs.of(
                        List.of(Specs.listener("web", 80), Specs.listener("more", 8081)),
                        Specs.backend("shop", "shop", new PortRef.Number(8080))));
        cluster.awaitState("shop", "Programmed", "True Programmed");
        assertThat(service("shop-ballast").getSpec().getPorts()).extracting(ServicePort::getPort).containsExactly(80, 8081);

        cluster.apply("shop", Specs.http("shop", 8080));
        cluster.awaitState("shop", "Programmed", "True Programmed");
        assertThat(service("shop-ballast").getSpec().getPorts()).extracting(ServicePort::getPort).containsExactly(80);
        assertThat(deployment().getMetadata().getGeneration()).isEqualTo(generation);
    }

    @Test
    void whatSomebodyChangesIsPutRight() {
        programmed();
        cluster.client().services().inNamespace(cluster.namespace()).withName("shop-ballast").edit(service -> {
            service.getSpec().getPorts().getFirst().setTargetPort(new IntOrString(1));
            service.getMetadata().getLabels().put("theirs", "stays");
            return service;
        });

        within().until(() -> service("shop-ballast").getSpec().getPorts().getFirst().getTargetPort().getIntVal(), port -> port == 10080);
        assertThat(service("shop-ballast").getMetadata().getLabels()).containsEntry("theirs", "stays");

        cluster.client().serviceAccounts().inNamespace(cluster.namespace()).withName("shop-ballast").delete();
        within().until(() -> cluster.client().serviceAccounts().inNamespace(cluster.namespace()).withName("shop-ballast").get(), Objects::nonNull);
    }

    @Test
    void anotherClassIsLeftAlone() {
        var spec = Specs.http("shop", 8080);
        cluster.apply(
                "theirs",
                new LoadBalancerSpec(
                        "another", null, spec.listeners(), spec.backends(), null, null, null, spec.scaling(), null, null));
        programmed();

        assertThat(Objects.requireNonNull(cluster.find("theirs")).getStatus()).isNull();
        assertThat(cluster.client().secrets().inNamespace(cluster.namespace()).withName("theirs-ballast-boot").get()).isNull();
    }

    // ---- operators ----

    @Test
    void anOperatorThatStartsAnewPushesNothingAndTakesTheNextEpoch() {
        FakePod pod = programmed();
        List<String> calls = pod.calls();
        String since = cluster.condition("shop", "Programmed").orElseThrow().getLastTransitionTime();
        assertThat(pod.revision()).satisfies(revision -> assertThat(revision.epoch()).isEqualTo(1));

        operator.close();
        operator = cluster.operator("next", false);
        within().until(() -> bootSecret().getMetadata().getAnnotations().get("ballast.dev/epoch"), "2"::equals);
        cluster.endpoints("shop", "http", 9000, endpoint("10.0.0.2", "uid-2", true, true, false));

        awaitSnapshot(pod, snapshot -> addresses(snapshot).equals(List.of("10.0.0.2")));
        assertThat(pod.calls()).as("one push, for the one change").hasSize(calls.size() + 1);
        assertThat(pod.revision()).satisfies(revision -> assertThat(revision.epoch()).isEqualTo(2));
        assertThat(cluster.condition("shop", "Programmed").orElseThrow().getLastTransitionTime())
                .as("Programmed was never denied")
                .isEqualTo(since);
    }

    @Test
    void aPodWithAHigherEpochIsNotLockedOut() {
        FakePod pod = programmed();
        pod.startFrom(new SnapshotMessage(new Revision(41, 7), Objects.requireNonNull(pod.snapshot())));

        cluster.endpoints("shop", "http", 9000, endpoint("10.0.0.2", "uid-2", true, true, false));

        awaitSnapshot(pod, snapshot -> addresses(snapshot).equals(List.of("10.0.0.2")));
        assertThat(pod.revision()).satisfies(revision -> assertThat(revision.epoch()).isGreaterThan(41));
    }

    @Test
    void ofTwoOperatorsOneWorksAndTheOtherTakesOver() {
        operator.close();
        OperatorProcess one = cluster.operator("one", true);
        FakePod pod = programmed();
        OperatorProcess other = cluster.operator("other", true);
        assertThat(bootSecret().getMetadata().getAnnotations()).containsEntry("ballast.dev/epoch", "1");

        one.close();

        within().until(() -> bootSecret().getMetadata().getAnnotations().get("ballast.dev/epoch"), "2"::equals);
        cluster.endpoints("shop", "http", 9000, endpoint("10.0.0.2", "uid-2", true, true, false));
        awaitSnapshot(pod, snapshot -> addresses(snapshot).equals(List.of("10.0.0.2")));
        assertThat(other.healthPort()).isPositive();
    }

    @Test
    void aLoadBalancerOfTheSameNameIsAnotherOne() {
        FakePod pod = programmed();
        String owner = Objects.requireNonNull(pod.snapshot()).owner();
        cluster.client().resources(LoadBalancer.class).inNamespace(cluster.namespace()).withName("shop").delete();
        // What a cluster's garbage collector does.
        cluster.deletePod("first");
        cluster.collectGarbage("shop");

        cluster.apply("shop", Specs.http("shop", 8080));
        FakePod next = cluster.pod("shop", "next");
        awaitSnapshot(next, snapshot -> true);

        assertThat(Objects.requireNonNull(next.snapshot()).owner()).isNotEqualTo(owner);
    }

    @Test
    void theProcessSaysThatItIsReadyAndWhatItPushed() throws Exception {
        programmed();

        within().until(() -> get("/readyz"), "ok\n"::equals);
        assertThat(get("/healthz")).isEqualTo("ok\n");
        assertThat(get("/metrics"))
                .contains("ballast_operator_pushes_total{kind=\"whole\",result=\"ack\"} 1.0")
                .contains("ballast_operator_lagging_pods 0.0")
                .contains("ballast_operator_reconcile_seconds_count");
    }

    // ---- words ----

    private String get(String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + operator.healthPort() + path)).build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private List<String> events() {
        return cluster.client().events().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(event -> event.getType() + " " + event.getReason() + " " + event.getRegarding().getName())
                .toList();
    }

    private FakePod programmed() {
        cluster.apply("shop", Specs.http("shop", 8080));
        FakePod pod = cluster.pod("shop", "first");
        cluster.ready("first", true);
        cluster.awaitState("shop", "Programmed", "True Programmed");
        return pod;
    }

    private static void awaitSnapshot(FakePod pod, Predicate<Snapshot> expected) {
        within().alias("snapshot of " + pod.name()).until(pod::snapshot, snapshot -> snapshot != null && expected.test(snapshot));
    }

    private static List<EndpointConfig> endpoints(Snapshot snapshot) {
        return snapshot.backends().stream().map(BackendConfig::endpoints).flatMap(List::stream).toList();
    }

    private static List<String> addresses(Snapshot snapshot) {
        return endpoints(snapshot).stream().map(EndpointConfig::address).toList();
    }

    private static List<String> listeners(Snapshot snapshot) {
        return snapshot.listeners().stream().map(ListenerConfig::name).toList();
    }

    private static boolean serves(Snapshot snapshot, Identity identity) {
        return listeners(snapshot).contains("secure")
                && snapshot.certificates().stream().anyMatch(certificate -> certificate.chain().equals(identity.certificatePem()));
    }

    private void secret(String certificate, String key) {
        cluster.client()
                .resource(Certificates.secret(cluster.namespace(), "cert", certificate, key))
                .unlock()
                .createOr(existing -> existing.update());
    }

    private void authorities(String name, String certificates) {
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace())
                        .withName(name)
                        .endMetadata()
                        .withData(Map.of("ca.crt", certificates))
                        .build())
                .createOr(existing -> existing.update());
    }

    private static boolean believes(Snapshot snapshot, Identity authority) {
        return listeners(snapshot).contains("secure")
                && snapshot.authorities().stream().map(AuthorityConfig::certificates).toList().equals(List.of(authority.certificatePem()));
    }

    private String message(String type) {
        return cluster.condition("shop", type).map(Condition::getMessage).orElse("");
    }

    private LoadBalancerStatus status() {
        return Objects.requireNonNull(cluster.find("shop")).getStatus();
    }

    private Secret bootSecret() {
        return cluster.client().secrets().inNamespace(cluster.namespace()).withName("shop-ballast-boot").get();
    }

    private Service service(String name) {
        return cluster.client().services().inNamespace(cluster.namespace()).withName(name).get();
    }

    private Deployment deployment() {
        return cluster.client().apps().deployments().inNamespace(cluster.namespace()).withName("shop-ballast").get();
    }
}
