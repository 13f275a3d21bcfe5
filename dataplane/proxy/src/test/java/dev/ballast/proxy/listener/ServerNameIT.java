package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import dev.ballast.proxy.http2.RawHttp2;
import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several listeners on one port, chosen by the server name; and TLS that is passed through. */
class ServerNameIT {
    private static final TlsClient CLIENT = client();

    private static TlsClient client() {
        try {
            return TlsClient.anonymous();
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Running running(boolean portable) {
        return portable
                ? new Running(HttpLimits.standard(), 100, NettyTransport.startPortable(2), CertificateStore.portable())
                : new Running();
    }

    private static String status(RawClient client, String host) throws IOException {
        return client.say("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer().head().lines().findFirst().orElse("");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_server_name_chooses_the_listener_and_a_request_must_belong_to_it(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example", "*.shop.example");
        try (Endpoint admin = Endpoint.saying("admin");
                Endpoint wide = Endpoint.saying("wide");
                Endpoint other = Endpoint.saying("other");
                Running proxy = running(portable).install(snapshot()
                        .sharing("admin", Protocol.HTTPS, "admin.shop.example", TlsConfig.terminate("shop"), "admin")
                        .sharing("other", Protocol.HTTPS, null, TlsConfig.terminate("shop"), "other")
                        .sharing("wide", Protocol.HTTPS, "*.shop.example", TlsConfig.terminate("shop"), "wide")
                        .backend("admin", admin.port())
                        .backend("wide", wide.port())
                        .backend("other", other.port())
                        .certificate(shop))) {
            int port = proxy.port("admin");
            assertThat(proxy.port("wide")).isEqualTo(port);
            try (RawClient client = CLIENT.talk(port, "admin.shop.example")) {
                assertThat(client.say("GET / HTTP/1.1\r\nHost: Admin.Shop.Example:443\r\n\r\n").answer().body()).isEqualTo("admin");
                assertThat(client.say("GET https://admin.shop.example/ HTTP/1.1\r\nHost: admin.shop.example\r\n\r\n").answer().body()).isEqualTo("admin");
                assertThat(status(client, "www.shop.example")).isEqualTo("HTTP/1.1 421 Misdirected Request");
                assertThat(client.rest()).isEmpty();
            }
            try (RawClient client = CLIENT.talk(port, "www.shop.example")) {
                assertThat(client.say("GET / HTTP/1.1\r\nHost: img.shop.example.\r\n\r\n").answer().body()).isEqualTo("wide");
                assertThat(status(client, "admin.shop.example")).startsWith("HTTP/1.1 421");
            }
            try (RawClient client = CLIENT.talk(port, "")) {
                assertThat(client.say("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").answer().body()).isEqualTo("other");
                assertThat(client.say("GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n").answer().body()).isEqualTo("other");
                assertThat(status(client, "ADMIN.shop.example:8443")).startsWith("HTTP/1.1 421");
            }
            try (RawClient client = CLIENT.talk(port, "www.shop.example")) {
                assertThat(client.say("GET / HTTP/1.0\r\n\r\n").rest()).startsWith("HTTP/1.1 421");
            }
            try (RawHttp2 client = new RawHttp2(CLIENT.speaking("h2", port, "www.shop.example")).hello()) {
                assertThat(client.ask(1, "/", "img.shop.example").next(RawHttp2.HEADERS).status()).isEqualTo(200);
                assertThat(client.ask(3, "/", "admin.shop.example").next(RawHttp2.HEADERS).status()).isEqualTo(421);
            }
            assertThat(proxy.metric("ballast_messages_refused_total", "reason=\"MisdirectedRequest\"")).isEqualTo(5);
            assertThat(admin.requests).hasSize(2);
        }
    }

    @Test
    void a_name_that_no_listener_has_is_refused_in_the_handshake() throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "*.shop.example");
        try (Running proxy = new Running().install(snapshot()
                .sharing("wide", Protocol.HTTPS, "*.shop.example", TlsConfig.terminate("shop"), "shop")
                .withheld("admin.shop.example")
                .backend("shop")
                .certificate(shop))) {
            for (String name : new String[] {"shop.example", "admin.shop.example", "elsewhere.example", ""}) {
                assertThatThrownBy(() -> CLIENT.shown(proxy.port("wide"), name)).as(name).hasMessageContaining("unrecognized_name");
            }
            assertThat(proxy.metric("ballast_handshake_failures_total", "reason=\"UnknownServerName\"")).isEqualTo(4);
            assertThat(CLIENT.shown(proxy.port("wide"), "www.shop.example")).isEqualTo(TestCertificates.leaf(shop));
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void a_listener_that_comes_or_goes_beside_others_touches_no_connection_of_theirs() throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "*.shop.example");
        try (Endpoint one = Endpoint.saying("one");
                Endpoint two = Endpoint.saying("two");
                Running proxy = new Running().install(snapshot()
                        .sharing("one", Protocol.HTTPS, "one.shop.example", TlsConfig.terminate("shop"), "one")
                        .backend("one", one.port())
                        .certificate(shop))) {
            int port = proxy.port("one");
            try (RawClient old = CLIENT.talk(port, "one.shop.example")) {
                String ask = "GET / HTTP/1.1\r\nHost: one.shop.example\r\n\r\n";
                assertThat(old.say(ask).answer().body()).isEqualTo("one");
                proxy.install(snapshot()
                        .sharing("a-two", Protocol.HTTPS, "two.shop.example", TlsConfig.terminate("shop"), "two")
                        .sharing("one", Protocol.HTTPS, "one.shop.example", TlsConfig.terminate("shop"), "one")
                        .backend("one", one.port())
                        .backend("two", two.port())
                        .certificate(shop));
                assertThat(proxy.port("a-two")).isEqualTo(port);
                assertThat(old.say(ask).answer().body()).isEqualTo("one");
                try (RawClient second = CLIENT.talk(port, "two.shop.example")) {
                    assertThat(second.say("GET / HTTP/1.1\r\nHost: two.shop.example\r\n\r\n").answer().body()).isEqualTo("two");
                    proxy.install(snapshot()
                            .sharing("a-two", Protocol.HTTPS, "two.shop.example", TlsConfig.terminate("shop"), "two")
                            .backend("two", two.port())
                            .certificate(shop));
                    assertThat(second.say("GET / HTTP/1.1\r\nHost: two.shop.example\r\n\r\n").answer().body()).isEqualTo("two");
                    assertThat(old.rest()).isEmpty();
                }
            }
        }
    }

