package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.RequestsConfig;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.http2.RawHttp2;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener's requests may look like, to the byte, and where one reads that one did not. */
@ExtendWith(NoLeaks.class)
class RequestLimitsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop\r\n";
    /** Of {@code Host} and of the line that ends a head. */
    private static final int REST = "Host: shop\r\n\r\n".length();

    private static Running taking(RequestsConfig requests, Endpoint shop) {
        return new Running().install(snapshot().http("web", "shop").taking(requests).backend("shop", shop.port()));
    }

    /** One that answers when all of the request has come, so that no answer overtakes what is too much. */
    private static Endpoint patient() throws Exception {
        return Endpoint.of(talk -> {
            for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                if (head.contains("chunked") && talk.until("0\r\n\r\n").isEmpty()) {
                    return;
                }
                talk.say(Endpoint.ok("hello"));
            }
        });
    }

    private static RequestsConfig header(int bytes) {
        return new RequestsConfig(bytes, 0, 100, 10_000, false, false);
    }

    private static RequestsConfig body(long bytes) {
        return new RequestsConfig(16 * 1024, bytes, 100, 10_000, false, false);
    }

    private static void refusedOnce(Running proxy, String reason) {
        assertThat(proxy.metric("ballast_messages_refused_total", "side=\"client\"", "reason=\"" + reason + "\"")).isEqualTo(1);
        assertThat(proxy.metric("ballast_failures_total", "reason=\"InvalidRequest\"")).isEqualTo(1);
        assertThat(proxy.logged).singleElement().satisfies(entry -> assertThat(entry.toString()).contains("reason=" + reason));
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 65_536})
    void a_head_of_the_size_is_taken_and_one_byte_more_is_not(int bytes) throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = taking(header(bytes), shop);
                RawClient client = proxy.client("web")) {
            String fits = "A: " + "a".repeat(bytes - REST - 5) + "\r\n";
            assertThat(client.say(GET + fits + "\r\n").answer().status()).isEqualTo(200);
            RawClient.Answer refused = client.say(GET + "a" + fits + "\r\n").answer();
            assertThat(refused.status()).isEqualTo(431);
            assertThat(refused.body()).startsWith("431 Request Header Fields Too Large: HeadTooLarge:");
            assertThat(shop.requests).hasSize(1);
            refusedOnce(proxy, "HeadTooLarge");
        }
    }

    /** Counted as RFC 9113, 6.5.2 does, and announced. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 65_536})
    void a_header_list_of_the_size_is_taken_and_one_byte_more_is_not(int bytes) throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = taking(header(bytes), shop);
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            int others = 4 * 32 + ":method".length() + "GET".length() + ":scheme".length() + "http".length() + ":path".length() + 1 + ":authority".length() + 4;
            String fits = "b".repeat(bytes - others - 32 - 1);
            assertThat(client.next(RawHttp2.SETTINGS).setting(6)).isEqualTo(bytes);
            send(client, 1, fits);
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(200);
            client.end(1);
            send(client, 3, "b" + fits);
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(431);
            client.end(3);
            assertThat(client.content(3)).startsWith("431 Request Header Fields Too Large: HeadTooLarge:");
            refusedOnce(proxy, "HeadTooLarge");
        }
    }

    private static void send(RawHttp2 client, int stream, String value) throws Exception {
        client.headers(stream, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop", "a", value);
    }

    @Test
    void a_body_of_the_length_is_taken_and_one_byte_more_is_refused_before_anybody_sees_it() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = taking(body(5), shop);
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\n12345");
            assertThat(client.answer().status()).isEqualTo(200);
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n");
            RawClient.Answer refused = client.answer();
            assertThat(refused.body()).isEqualTo("413 Content Too Large: BodyTooLarge: the body is larger than this listener takes\n");
            assertThat(client.rest()).as("the connection ends").isEmpty();
            assertThat(shop.requests).hasSize(1);
            refusedOnce(proxy, "BodyTooLarge");
        }
    }

    @ParameterizedTest
    @CsvSource({"'5\r\n12345\r\n0\r\n\r\n', 200", "'2\r\n12\r\n4\r\n3456\r\n0\r\n\r\n', 413", "'6\r\n123456\r\n', 413"})
    void a_body_in_chunks_is_counted_as_it_comes(String chunks, int status) throws Exception {
        try (Endpoint shop = patient();
                Running proxy = taking(body(5), shop);
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            assertThat(client.answer().status()).isEqualTo(status);
            if (status == 413) {
                refusedOnce(proxy, "BodyTooLarge");
            }
        }
    }

    @Test
    void a_streams_content_is_counted_as_it_comes_and_others_go_on() throws Exception {
        try (Endpoint shop = patient();
                Running proxy = taking(body(5), shop);
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            client.post(1, "/").data(1, false, "123").data(1, true, "45");
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(200);
            client.end(1);
            client.post(3, "/").data(3, false, "123").data(3, false, "456");
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(413);
            client.post(5, "/", "content-length", "6");
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(413);
            client.get(7, "/");
            assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(200);
            client.end(7);
            await().untilAsserted(() ->
                    assertThat(proxy.metric("ballast_messages_refused_total", "side=\"client\"", "reason=\"BodyTooLarge\"")).isEqualTo(2));
            assertThat(proxy.logged).hasSize(2).allSatisfy(entry -> assertThat(entry.toString()).contains("status=413, reason=BodyTooLarge"));
        }
    }

    /** The other one may still send a body, and could lose the answer. */
    @ParameterizedTest
    @CsvSource({"GET, 0", "POST, 1"})
    void a_connection_ends_with_the_refusal_of_a_head_behind_which_nothing_comes(String method, int left) throws Exception {
        HttpLimits standard = HttpLimits.standard();
        HttpLimits patient = new HttpLimits(standard.bodyIdleMillis(), standard.bodyBytesPerSecond(), 60_000, standard.lingerBytes(), standard.interimAnswers());
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running(patient).install(snapshot().http("web", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say(method + " / HTTP/1.1\r\nHost: shop\r\n" + "A: b\r\n".repeat(100) + "\r\n");
            assertThat(client.answer().status()).isEqualTo(431);
            assertThat(client.rest()).isEmpty();
            await().until(() -> proxy.metric("ballast_connections_open", "listener=\"web\"") == left);
        }
    }

    /** With a length that is too much, and with a body that becomes too long. */
    @ParameterizedTest
    @CsvSource({"--http1.1, --data-binary, @-", "--http1.1, --upload-file, -", "--http2-prior-knowledge, --data-binary, @-", "--http2-prior-knowledge, --upload-file, -"})
    void curl_reads_why_it_is_refused_while_it_is_still_sending(String protocol, String how, String input, @TempDir Path work) throws Exception {
        Tool curl = Tool.find("curl", work);
        try (Endpoint shop = patient();
                Running proxy = taking(body(1_000), shop)) {
            List<String> arguments = List.of("-sS", protocol, how, input, "-H", "Expect:", "http://localhost:" + proxy.port("web") + "/");
            assertThat(curl.run("x".repeat(1_000_000), arguments))
                    .isEqualTo("413 Content Too Large: BodyTooLarge: the body is larger than this listener takes\n");
        }
    }

    @Test
    void a_change_is_for_the_next_request() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = taking(body(5), shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.say(GET + "\r\n").answer().status()).isEqualTo(200);
            proxy.install(snapshot().http("web", "shop").taking(body(6)).backend("shop", shop.port()));
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 6\r\n\r\n123456");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void an_encoded_slash_is_refused_or_passed_on_as_it_is() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = taking(RequestsConfig.STANDARD, shop);
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/a%2fb").answer().body()).startsWith("400 Bad Request: EncodedPath:");
            proxy.install(snapshot().http("web", "shop").taking(new RequestsConfig(16 * 1024, 0, 100, 10_000, true, false)).backend("shop", shop.port()));
            try (RawClient next = proxy.client("web")) {
                assertThat(next.get("/a%2fb/./c").answer().status()).isEqualTo(200);
                assertThat(shop.requests).singleElement().asString().startsWith("GET /a%2Fb/c HTTP/1.1\r\n");
                assertThat(next.get("/a%2f..%2fb").answer().body()).startsWith("400 Bad Request: InvalidTarget:");
            }
            try (RawHttp2 next = new RawHttp2(proxy.port("web")).hello()) {
                assertThat(next.get(1, "/a%2fb").next(RawHttp2.HEADERS).status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"x_secret, 200", "X_Forwarded_For, 400", "Content_Length, 400", "transfer_encoding, 400", "X-Forwarded_Proto, 400", "forwarded_, 200"})
    void an_underscore_is_accepted_but_not_for_one_of_our_names(String name, int status) throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = taking(new RequestsConfig(16 * 1024, 0, 100, 10_000, false, true), shop)) {
            try (RawClient client = proxy.client("web")) {
                assertThat(client.say(GET + name + ": 1\r\n\r\n").answer().status()).isEqualTo(status);
            }
            try (RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
                client.headers(
                        1, true, ":method", "GET", ":scheme", "http", ":path", "/", ":authority", "shop", name.toLowerCase(java.util.Locale.ROOT), "1");
                assertThat(client.next(RawHttp2.HEADERS).status()).isEqualTo(status);
            }
            assertThat(proxy.metric("ballast_messages_refused_total", "side=\"client\"", "reason=\"UnderscoreInName\"")).isEqualTo(status == 400 ? 2 : 0);
        }
    }
}
