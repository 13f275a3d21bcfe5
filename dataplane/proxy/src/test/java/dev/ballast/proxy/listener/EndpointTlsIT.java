package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import dev.ballast.traffic.failure.Reason;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that speak TLS: which of them are believed, what they are shown, and what becomes of a request where it goes wrong. */
@ExtendWith(NoLeaks.class)
class EndpointTlsIT {
    private static final String MESH = "ConfigMap/mesh";
    private static final String NAME = "shop.internal";

    private TestAuthority mesh;
    private CertificateConfig shown;

    @BeforeEach
    void begin() throws Exception {
        mesh = new TestAuthority("mesh");
        shown = mesh.issue("endpoint", NAME);
    }

    private static Running running(boolean portable) {
        CertificateStore certificates = portable ? CertificateStore.portable() : CertificateStore.best();
        return new Running(HttpLimits.standard(), 100, NettyTransport.start(1), certificates);
    }

    private ConnectingConfig verified(String name, @Nullable String certificate) {
        return new ConnectingConfig(null, new BackendTlsConfig(true, List.of(MESH), name, certificate));
    }

    private Snapshots web(ConnectingConfig how, int... ports) {
        return snapshot().http("web", "shop").backend("shop", ports).connecting(how).authority(mesh.config(MESH));
    }

