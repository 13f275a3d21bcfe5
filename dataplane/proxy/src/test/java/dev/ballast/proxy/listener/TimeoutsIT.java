package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.proxy.http.HttpLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever lets the other side wait is dropped after the time that was configured, and the right one is told so. */
@ParameterizedClass
@EnumSource(Carrier.class)
class TimeoutsIT {
    TimeoutsIT(Carrier carrier) {
        Running.on(carrier);
    }

    private static final long SHORT = 150;
    private static final long LONG = 60_000;

    private static Snapshots http(TimeoutsConfig timeouts) {
        return snapshot().listener("web", 0, Protocol.HTTP, null, timeouts, "shop");
    }

    @Test
    void a_head_that_does_not_end_is_answered_408() throws Exception {
        try (Running proxy = new Running().install(http(new TimeoutsConfig(LONG, SHORT, LONG, LONG, LONG)).backend("shop"));
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.1\r\nHost: a\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
            assertThat(proxy.metric("ballast_failures_total", "RequestTimeout")).isEqualTo(1);
        }
    }

    @Test
    void a_head_that_drips_is_answered_408_too() throws Exception {
        try (Running proxy = new Running().install(http(new TimeoutsConfig(LONG, SHORT, LONG, LONG, LONG)).backend("shop"));
                RawClient client = proxy.client("web")) {
            CountDownLatch answered = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    client.say("GET / HTTP/1.1\r\nHost: a\r\nX: ");
                    while (answered.getCount() > 0) {
                        client.say("x");
                        Thread.onSpinWait();
                    }
                } catch (IOException closed) {
                    // As it should be.
                }
            });
            assertThat(client.until("\r\n")).startsWith("HTTP/1.1 4"); // 431 where the machine is fast enough to reach it first
            answered.countDown();
        }
    }

    @Test
    void a_connection_without_requests_is_closed() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running()
                        .install(http(new TimeoutsConfig(LONG, LONG, SHORT, LONG, LONG)).backend("shop", shop.port()));
                RawClient never = proxy.client("web");
                RawClient once = proxy.client("web")) {
            assertThat(once.get("/").answer().body()).isEqualTo("hello");
            assertThat(once.rest()).isEmpty();
            assertThat(never.rest()).isEmpty();
        }
    }

    @Test
    void a_body_that_does_not_come_is_answered_408_and_never_passed_on_as_whole() throws Exception {
        HttpLimits standard = HttpLimits.standard();
        HttpLimits limits = new HttpLimits(SHORT, 0, SHORT, standard.lingerBytes(), standard.interimAnswers());
        CountDownLatch broken = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    assertThat(talk.octets(10)).hasSizeLessThan(10);
                    broken.countDown();
                });
                Running proxy = new Running(limits)
                        .install(http(new TimeoutsConfig(LONG, LONG, LONG, LONG, LONG)).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
            broken.await();
        }
    }

    @Test
    void a_body_that_drips_is_answered_408_too() throws Exception {
        HttpLimits standard = HttpLimits.standard();
        long moreThanThereIs = Long.MAX_VALUE / SHORT;
        HttpLimits limits = new HttpLimits(SHORT, moreThanThereIs, LONG, Long.MAX_VALUE, standard.interimAnswers());
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.in.transferTo(OutputStream.nullOutputStream());
                });
                Running proxy = new Running(limits)
                        .install(http(new TimeoutsConfig(LONG, LONG, LONG, LONG, LONG)).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            Thread.ofVirtual().start(() -> {
                try {
                    // Not closed here: that would close the socket before the answer is read.
                    OutputStream out = client.socket.getOutputStream();
                    client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
                    while (true) {
                        out.write('x');
                    }
                } catch (IOException cut) {
                    // As it should be.
                }
            });
            assertThat(client.until("\r\n")).isEqualTo("HTTP/1.1 408 Request Timeout\r\n");
            assertThat(proxy.metric("ballast_failures_total", "ClientStall")).isEqualTo(1);
        }
    }

    @Test
    void an_endpoint_that_does_not_answer_is_a_504_and_its_connection_is_dropped() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    assertThat(talk.head()).isEmpty();
                    dropped.countDown();
                });
                Running proxy = new Running().install(http(Snapshots.TIMEOUTS)
                        .backend("shop", p -> Snapshots.with(p, 3, 3000, SHORT, 4000, 32), shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("504 Gateway Timeout: ResponseTimeout\n");
            dropped.await();
            assertThat(shop.requests).hasSize(1);
        }
    }

    @Test
    void an_endpoint_that_does_not_take_a_connection_is_a_504() throws Exception {
        // A listening socket whose backlog is full drops what comes.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> filling = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket();
                filling.add(socket);
                Thread.ofVirtual().start(() -> {
                    try {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()));
                    } catch (IOException closed) {
                        // When the test ends.
                    }
                });
            }
            await().until(() -> filling.stream().filter(Socket::isConnected).count() >= 2);
            try (Running proxy = new Running().install(http(Snapshots.TIMEOUTS)
                            .backend("shop", p -> Snapshots.with(p, 0, SHORT, 0, 4000, 32), full.getLocalPort()));
                    RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().body()).isEqualTo("504 Gateway Timeout: ConnectTimeout\n");
            }
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    @Test
    void a_client_that_takes_nothing_is_cut_off() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    try {
                        while (true) {
                            talk.say("x".repeat(100_000));
                        }
                    } catch (IOException cut) {
                        dropped.countDown();
                    }
                });
                Running proxy = new Running()
                        .install(http(new TimeoutsConfig(LONG, LONG, LONG, LONG, SHORT)).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.get("/");
            dropped.await();
            await().until(() -> proxy.metric("ballast_failures_total", "ClientStall") == 1);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void an_endpoint_that_takes_nothing_is_a_504() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });
                Running proxy = new Running()
                        .install(http(new TimeoutsConfig(LONG, LONG, LONG, LONG, SHORT)).backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            Thread.ofVirtual().start(() -> {
                try {
                    // Not closed here: that would close the socket before the answer is read.
                    OutputStream out = client.socket.getOutputStream();
                    client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n");
                    while (true) {
                        out.write(new byte[100_000]);
                    }
                } catch (IOException cut) {
                    // As it should be.
                }
            });
            assertThat(client.until("\r\n")).isEqualTo("HTTP/1.1 504 Gateway Timeout\r\n");
            end.countDown();
        }
    }

    @Test
    void unused_connections_to_endpoints_are_closed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(Endpoint.ok("a"));
                    assertThat(talk.head()).isEmpty();
                    closed.countDown();
                });
                Running proxy = new Running().install(http(Snapshots.TIMEOUTS)
                        .backend("shop", p -> Snapshots.with(p, 1, 3000, 0, SHORT, 32), shop.port()));
                RawClient client = proxy.client("web")) {
            client.get("/").answer();
            closed.await();
            await().until(() -> proxy.metric("ballast_upstream_connections_unused") == 0);
        }
    }

    @Test
    void a_tcp_session_without_a_byte_is_closed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (Endpoint shop = Endpoint.of(talk -> {
                    assertThat(talk.octets(2)).isEqualTo("hi");
                    assertThat(talk.in.read()).isEqualTo(-1);
                    closed.countDown();
                });
                Running proxy = new Running().install(snapshot()
                        .listener("db", 0, Protocol.TCP, null, new TimeoutsConfig(LONG, LONG, LONG, SHORT, LONG), "shop")
                        .backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            client.say("hi");
            closed.await();
            assertThat(client.rest()).isEmpty();
            assertThat(proxy.metric("ballast_failures_total", "IdleTimeout")).isEqualTo(1);
        }
    }
}