    /** An endpoint that ends TLS itself, with Java's own library. */
    private static final class TlsEndpoint implements AutoCloseable {
        private final SSLServerSocket server;

        TlsEndpoint(CertificateConfig certificate, String greeting) throws Exception {
            KeyStore keys = TestCertificates.keyStore(certificate);
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(keys, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (SSLSocket socket = (SSLSocket) server.accept()) {
                        byte[] said = socket.getInputStream().readNBytes(4);
                        socket.getOutputStream().write(greeting.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        socket.getOutputStream().write(said);
                    } catch (IOException gone) {
                        // The client went, or the test has ended.
                    }
                }
            });
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void https_and_passthrough_share_a_port(boolean portable) throws Exception {
        CertificateConfig ours = TestCertificates.certificate("ours", "shop.example");
        CertificateConfig theirs = TestCertificates.certificate("theirs", "db.example");
        try (Endpoint web = Endpoint.saying("web");
                TlsEndpoint database = new TlsEndpoint(theirs, "hello ");
                Running proxy = running(portable).install(snapshot()
                        .sharing("db", Protocol.TLS, "db.example", TlsConfig.passthrough(), "db")
                        .sharing("web", Protocol.HTTPS, null, TlsConfig.terminate("ours"), "web")
                        .backend("db", database.port())
                        .backend("web", web.port())
                        .certificate(ours))) {
            int port = proxy.port("web");
            try (SSLSocket socket = CLIENT.connect(port, "db.example");
                    RawClient client = new RawClient(socket)) {
                assertThat(client.say("yes!").rest()).isEqualTo("hello yes!");
                assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(TestCertificates.leaf(theirs));
            }
            try (RawClient client = CLIENT.talk(port, "shop.example")) {
                assertThat(client.get("/").answer().body()).isEqualTo("web");
            }
            assertThat(proxy.metric("ballast_received_bytes_total", "listener=\"db\"")).isGreaterThan(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tls_that_ends_here_carries_bytes_and_the_endpoints_end(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "db.example");
        try (Endpoint endpoint = Endpoint.of(talk -> talk.say("you said " + talk.octets(5)));
                Running proxy = running(portable).install(snapshot()
                        .sharing("db", Protocol.TLS, null, new TlsConfig(TlsMode.Terminate, List.of("shop"), "1.3", List.of(), null), "db")
                        .backend("db", endpoint.port())
                        .certificate(shop));
                SSLSocket socket = CLIENT.connect(proxy.port("db"), "db.example");
                RawClient client = new RawClient(socket)) {
            client.say("hello");
            assertThat(client.rest()).isEqualTo("you said hello");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clients_agree_on_what_the_listener_names_in_its_order(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = running(portable).install(snapshot()
                        .sharing("old", Protocol.HTTPS, null, agreeing("http/1.1"), "shop")
                        .sharing("both", Protocol.HTTPS, "both.example", agreeing("http/1.1", "h2"), "shop")
                        .backend("shop", endpoint.port())
                        .certificate(shop))) {
            int port = proxy.port("old");
            assertThat(agreed(port, "old.example", "h2", "http/1.1")).isEqualTo("http/1.1");
            assertThat(agreed(port, "old.example", "h2")).isEmpty();
            assertThat(agreed(port, "both.example", "h2", "http/1.1")).isEqualTo("http/1.1");
            assertThat(agreed(port, "both.example", "h2")).isEqualTo("h2");
            try (RawClient client = new RawClient(CLIENT.speaking("http/1.1", port, "old.example"))) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
        }
    }

    private static TlsConfig agreeing(String... alpn) {
        return new TlsConfig(TlsMode.Terminate, List.of("shop"), "1.2", List.of(), List.of(alpn), null);
    }

    private static String agreed(int port, String serverName, String... offered) throws IOException {
        try (SSLSocket socket = CLIENT.connect(port, serverName)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    @Test
    void only_the_named_cipher_suites_of_tls_12_are_used() throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        String suite = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
        for (boolean portable : new boolean[] {false, true}) {
            try (Running proxy = running(portable).install(snapshot()
                    .sharing("web", Protocol.HTTPS, null, new TlsConfig(TlsMode.Terminate, List.of("shop"), "1.2", List.of(suite), null), "shop")
                    .backend("shop")
                    .certificate(shop))) {
                try (SSLSocket socket = CLIENT.connect(proxy.port("web"), "", "TLSv1.2")) {
                    socket.startHandshake();
                    assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
                }
                try (SSLSocket other = CLIENT.connect(proxy.port("web"), "", "TLSv1.2")) {
                    other.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
                    assertThatThrownBy(other::startHandshake).isInstanceOf(IOException.class);
                }
                try (SSLSocket newer = CLIENT.connect(proxy.port("web"), "")) {
                    newer.startHandshake();
                    assertThat(newer.getSession().getProtocol()).isEqualTo("TLSv1.3");
                }
            }
        }
    }
}
