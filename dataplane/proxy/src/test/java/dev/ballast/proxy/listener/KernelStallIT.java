package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A peer that takes nothing while all of it fits into the kernel's buffers, so that nobody here sees anything wait: as after the loss of a machine, or
 * of the way to it. Java's own sockets know no option for that.
 */
@ParameterizedClass
@EnumSource(value = Carrier.class, mode = EnumSource.Mode.EXCLUDE, names = "PORTABLE")
class KernelStallIT {
    private static final TimeoutsConfig HASTY = new TimeoutsConfig(60_000, 60_000, 60_000, 60_000, 300);
    /** More than the endpoint's kernel takes, and less than we would wait for. */
    private static final String SOME = "x".repeat(50_000);

    KernelStallIT(Carrier carrier) {
        Running.on(carrier);
    }

    private static Endpoint takingNothing(CountDownLatch over) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReceiveBufferSize(4_096);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return Endpoint.on(server, talk -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }

    @Test
    void an_endpoint_that_takes_nothing_of_a_request_is_a_504() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Endpoint shop = takingNothing(over);
                Running proxy = new Running()
                        .install(snapshot().listener("web", 0, Protocol.HTTP, null, HASTY, "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 50000\r\n\r\n" + SOME);
            assertThat(client.answer().body()).isEqualTo("504 Gateway Timeout: EndpointStall\n");
            assertThat(proxy.metric("ballast_failures_total", "EndpointStall")).isEqualTo(1);
        } finally {
            over.countDown();
        }
    }

    @Test
    void an_endpoint_that_takes_nothing_of_a_tcp_session_ends_it() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Endpoint shop = takingNothing(over);
                Running proxy = new Running()
                        .install(snapshot().listener("db", 0, Protocol.TCP, null, HASTY, "shop").backend("shop", shop.port()));
                RawClient client = proxy.client("db")) {
            client.say(SOME);
            await().until(() -> proxy.metric("ballast_failures_total", "EndpointStall") == 1);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        } finally {
            over.countDown();
        }
    }

    @Test
    void a_client_that_reads_nothing_costs_the_kernel_little() throws Exception {
        try (Endpoint shop = Endpoint.of(talk -> {
                    talk.head();
                    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                    while (true) {
                        talk.say(SOME);
                    }
                });
                Running proxy = new Running()
                        .install(snapshot().listener("web", 0, Protocol.HTTP, null, HASTY, "shop").backend("shop", shop.port()));
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port("web")));
            new RawClient(socket).get("/");
            await().until(() -> proxy.metric("ballast_failures_total", "ClientStall") == 1);
            assertThat(proxy.metric("ballast_sent_bytes_total", "web")).isBetween(1.0, 600_000.0);
        }
    }
}
