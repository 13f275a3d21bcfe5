package dev.ballast.operator.playground.story;

import static dev.ballast.operator.playground.story.Scene.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.operator.api.LoadBalancer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From a manifest to forwarded bytes, as users see it. Whoever extends this brings the cluster. */
abstract class Stories {
    static final Path EXAMPLES = Path.of("../../examples");

    abstract Cluster cluster();

    @Test
    void the_first_example_serves_from_every_pod() throws Exception {
        Scene scene = Scene.of(cluster(), "first");

        scene.program("shop", Files.readString(EXAMPLES.resolve("shop.yaml")));

        SteadyLoad.Outcome service = SteadyLoad.burst(List.of(scene.address("shop", 80)), 60);
        assertThat(service.failed()).as(service.toString()).isZero();
        assertThat(service.answeredBy()).as("every backend answers").hasSize(3);
        List<InetSocketAddress> pods = scene.podAddresses("shop", "web");
        assertThat(pods).hasSize(2);
        assertThat(SteadyLoad.burst(pods, 60).failures()).isEmpty();
    }

    @Test
    void the_tcp_example_carries_bytes() throws Exception {
        Scene scene = Scene.of(cluster(), "tcp");
        scene.echo("shop", 2);

        scene.apply(Files.readString(EXAMPLES.resolve("tcp.yaml")));

        scene.programmed("shop-tcp");
        eventually().until(() -> scene.podAddresses("shop-tcp", "bytes").size() == 3);
        SteadyLoad.Outcome outcome = SteadyLoad.burst(scene.podAddresses("shop-tcp", "bytes"), 60);
        assertThat(outcome.failed()).as(outcome.toString()).isZero();
        assertThat(outcome.answeredBy()).hasSize(2);
    }

    @Test
    void backends_come_and_go_and_no_request_fails() throws Exception {
        Scene scene = Scene.of(cluster(), "endpoints");
        scene.echo("app", 2);
        scene.program("lb", Scene.loadBalancer("lb", "app"));

        try (SteadyLoad load = SteadyLoad.on(scene.address("lb", 80))) {
            scene.scale("app", 4);
            scene.scale("app", 1);
            scene.scale("app", 2);

            SteadyLoad.Outcome outcome = load.stop();
            assertThat(outcome.failed()).as(outcome.toString()).isZero();
            assertThat(outcome.requests()).isPositive();
            assertThat(outcome.answeredBy()).hasSizeGreaterThan(2);
        }
    }

    @Test
    void programmed_means_that_no_pod_answers_from_the_old_backend() throws Exception {
        Scene scene = Scene.of(cluster(), "truth");
        scene.echo("blue", 2);
        scene.echo("green", 1);
        scene.program("lb", Scene.loadBalancer("lb", "blue"));
        List<InetSocketAddress> pods = scene.podAddresses("lb", "web");
        assertThat(pods).hasSize(2);

        scene.program("lb", Scene.loadBalancer("lb", "green"));
        SteadyLoad.Outcome outcome = SteadyLoad.burst(pods, 1000);

        assertThat(outcome.failed()).as(outcome.toString()).isZero();
        assertThat(outcome.answeredBy()).isNotEmpty().allMatch(name -> name.startsWith("green-"));
    }

    @Test
    void a_listener_comes_and_goes_and_no_pod_is_replaced() throws Exception {
        Scene scene = Scene.of(cluster(), "listeners");
        scene.echo("app", 2);
        String one = Scene.loadBalancer("lb", "app");
        String two = one.replace("backend: app}]", "backend: app}, {name: more, port: 81, protocol: HTTP, backend: app}]");
        scene.program("lb", one);
        List<String> before = identities(scene.pods("lb"));

        try (SteadyLoad load = SteadyLoad.on(scene.address("lb", 80))) {
            scene.program("lb", two);
            List<InetSocketAddress> added = scene.podAddresses("lb", "more");
            assertThat(SteadyLoad.burst(added, 50).failures()).isEmpty();
            scene.program("lb", one);
            assertThat(added).hasSize(2).allSatisfy(gone ->
                    assertThatThrownBy(() -> new Socket(gone.getAddress(), gone.getPort()).close()).hasMessageContaining("refused"));

            SteadyLoad.Outcome outcome = load.stop();
            assertThat(outcome.failed()).as(outcome.toString()).isZero();
        }
        assertThat(identities(scene.pods("lb"))).isEqualTo(before);
    }

