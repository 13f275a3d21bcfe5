package dev.ballast.operator.playground.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.operator.playground.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node as Deployments, Services and Pods meet it; the pods are real processes. */
class NodeIT {
    private static final String SHOP = """
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            spec: {selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop}
            spec:
              replicas: 2
              selector: {matchLabels: {app: shop}}
              template:
                metadata: {labels: {app: shop}}
                spec:
                  terminationGracePeriodSeconds: 5
                  containers:
                  - name: echo
                    image: ballast/dataplane
                    args: [echo, --http, "8080"]
                    ports: [{name: http, containerPort: 8080}]
                    readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
            """;

    @TempDir
    private Path work;

    private ApiServer server;
    private KubernetesClient client;
    private Node node;

    @BeforeEach
    void start() {
        server = ApiServer.start(0, InstantSource.system());
        client = new KubernetesClientBuilder().withConfig(server.clientConfig()).build();
        node = new Node(server.clientConfig(), Program.ofThisProcess(), work);
        client.load(new ByteArrayInputStream(SHOP.getBytes(StandardCharsets.UTF_8))).inNamespace("default").create();
        eventually().untilAsserted(() -> assertThat(ready()).hasSize(2));
    }

    @AfterEach
    void stop() {
        node.close();
        client.close();
        server.close();
        assertThat(ProcessHandle.current().descendants()).as("processes left behind").isEmpty();
    }

    @Test
    void a_service_reaches_every_ready_pod_and_follows_the_number_of_replicas() throws Exception {
        assertThat(answers(10)).hasSize(2);

        client.apps().deployments().inNamespace("default").withName("shop").scale(3);
        eventually().untilAsserted(() -> assertThat(answers(9)).hasSize(3));

        client.apps().deployments().inNamespace("default").withName("shop").scale(1);
        eventually().untilAsserted(() -> {
            assertThat(pods()).hasSize(1);
            assertThat(answers(5)).hasSize(1);
        });
    }

    @Test
    void a_process_that_dies_is_started_again_in_the_same_pod_also_without_the_api_server() {
        Pod pod = pods().getFirst();
        server.stop();

        node.crash(pod.getMetadata().getUid());

        InetSocketAddress address = new InetSocketAddress(pod.getStatus().getPodIP(), 8080);
        eventually().untilAsserted(() -> assertThat(get(address)).isNotEmpty());
        server.start();
        eventually().untilAsserted(() -> {
            Pod again = client.resource(pod).get();
            assertThat(again.getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
            assertThat(again.getStatus().getContainerStatuses().getFirst().getRestartCount()).isEqualTo(1);
        });
    }

    @Test
    void a_deleted_pod_is_replaced_by_another() {
        Pod pod = pods().getFirst();

        client.resource(pod).withGracePeriod(5).delete();

        eventually().untilAsserted(() -> assertThat(ready())
                .hasSize(2)
                .extracting(other -> other.getMetadata().getUid())
                .doesNotContain(pod.getMetadata().getUid()));
    }

    @Test
    void a_deleted_pod_ends_what_it_has() throws Exception {
        Pod pod = pods().getFirst();
        URI slow = URI.create("http://" + pod.getStatus().getPodIP() + ":8080/?delay=2s");
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.sendAsync(HttpRequest.newBuilder(slow).build(), HttpResponse.BodyHandlers.ofString());
            eventually().untilAsserted(() -> assertThat(get(new InetSocketAddress(pod.getStatus().getPodIP(), 8080))).isNotEmpty());

            client.resource(pod).withGracePeriod(5).delete();

            assertThat(answer.join().statusCode()).isEqualTo(200);
        }
        eventually().untilAsserted(() -> assertThat(client.resource(pod).get()).isNull());
    }

    @Test
    void a_new_template_is_rolled_out_without_a_gap() {
        Set<String> before = new HashSet<>(pods().stream().map(pod -> pod.getMetadata().getUid()).toList());

        client.apps().deployments().inNamespace("default").withName("shop").edit(deployment -> deployment.edit()
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("COLOUR")
                .withValue("blue")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build());

        eventually().untilAsserted(() -> {
            assertThat(slice()).filteredOn(endpoint -> endpoint.getConditions().getReady()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(ready()).hasSize(2).noneMatch(pod -> before.contains(pod.getMetadata().getUid()));
        });
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50)).ignoreExceptionsInstanceOf(IOException.class);
    }

    private List<Pod> pods() {
        return client.pods().inNamespace("default").list().getItems();
    }

    private List<Pod> ready() {
        return pods().stream().filter(pod -> Pods.ready(pod) && !Pods.terminating(pod)).toList();
    }

    private List<Endpoint> slice() {
        return client.discovery().v1().endpointSlices().inNamespace("default").list().getItems().getFirst().getEndpoints();
    }

    private Set<String> answers(int requests) throws IOException, InterruptedException {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < requests; i++) {
            answers.add(get(node.address("default", "shop", 80).orElseThrow()));
        }
        return answers;
    }

    private static String get(InetSocketAddress address) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/");
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
