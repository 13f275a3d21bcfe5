package dev.ballast.operator.playground.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ballast.operator.playground.node.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for a laptop is run as its first line says, and no example is without a story. */
class ExamplesE2E {
    private static final Path EXAMPLES = Stories.EXAMPLES;
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path work;

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void the_laptop_example_runs() throws IOException {
        List<String> ports = freePorts(3);
        Path manifest = example("laptop.yaml", ports, 8080, 3001, 3002);

        start("echo", "--name", "one", "--http", "127.0.0.1:" + ports.get(1));
        start("echo", "--name", "two", "--http", "127.0.0.1:" + ports.get(2));
        start("run", manifest.toString(), "--admin-port", "0");

        InetSocketAddress listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(ports.getFirst()));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 20).answeredBy()).containsExactly("one", "two"));
    }

    /** Ballast itself is what speaks HTTP/2 behind it. */
    @Test
    void the_grpc_example_runs() throws IOException {
        List<String> ports = freePorts(5);
        Path manifest = example("grpc.yaml", ports, 8080, 50051, 50052);

        for (int i = 1; i <= 2; i++) {
            start("echo", "--name", "echo-" + i, "--http", "127.0.0.1:" + ports.get(i + 2));
            start("run", "--listen", ports.get(i), "--backend", "127.0.0.1:" + ports.get(i + 2), "--admin-port", "0");
        }
        start("run", manifest.toString(), "--admin-port", "0");

        InetSocketAddress listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(ports.getFirst()));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 20).answeredBy()).containsExactly("echo-1", "echo-2"));
    }

    @Test
    void the_routes_example_sends_each_request_where_it_says() throws Exception {
        List<String> ports = freePorts(4);
        Path manifest = example("routes.yaml", ports, 8080, 3001, 3002, 3003);

        start("echo", "--name", "shop", "--http", "127.0.0.1:" + ports.get(1));
        start("echo", "--name", "next", "--http", "127.0.0.1:" + ports.get(2));
        start("echo", "--name", "api", "--http", "127.0.0.1:" + ports.get(3));
        start("run", manifest.toString(), "--admin-port", "0");

        int port = Integer.parseInt(ports.getFirst());
        InetSocketAddress listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 30).answeredBy()).containsExactly("next", "shop"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(answer(port, "/api/items")).contains("api"));
        assertThat(answer(port, "/old/items")).as("is sent to /api").isEqualTo("301 Moved Permanently: Redirect\n");
        assertThat(answer(port, "/v2/items")).contains("api");
        assertThat(answer(port, "/items", "version", "next")).contains("next");
    }

    @Test
    void the_limits_example_refuses_a_tenants_eleventh_request() throws Exception {
        List<String> ports = freePorts(2);
        Path manifest = example("limits.yaml", ports, 8080, 3001);

        start("echo", "--name", "shop", "--http", "127.0.0.1:" + ports.get(1));
        start("run", manifest.toString(), "--admin-port", "0");

        int port = Integer.parseInt(ports.getFirst());
        InetSocketAddress listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 1).answeredBy()).containsExactly("shop"));
        for (int i = 0; i < 10; i++) {
            assertThat(answer(port, "/", "Tenant", "one")).contains("shop");
        }
        assertThat(answer(port, "/", "Tenant", "one")).isEqualTo("429 Too Many Requests: RateLimited: per-tenant\n");
        assertThat(answer(port, "/", "Tenant", "two")).contains("shop");
    }

    /** Only time ends what is open, and only requests begin what is half open: each step holds until the next one is taken, however long that takes. */
    @Test
    void the_breaker_example_leaves_a_failing_backend_alone_until_it_is_well() throws Exception {
        List<String> ports = freePorts(3);
        Path manifest = example("breaker.yaml", ports, 8080, 3001);
        int port = Integer.parseInt(ports.get(0));
        int admin = Integer.parseInt(ports.get(2));

        start("echo", "--name", "shop", "--http", "127.0.0.1:" + ports.get(1));
        start("run", manifest.toString(), "--admin-port", ports.get(2));
        await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(answer(port, "/")).contains("shop"));
        assertThat(circuit(admin)).isEqualTo("Closed 0.0");

        await().atMost(Duration.ofSeconds(60)).until(() -> answer(port, "/?status=500").equals("503 Service Unavailable: CircuitOpen\n"));
        assertThat(circuit(admin)).isEqualTo("Open 2.0");
        assertThat(metric(admin, "ballast_circuit_openings_total")).isPositive();
        assertThat(metric(admin, "ballast_failures_total", "backend=\"shop\"", "reason=\"CircuitOpen\"")).isPositive();

        await().atMost(Duration.ofSeconds(60)).until(() -> answer(port, "/").contains("shop"));
        assertThat(circuit(admin)).as("two good ones are wanted").isEqualTo("HalfOpen 1.0");
        assertThat(answer(port, "/")).contains("shop");
        assertThat(circuit(admin)).isEqualTo("Closed 0.0");
    }

    /** What the stats say, and the metrics. */
    private static String circuit(int admin) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(answer(admin, "/stats")).path("backends").get(0).path("circuit").asText()
                + " " + metric(admin, "ballast_circuit{");
    }

    private static double metric(int admin, String name, String... labels) throws IOException, InterruptedException {
        return answer(admin, "/metrics").lines()
                .filter(line -> line.startsWith(name) && Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void the_cache_example_answers_without_asking_a_program() throws Exception {
        List<String> ports = freePorts(3);
        Path manifest = example("cache.yaml", ports, 8080, 3001, 3002);
        Files.writeString(manifest, Files.readString(manifest).replace("defaultTtl: 10s", "defaultTtl: 10h"));

        start("echo", "--name", "one", "--http", "127.0.0.1:" + ports.get(1));
        start("echo", "--name", "two", "--http", "127.0.0.1:" + ports.get(2));
        start("run", manifest.toString(), "--admin-port", "0");

        int port = Integer.parseInt(ports.getFirst());
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(answer(port, "/live")).containsAnyOf("one", "two"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/item")).build();
            HttpResponse<String> first = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(first.headers().firstValue("Cache-Status")).hasValue("ballast; fwd=uri-miss; stored");
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> again = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(again.body()).isEqualTo(first.body());
                assertThat(again.headers().firstValue("Cache-Status")).hasValueSatisfying(said -> assertThat(said).startsWith("ballast; hit; ttl="));
            }
        }
    }

    @Test
    void the_sessions_example_brings_a_client_back() throws Exception {
        List<String> ports = freePorts(3);
        Path manifest = example("sessions.yaml", ports, 8080, 3001, 3002);

        start("echo", "--name", "one", "--http", "127.0.0.1:" + ports.get(1));
        start("echo", "--name", "two", "--http", "127.0.0.1:" + ports.get(2));
        start("run", manifest.toString(), "--admin-port", "0");

        int port = Integer.parseInt(ports.getFirst());
        InetSocketAddress listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 20).answeredBy()).containsExactly("one", "two"));
        try (HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
            HttpResponse<String> first = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(first.headers().firstValue("Set-Cookie")).hasValueSatisfying(cookie ->
                    assertThat(cookie).startsWith("visit=").endsWith("; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600"));
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> again = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(again.headers().firstValue("Echo-Name")).isEqualTo(first.headers().firstValue("Echo-Name"));
            }
        }
    }

    @Test
    void the_zones_example_prefers_the_endpoints_of_its_own_zone() throws Exception {
        List<String> ports = freePorts(4);
        Path manifest = example("zones.yaml", ports, 8080, 3001, 3002, 3003);

        start("echo", "--name", "near-1", "--http", "127.0.0.1:" + ports.get(1));
        start("echo", "--name", "near-2", "--http", "127.0.0.1:" + ports.get(2));
        start("echo", "--name", "far", "--http", "127.0.0.1:" + ports.get(3));
        start("run", manifest.toString(), "--zone", "a", "--admin-port", "0");

        InetSocketAddress listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(ports.getFirst()));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 20).answeredBy()).containsExactly("near-1", "near-2"));
        Files.writeString(manifest, Files.readString(manifest).replace("evacuateZones: []}", "evacuateZones: [a]}"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(SteadyLoad.burst(List.of(listener), 20).answeredBy()).containsExactly("far"));
    }

    private static String answer(int port, String path, String... headers) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
            return client.send((headers.length == 0 ? request : request.headers(headers)).build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void every_example_is_started_by_a_story() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .as("a new example needs a story: name it here when it has one")
                    .containsExactlyInAnyOrder(
                            "shop.yaml", "https.yaml", "names.yaml", "mtls.yaml", "proxy-protocol.yaml", "tcp.yaml", "laptop.yaml", "routes.yaml",
                            "grpc.yaml", "limits.yaml", "fleet.yaml", "cache.yaml", "breaker.yaml", "sessions.yaml", "zones.yaml");
        }
    }

    /** An example, in which the ports that it names are the first ones of these. */
    private Path example(String name, List<String> ports, int... named) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name));
        for (int i = 0; i < named.length; i++) {
            text = text.replace("port: " + named[i], "port: " + ports.get(i));
        }
        return Files.writeString(work.resolve(name), text);
    }

    private static List<String> freePorts(int count) {
        return Stream.generate(ExamplesE2E::freePort).limit(count).map(String::valueOf).toList();
    }

    private void start(String... arguments) throws IOException {
        processes.add(new ProcessBuilder(Program.ofThisProcess().command(List.of(arguments)))
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(arguments[0] + processes.size() + ".log").toFile())
                .start());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
