package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.proxy.http2.RawHttp2.Frame;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to endpoints that speak HTTP/2, from clients of either version. */
@ExtendWith(NoLeaks.class)
class Http2EndpointIT {
    private static Running proxy(Endpoint... endpoints) {
        int[] ports = java.util.Arrays.stream(endpoints).mapToInt(Endpoint::port).toArray();
        return new Running().install(snapshot().http("web", "shop").backend("shop", policy -> policy.over(Protocol.HTTP2), ports));
    }

    /** Reads to the head of the next request. */
    private static Frame request(RawHttp2 talk) throws IOException {
        return talk.next(RawHttp2.HEADERS);
    }

    @Test
    void a_request_of_http_1_is_written_anew_and_its_answer_back() throws Exception {
        String[] seen = new String[1];
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    seen[0] = request(talk).fields();
                    talk.headers(1, false, ":status", "103", "link", "</a>");
                    talk.headers(1, false, ":status", "200", "x-one", "1").data(1, false, "hello");
                    talk.headers(1, true, "x-sum", "7");
                    request(talk);
                    talk.headers(3, true, ":status", "200");
                    assertThat(request(talk).fields()).contains(":method: HEAD\n");
                    talk.headers(5, true, ":status", "200", "content-length", "9");
                    request(talk);
                    talk.headers(7, true, ":status", "204");
                });
                Running proxy = proxy(shop);
                RawClient client = proxy.client("web")) {
            client.say("GET /a?b HTTP/1.1\r\nHost: Shop:80\r\nX-Two: 2\r\nConnection: x-gone\r\nX-Gone: 1\r\nCookie: a=1\r\n\r\n");
            assertThat(client.answer().head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");
            assertThat(client.until("\r\n0\r\nx-sum: 7\r\n\r\n"))
                    .isEqualTo("HTTP/1.1 200 OK\r\nx-one: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 7\r\n\r\n");
            assertThat(seen[0])
                    .isEqualTo(":method: GET\n:scheme: http\n:path: /a?b\n:authority: Shop:80\nx-two: 2\ncookie: a=1\n"
                            + "x-forwarded-for: 127.0.0.1\nx-forwarded-proto: http\nx-forwarded-host: Shop:80\n");
            assertThat(client.get("/").answer().head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            client.say("HEAD / HTTP/1.1\r\nHost: shop\r\n\r\n");
            assertThat(client.answer(false).head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
            assertThat(client.get("/").answer().head()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        }
    }

    @Test
    void a_body_of_http_1_becomes_frames_with_its_trailers() throws Exception {
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    assertThat(request(talk).fields()).contains(":method: POST\n").doesNotContain("transfer-encoding", "content-length");
                    Frame end = talk.end(1);
                    assertThat(end.fields()).isEqualTo("x-sum: 7\n");
                    talk.headers(1, false, ":status", "200", "content-length", "7").data(1, true, talk.content(1));
                });
                Running proxy = proxy(shop);
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none \r\n3\r\ntwo\r\n0\r\nX-Sum: 7\r\nHost: evil\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("one two");
        }
    }

    @Test
    void an_answer_that_is_none_is_a_502_and_one_that_breaks_off_is_cut() throws Exception {
        String[][] wrong = {
            {":status", "200", "X-Upper", "1"}, {":status", "200", "connection", "close"}, {":status", "200", "transfer-encoding", "chunked"},
            {":status", "20"}, {":status", "abc"}, {"x-no", "status"}, {":status", "200", ":path", "/"}, {":status", "101"},
            {":status", "200", "x", "a\r\nb: c"}, {":status", "200", "content-length", "-1"}, {":status", "204", "content-length", "5"}
        };
        AtomicInteger at = new AtomicInteger();
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    while (true) {
                        Frame request = request(talk);
                        int stream = request.stream();
                        if (request.fields().contains("/half")) {
                            talk.headers(stream, false, ":status", "200", "content-length", "9").data(stream, true, "half");
                        } else if (request.fields().contains("/too-long")) {
                            talk.headers(stream, false, ":status", "200", "content-length", "4").data(stream, true, "too long");
                        } else if (request.fields().contains("/begun")) {
                            talk.headers(stream, false, ":status", "200").data(stream, false, "begun").reset(stream, ErrorCode.INTERNAL_ERROR);
                        } else {
                            talk.headers(stream, true, wrong[at.getAndIncrement()]);
                        }
                    }
                });
                Running proxy = proxy(shop)) {
            try (RawClient client = proxy.client("web")) {
                for (String[] each : wrong) {
                    assertThat(client.get("/").answer().head()).as(String.join(": ", each)).startsWith("HTTP/1.1 502 ");
                }
            }
            String[][] broken = {{"/half", "half"}, {"/too-long", ""}, {"/begun", "5\r\nbegun\r\n"}};
            for (String[] each : broken) {
                try (RawClient client = proxy.client("web")) {
                    assertThat(each[1]).startsWith(bodyOf(untilItBreaks(client.get(each[0]))));
                }
            }
            assertThat(proxy.metric("ballast_failures_total", "InvalidResponse")).isEqualTo(wrong.length + 2);
            assertThat(proxy.metric("ballast_failures_total", "ResetDuringResponse")).isEqualTo(1);
        }
    }

    private static String untilItBreaks(RawClient client) {
        StringBuilder read = new StringBuilder();
        try {
            for (int octet = client.in.read(); octet >= 0; octet = client.in.read()) {
                read.append((char) octet);
            }
            throw new AssertionError("ended as if it were whole: " + read);
        } catch (IOException broken) {
            return read.toString();
        }
    }

    private static String bodyOf(String answer) {
        int head = answer.indexOf("\r\n\r\n");
        return head < 0 ? "" : answer.substring(head + 4);
    }

    /** Whatever the method: the endpoint says that it has not looked at it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_refused_request_is_asked_again(boolean byGoAway) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    if (connections.incrementAndGet() == 1) {
                        talk.headers(request(talk).stream(), true, ":status", "200");
                        request(talk);
                        if (byGoAway) {
                            talk.frame(RawHttp2.GOAWAY, 0, 0, new byte[] {0, 0, 0, 1, 0, 0, 0, 0});
                            talk.goodbye();
                        } else {
                            talk.reset(3, ErrorCode.REFUSED_STREAM);
                        }
                    }
                    for (int stream = request(talk).stream(); ; stream = request(talk).stream()) {
                        talk.headers(stream, false, ":status", "200", "content-length", "5").data(stream, true, "again");
                    }
                });
                Running proxy = proxy(shop);
                RawClient client = proxy.client("web")) {
            client.get("/").answer();
            assertThat(client.say("DELETE / HTTP/1.1\r\nHost: shop\r\n\r\n").answer().body()).isEqualTo("again");
            assertThat(client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n").answer().body()).isEqualTo("again");
        }
    }

    @Test
    void what_was_not_refused_is_asked_again_only_if_that_does_no_harm() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    for (int stream = request(talk).stream(); ; stream = request(talk).stream()) {
                        asked.incrementAndGet();
                        talk.reset(stream, ErrorCode.INTERNAL_ERROR);
                    }
                });
                Running proxy = proxy(shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n").answer().head()).startsWith("HTTP/1.1 502 ");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void an_endpoint_that_does_not_speak_http_2_is_a_502() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
                });
                Running proxy = proxy(shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("502 Bad Gateway: InvalidResponse\n");
            assertThat(proxy.metric("ballast_http2_breaches_total", "endpoint", "ProtocolError")).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void a_client_that_leaves_cancels_its_stream_only() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    while (asked.getCount() > 0) {
                        request(talk);
                        asked.countDown();
                    }
                    Frame reset = talk.next(RawHttp2.RST_STREAM);
                    assertThat(reset.code()).isEqualTo(ErrorCode.CANCEL);
                    cancelled.countDown();
                    talk.headers(reset.stream() == 1 ? 3 : 1, true, ":status", "200");
                    talk.goodbye();
                });
                Running proxy = proxy(shop);
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            client.get(1, "/").get(3, "/").settle();
            asked.await();
            client.reset(1, ErrorCode.CANCEL);
            cancelled.await();
            assertThat(client.end(3).fields()).startsWith(":status: 200");
        }
    }

    @Test
    void a_slow_client_holds_its_stream_and_nobody_elses() throws Exception {
        String much = "x".repeat(16_000);
        AtomicInteger sent = new AtomicInteger();
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    int window = 0;
                    for (Frame frame = talk.next(); ; frame = talk.next()) {
                        if (frame.type() == RawHttp2.HEADERS && frame.fields().contains("/slow")) {
                            talk.headers(frame.stream(), false, ":status", "200");
                            window += 65_535;
                        } else if (frame.type() == RawHttp2.HEADERS) {
                            talk.headers(frame.stream(), true, ":status", "200");
                        } else if (frame.type() == RawHttp2.WINDOW_UPDATE && frame.stream() == 1) {
                            window += frame.more();
                        }
                        while (window >= much.length()) {
                            talk.data(1, false, much);
                            window -= much.length();
                            sent.addAndGet(much.length());
                        }
                    }
                });
                Running proxy = proxy(shop);
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello(4, 0)) {
            client.get(1, "/slow");
            await().untilAsserted(() -> assertThat(sent).hasValue(4 * much.length()));
            client.get(3, "/quick");
            Frame end = client.end(3);
            assertThat(end.fields()).startsWith(":status: 200");
            assertThat(sent).hasValue(4 * much.length());
            client.window(0, 1 << 20).window(1, 1 << 20).read(1, 1_000_000);
            await().untilAsserted(() -> assertThat(sent).hasValueGreaterThan(1 << 20));
        }
    }

    @Test
    void a_connection_without_streams_is_closed_after_a_while() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Endpoint shop = Http2Endpoint.of(talk -> {
                    talk.headers(request(talk).stream(), true, ":status", "200");
                    try {
                        request(talk);
                    } finally {
                        closed.countDown();
                    }
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", policy -> Snapshots.with(policy, 1, 3_000, 0, 150, 32).over(Protocol.HTTP2), shop.port()));
                RawClient client = proxy.client("web")) {
            client.get("/").answer();
            closed.await();
        }
    }
}
