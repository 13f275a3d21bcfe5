package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.RequestsConfig;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP from a client's socket to an endpoint's, and back. */
@ParameterizedClass
@EnumSource(value = Carrier.class, mode = EnumSource.Mode.EXCLUDE, names = "SPLICED")
class HttpIT {
    HttpIT(Carrier carrier) {
        Running.on(carrier);
    }

    @Test
    void forwards_requests_and_keeps_both_connections() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            RawClient.Answer answer = client.get("/a?b=c").answer();
            assertThat(answer.head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            assertThat(answer.body()).isEqualTo("hello");
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/" + i).answer().body()).isEqualTo("hello");
            }
            assertThat(shop.requests.getFirst())
                    .isEqualTo("GET /a?b=c HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                            + "X-Forwarded-Host: shop\r\n\r\n");
            assertThat(shop.connections()).isEqualTo(1);
            assertThat(proxy.metric("ballast_requests_total", "web", "2xx")).isEqualTo(21);
            assertThat(proxy.metric("ballast_attempts_total", "shop")).isEqualTo(21);
            assertThat(proxy.metric("ballast_sent_bytes_total")).isEqualTo(21 * 43);
            assertThat(proxy.metric("ballast_upstream_connections_unused")).isEqualTo(1);
        }
    }

    @Test
    void answers_pipelined_requests_one_at_a_time_and_in_order() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        try (Endpoint shop = Endpoint.of(talk -> {
                    for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                        assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                        atOnce.decrementAndGet();
                        talk.say(Endpoint.ok(head.substring(4, head.indexOf(" HTTP"))));
                    }
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: shop\r\n\r\n");
            }
            Thread.ofVirtual().start(() -> {
                try {
                    client.say(all.toString());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 1000; i++) {
                assertThat(client.answer().body()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void answers_pipelined_requests_also_when_some_are_ours_to_answer() throws Exception {
        try (Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop"));
                RawClient client = proxy.client("web")) {
            client.say("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(503);
            assertThat(client.answer().head()).startsWith("HTTP/1.1 503").contains("Connection: close");
        }
    }

    @Test
    void passes_chunks_and_trailers_both_ways() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    String body = talk.until("0\r\nX-Sum: 1\r\n\r\n");
                    talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Took\r\n\r\n3;x=y\r\nyou\r\n" + body.replace("X-Sum", "X-Took"));
                    talk.head();
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n00B;ext\r\n said: 'hi'\r\n0\r\nX-Sum: 1\r\nContent-Length: 7\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).contains("Transfer-Encoding: chunked\r\n", "Trailer: X-Took\r\n");
            assertThat(client.until("\r\n\r\n")).isEqualTo("3\r\nyou\r\nb\r\n said: 'hi'\r\n0\r\nX-Took: 1\r\n\r\n");
        }
    }

    @Test
    void knows_the_answers_without_a_body() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                    talk.head();
                    talk.say("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n");
                    talk.head();
                    talk.say("HTTP/1.1 204 No Content\r\n\r\n");
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    talk.head();
                    talk.say(Endpoint.ok("end"));
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer(false).head()).contains("Content-Length: 5\r\n");
            assertThat(client.get("/2").answer(false).head()).startsWith("HTTP/1.1 304").contains("Content-Length: 5\r\n");
            assertThat(client.get("/3").answer().head()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
            client.say("HEAD /4 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer(false).status()).isEqualTo(200);
            assertThat(client.get("/5").answer().body()).isEqualTo("end");
            assertThat(shop.connections()).isEqualTo(1);
        }
    }

    @Test
    void passes_interim_answers_and_waits_for_the_go_ahead() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    assertThat(talk.head()).contains("Expect: 100-continue\r\n");
                    talk.say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
                    talk.say(Endpoint.ok(talk.octets(4)));
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            assertThat(client.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.say("body").answer().body()).isEqualTo("body");
        }
    }

    @Test
    void passes_on_an_answer_that_comes_before_the_end_of_the_request() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
                    talk.in.transferTo(java.io.OutputStream.nullOutputStream());
                    closed.countDown();
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000\r\n\r\nthe beginning");
            RawClient.Answer answer = client.answer();
            assertThat(answer.head()).startsWith("HTTP/1.1 401").contains("Connection: close");
            assertThat(answer.body()).isEqualTo("no");
            client.say("and more that nobody wants");
            assertThat(client.rest()).isEmpty();
            closed.await();
        }
    }

    @Test
    void cancels_the_attempt_of_a_client_that_leaves() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    asked.countDown();
                    assertThat(talk.head()).isEmpty();
                    cancelled.countDown();
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()))) {
            try (RawClient client = proxy.client("web")) {
                client.get("/");
                asked.await();
            }
            cancelled.await();
            await().until(() -> proxy.metric("ballast_failures_total", "ClientReset") == 1);
            assertThat(proxy.metric("ballast_requests_total", "none")).isEqualTo(1);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void tries_another_endpoint_where_one_takes_no_connection() throws Exception {
        int nobody = freePort();
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(Endpoint.ok(talk.octets(4)));
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", p -> Snapshots.with(p, 1, 3000, 0, 4000, 0), nobody, shop.port()))) {
            for (int i = 0; i < 4; i++) {
                try (RawClient client = proxy.client("web")) {
                    client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 4\r\n\r\nbody");
                    assertThat(client.answer().body()).isEqualTo("body");
                }
            }
            assertThat(proxy.metric("ballast_retries_total")).isPositive();
            assertThat(proxy.metric("ballast_requests_total", "5xx")).isZero();
        }
    }

    @Test
    void says_502_when_no_endpoint_takes_a_connection_and_503_when_there_is_none() throws Exception {
        try (Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", freePort(), freePort()));
                RawClient client = proxy.client("web")) {
            RawClient.Answer answer = client.get("/").answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).isEqualTo("502 Bad Gateway: ConnectFailure\n");
            proxy.install(snapshot().http("web", "shop").backend("shop"));
            assertThat(client.get("/").answer().body()).isEqualTo("503 Service Unavailable: NoEndpoint\n");
            assertThat(proxy.metric("ballast_failures_total", "ConnectFailure")).isEqualTo(1);
            assertThat(proxy.metric("ballast_failures_total", "NoEndpoint")).isEqualTo(1);
        }
    }

    /** The first request finds it out: nobody is ejected before. */
    @Test
    void gets_past_all_the_endpoints_that_went_when_a_backend_was_scaled_down() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    while (!talk.head().isEmpty()) {
                        talk.say(Endpoint.ok("here"));
                    }
                });
                Running proxy = new Running()
                        .install(snapshot().http("web", "shop").backend("shop", goneAnd(16, shop.port())));
                RawClient client = proxy.client("web")) {
            for (int request = 0; request < 20; request++) {
                assertThat(client.get("/").answer().body()).isEqualTo("here");
            }
        }
    }

    @Test
    void a_connection_to_an_endpoint_is_timed_once_however_many_requests_it_carries() throws Exception {
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    while (!talk.head().isEmpty()) {
                        talk.say(Endpoint.ok("well"));
                    }
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", endpoint.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("well");
            }
            assertThat(proxy.metric("ballast_connect_duration_seconds_count", "backend=\"shop\"")).isEqualTo(1);
            assertThat(proxy.metric("ballast_connect_duration_seconds_sum", "backend=\"shop\"")).isPositive();
            assertThat(proxy.metric("ballast_upstream_connections_total", "backend=\"shop\"")).isEqualTo(1);
        }
    }

    @Test
    void asks_again_on_a_new_connection_when_a_kept_one_breaks() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(Endpoint.ok("first"));
                    if (talk.head().startsWith("POST")) {
                        posts.incrementAndGet();
                    }
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", p -> Snapshots.with(p, 0, 3000, 0, 4000, 32), shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/1").answer().body()).isEqualTo("first");
            assertThat(client.get("/2").answer().body()).isEqualTo("first");
            assertThat(shop.connections()).isEqualTo(2);
            assertThat(proxy.metric("ballast_stale_connections_total")).isEqualTo(1);

            client.say("POST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nonce");
            assertThat(client.answer().body()).isEqualTo("502 Bad Gateway: ResetBeforeResponse\n");
            assertThat(posts).hasValue(1);
        }
    }

    @Test
    void never_sends_a_post_twice_to_an_endpoint_that_breaks() throws Exception {
        AtomicInteger posts = new AtomicInteger();
        Endpoint.Script breaks = talk -> {
            talk.head();
            posts.incrementAndGet();
            talk.reset();
        };
        try (Endpoint one = Endpoint.of(breaks);
                Endpoint other = Endpoint.of(breaks);
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", one.port(), other.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(502);
            assertThat(posts).hasValue(1);
        }
    }

    @Test
    void turns_an_answer_without_a_length_into_chunks() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\n\r\nall of it");
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").until("0\r\n\r\n")).contains("Transfer-Encoding: chunked").endsWith("9\r\nall of it\r\n0\r\n\r\n");
            assertThat(client.get("/again").until("0\r\n\r\n")).endsWith("9\r\nall of it\r\n0\r\n\r\n");
        }
    }

    @Test
    void serves_clients_of_http_1_0() throws Exception {
        try (Endpoint shop = Endpoint.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
                Endpoint counted = Endpoint.saying("hi");
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .http("kept", "counted")
                        .backend("shop", shop.port())
                        .backend("counted", counted.port()))) {
            try (RawClient client = proxy.client("web")) {
                assertThat(client.say("GET / HTTP/1.0\r\n\r\n").rest()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcdef");
            }
            try (RawClient client = proxy.client("kept")) {
                client.say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.answer().head()).contains("Connection: keep-alive");
                assertThat(client.say("GET / HTTP/1.0\r\n\r\n").rest()).contains("Connection: close").endsWith("hi");
            }
        }
    }

    @Test
    void never_ends_a_truncated_answer_as_if_it_were_whole() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    String head = talk.head();
                    talk.say("HTTP/1.1 200 OK\r\n" + (head.startsWith("GET /counted") ? "Content-Length: 99\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n5\r\n") + "half");
                });
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()))) {
            for (String path : new String[] {"/counted", "/chunked"}) {
                try (RawClient client = proxy.client("web")) {
                    assertThat(restOrError(client.get(path))).doesNotContain("0\r\n\r\n");
                }
            }
            assertThat(proxy.metric("ballast_failures_total", "ResetDuringResponse")).isEqualTo(2);
        }
    }

    @Test
    void says_502_to_what_is_no_answer() throws Exception {
        for (String answer : new String[] {
            "nonsense\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\nA: b\n\n"
        }) {
            try (Endpoint shop = Endpoint.answering(answer);
                    Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                    RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().body()).isEqualTo("502 Bad Gateway: InvalidResponse\n");
                double flaws = proxy.metric("ballast_messages_refused_total", "endpoint");
                assertThat(flaws).isEqualTo(answer.contains(" 101 ") ? 0 : 1);
            }
        }
    }

    @Test
    void strips_what_speaks_to_the_next_hop_from_answers() throws Exception {
        try (Endpoint shop = Endpoint.answering("HTTP/1.1 200 Fine\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                        + "Proxy-Connection: x\r\nUpgrade: h2c\r\nX-Stays: 1\r\nContent-Length: 0\r\n\r\n");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().head()).isEqualTo("HTTP/1.1 200 Fine\r\nX-Stays: 1\r\nContent-Length: 0\r\n\r\n");
        }
    }

    @Test
    void refuses_what_is_no_request_and_lets_the_client_read_why() throws Exception {
        try (Endpoint shop = Endpoint.saying("never");
                Running proxy = new Running().install(snapshot().http("web", "shop").backend("shop", shop.port()))) {
            try (RawClient client = proxy.client("web")) {
                client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + "x".repeat(200_000));
                assertThat(client.rest()).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close").contains("AmbiguousLength: both Content-Length");
                assertThat(proxy.metric("ballast_messages_refused_total", "AmbiguousLength", "client")).isEqualTo(1);
            }
            try (RawClient client = proxy.client("web")) {
                assertThat(client.say("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n").rest()).startsWith("HTTP/1.1 501 ");
            }
            try (RawClient client = proxy.client("web")) {
                client.say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n");
                assertThat(restOrError(client)).doesNotContain("200 OK");
            }
            assertThat(shop.requests).noneMatch(head -> head.contains("Content-Length: 5"));
            assertThat(proxy.metric("ballast_failures_total", "InvalidRequest")).isEqualTo(3);
        }
    }

    @Test
    void ends_a_connection_gracefully_after_its_last_request() throws Exception {
        RequestsConfig three = new RequestsConfig(16 * 1024, 0, 100, 3, false, false);
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().http("web", "shop").taking(three).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/1").answer().head()).doesNotContain("Connection");
            assertThat(client.get("/2").answer().head()).doesNotContain("Connection");
            assertThat(client.get("/3").answer().head()).contains("Connection: close");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void refuses_connections_beyond_the_limit_and_counts_them() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running(2).install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient one = proxy.client("web");
                RawClient two = proxy.client("web")) {
            one.get("/").answer();
            two.get("/").answer();
            try (RawClient three = proxy.client("web")) {
                assertThat(restOrError(three)).isEmpty();
            }
            await().until(() -> proxy.metric("ballast_connections_refused_total") == 1);
            one.socket.close();
            await().until(() -> proxy.dataplane.openConnections() == 1);
            try (RawClient four = proxy.client("web")) {
                assertThat(four.get("/").answer().body()).isEqualTo("hello");
            }
        }
    }

    static String restOrError(RawClient client) throws IOException {
        java.io.ByteArrayOutputStream read = new java.io.ByteArrayOutputStream();
        try {
            for (int b = client.in.read(); b >= 0; b = client.in.read()) {
                read.write(b);
            }
        } catch (java.net.SocketException reset) {
            // An error says as well that there is no more.
        }
        return read.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Ports where nobody listens, and the last one. */
    private static int[] goneAnd(int gone, int last) throws IOException {
        Set<Integer> ports = new LinkedHashSet<>();
        while (ports.size() < gone) {
            ports.add(freePort());
        }
        ports.add(last);
        return ports.stream().mapToInt(Integer::intValue).toArray();
    }

    static int freePort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
