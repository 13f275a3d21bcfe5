package dev.ballast.operator.playground.story;

import static dev.ballast.operator.playground.story.Scene.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ballast.operator.api.LoadBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three pods, an endpoint that may have ten requests at once from all of them together, and three hundred that come at once. The endpoint itself counts, and
 * answers when it is told to.
 */
class FleetCapE2E {
    private static final int CAP = 10;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final CountingEndpoint endpoint = new CountingEndpoint();
    private final List<CompletableFuture<Integer>> answers = new ArrayList<>();
    private PlaygroundCluster cluster;
    private Scene scene;

    @BeforeEach
    void start(@TempDir Path work) {
        cluster = new PlaygroundCluster(work);
        scene = Scene.of(cluster, "cap");
        scene.apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: few}
                spec: {ports: [{name: http, port: 8080, targetPort: 8080}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: few-1, labels: {kubernetes.io/service-name: few}}
                addressType: IPv4
                ports: [{name: http, protocol: TCP, port: %d}]
                endpoints: [{addresses: [127.0.0.1], conditions: {ready: true}}]
                ---
                apiVersion: ballast.dev/v1alpha1
                kind: LoadBalancer
                metadata: {name: few}
                spec:
                  listeners: [{name: web, port: 80, protocol: HTTP, backend: few}]
                  backends: [{name: few, service: {name: few, port: 8080}}]
                  trafficPolicy: {limits: {maxConnectionsPerEndpoint: %d, queue: {timeout: 10m}, scope: Fleet}}
                  rollout: {drain: {minDuration: 1s, timeout: 5s}}
                  scaling: {replicas: 3}
                """.formatted(endpoint.port(), CAP));
        scene.programmed("few");
        eventually().until(() -> scene.podAddresses("few", "web").size() == 3);
    }

    @AfterEach
    void stop() {
        endpoint.close();
        http.shutdownNow();
        cluster.close();
    }

    @Test
    void three_pods_give_an_endpoint_no_more_than_its_cap_and_serve_everybody() {
        List<InetSocketAddress> pods = scene.podAddresses("few", "web");
        request(pods.get(0), 240);
        request(pods.get(1), 30);
        request(pods.get(2), 30);

        eventually().untilAsserted(() -> assertThat(endpoint.present()).as("no place is left empty").isEqualTo(CAP));
        answerAndExpect(60);

        cluster.stopOperator();
        answerAndExpect(60);

        cluster.startOperator();
        scene.programmed("few");
        answerAndExpect(60);

        scene.client().resources(LoadBalancer.class).inNamespace(scene.namespace()).withName("few").scale(4);
        eventually().until(() -> scene.podAddresses("few", "web").size() == 4);
        InetSocketAddress fourth = scene.podAddresses("few", "web").stream().filter(pod -> !pods.contains(pod)).findFirst().orElseThrow();
        request(fourth, 30);

        endpoint.answer(Integer.MAX_VALUE / 2);
        assertThat(answers).as("everybody is served").hasSize(330).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
        assertThat(endpoint.most()).as("and never were there more").isEqualTo(CAP);
    }

    /** So many more are answered, by whoever has places: while no operator is there these stay where they are. */
    private void answerAndExpect(int more) {
        int before = endpoint.answered();
        endpoint.answer(more);
        eventually().untilAsserted(() -> assertThat(endpoint.answered()).isEqualTo(before + more));
    }

    private void request(InetSocketAddress pod, int times) {
        URI url = URI.create("http://" + pod.getAddress().getHostAddress() + ":" + pod.getPort() + "/");
        for (int i = 0; i < times; i++) {
            answers.add(http.sendAsync(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding()).thenApply(answer -> answer.statusCode()));
        }
    }

    /** Counts the requests that it has at once. Each is answered once that is allowed, for one after the other. */
    private static final class CountingEndpoint implements AutoCloseable {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Semaphore allowed = new Semaphore(0);
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger present = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final HttpServer server;

        private CountingEndpoint() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException failed) {
                throw new IllegalStateException("no port is free", failed);
            }
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                most.accumulateAndGet(present.incrementAndGet(), Math::max);
                allowed.acquireUninterruptibly();
                present.decrementAndGet();
                answered.incrementAndGet();
                try (exchange) {
                    exchange.sendResponseHeaders(200, -1);
                }
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        int answered() {
            return answered.get();
        }

        int present() {
            return present.get();
        }

        int most() {
            return most.get();
        }

        void answer(int more) {
            allowed.release(more);
        }

        @Override
        public void close() {
            answer(100_000);
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
