package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Changing from HTTP/1.1 to another protocol: only to one that is allowed, only when the endpoint agrees, and then bytes both ways. */
@ParameterizedClass
@EnumSource(Carrier.class)
class UpgradeIT {
    UpgradeIT(Carrier carrier) {
        Running.on(carrier);
    }

    static final String ASK = "GET /chat HTTP/1.1\r\nHost: shop\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    static final String AGREE = "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

    private static Snapshots shop(Endpoint shop) {
        return snapshot().http("web", "shop").backend("shop", shop.port());
    }

    private static RawClient upgraded(Running proxy) throws IOException {
        RawClient client = proxy.client("web");
        assertThat(client.say(ASK).until("\r\n\r\n")).isEqualTo(AGREE);
        return client;
    }

    @Test
    void joins_client_and_endpoint_once_the_endpoint_has_agreed() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE + "welcome ");
                    talk.say(talk.until("!").toUpperCase(java.util.Locale.ROOT));
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = upgraded(proxy)) {
            client.say("GET / HTTP/1.1 is not a request any more!");
            assertThat(client.rest()).isEqualTo("welcome GET / HTTP/1.1 IS NOT A REQUEST ANY MORE!");
            assertThat(shop.requests.getFirst())
                    .contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
                    .doesNotContain("keep-alive", "WebSocket\r\n");
            client.endOutput();
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_requests_total", "1xx")).isEqualTo(1);
            assertThat(proxy.metric("ballast_received_bytes_total")).isEqualTo(ASK.length() + 41);
            assertThat(proxy.metric("ballast_sent_bytes_total")).isEqualTo(AGREE.length() + 49);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
        }
    }

    @Test
    void holds_what_a_hasty_client_sends_until_the_endpoint_has_agreed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch agree = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    asked.countDown();
                    waitFor(agree);
                    assertThat(talk.in.available()).isZero();
                    talk.say(AGREE);
                    talk.say(talk.until("."));
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = proxy.client("web")) {
            String hasty = "x".repeat(100_000) + ".";
            client.say(ASK + "early ");
            asked.await();
            Thread.ofVirtual().start(() -> {
                try {
                    client.say(hasty);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> proxy.metric("ballast_received_bytes_total") > ASK.length() + 6);
            agree.countDown();
            assertThat(client.until("\r\n\r\n")).isEqualTo(AGREE);
            assertThat(client.rest()).isEqualTo("early " + hasty);
        }
    }

    @Test
    void goes_on_with_http_where_the_endpoint_does_not_agree() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                    talk.head();
                    talk.say(Endpoint.ok("next"));
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = proxy.client("web")) {
            assertThat(client.say(ASK).answer().status()).isEqualTo(403);
            assertThat(client.get("/").answer().body()).isEqualTo("next");
            assertThat(shop.connections()).isEqualTo(1);
        }
    }

    @Test
    void takes_no_other_protocol_for_the_one_that_was_asked_for() throws Exception {
        for (String answer : new String[] {
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n"
        }) {
            try (Endpoint shop = Endpoint.answering(answer);
                    Running proxy = new Running().install(shop(shop));
                    RawClient client = proxy.client("web")) {
                assertThat(client.say(ASK).answer().body()).isEqualTo("502 Bad Gateway: InvalidResponse\n");
            }
        }
    }

    @Test
    void passes_no_upgrade_on_that_is_not_allowed() throws Exception {
        String[] asked = {
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade, keep-alive\r\nUpgrade: websocket\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n\r\n.",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websockets, xwebsocket\r\n\r\n"
        };
        try (Endpoint shop = Endpoint.of(talk -> {
                    for (String head = talk.head(); !head.isEmpty(); head = talk.head()) {
                        talk.octets(head.startsWith("POST") ? 1 : 0);
                        talk.say(Endpoint.ok("plain"));
                    }
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = proxy.client("web")) {
            for (String request : asked) {
                assertThat(client.say(request).answer().body()).isEqualTo("plain");
            }
            assertThat(shop.requests).hasSize(asked.length).allSatisfy(head -> assertThat(head).doesNotContainIgnoringCase("upgrade", "http2-settings"));
        }
    }

    @Test
    void picks_the_allowed_one_of_several() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE);
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c , websocket,foo/1\r\n\r\n");
            assertThat(client.rest()).isEqualTo(AGREE);
            assertThat(shop.requests.getFirst()).contains("\r\nUpgrade: websocket\r\n").doesNotContain("h2c", "foo");
        }
    }

    @Test
    void carries_the_end_of_each_direction_by_itself() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE);
                    talk.say("got " + new String(talk.in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1));
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = upgraded(proxy)) {
            client.say("question");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("got question");
        }
    }

    @Test
    void carries_a_reset_and_counts_it() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE);
                    talk.octets(2);
                    talk.reset();
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = upgraded(proxy)) {
            client.say("hi");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
            await().until(() -> proxy.metric("ballast_failures_total", "ResetDuringResponse") == 1);
        }
    }

    @Test
    void closes_a_tunnel_without_a_byte_after_the_time_of_a_tcp_session() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE);
                    talk.in.read();
                });
                Running proxy = new Running().install(snapshot()
                        .listener("web", 0, Protocol.HTTP, null, new TimeoutsConfig(60_000, 60_000, 60_000, 150, 60_000), "shop")
                        .backend("shop", shop.port()));
                RawClient client = upgraded(proxy)) {
            assertThat(client.rest()).isEmpty();
            assertThat(proxy.metric("ballast_failures_total", "IdleTimeout")).isEqualTo(1);
        }
    }

    @Test
    void leaves_a_tunnel_open_until_the_drain_is_over() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE);
                    while (true) {
                        String word = talk.until(".");
                        if (word.isEmpty()) {
                            return;
                        }
                        talk.say(word);
                    }
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = upgraded(proxy)) {
            assertThat(proxy.metric("ballast_tunnels_open")).isEqualTo(1);
            proxy.dataplane.beginDrain();
            assertThat(client.say("still.").until(".")).isEqualTo("still.");
            Thread drain = Thread.ofVirtual().start(() -> {
                try {
                    assertThat(proxy.dataplane.awaitDrained(Duration.ofMillis(300))).isEqualTo(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(client.say("here.").until(".")).isEqualTo("here.");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
            drain.join();
            await().until(() -> proxy.metric("ballast_failures_total", "Draining") == 1);
            assertThat(proxy.metric("ballast_tunnels_open")).isZero();
        }
    }

    @Test
    void outlives_a_change_of_its_listeners_backend() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(AGREE);
                    talk.say(talk.until("."));
                });
                Running proxy = new Running().install(shop(shop));
                RawClient client = upgraded(proxy)) {
            proxy.install(snapshot().http("web", "other").backend("other"));
            assertThat(client.say("here.").rest()).isEqualTo("here.");
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
