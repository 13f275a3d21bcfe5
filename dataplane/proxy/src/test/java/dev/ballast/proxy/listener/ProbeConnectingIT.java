package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.contract.snapshot.BackendConfig.StatusRange;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe connects as requests do: who takes no request but inside TLS, or after a header of the PROXY protocol, is asked so. */
@ExtendWith(NoLeaks.class)
class ProbeConnectingIT {
    private static final String MESH = "ConfigMap/mesh";
    private static final String NAME = "shop.internal";

    private TestAuthority mesh;
    private CertificateConfig shown;

    @BeforeEach
    void begin() throws Exception {
        mesh = new TestAuthority("mesh");
        shown = mesh.issue("endpoint", NAME);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_endpoint_is_asked_inside_tls_by_its_name(boolean portable) throws Exception {
        try (Endpoint endpoint = Endpoint.on(TlsServer.showing(shown).listen("TLSv1.3"), ProbeConnectingIT::well);
                Running proxy = running(portable).install(shop(ProbeType.HTTP, 0, verified(NAME, null), endpoint.port()))) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
            assertThat(proxy.metric("ballast_probes_total", "bad")).isZero();
            assertThat(endpoint.requests).allSatisfy(head -> assertThat(head).startsWith("GET /health ").contains("Host: " + NAME + ":" + endpoint.port() + "\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_endpoint_that_is_not_believed_is_not_asked(boolean portable) throws Exception {
        try (Endpoint endpoint = Endpoint.on(TlsServer.showing(shown).listen("TLSv1.3"), ProbeConnectingIT::well);
                Running proxy = running(portable).install(shop(ProbeType.HTTP, 0, verified("other.internal", null), endpoint.port()))) {
            await().until(() -> why(proxy).equals("the certificate has another name"));
            assertThat(endpoint.requests).isEmpty();
            proxy.install(shop(ProbeType.HTTP, 0, verified(NAME, null), endpoint.port()));
            await().until(() -> proxy.metric("ballast_readmissions_total", "probes") == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void it_is_said_what_is_wrong_with_a_certificate(boolean portable) throws Exception {
        CertificateConfig strangers = new TestAuthority("strangers").issue("endpoint", NAME);
        try (Endpoint late = Endpoint.on(TlsServer.showing(mesh.expired("endpoint", NAME)).listen("TLSv1.3"), ProbeConnectingIT::well);
                Endpoint strange = Endpoint.on(TlsServer.showing(strangers).listen("TLSv1.3"), ProbeConnectingIT::well);
                Running proxy = running(portable).install(shop(ProbeType.HTTP, 0, verified(NAME, null), late.port()))) {
            await().until(() -> why(proxy).equals("the certificate has expired, or is not valid yet"));
            proxy.install(shop(ProbeType.HTTP, 0, verified(NAME, null), strange.port()));
            await().until(() -> why(proxy).equals("no authority that is believed stands behind the certificate"));
        }
    }

    @Test
    void an_endpoint_is_shown_our_certificate() throws Exception {
        Queue<String> peers = new ConcurrentLinkedQueue<>();
        Endpoint.Script script = talk -> {
            peers.add(((SSLSocket) talk.socket).getSession().getPeerPrincipal().getName());
            well(talk);
        };
        CertificateConfig ours = new TestAuthority("proxies").issue("ballast", "ballast.internal");
        try (Endpoint endpoint = Endpoint.on(TlsServer.asking(shown).listen("TLSv1.3"), script);
                Running proxy = new Running().install(shop(ProbeType.HTTP, 0, verified(NAME, "ballast"), endpoint.port()).certificate(ours))) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
            assertThat(proxy.metric("ballast_probes_total", "bad")).isZero();
            assertThat(peers).containsOnly("CN=ballast");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.2, true", "none, false"})
    void a_probe_of_tcp_wants_a_handshake(String version, boolean good) throws Exception {
        Endpoint.Script plain = talk -> talk.say("HTTP/1.1 400 Bad Request\r\n\r\n");
        try (Endpoint endpoint = good
                        ? Endpoint.on(TlsServer.showing(shown).listen(version), talk -> talk.in.readAllBytes())
                        : Endpoint.of(plain);
                Running proxy = new Running().install(shop(ProbeType.TCP, 0, verified(NAME, null), endpoint.port()))) {
            await().until(() -> proxy.metric("ballast_probes_total", good ? "good" : "bad") > 2);
            assertThat(proxy.metric("ballast_probes_total", good ? "bad" : "good")).isZero();
            assertThat(why(proxy)).isEqualTo(good ? "" : "no TLS could be agreed on");
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyProtocol.class)
    void an_endpoint_is_told_that_no_client_stands_behind_it(ProxyProtocol version) throws Exception {
        for (ProbeType type : List.of(ProbeType.HTTP, ProbeType.TCP)) {
            Queue<String> told = new ConcurrentLinkedQueue<>();
            try (Endpoint endpoint = Endpoint.of(talk -> {
                        told.add(talk.octets(ofNobody(version).length()));
                        well(talk);
                    });
                    Running proxy = new Running().install(shop(type, 0, new ConnectingConfig(version, null), endpoint.port()))) {
                await().until(() -> proxy.metric("ballast_probes_total", "good") > 2 && told.size() > 2);
                assertThat(told).as("%s", type).containsOnly(ofNobody(version));
                assertThat(proxy.metric("ballast_probes_total", "bad")).isZero();
            }
        }
    }

    @Test
    void the_header_comes_before_tls() throws Exception {
        TlsServer server = TlsServer.showing(shown);
        Endpoint.Script script = talk -> {
            if (talk.octets(ofNobody(ProxyProtocol.V2).length()).equals(ofNobody(ProxyProtocol.V2))) {
                try (SSLSocket secure = server.over(talk.socket)) {
                    well(talk.within(secure));
                }
            }
        };
        ConnectingConfig both = new ConnectingConfig(ProxyProtocol.V2, new BackendTlsConfig(true, List.of(MESH), NAME, null));
        try (Endpoint endpoint = Endpoint.of(script);
                Running proxy = new Running().install(shop(ProbeType.HTTP, 0, both, endpoint.port()))) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
            assertThat(proxy.metric("ballast_probes_total", "bad")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_grpc_server_is_asked_over_http_2_inside_tls(boolean portable) throws Exception {
        try (GrpcHealth server = GrpcHealth.showing(shown, "h2");
                Running proxy = running(portable).install(shop(ProbeType.GRPC, 0, verified(NAME, null), server.port()))) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 1);
            assertThat(server.requests).allSatisfy(headers -> {
                assertThat(headers.scheme()).hasToString("https");
                assertThat(headers.authority()).hasToString(NAME + ":" + server.port());
            });
            server.answer(2);
            await().until(() -> why(proxy).equals("status NOT_SERVING"));
        }
    }

    @Test
    void a_grpc_server_that_does_not_agree_on_http_2_is_none() throws Exception {
        try (GrpcHealth server = GrpcHealth.showing(shown);
                Running proxy = new Running().install(shop(ProbeType.GRPC, 0, verified(NAME, null), server.port()))) {
            await().until(() -> why(proxy).equals("HTTP/2 was not agreed on"));
            assertThat(server.requests).isEmpty();
        }
    }

    @Test
    void a_port_of_its_own_is_asked_plainly() throws Exception {
        ConnectingConfig both = new ConnectingConfig(ProxyProtocol.V1, new BackendTlsConfig(true, List.of(MESH), NAME, null));
        try (Endpoint endpoint = Endpoint.of(talk -> {});
                Endpoint management = Endpoint.of(ProbeConnectingIT::well);
                Running proxy = new Running().install(shop(ProbeType.HTTP, management.port(), both, endpoint.port()))) {
            await().until(() -> proxy.metric("ballast_probes_total", "good") > 2);
            assertThat(endpoint.connections()).isZero();
            assertThat(proxy.metric("ballast_probes_total", "bad")).isZero();
        }
    }

    private static void well(Endpoint.Talk talk) throws java.io.IOException {
        while (!talk.head().isEmpty()) {
            talk.say(Endpoint.ok("fine"));
        }
    }

    private static String ofNobody(ProxyProtocol version) {
        return version == ProxyProtocol.V1
                ? "PROXY UNKNOWN\r\n"
                : new String(new byte[] {13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10, 0x20, 0, 0, 0}, StandardCharsets.ISO_8859_1);
    }

    private static Running running(boolean portable) {
        CertificateStore certificates = portable ? CertificateStore.portable() : CertificateStore.best();
        return new Running(HttpLimits.standard(), 100, NettyTransport.start(1), certificates);
    }

    private static ConnectingConfig verified(String name, @Nullable String certificate) {
        return new ConnectingConfig(null, new BackendTlsConfig(true, List.of(MESH), name, certificate));
    }

    private Snapshots shop(ProbeType type, int port, ConnectingConfig how, int endpoint) {
        ActiveConfig active = new ActiveConfig(type, 100, 5_000, 2, 3, "/health", List.of(new StatusRange(200, 299)), port);
        return snapshot()
                .http("web", "shop")
                .backend("shop", policy -> with(policy, active), endpoint)
                .connecting(how)
                .authority(mesh.config(MESH));
    }

    private static PolicyConfig with(PolicyConfig p, ActiveConfig active) {
        return new PolicyConfig(
                p.algorithm(),
                new HealthConfig(active, p.health().passive(), p.health().panicThresholdPercent()),
                p.retryAttempts(),
                p.connectTimeoutMillis(),
                p.responseTimeoutMillis(),
                p.idleTimeoutMillis(),
                p.maxIdlePerEndpoint());
    }

    private static String why(Running proxy) {
        return Objects.requireNonNull(proxy.dataplane.backends().get("shop")).endpoints().getFirst().standing().why();
    }
}