    /** With the number of restarts: a process that began anew is another one too. */
    private static List<String> identities(List<Pod> pods) {
        return pods.stream()
                .map(pod -> pod.getMetadata().getUid() + " " + pod.getStatus().getContainerStatuses().getFirst().getRestartCount())
                .sorted()
                .toList();
    }

    @Test
    void a_restarted_pod_serves_while_operator_and_api_server_are_gone() throws Exception {
        Scene scene = Scene.of(cluster(), "boot");
        scene.echo("app", 1);
        scene.program("lb", Scene.loadBalancer("lb", "app"));
        Pod pod = scene.pods("lb").getFirst();
        InetSocketAddress address = scene.podAddresses("lb", "web").stream()
                .filter(candidate -> candidate.getAddress().getHostAddress().equals(pod.getStatus().getPodIP()))
                .findFirst()
                .orElseThrow();
        try {
            scene.cluster().stopOperator();
            eventually().until(() -> booted(scene));
            scene.cluster().crash(scene.namespace(), pod.getMetadata().getName());
            scene.cluster().stopApiServer();

            eventually().until(() -> SteadyLoad.burst(List.of(address), 1).failed() == 0);
            SteadyLoad.Outcome outcome = SteadyLoad.burst(List.of(address), 100);
            assertThat(outcome.failed()).as(outcome.toString()).isZero();
        } finally {
            scene.cluster().startApiServer();
            scene.cluster().startOperator();
        }
        scene.program("lb", Scene.loadBalancer("lb", "app").replace("timeout: 5s", "timeout: 6s"));
    }

    private static boolean booted(Scene scene) {
        return scene.client().secrets().inNamespace(scene.namespace()).withName("lb-ballast-boot").get() != null;
    }

    @Test
    void a_backend_that_fails_as_a_whole_is_left_alone_until_it_is_well() throws Exception {
        Scene scene = Scene.of(cluster(), "breaker");
        scene.echo("app", 1);
        scene.program("lb", Scene.loadBalancer("lb", "app") + "  trafficPolicy: {circuitBreaker: {consecutiveFailures: 3, openDuration: 1s, maxHalfOpen: 1}}\n");
        InetSocketAddress pod = scene.podAddresses("lb", "web").getFirst();

        try (HttpClient client = HttpClient.newHttpClient()) {
            eventually().until(() -> asked(client, pod, "/?status=500").body().contains("CircuitOpen"));
            eventually().until(() -> asked(client, pod, "/").statusCode() == 200);
            for (int i = 0; i < 20; i++) {
                assertThat(asked(client, pod, "/").statusCode()).as("closed again").isEqualTo(200);
            }
        }
    }

