package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.ballast.proxy.http2.RawHttp2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces that go on through us, and the fields by which we show ourselves. */
@Timeout(60)
class TracingIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final String SAMPLED = "traceparent: 00-" + TRACE + "-" + SENDER + "-01\r\ntracestate: vendor=a\r\n";

    private final Collector collector = new Collector();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    TracingIT() throws IOException {}

    @AfterEach
    void close() {
        collector.close();
    }

    @Test
    void a_clients_trace_goes_on_to_the_endpoint_and_to_the_collector() throws Exception {
        try (Endpoint shop = shop();
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()).traced(collector.address(), 0))) {
            try (RawClient client = proxy.client("web")) {
                client.say("GET /cart?token=secret HTTP/1.1\r\nHost: shop.example\r\n" + SAMPLED + "\r\n").answer();
            }
            String head = heads.take();
            assertThat(head).containsPattern("traceparent: 00-" + TRACE + "-[0-9a-f]{16}-0[13]").contains("tracestate: vendor=a").doesNotContain(SENDER);

            proxy.install(snapshot().http("web", "shop").backend("shop", shop.port()));
            await().until(() -> collector.has(hex(TRACE)) && collector.has(hex(SENDER)));
            assertThat(collector.has(hex(head.replaceFirst("(?s).*traceparent: 00-\\w+-(\\w+)-.*", "$1")))).as("the attempt's span").isTrue();
            assertThat(List.of("http.response.status_code", "/cart", "shop.example", "127.0.0.1:" + shop.port(), "ballast.listener")).allMatch(collector::has);
            assertThat(collector.has("secret")).isFalse();
        }
    }

    @Test
    void a_retry_has_a_span_of_its_own_and_a_failure_its_reason() throws Exception {
        try (Endpoint deaf = deaf();
                Endpoint other = deaf();
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop").backend("shop", deaf.port(), other.port()).traced(collector.address(), 100))) {
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().status()).isEqualTo(502);
            }
            proxy.install(snapshot().http("web", "shop").backend("shop", deaf.port()));
            await().until(() -> collector.has("ResetBeforeResponse"));
            assertThat(collector.has("http.request.resend_count")).isTrue();
        }
    }

    @Test
    void what_is_not_sampled_is_told_so_and_a_collector_that_is_away_costs_nothing() throws Exception {
        try (Endpoint shop = shop();
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()).traced(collector.address(), 0))) {
            try (RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
                client.get(1, "/").end(1);
            }
            assertThat(heads.take()).containsPattern("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");
            collector.close();
            proxy.install(snapshot().http("web", "shop").backend("shop", shop.port()).traced(collector.address(), 100));
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().status()).isEqualTo(200);
            }
            assertThat(heads.take()).containsPattern("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
            assertThat(collector.received).isEmpty();
        }
    }

    @Test
    void fields_of_our_own_are_ours_alone() throws Exception {
        try (Endpoint shop = shop();
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()).showing())) {
            String answer;
            try (RawClient client = proxy.client("web")) {
                answer = client.say("GET / HTTP/1.1\r\nHost: a\r\nX-Backend-Server: me\r\nX-Forwarded-By: me\r\n"
                                + "Connection: x-backend-server\r\n\r\n")
                        .answer().head();
            }
            assertThat(heads.take()).contains("x-forwarded-by: ballast\r\n", "x-backend-server: 127.0.0.1:" + shop.port() + "\r\n").doesNotContain(": me");
            assertThat(answer).contains("x-backend-server: 127.0.0.1:" + shop.port() + "\r\n").doesNotContain("elsewhere").doesNotContainIgnoringCase("ballast-reason");
        }
    }

    @Test
    void an_answer_of_our_own_says_why_in_a_field() throws Exception {
        try (Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop").showing())) {
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().head()).containsIgnoringCase("\r\nBallast-Reason: NoEndpoint\r\n");
                assertThat(client.say("GET / HTTP/1.1\r\n\r\n").answer().head()).containsIgnoringCase("\r\nBallast-Reason: InvalidHost\r\n");
            }
            try (RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
                assertThat(client.get(1, "/").next(RawHttp2.HEADERS).fields()).contains("ballast-reason: NoEndpoint");
            }
            proxy.install(snapshot().http("web", "shop").backend("shop"));
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().head()).doesNotContainIgnoringCase("Ballast-Reason");
            }
        }
    }

    private Endpoint shop() throws IOException {
        return Endpoint.of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                heads.add(head);
                talk.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Backend-Server: elsewhere\r\nBallast-Reason: none\r\n\r\nhello");
            }
        });
    }

    private static Endpoint deaf() throws IOException {
        return Endpoint.of(talk -> {
            if (!talk.head().isEmpty()) {
                talk.reset();
            }
        });
    }

    /** Octets as a text of as many characters. */
    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
    }

    /** Takes spans, as OTLP in protobuf; texts and identities stand in it as they are. */
    private static final class Collector implements AutoCloseable {
        private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final List<String> received = new CopyOnWriteArrayList<>();

        Collector() throws IOException {
            server.createContext("/v1/traces", exchange -> {
                received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        boolean has(String text) {
            return received.stream().anyMatch(spans -> spans.contains(text));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