    private static Endpoint.Script answering(String fields) {
        return talk -> {
            while (!talk.head().isEmpty()) {
                talk.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + fields + "\r\nhello");
                if (!fields.isEmpty()) {
                    return;
                }
            }
        };
    }

    private static double failures(Running proxy, Reason reason) {
        return proxy.metric("ballast_failures_total", "reason=\"" + reason + "\"");
    }

    @ParameterizedTest
    @CsvSource({"false, TLSv1.3", "false, TLSv1.2", "true, TLSv1.3", "true, TLSv1.2"})
    void a_verified_endpoint_is_called_by_its_name_and_kept(boolean portable, String version) throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        Endpoint.Script script = talk -> {
            while (!talk.head().isEmpty()) {
                ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) talk.socket).getSession();
                names.add(session.getProtocol() + " " + new String(session.getRequestedServerNames().getFirst().getEncoded(), StandardCharsets.US_ASCII));
                talk.say(Endpoint.ok("hello"));
            }
        };
        try (Endpoint endpoint = Endpoint.on(TlsServer.showing(shown).listen(version), script);
                Running proxy = running(portable).install(web(verified(NAME, null), endpoint.port()));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
                assertThat(names.take()).isEqualTo(version + " " + NAME);
            }
            assertThat(endpoint.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, TLSv1.3", "false, TLSv1.2", "true, TLSv1.3", "true, TLSv1.2"})
    void sessions_are_resumed(boolean portable, String version) throws Exception {
        TlsServer server = TlsServer.asking(shown);
        CertificateConfig ours = new TestAuthority("proxies").issue("ballast", "ballast.internal");
        try (Endpoint endpoint = Endpoint.on(server.listen(version), answering("Connection: close\r\n"));
                Running proxy = running(portable).install(web(verified(NAME, "ballast"), endpoint.port()).certificate(ours));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
            assertThat(endpoint.connections()).isEqualTo(5);
            assertThat(server.looks()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_endpoint_that_is_not_believed_gets_no_request(boolean portable) throws Exception {
        CertificateConfig strangers = new TestAuthority("mesh").issue("endpoint", NAME);
        try (Endpoint named = Endpoint.on(TlsServer.showing(shown).listen("TLSv1.3"), answering(""));
                Endpoint strange = Endpoint.on(TlsServer.showing(strangers).listen("TLSv1.3"), answering(""));
                Running proxy = running(portable)) {
            for (Snapshots wrong : List.of(web(verified("other.internal", null), named.port()), web(verified(NAME, null), strange.port()))) {
                proxy.install(wrong);
                try (RawClient client = proxy.client("web")) {
                    assertThat(client.get("/").answer()).satisfies(answer -> {
                        assertThat(answer.status()).isEqualTo(502);
                        assertThat(answer.body()).contains("EndpointCertificate");
                    });
                }
            }
            assertThat(named.requests).isEmpty();
            assertThat(strange.requests).isEmpty();
            assertThat(failures(proxy, Reason.EndpointCertificate)).isEqualTo(2);

            proxy.install(web(new ConnectingConfig(null, new BackendTlsConfig(false, List.of(), null, null)), strange.port()));
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().body()).as("nobody is verified").isEqualTo("hello");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_request_goes_to_another_endpoint_when_there_is_no_tls(boolean portable) throws Exception {
        try (Endpoint good = Endpoint.on(TlsServer.showing(shown).listen("TLSv1.3"), answering(""));
                Endpoint plain = Endpoint.of(talk -> talk.say("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
                Running proxy = running(portable).install(web(verified(NAME, null), plain.port(), good.port()))) {
            for (int i = 0; i < 8; i++) {
                try (RawClient client = proxy.client("web")) {
                    assertThat(client.say("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi").answer().body()).isEqualTo("hello");
                }
            }
            assertThat(plain.connections()).as("ejected as one that cannot be connected to").isEqualTo(3);
            assertThat(proxy.metric("ballast_retries_total")).isEqualTo(3);
            proxy.install(web(verified(NAME, null), plain.port()));
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().body()).contains("EndpointHandshake");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_handshake_has_the_time_of_a_connection(boolean portable) throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                Running proxy = running(portable).install(snapshot()
                        .http("web", "shop")
                        .backend("shop", policy -> Snapshots.with(policy, 0, 200, 0, 4_000, 32), silent.getLocalPort())
                        .connecting(verified(NAME, null))
                        .authority(mesh.config(MESH)));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer()).satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.body()).contains("ConnectTimeout");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"false, TLSv1.3", "false, TLSv1.2", "true, TLSv1.3", "true, TLSv1.2"})
    void an_endpoint_is_shown_a_certificate(boolean portable, String version) throws Exception {
        TestAuthority proxies = new TestAuthority("proxies");
        Endpoint.Script script = talk -> {
            String peer = ((SSLSocket) talk.socket).getSession().getPeerPrincipal().getName();
            while (!talk.head().isEmpty()) {
                talk.say(Endpoint.ok(peer));
            }
        };
        try (Endpoint endpoint = Endpoint.on(TlsServer.asking(shown).listen(version), script);
                Running proxy = running(portable).install(web(verified(NAME, "ballast"), endpoint.port())
                        .certificate(proxies.issue("ballast", "ballast.internal")));
                RawClient client = proxy.client("web")) {
            assertThat(client.get("/").answer().body()).isEqualTo("CN=ballast");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_tcp_session_is_encrypted_after_the_client_was_told(boolean portable) throws Exception {
        TlsServer server = TlsServer.showing(shown);
        Endpoint.Script script = talk -> {
            talk.octets(28);
            try (SSLSocket secure = server.over(talk.socket)) {
                secure.getOutputStream().write(secure.getInputStream().readNBytes(5));
            }
        };
        ConnectingConfig both = new ConnectingConfig(ProxyProtocol.V2, new BackendTlsConfig(true, List.of(MESH), NAME, null));
        try (Endpoint endpoint = Endpoint.of(script);
                Running proxy = running(portable).install(
                        snapshot().tcp("db", "db").backend("db", endpoint.port()).connecting(both).authority(mesh.config(MESH)));
                RawClient client = proxy.client("db")) {
            assertThat(client.say("hello").rest()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_answer_that_anybody_can_have_cut_off_is_not_whole(boolean portable) throws Exception {
        TlsServer server = TlsServer.showing(shown);
        Endpoint.Script script = talk -> {
            SSLSocket secure = server.over(talk.socket);
            Endpoint.Script answer = inside -> {
                String head = inside.head();
                inside.say("HTTP/1.1 200 OK\r\n\r\nhello");
                if (head.startsWith("GET /whole")) {
                    secure.close();
                }
            };
            answer.serve(talk.within(secure));
            talk.socket.shutdownOutput();
        };
        try (Endpoint endpoint = Endpoint.of(script);
                Running proxy = running(portable).install(web(verified(NAME, null), endpoint.port()))) {
            try (RawClient client = proxy.client("web")) {
                assertThat(client.say("GET /whole HTTP/1.0\r\n\r\n").rest()).endsWith("hello");
            }
            try (RawClient client = proxy.client("web")) {
                assertThatThrownBy(() -> client.say("GET /cut HTTP/1.0\r\n\r\n").rest()).isInstanceOf(IOException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_kept_connection_does_not_outlive_its_trust(boolean portable) throws Exception {
        try (Endpoint endpoint = Endpoint.on(TlsServer.showing(shown).listen("TLSv1.3"), answering(""));
                Running proxy = running(portable).install(web(verified(NAME, null), endpoint.port()))) {
            try (RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
                proxy.install(snapshot()
                        .http("web", "shop")
                        .backend("shop", endpoint.port())
                        .connecting(verified(NAME, null))
                        .authority(new TestAuthority("mesh").config(MESH)));
                assertThat(client.get("/").answer().body()).contains("EndpointCertificate");
            }
            assertThat(endpoint.requests).hasSize(1);
        }
    }
}
