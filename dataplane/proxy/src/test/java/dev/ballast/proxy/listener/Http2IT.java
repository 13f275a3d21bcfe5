package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.proxy.http2.ErrorCode;
import dev.ballast.proxy.http2.Http2Limits;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.proxy.http2.RawHttp2.Frame;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** HTTP/2 from a client's streams to an endpoint that speaks HTTP/1.1, and back. */
@ExtendWith(NoLeaks.class)
class Http2IT {
    private static final int MAX_CONCURRENT_STREAMS = 3;

    private static Snapshots shop(Endpoint shop) {
        return snapshot().http("web", "shop").backend("shop", shop.port());
    }

    private static RawHttp2 client(Running proxy) throws IOException {
        return new RawHttp2(proxy.port("web"));
    }

    @Test
    void carries_many_streams_at_once() throws Exception {
        CountDownLatch all = new CountDownLatch(50);
        try (Endpoint shop = Endpoint.of(talk -> {
                    for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                        all.countDown();
                        waitFor(all);
                        talk.say(Endpoint.ok(head.substring(4, head.indexOf(" HTTP"))));
                    }
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            for (int i = 0; i < 50; i++) {
                client.get(2 * i + 1, "/" + i);
            }
            for (int ended = 0; ended < 50; ) {
                ended += client.next().ends() ? 1 : 0;
            }
            for (int i = 0; i < 50; i++) {
                assertThat(client.content(2 * i + 1)).isEqualTo("/" + i);
            }
            assertThat(shop.requests.getFirst())
                    .matches("(?s)GET /\\d+ HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: shop\r\n\r\n");
            assertThat(proxy.metric("ballast_requests_total", "2xx")).isEqualTo(50);
            assertThat(proxy.dataplane.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void a_listener_says_how_many_streams_there_may_be() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    waitFor(end);
                    talk.say(Endpoint.ok("hello"));
                });
                Running proxy = new Running()
                        .install(snapshot().http("web", "shop").taking(new RequestsConfig(16 * 1024, 0, 2, 10_000, false, false)).backend("shop", shop.port()));
                RawHttp2 client = client(proxy).hello()) {
            assertThat(client.next(RawHttp2.SETTINGS).setting(MAX_CONCURRENT_STREAMS)).isEqualTo(2);
            client.get(1, "/").get(3, "/").get(5, "/");
            assertThat(client.next(RawHttp2.RST_STREAM)).satisfies(refused -> {
                assertThat(refused.stream()).isEqualTo(5);
                assertThat(refused.code()).isEqualTo(ErrorCode.REFUSED_STREAM);
            });
            end.countDown();
            for (int ended = 0; ended < 2; ) {
                ended += client.next().ends() ? 1 : 0;
            }
            assertThat(client.content(1) + client.content(3)).isEqualTo("hellohello");
        }
    }

