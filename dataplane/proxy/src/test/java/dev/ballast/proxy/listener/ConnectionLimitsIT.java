package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.HttpIT.restOrError;
import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerLimitsConfig;
import java.io.IOException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** How many clients may come, how fast, and how long they may stay: of the process and of a listener. */
class ConnectionLimitsIT {
    private static final String REFUSED = "ballast_listener_connections_refused_total";

    @Test
    void a_listener_takes_so_many_connections_and_its_neighbour_any_number() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop").limited(new ListenerLimitsConfig(2, 0, 0))
                        .http("free", "shop")
                        .backend("shop", shop.port()));
                RawClient one = proxy.client("web");
                RawClient two = proxy.client("web")) {
            one.get("/").answer();
            two.get("/").answer();
            refused(proxy, "web");
            assertThat(proxy.metric(REFUSED, "listener=\"web\"", "reason=\"ConnectionLimit\"")).isEqualTo(1);
            served(proxy, "free");

            one.socket.close();
            await().until(() -> proxy.dataplane.openConnections() == 1);
            served(proxy, "web");
        }
    }

    @Test
    void a_listener_that_ends_tls_counts_by_server_name_and_gives_the_place_of_a_failed_handshake_back() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .sharing("web", Protocol.HTTPS, "shop.example", TlsConfig.terminate("site"), "shop").limited(new ListenerLimitsConfig(1, 0, 0))
                        .sharing("others", Protocol.HTTPS, null, TlsConfig.terminate("site"), "shop")
                        .certificate(TestCertificates.certificate("site", "shop.example"))
                        .backend("shop", shop.port()))) {
            int port = proxy.port("web");
            TlsClient client = TlsClient.anonymous();
            try (SSLSocket stranger = client.connect(port, "shop.example", "TLSv1.2")) {
                stranger.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_256_CBC_SHA256"});
                assertThatThrownBy(stranger::startHandshake).isInstanceOf(IOException.class);
            }
            await().until(() -> proxy.dataplane.openConnections() == 0);
            try (RawClient one = client.talk(port, "shop.example")) {
                assertThat(ask(one, "shop.example")).contains("hello");
                try (SSLSocket two = client.connect(port, "shop.example")) {
                    assertThatThrownBy(two::startHandshake).isInstanceOf(IOException.class);
                }
                try (RawClient other = client.talk(port, "other.example")) {
                    assertThat(ask(other, "other.example")).contains("hello");
                }
                assertThat(proxy.metric(REFUSED, "listener=\"web\"", "reason=\"ConnectionLimit\"")).isEqualTo(1);
            }
        }
    }

    private static String ask(RawClient client, String host) throws IOException {
        return client.say("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer().body();
    }

    @Test
    void a_listener_takes_so_many_new_connections_in_a_second() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop").limited(new ListenerLimitsConfig(0, 2, 0))
                        .backend("shop", shop.port()))) {
            await().until(() -> {
                try (RawClient client = proxy.client("web")) {
                    client.get("/").answer();
                } catch (IOException reset) {
                    // That is how it is refused.
                }
                return proxy.metric(REFUSED, "reason=\"ConnectionRate\"") >= 1;
            });
            await().ignoreExceptions().untilAsserted(() -> served(proxy, "web"));
        }
    }

    @Test
    void a_connection_that_was_open_for_long_enough_ends_after_its_request() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop").limited(new ListenerLimitsConfig(0, 0, 200))
                        .backend("shop", shop.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("hello");
            assertThat(client.rest()).isEmpty();
            assertThat(proxy.metric("ballast_connections_outlived_total")).isEqualTo(1);
        }
    }

    @Test
    void a_tcp_session_that_was_open_for_long_enough_is_cut_with_its_reason() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .tcp("bytes", "shop").limited(new ListenerLimitsConfig(0, 0, 200))
                        .backend("shop", shop.port()));
                RawClient client = proxy.client("bytes")) {
            assertThat(restOrError(client)).isEmpty();
            await().until(() -> proxy.metric("ballast_failures_total", "reason=\"ConnectionDuration\"", "side=\"proxy\"") == 1);
        }
    }

    @Test
    void all_listeners_together_take_so_many_and_a_new_snapshot_may_say_another_number() throws Exception {
        try (Endpoint shop = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot().limited(1).http("web", "shop").http("other", "shop").backend("shop", shop.port()));
                RawClient one = proxy.client("web")) {
            one.get("/").answer();
            refused(proxy, "other");
            assertThat(proxy.metric("ballast_connections_refused_total", "reason=\"ConnectionLimit\"")).isEqualTo(1);

            proxy.install(snapshot().http("web", "shop").http("other", "shop").backend("shop", shop.port()));
            served(proxy, "other");
            assertThat(one.get("/").answer().body()).isEqualTo("hello");
        }
    }

    private static void refused(Running proxy, String listener) throws IOException {
        try (RawClient client = proxy.client(listener)) {
            assertThat(restOrError(client)).isEmpty();
        }
    }

    private static void served(Running proxy, String listener) throws IOException {
        try (RawClient client = proxy.client(listener)) {
            assertThat(client.get("/").answer().body()).isEqualTo("hello");
        }
    }
}
