package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP sessions: bytes, ends and resets of each side reach the other. */
@ParameterizedClass
@EnumSource(Carrier.class)
class TcpIT {
    TcpIT(Carrier carrier) {
        Running.on(carrier);
    }

    @Test
    void carries_bytes_both_ways_with_the_endpoint_speaking_first() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.say("welcome\r\n");
                    talk.say(talk.until("\r\n").toUpperCase(java.util.Locale.ROOT));
                });
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            assertThat(client.until("\r\n")).isEqualTo("welcome\r\n");
            assertThat(client.say("hello\r\n").until("\r\n")).isEqualTo("HELLO\r\n");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void carries_the_clients_end_to_the_endpoint_and_still_brings_its_answer() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> talk.say("got " + new String(talk.in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1)));
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            client.say("question");
            client.endOutput();
            assertThat(client.rest()).isEqualTo("got question");
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(proxy.metric("ballast_failures_total")).isZero();
        }
    }

    @Test
    void carries_the_endpoints_end_to_the_client_and_still_takes_its_bytes() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.say("bye");
                    talk.socket.shutdownOutput();
                    assertThat(talk.octets(5)).isEqualTo("later");
                    assertThat(talk.in.read()).isEqualTo(-1);
                    heard.countDown();
                });
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            assertThat(client.rest()).isEqualTo("bye");
            client.say("later");
            client.endOutput();
            heard.await();
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void carries_a_reset_as_a_reset_to_the_client() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.octets(2);
                    talk.reset();
                });
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            client.say("hi");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
            await().until(() -> proxy.metric("ballast_failures_total", "ResetDuringResponse") == 1);
        }
    }

    @Test
    void carries_a_reset_as_a_reset_to_the_endpoint() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        CountDownLatch joined = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.octets(2);
                    joined.countDown();
                    assertThatThrownBy(() -> talk.in.read()).isInstanceOf(SocketException.class);
                    reset.countDown();
                });
                Running proxy = new Running().install(snapshot().tcp("db", "shop").backend("shop", shop.port()))) {
            RawClient client = proxy.client("db");
            client.say("hi");
            joined.await();
            client.socket.setSoLinger(true, 0);
            client.close();
            reset.await();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_side_that_takes_nothing_is_timed_out_with_its_reason(boolean client) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    if (client) {
                        flood(talk.socket);
                    } else {
                        rest(over);
                    }
                });
                Running proxy = new Running().install(snapshot()
                        .listener("db", 0, Protocol.TCP, null, new TimeoutsConfig(15_000, 15_000, 15_000, 15_000, 150), "shop")
                        .backend("shop", shop.port()));
                RawClient there = proxy.client("db")) {
            if (!client) {
                assertThatThrownBy(() -> flood(there.socket)).isInstanceOf(SocketException.class);
            }
            await().until(() -> proxy.metric("ballast_failures_total", client ? "ClientStall" : "EndpointStall") == 1);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        } finally {
            over.countDown();
        }
    }

    private static void rest(CountDownLatch until) throws IOException {
        try {
            until.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void flood(Socket socket) throws IOException {
        while (true) {
            socket.getOutputStream().write(new byte[100_000]);
        }
    }

    @Test
    void tries_another_endpoint_and_resets_when_there_is_none() throws Exception {
        int nobody = HttpIT.freePort();
        try (Endpoint shop = Endpoint.of(talk -> talk.say("hello"));
                Running proxy = new Running().install(snapshot()
                        .tcp("db", "shop")
                        .tcp("empty", "none")
                        .tcp("dead", "gone")
                        .backend("shop", nobody, shop.port())
                        .backend("none")
                        .backend("gone", nobody))) {
            for (int i = 0; i < 4; i++) {
                try (RawClient client = proxy.client("db")) {
                    assertThat(client.rest()).isEqualTo("hello");
                }
            }
            for (String listener : new String[] {"empty", "dead"}) {
                try (RawClient client = proxy.client(listener)) {
                    assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
                }
            }
            assertThat(proxy.metric("ballast_retries_total", "shop")).isPositive();
            assertThat(proxy.metric("ballast_failures_total", "none", "NoEndpoint")).isEqualTo(1);
            assertThat(proxy.metric("ballast_failures_total", "gone", "ConnectFailure")).isEqualTo(1);
        }
    }
}