    @Test
    void a_request_that_is_taken_back_in_the_same_breath_does_not_reach_the_endpoint() throws Exception {
        ByteArrayOutputStream breath = new ByteArrayOutputStream();
        byte[] get = RawHttp2.block(":method", "GET", ":scheme", "http", ":path", "/taken-back", ":authority", "shop");
        for (int stream = 1; stream < 100; stream += 2) {
            breath.writeBytes(RawHttp2.octets(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, get));
            breath.writeBytes(RawHttp2.octets(RawHttp2.RST_STREAM, 0, stream, RawHttp2.int32(ErrorCode.CANCEL.ordinal())));
        }
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello().settle()) {
            client.socket().getOutputStream().write(breath.toByteArray());
            client.get(101, "/meant").end(101);
            assertThat(client.content(101)).isEqualTo("hello");
            assertThat(shop.requests).singleElement().asString().startsWith("GET /meant ");
            assertThat(proxy.metric("ballast_failures_total", "ClientReset")).isEqualTo(50);
        }
    }

    @Test
    void takes_the_preface_in_pieces_and_what_is_like_it_for_http_1() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(shop(shop))) {
            try (RawClient client = proxy.client("web")) {
                String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
                for (int i = 0; i < preface.length(); i++) {
                    client.say(preface.substring(i, i + 1));
                }
                RawHttp2 http2 = new RawHttp2(client.socket);
                http2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]).get(1, "/").end(1);
                assertThat(http2.content(1)).isEqualTo("hello");
            }
            try (RawClient client = proxy.client("web")) {
                assertThat(client.say("PRI / HTTP/2.0\r\n\r\n").rest()).startsWith("HTTP/1.1 505 ");
            }
            try (RawClient client = proxy.client("web")) {
                client.get("/").answer();
                assertThat(client.say("PRI * HTTP/2.0\r\n\r\n").rest()).startsWith("HTTP/1.1 505 ");
            }
        }
    }

    @Test
    void passes_bodies_and_trailers_both_ways() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    String body = talk.until("\r\n0\r\nx-sum: 7\r\n\r\n");
                    talk.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                            + "\r\n0\r\nX-Took: 9\r\nContent-Length: 1\r\n\r\n");
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.post(1, "/").data(1, false, "one two").headers(1, true, "x-sum", "7");
            Frame end = client.end(1);
            assertThat(end.fields()).isEqualTo("x-took: 9\n");
            assertThat(client.content(1)).isEqualTo("7\r\none two\r\n0\r\nx-sum: 7\r\n\r\n");
            assertThat(shop.requests.getFirst()).contains("Transfer-Encoding: chunked\r\n").doesNotContain("Content-Length");
        }
    }

    @Test
    void passes_interim_answers_and_waits_for_the_go_ahead() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    assertThat(talk.head()).contains("expect: 100-continue\r\n", "Content-Length: 4\r\n");
                    talk.say("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
                    talk.say(Endpoint.ok(talk.octets(4)));
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.post(1, "/", "expect", "100-continue", "content-length", "4");
            assertThat(client.next(RawHttp2.HEADERS).fields()).isEqualTo(":status: 103\nlink: </a>\n");
            assertThat(client.next(RawHttp2.HEADERS).fields()).isEqualTo(":status: 100\n");
            client.data(1, true, "body").end(1);
            assertThat(client.content(1)).isEqualTo("body");
        }
    }

    @Test
    void knows_the_answers_without_a_body() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                        talk.say(head.startsWith("HEAD")
                                ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                                : head.contains("/304") ? "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n" : "HTTP/1.1 204 No Content\r\n\r\n");
                    }
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.headers(1, true, ":method", "HEAD", ":scheme", "http", ":path", "/", ":authority", "a");
            assertThat(client.end(1).fields()).isEqualTo(":status: 200\ncontent-length: 5\n");
            assertThat(client.get(3, "/304").end(3).fields()).isEqualTo(":status: 304\ncontent-length: 5\n");
            assertThat(client.get(5, "/204").end(5).fields()).isEqualTo(":status: 204\n");
        }
    }

    @Test
    void joins_cookie_crumbs_and_writes_every_field_once() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.headers(1, true, ":method", "GET", ":path", "/a/./b%7e", ":authority", "shop:80", ":scheme", "http", "cookie", "a=1", "x-one", "1",
                    "cookie", "b=2", "x-forwarded-for", "9.9.9.9", "te", "trailers", "cookie", "c=3", "host", "SHOP:80");
            client.end(1);
            assertThat(shop.requests.getFirst())
                    .isEqualTo("GET /a/b~ HTTP/1.1\r\nHost: shop:80\r\nx-one: 1\r\ncookie: a=1; b=2; c=3\r\nX-Forwarded-For: 127.0.0.1\r\n"
                            + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: shop:80\r\n\r\n");
        }
    }

    @Test
    void breaks_off_what_is_no_message_and_answers_what_is_refused() throws Exception {
        String[] get = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop"};
        String[][] malformed = {
            {"X-Upper", "1"}, {"x a", "1"}, {"x", "a\rb"}, {"x", "a\nb: c"}, {"x", "a\0b"}, {"x", " a"}, {"", "1"},
            {"connection", "close"}, {"transfer-encoding", "chunked"}, {"keep-alive", "1"}, {"proxy-connection", "close"}, {"upgrade", "x"},
            {"te", "gzip"}, {":path", "/"}, {":unknown", "1"}, {":status", "200"}, {"host", "other"}, {"content-length", "1"},
            {"content-length", "a"}, {":protocol", "websocket"}
        };
        Object[][] refused = {
            {"/a%2fb", 400}, {"/a b", 400}, {"http://shop/", 400}, {"/" + "a".repeat(9000), 414}
        };
        try (Endpoint shop = Endpoint.saying("never");
                Running proxy = new Running().install(shop(shop))) {
            try (RawHttp2 client = client(proxy).hello()) {
                int stream = 1;
                for (String[] field : malformed) {
                    String[] fields = java.util.Arrays.copyOf(get, get.length + 2);
                    System.arraycopy(field, 0, fields, get.length, 2);
                    Frame end = client.headers(stream, true, fields).end(stream);
                    assertThat(end.type()).as(String.join(": ", field)).isEqualTo(RawHttp2.RST_STREAM);
                    assertThat(end.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
                    stream += 2;
                }
                for (Object[] each : refused) {
                    client.get(stream, (String) each[0]);
                    assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(each[1]);
                    stream += 2;
                }
                client.headers(stream, true, ":method", "CONNECT", ":authority", "shop:80");
                assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(501);
            }
            assertThat(shop.requests).isEmpty();
            assertThat(proxy.metric("ballast_failures_total", "InvalidRequest")).isEqualTo(malformed.length + refused.length + 1);
        }
    }

    @Test
    void says_431_to_heads_that_are_too_large_and_serves_the_next() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop", "x", "y".repeat(20_000));
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(431);
            String[] many = new String[8 + 2 * 100];
            java.util.Arrays.fill(many, "x");
            System.arraycopy(new String[] {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop"}, 0, many, 0, 8);
            assertThat(client.headers(3, true, many).next(RawHttp2.HEADERS).status()).isEqualTo(431);
            assertThat(client.get(5, "/").next(RawHttp2.HEADERS).status()).isEqualTo(200);
        }
    }

    @Test
    void never_ends_a_request_whose_length_is_not_what_it_said() throws Exception {
        CountDownLatch cut = new CountDownLatch(2);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    assertThat(talk.octets(10)).hasSizeLessThan(10);
                    cut.countDown();
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.post(1, "/", "content-length", "10").data(1, true, "short");
            assertThat(client.end(1).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            client.post(3, "/", "content-length", "10").data(3, false, "far too long");
            assertThat(client.end(3).code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            cut.await();
            assertThat(proxy.metric("ballast_messages_refused_total", "LengthMismatch")).isEqualTo(2);
        }
    }

    @Test
    void never_ends_a_truncated_answer_as_if_it_were_whole() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf");
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            Frame end = client.get(1, "/").end(1);
            assertThat(end.type()).isEqualTo(RawHttp2.RST_STREAM);
            assertThat(end.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
            assertThat(proxy.metric("ballast_failures_total", "ResetDuringResponse")).isEqualTo(1);
        }
    }

    @Test
    void lets_a_client_end_its_request_that_was_answered_early() throws Exception {
        try (Endpoint shop = saysNo();
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.post(1, "/").data(1, false, "the beginning");
            assertThat(client.end(1).type()).isEqualTo(RawHttp2.DATA);
            assertThat(client.content(1)).isEqualTo("no");
            client.data(1, false, "what nobody").data(1, true, "wants").frame(RawHttp2.PING, 0, 0, new byte[8]);
            Frame next;
            do {
                next = client.next();
                assertThat(next.type()).isNotEqualTo(RawHttp2.RST_STREAM);
            } while (next.type() != RawHttp2.PING);
        }
    }

    @Test
    void ends_a_stream_without_an_error_whose_client_sends_on_and_on_after_the_answer() throws Exception {
        try (Endpoint shop = saysNo();
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.post(1, "/").data(1, false, "the beginning");
            assertThat(client.end(1).type()).isEqualTo(RawHttp2.DATA);
            String frame = "x".repeat(Http2Limits.FRAME);
            int sent = 0;
            Frame answer;
            do {
                client.data(1, false, frame).data(1, false, frame);
                sent += 2 * frame.length();
                answer = client.next();
                while (answer.stream() != 1) {
                    answer = client.next();
                }
            } while (answer.type() == RawHttp2.WINDOW_UPDATE);
            assertThat(answer.code()).isEqualTo(ErrorCode.NO_ERROR);
            assertThat(sent).as("as much as after an early answer of HTTP/1").isBetween(1 << 20, (1 << 20) + 2 * frame.length());
            client.settle();
        }
    }

    /** Answers before the end of any request. */
    private static Endpoint saysNo() throws Exception {
        return Endpoint.of(talk -> {
            talk.head();
            talk.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            talk.in.transferTo(java.io.OutputStream.nullOutputStream());
        });
    }

    @Test
    void cancels_the_attempt_of_a_stream_that_is_reset() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    if (talk.head().contains("/slow")) {
                        asked.countDown();
                        assertThat(talk.head()).isEmpty();
                        cancelled.countDown();
                    } else {
                        talk.say(Endpoint.ok("quick"));
                    }
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.get(1, "/slow");
            asked.await();
            client.reset(1, ErrorCode.CANCEL);
            cancelled.await();
            client.get(3, "/").end(3);
            assertThat(client.content(3)).isEqualTo("quick");
            assertThat(proxy.metric("ballast_failures_total", "ClientReset")).isEqualTo(1);
        }
    }

    @Test
    void sends_no_more_than_the_windows_of_stream_and_connection_allow() throws Exception {
        String body = "x".repeat(100_000);
        try (Endpoint shop = Endpoint.saying(body);
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello(4, 10)) {
            client.get(1, "/").get(3, "/");
            assertThat(client.next(RawHttp2.DATA).payload()).hasSize(10);
            assertThat(client.next(RawHttp2.DATA).payload()).hasSize(10);
            client.window(1, 1_000_000).read(1, 65_535 - 10).settle();
            assertThat(client.content(1)).hasSize(65_535 - 10);
            client.window(3, 1_000_000).settle();
            assertThat(client.content(3)).hasSize(10);
            client.window(0, 1_000_000);
            client.end(client.content(1).length() < 100_000 ? 1 : 3);
            await().until(() -> {
                client.settle();
                return client.content(1).length() + client.content(3).length() == 200_000;
            });
        }
    }

    @Test
    void opens_the_clients_window_only_as_the_endpoint_takes_what_came() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        int total = 32 << 20;
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    waitFor(go);
                    byte[] room = new byte[1 << 16];
                    while (taken.get() < total) {
                        taken.addAndGet(talk.in.read(room));
                    }
                    talk.say(Endpoint.ok("thanks"));
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.post(1, "/", "content-length", String.valueOf(total));
            long[] windows = {65_535, 65_535};
            long sent = 0;
            while (sent < total) {
                long now = Math.min(Math.min(windows[0], windows[1]), Math.min(16_384, total - sent));
                if (now > 0) {
                    client.data(1, sent + now == total, "x".repeat((int) now));
                    windows[0] -= now;
                    windows[1] -= now;
                    sent += now;
                    continue;
                }
                if (sent > 24 << 20) {
                    throw new AssertionError("the window opened for " + sent + " octets that nobody took");
                }
                int before = client.socket().getSoTimeout();
                client.socket().setSoTimeout(go.getCount() > 0 ? 500 : before);
                try {
                    Frame frame = client.next(RawHttp2.WINDOW_UPDATE);
                    windows[frame.stream() == 0 ? 0 : 1] += frame.more();
                } catch (java.net.SocketTimeoutException rest) {
                    assertThat(proxy.transport.pooledBytes()).isLessThan(8 << 20);
                    go.countDown(); // It came to rest: the endpoint begins to take what waits.
                }
                client.socket().setSoTimeout(before);
                if (go.getCount() == 0) {
                    break;
                }
            }
            assertThat(go.getCount()).isZero();
            while (sent < total) {
                long now = Math.min(Math.min(windows[0], windows[1]), Math.min(16_384, total - sent));
                if (now > 0) {
                    client.data(1, sent + now == total, "x".repeat((int) now));
                    windows[0] -= now;
                    windows[1] -= now;
                    sent += now;
                } else {
                    Frame frame = client.next(RawHttp2.WINDOW_UPDATE);
                    windows[frame.stream() == 0 ? 0 : 1] += frame.more();
                }
            }
            client.end(1);
            assertThat(client.content(1)).isEqualTo("thanks");
            assertThat(taken).hasValue(total);
        }
    }

    @Test
    void drops_a_client_that_never_opens_its_window() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                    try {
                        while (true) {
                            talk.say("x".repeat(100_000));
                        }
                    } catch (IOException cut) {
                        dropped.countDown();
                    }
                });
                Running proxy = new Running().install(snapshot()
                        .listener("web", 0, Protocol.HTTP, null, new TimeoutsConfig(60_000, 60_000, 60_000, 60_000, 150), "shop")
                        .backend("shop", shop.port()));
                RawHttp2 client = client(proxy).hello(4, 0)) {
            assertThat(client.get(1, "/").end(1).code()).isEqualTo(ErrorCode.CANCEL);
            dropped.await();
            assertThat(proxy.metric("ballast_failures_total", "ClientStall")).isEqualTo(1);
        }
    }

    @Test
    void keeps_little_of_the_answers_that_a_client_does_not_take() throws Exception {
        int streams = 100;
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(Endpoint.ok("x".repeat(200_000)));
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello(4, 0)) {
            for (int i = 0; i < streams; i++) {
                client.get(2 * i + 1, "/");
            }
            client.settle();
            await().until(() -> shop.requests.size() == streams && proxy.dataplane.held() > 256 * 1024);
            client.settle();
            assertThat(proxy.dataplane.held()).isLessThan(768 * 1024);
            client.window(0, streams * 200_000).frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 4, 0, 4, 0, 0});
            for (int ended = 0; ended < streams; ) {
                ended += client.next().ends() ? 1 : 0;
            }
            for (int i = 0; i < streams; i++) {
                assertThat(client.content(2 * i + 1)).hasSize(200_000);
            }
        }
    }

    @Test
    void answers_options_of_the_server() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.headers(1, true, ":method", "OPTIONS", ":scheme", "http", ":path", "*", ":authority", "shop");
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(200);
            assertThat(shop.requests.getFirst()).startsWith("OPTIONS * HTTP/1.1\r\nHost: shop\r\n");
            assertThat(client.headers(3, true, ":method", "GET", ":scheme", "http", ":path", "*", ":authority", "shop")
                            .next(RawHttp2.HEADERS)
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void goes_in_two_steps_and_finishes_what_is_under_way() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    asked.countDown();
                    waitFor(go);
                    talk.say(Endpoint.ok("done"));
                });
                Running proxy = new Running().install(shop(shop));
                RawHttp2 client = client(proxy).hello()) {
            client.get(1, "/").settle();
            asked.await();
            Thread drain = Thread.ofVirtual().start(() -> {
                try {
                    assertThat(proxy.dataplane.awaitDrained(Duration.ofSeconds(10))).isZero();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Frame warning = client.next(RawHttp2.GOAWAY);
            assertThat(warning.lastStream()).isEqualTo(Integer.MAX_VALUE);
            Frame last = client.next(RawHttp2.GOAWAY);
            assertThat(last.lastStream()).isEqualTo(1);
            assertThat(last.code()).isEqualTo(ErrorCode.NO_ERROR);
            client.get(3, "/too-late");
            go.countDown();
            client.end(1);
            assertThat(client.content(1)).isEqualTo("done");
            assertThat(nothingMore(client)).isTrue();
            client.socket().close();
            drain.join();
            assertThat(shop.requests).hasSize(1);
        }
    }

    @Test
    void sends_a_client_away_after_so_many_requests() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running()
                        .install(snapshot().http("web", "shop").taking(new RequestsConfig(16 * 1024, 0, 100, 2, false, false)).backend("shop", shop.port()));
                RawHttp2 client = client(proxy).hello()) {
            client.get(1, "/").end(1);
            assertThat(client.get(3, "/").next(RawHttp2.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);
            assertThat(client.goodbye()).isEqualTo(ErrorCode.NO_ERROR);
            assertThat(client.content(3)).isEqualTo("hello");
        }
    }

    @Test
    void closes_a_connection_without_streams_after_a_while() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .listener("web", 0, Protocol.HTTP, null, new TimeoutsConfig(60_000, 60_000, 150, 60_000, 60_000), "shop")
                        .backend("shop", shop.port()));
                RawHttp2 client = client(proxy).hello()) {
            client.get(1, "/").end(1);
            assertThat(client.next(RawHttp2.GOAWAY).lastStream()).isEqualTo(Integer.MAX_VALUE);
            assertThat(client.goodbye()).isEqualTo(ErrorCode.NO_ERROR);
        }
    }

    @Test
    void closes_a_connection_whose_header_block_does_not_end() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .listener("web", 0, Protocol.HTTP, null, new TimeoutsConfig(60_000, 150, 60_000, 60_000, 60_000), "shop")
                        .backend("shop", shop.port()));
                RawHttp2 client = client(proxy).hello()) {
            client.settle().frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block(":method", "GET"));
            assertThat(client.goodbye()).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
            assertThat(proxy.metric("ballast_failures_total", "RequestTimeout")).isEqualTo(1);
        }
    }

    private static boolean nothingMore(RawHttp2 client) throws IOException {
        try {
            while (true) {
                if (client.next().stream() > 0) {
                    return false;
                }
            }
        } catch (EOFException closed) {
            return true;
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
