package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.BackendConfig.StatusRange;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.traffic.endpoint.EndpointState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes through sockets, and what becomes of the endpoints. */
@ExtendWith(NoLeaks.class)
class ProbesIT {
    private static final int INTERVAL = 100;

    @Test
    void an_endpoint_that_answers_with_an_error_is_left_out_until_it_is_well() throws Exception {
        AtomicReference<String> health = new AtomicReference<>("200 OK");
        try (Endpoint ailing = Endpoint.of(talk -> {
                    for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                        String status = head.startsWith("GET /health ") ? health.get() : "200 OK";
                        talk.say("HTTP/1.1 " + status + "\r\nContent-Length: 6\r\n\r\nailing");
                    }
                });
                Endpoint well = Endpoint.saying("well");
                Running proxy = running(probing(ProbeType.HTTP, 0), ailing.port(), well.port())) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
            health.set("503 Service Unavailable");
            await().until(() -> state(proxy, ailing) == EndpointState.UNHEALTHY);
            try (RawClient client = proxy.client("web")) {
                for (int i = 0; i < 10; i++) {
                    assertThat(client.get("/").answer().body()).isEqualTo("well");
                }
            }
            assertThat(standing(proxy, ailing).why()).isEqualTo("status 503");
            health.set("204 No Content");
            await().until(() -> state(proxy, ailing) == EndpointState.READY);
            assertThat(proxy.metric("ballast_ejections_total", "probes")).isEqualTo(1);
            assertThat(proxy.metric("ballast_readmissions_total", "probes")).isEqualTo(1);
            assertThat(ailing.requests).anySatisfy(head -> assertThat(head)
                    .startsWith("GET /health HTTP/1.1\r\nHost: 127.0.0.1:" + ailing.port() + "\r\n")
                    .contains("Connection: close\r\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP, 'HTTP/1.1 404 Not Found\r\n\r\n', status 404",
        "HTTP, 'SSH-2.0-OpenSSH_9\r\n', the answer is not HTTP/1",
        "HTTP, '', the connection ended before an answer",
        "GRPC, 'HTTP/1.1 400 Bad Request\r\n\r\n', the answer is not HTTP/2",
        "GRPC, '', the connection ended before an answer",
    })
    void what_was_bad_is_told(ProbeType type, String answer, String why) throws Exception {
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    talk.until("\r\n\r\n");
                    talk.say(answer);
                    talk.in.readNBytes(answer.isEmpty() ? 0 : 1 << 16);
                });
                Running proxy = running(probing(type, 0), endpoint.port())) {
            await().until(() -> state(proxy, endpoint) == EndpointState.UNHEALTHY);
            await().untilAsserted(() -> assertThat(standing(proxy, endpoint).why()).isEqualTo(why));
        }
    }

    @Test
    void an_endpoint_that_says_nothing_in_time_is_left_out() throws Exception {
        try (Endpoint silent = Endpoint.of(talk -> talk.in.readAllBytes());
                Running proxy = running(new ActiveConfig(ProbeType.HTTP, INTERVAL, 80, 2, 3, "/", List.of(new StatusRange(200, 299)), 0), silent.port())) {
            await().until(() -> state(proxy, silent) == EndpointState.UNHEALTHY);
            assertThat(standing(proxy, silent).why()).isEqualTo("no answer within 80 ms");
        }
    }

    @Test
    void a_connection_is_enough_for_tcp() throws Exception {
        Endpoint endpoint = Endpoint.of(talk -> talk.in.readAllBytes());
        try (Running proxy = running(probing(ProbeType.TCP, 0), endpoint.port())) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 3);
            endpoint.close();
            await().until(() -> state(proxy, endpoint) == EndpointState.UNHEALTHY);
            assertThat(standing(proxy, endpoint).why()).isEqualTo("the connection was not made");
        }
    }

    @Test
    void another_port_can_be_asked() throws Exception {
        try (Endpoint endpoint = Endpoint.saying("shop");
                Endpoint management = Endpoint.saying("fine");
                Running proxy = running(probing(ProbeType.HTTP, management.port()), endpoint.port())) {
            await().until(() -> management.requests.size() > 2);
            assertThat(endpoint.requests).isEmpty();
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
        }
    }

    @Test
    void a_grpc_server_tells_its_health() throws Exception {
        try (GrpcHealth server = new GrpcHealth();
                Running proxy = running(probing(ProbeType.GRPC, 0), server.port())) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 1);
            assertThat(server.requests).allSatisfy(headers -> {
                assertThat(headers.method()).hasToString("POST");
                assertThat(headers.path()).hasToString("/grpc.health.v1.Health/Check");
                assertThat(headers.authority()).hasToString("127.0.0.1:" + server.port());
                assertThat(headers.get("content-type")).hasToString("application/grpc");
                assertThat(headers.get("te")).hasToString("trailers");
            });
            server.answer(2);
            await().until(() -> proxy.metric("ballast_endpoints", "unhealthy") == 1);
            assertThat(endpoints(proxy).getFirst().standing().why()).isEqualTo("status NOT_SERVING");
            server.answer(GrpcHealth.UNIMPLEMENTED);
            await().until(() -> endpoints(proxy).getFirst().standing().why().contains("NOT_SERVING"));
            server.answer(1);
            await().until(() -> proxy.metric("ballast_endpoints", "ready") == 1);
        }
    }

    @Test
    void an_endpoint_that_speaks_http_2_is_asked_over_it() throws Exception {
        AtomicReference<String> health = new AtomicReference<>("200");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (Endpoint endpoint = Http2Endpoint.of(talk -> {
                    seen.add(talk.next(RawHttp2.HEADERS).fields());
                    byte[] block = RawHttp2.block(":status", String.valueOf(health.get()), "x-more", "1");
                    talk.headers(1, false, ":status", "103");
                    talk.frame(RawHttp2.HEADERS, 0, 1, Arrays.copyOf(block, 4));
                    talk.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, Arrays.copyOfRange(block, 4, block.length));
                    talk.next();
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", policy -> with(policy, probing(ProbeType.HTTP, 0)).over(Protocol.HTTP2), endpoint.port()))) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
            assertThat(proxy.metric("ballast_probes_total", "bad")).isZero();
            assertThat(seen.getFirst()).startsWith(":method: GET\n:scheme: http\n:path: /health\n:authority: 127.0.0.1:" + endpoint.port() + "\n");
            health.set("503");
            await().until(() -> standing(proxy, endpoint).why().equals("status 503"));
        }
    }

    @Test
    void an_endpoint_that_speaks_http_1_does_not_pass_for_one_of_http_2() throws Exception {
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    talk.until("\r\n\r\n");
                    talk.say("HTTP/1.1 400 Bad Request\r\n\r\n");
                    talk.in.readAllBytes();
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", policy -> with(policy, probing(ProbeType.HTTP, 0)).over(Protocol.HTTP2), endpoint.port()))) {
            await().until(() -> standing(proxy, endpoint).why().equals("the answer is not HTTP/2"));
        }
    }

    /** Row 15 of what users suffer from: probes multiply by routes. */
    @Test
    void a_hundred_listeners_of_one_backend_make_one_probe_an_interval() throws Exception {
        try (Endpoint endpoint = Endpoint.saying("fine");
                Running proxy = new Running()) {
            Snapshots snapshots = snapshot().backend("shop", policy -> with(policy, probing(ProbeType.HTTP, 0)), endpoint.port());
            for (int i = 0; i < 100; i++) {
                snapshots.http("web" + i, "shop");
            }
            long begun = System.nanoTime();
            proxy.install(snapshots);
            await().until(() -> endpoint.requests.size() >= 10);
            long intervals = (System.nanoTime() - begun) / 1_000_000 * 10 / (INTERVAL * 9) + 1;
            assertThat((long) endpoint.requests.size()).as("at most one in 0.9 of an interval").isLessThanOrEqualTo(intervals);
        }
    }

    @Test
    void what_is_no_longer_there_is_not_asked_and_what_stays_keeps_its_course() throws Exception {
        try (ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Endpoint stays = Endpoint.saying("fine");
                Running proxy = running(probing(ProbeType.TCP, 0), gone.getLocalPort(), stays.port())) {
            gone.accept().close();
            proxy.install(snapshot().http("web", "shop").backend("shop", policy -> with(policy, probing(ProbeType.TCP, 0)), stays.port()));
            int seen = stays.connections();
            await().until(() -> stays.connections() > seen + 5);
            gone.setSoTimeout(1);
            int late = 0;
            while (accepts(gone)) {
                late++;
            }
            assertThat(late).as("made before the change was heard").isLessThanOrEqualTo(2);
        }
    }

    private static boolean accepts(ServerSocket socket) throws IOException {
        try {
            socket.accept().close();
            return true;
        } catch (SocketTimeoutException none) {
            return false;
        }
    }

    private static ActiveConfig probing(ProbeType type, int port) {
        return new ActiveConfig(type, INTERVAL, 5_000, 2, 3, "/health", List.of(new StatusRange(200, 299)), port);
    }

    private static Running running(ActiveConfig active, int... ports) {
        return new Running().install(snapshot().http("web", "shop").backend("shop", policy -> with(policy, active), ports));
    }

    private static PolicyConfig with(PolicyConfig p, ActiveConfig active) {
        return new PolicyConfig(
                p.algorithm(),
                new HealthConfig(active, p.health().passive(), p.health().panicThresholdPercent()),
                p.retryAttempts(),
                p.connectTimeoutMillis(),
                p.responseTimeoutMillis(),
                p.idleTimeoutMillis(),
                p.maxIdlePerEndpoint());
    }

    private static List<dev.ballast.traffic.endpoint.Endpoint> endpoints(Running proxy) {
        return Objects.requireNonNull(proxy.dataplane.backends().get("shop")).endpoints();
    }

    private static EndpointState state(Running proxy, Endpoint endpoint) {
        return standing(proxy, endpoint).state();
    }

    private static dev.ballast.traffic.endpoint.Endpoint.Standing standing(Running proxy, Endpoint endpoint) {
        return endpoints(proxy).stream()
                .filter(living -> living.config().port() == endpoint.port())
                .findFirst()
                .orElseThrow()
                .standing();
    }
}