    private static HttpResponse<String> asked(HttpClient client, InetSocketAddress pod, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + pod.getHostString() + ":" + pod.getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_deleted_load_balancer_leaves_nothing_behind() {
        Scene scene = Scene.of(cluster(), "gone");
        scene.echo("app", 1);
        List<String> before = everything(scene);
        scene.program("lb", Scene.loadBalancer("lb", "app"));
        assertThat(everything(scene)).hasSizeGreaterThan(before.size());

        scene.client().resources(LoadBalancer.class).inNamespace(scene.namespace()).withName("lb").delete();

        eventually().untilAsserted(() -> assertThat(everything(scene)).isEqualTo(before));
    }

    private static List<String> everything(Scene scene) {
        var client = scene.client();
        String namespace = scene.namespace();
        return Stream.of(
                        client.resources(LoadBalancer.class).inNamespace(namespace).list().getItems(),
                        client.apps().deployments().inNamespace(namespace).list().getItems(),
                        client.pods().inNamespace(namespace).list().getItems(),
                        client.services().inNamespace(namespace).list().getItems(),
                        client.discovery().v1().endpointSlices().inNamespace(namespace).list().getItems(),
                        client.secrets().inNamespace(namespace).list().getItems(),
                        client.configMaps().inNamespace(namespace).list().getItems(),
                        client.serviceAccounts().inNamespace(namespace).list().getItems(),
                        client.policy().v1().podDisruptionBudget().inNamespace(namespace).list().getItems())
                .flatMap(List::stream)
                .map(HasMetadata.class::cast)
                .map(object -> object.getKind() + "/" + object.getMetadata().getName())
                .sorted()
                .toList();
    }

    @Test
    void what_the_schema_forbids_is_refused_with_the_name_of_the_field() {
        Scene scene = Scene.of(cluster(), "refused");
        Map<String, String> faults = Map.of(
                "port: 80,", "port: 70000,",
                "protocol: HTTP", "protocol: GOPHER",
                "name: web", "name: Web",
                "port: 80, protocol", "protocol");

        faults.forEach((good, bad) -> {
            String manifest = Scene.loadBalancer("lb", "app").replace(good, bad);
            assertThatThrownBy(() -> scene.apply(manifest), bad)
                    .isInstanceOfSatisfying(KubernetesClientException.class, refusal -> {
                        assertThat(refusal.getCode()).isEqualTo(422);
                        assertThat(refusal.getStatus().getDetails().getCauses())
                                .extracting(StatusCause::getField)
                                .isNotEmpty()
                                .allMatch(field -> field.startsWith("spec.listeners[0]"));
                    });
        });
    }

    @Test
    void a_bad_part_is_named_and_the_part_beside_it_serves_on() throws Exception {
        Scene scene = Scene.of(cluster(), "bad-part");
        scene.echo("app", 1);
        String good = Scene.loadBalancer("lb", "app");
        scene.program("lb", good);

        try (SteadyLoad load = SteadyLoad.on(scene.address("lb", 80))) {
            scene.apply(good.replace("backend: app}]", "backend: app}, {name: safe, port: 443, protocol: HTTPS, "
                            + "tls: {secrets: [{name: nowhere}]}, backend: app}, {name: lost, port: 82, protocol: HTTP, backend: lost}]")
                    .replace("port: 8080}}]", "port: 8080}}, {name: lost, service: {name: atlantis, port: 1}}]"));

            eventually().untilAsserted(() -> {
                Condition references = scene.condition("lb", "ResolvedRefs");
                assertThat(references.getStatus()).isEqualTo("False");
                assertThat(references.getMessage()).contains("nowhere").contains("atlantis");
            });
            SteadyLoad.Outcome outcome = load.stop();
            assertThat(outcome.failed()).as(outcome.toString()).isZero();
        }
        assertThat(SteadyLoad.burst(scene.podAddresses("lb", "web"), 50).failures()).isEmpty();
    }

    @Test
    void what_is_not_ours_is_left_alone() {
        Scene scene = Scene.of(cluster(), "neighbours");
        scene.echo("shop", 1);
        scene.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: shop-ballast, labels: {app.kubernetes.io/instance: shop, app.kubernetes.io/managed-by: Helm}}
                spec: {selector: {app: shop}, ports: [{name: other, port: 80}]}
                """);
        Service neighbour = scene.client().services().inNamespace(scene.namespace()).withName("shop-ballast").require();

        scene.apply(Scene.loadBalancer("shop", "shop"));

        eventually().untilAsserted(() -> {
            Condition accepted = scene.condition("shop", "Accepted");
            assertThat(accepted.getStatus()).isEqualTo("False");
            assertThat(accepted.getReason()).isEqualTo("NameConflict");
            assertThat(accepted.getMessage()).contains("shop-ballast");
        });
        Service after = scene.client().services().inNamespace(scene.namespace()).withName("shop-ballast").require();
        assertThat(after.getSpec()).isEqualTo(neighbour.getSpec());
        assertThat(after.getMetadata().getLabels()).isEqualTo(neighbour.getMetadata().getLabels());
    }

    @Test
    void a_certificate_may_come_late_and_change() throws Exception {
        Scene scene = Scene.of(cluster(), "secure");
        scene.echo("shop", 1);
        scene.apply(Files.readString(EXAMPLES.resolve("https.yaml")));
        eventually().untilAsserted(() -> {
            Condition references = scene.condition("shop-secure", "ResolvedRefs");
            assertThat(references.getReason()).isEqualTo("InvalidCertificateRef");
            assertThat(references.getMessage()).contains("shop-tls");
        });

        X509Certificate first = Certificates.put(scene, "shop-tls", "shop.example");
        scene.programmed("shop-secure");
        eventually().until(() -> scene.podAddresses("shop-secure", "https").size() == 2);
        eventually().untilAsserted(() -> assertThat(served(scene)).containsOnly(first).hasSize(2));

        X509Certificate second = Certificates.put(scene, "shop-tls", "shop.example");
        eventually().untilAsserted(() -> assertThat(served(scene)).containsOnly(second).hasSize(2));
    }

    @Test
    void one_port_serves_several_names() throws Exception {
        Scene scene = Scene.of(cluster(), "names");
        scene.echo("shop", 1);
        X509Certificate shop = Certificates.put(scene, "shop-tls", "shop.example");
        X509Certificate wild = Certificates.put(scene, "wild-tls", "*.shop.example");
        scene.program("shop-secure", Files.readString(EXAMPLES.resolve("https.yaml")));
        scene.program("shop-names", Files.readString(EXAMPLES.resolve("names.yaml")));

        List<InetSocketAddress> pods = scene.podAddresses("shop-names", "shop");
        assertThat(pods).hasSize(2);
        assertThat(Certificates.servedBy(pods, "shop.example")).containsOnly(shop);
        assertThat(Certificates.servedBy(pods, "www.shop.example")).containsOnly(wild);
        assertThat(Certificates.servedBy(pods, "secure.example")).as("the other load balancer's").containsOnly(shop);
        assertThatThrownBy(() -> Certificates.servedBy(pods, "elsewhere.example")).hasMessageContaining("unrecognized_name");
    }

    @Test
    void who_comes_in_shows_a_certificate_and_so_does_the_endpoint() throws Exception {
        Scene scene = Scene.of(cluster(), "staff");
        scene.echo("shop", 1);
        X509Certificate shop = Certificates.put(scene, "shop-tls", "shop.example");
        Certificates.Identity ann = Certificates.Identity.of("ann");
        Certificates.Identity bob = Certificates.Identity.of("bob");
        Certificates.publish(scene, "shop-ca", shop);
        Certificates.publish(scene, "staff-ca", ann.certificate());
        Certificates.publish(scene, "guests-ca", bob.certificate());
        scene.program("shop-secure", Files.readString(EXAMPLES.resolve("https.yaml")));
        String example = Files.readString(EXAMPLES.resolve("mtls.yaml"));
        scene.program("shop-staff", example);

        InetSocketAddress pod = scene.podAddresses("shop-staff", "staff").getFirst();
        eventually().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> assertThat(ann.ask(pod, "shop.example")).startsWith("HTTP/1.1 200 OK"));
        assertThatThrownBy(() -> bob.ask(pod, "shop.example")).isInstanceOf(IOException.class);

        // A ConfigMap that was there before anybody named it.
        scene.apply(example.replace("name: staff-ca}", "name: staff-ca}, {name: guests-ca}"));
        eventually().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> assertThat(bob.ask(pod, "shop.example")).startsWith("HTTP/1.1 200 OK"));

        Certificates.publish(scene, "shop-ca", ann.certificate());
        eventually().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> assertThat(ann.ask(pod, "shop.example")).startsWith("HTTP/1.1 502 ").contains("EndpointCertificate"));
    }

    @Test
    void a_load_balancer_behind_another_one_knows_the_client() throws Exception {
        Scene scene = Scene.of(cluster(), "proxied");
        scene.echo("shop", 1);
        String example = Files.readString(EXAMPLES.resolve("proxy-protocol.yaml"));
        scene.program("shop-behind", example);
        scene.programmed("shop-front");

        SteadyLoad.Outcome outcome = SteadyLoad.burst(scene.podAddresses("shop-front", "bytes"), 60);
        assertThat(outcome.failed()).as(outcome.toString()).isZero();
        assertThat(SteadyLoad.burst(scene.podAddresses("shop-behind", "web"), 6).failed()).as("nobody says who the client is").isEqualTo(6);
    }

    private static List<X509Certificate> served(Scene scene) throws IOException {
        return Certificates.servedBy(scene.podAddresses("shop-secure", "https"), "shop.example");
    }
}
