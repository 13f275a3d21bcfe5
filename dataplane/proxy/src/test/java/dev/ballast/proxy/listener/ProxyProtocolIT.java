package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashKey;
import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderFlaw;
import dev.ballast.proxy.proxyprotocol.ProxyHeaderWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody connects for clients, and says so; and endpoints are told. */
@ExtendWith(NoLeaks.class)
class ProxyProtocolIT {
    private static final String LOOPBACK = "127.0.0.0/8";
    private static final InetSocketAddress CLIENT = at("203.0.113.9", 4711);
    private static final InetSocketAddress US = at("198.51.100.1", 443);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String v1() {
        return text(ProxyHeaderWriter.line(CLIENT, US));
    }

    private static String v2() {
        return text(ProxyHeaderWriter.binary(CLIENT, US));
    }

    static String[] headers() {
        return new String[] {v1(), v2()};
    }

    private static double refused(Running proxy, ProxyHeaderFlaw reason) {
        return proxy.metric("ballast_proxy_headers_refused_total", "reason=\"" + reason + "\"");
    }

    private static void closed(RawClient client) throws IOException {
        assertThat(HttpIT.restOrError(client)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("headers")
    void the_client_is_who_the_header_says(String header) throws Exception {
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().http("web", "shop").behind(true, LOOPBACK).backend("shop", endpoint.port()));
                RawClient client = proxy.client("web")) {
            assertThat(client.say(header + REQUEST).answer().body()).isEqualTo("hello");
            assertThat(client.get("/again").answer().body()).isEqualTo("hello");
            assertThat(endpoint.requests).hasSize(2).allSatisfy(request -> assertThat(request).contains("X-Forwarded-For: 203.0.113.9\r\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void may_come_in_pieces_and_be_cut_short_anywhere(String header) throws Exception {
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = new Running().install(
                        snapshot().http("web", "shop").behind(true, LOOPBACK).backend("shop", endpoint.port()))) {
            try (RawClient slow = proxy.client("web")) {
                for (char octet : header.toCharArray()) {
                    slow.say(String.valueOf(octet));
                }
                assertThat(slow.say(REQUEST).answer().body()).isEqualTo("hello");
            }
            for (int length = 0; length < header.length(); length++) {
                try (RawClient early = proxy.client("web")) {
                    early.say(header.substring(0, length)).endOutput();
                    closed(early);
                }
            }
            await().until(() -> refused(proxy, ProxyHeaderFlaw.ClientLeft) == header.length());
            await().until(() -> proxy.dataplane.openConnections() == 0);
            assertThat(endpoint.requests).hasSize(1);
        }
    }

    @Test
    void tls_comes_after_it() throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .https("web", "shop", "1.2", "shop")
                        .behind(true, LOOPBACK)
                        .backend("shop", endpoint.port())
                        .certificate(shop));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), proxy.port("web"))) {
            plain.getOutputStream().write(ProxyHeaderWriter.binary(CLIENT, US));
            SSLSocketFactory factory = TlsClient.anonymous().factory();
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, "shop.example", 443, true);
                    RawClient client = new RawClient(socket)) {
                assertThat(client.say(REQUEST).answer().body()).isEqualTo("hello");
            }
            assertThat(endpoint.requests.getFirst()).contains("X-Forwarded-For: 203.0.113.9\r\n").contains("X-Forwarded-Proto: https\r\n");
        }
    }

    @Test
    void is_not_believed_from_elsewhere() throws Exception {
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("strict", "shop")
                        .behind(true, "10.0.0.0/8", "::/0")
                        .http("easy", "shop")
                        .behind(false, "10.0.0.0/8")
                        .backend("shop", endpoint.port()))) {
            try (RawClient liar = proxy.client("strict")) {
                closed(liar);
            }
            assertThat(refused(proxy, ProxyHeaderFlaw.UntrustedSource)).isEqualTo(1);
            try (RawClient liar = proxy.client("easy")) {
                assertThat(liar.say(v1() + REQUEST).rest()).startsWith("HTTP/1.1 400 ");
            }
            try (RawClient honest = proxy.client("easy")) {
                assertThat(honest.say(REQUEST).answer().body()).isEqualTo("hello");
            }
            assertThat(endpoint.requests).singleElement().asString().contains("X-Forwarded-For: 127.0.0.1\r\n");
        }
    }

    @Test
    void may_be_absent_where_it_is_optional() throws Exception {
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = new Running().install(snapshot()
                        .http("easy", "shop")
                        .behind(false, LOOPBACK)
                        .http("strict", "shop")
                        .behind(true, LOOPBACK)
                        .backend("shop", endpoint.port()))) {
            for (String method : new String[] {"GET", "PUT", "PROPFIND", "PROXY"}) {
                try (RawClient client = proxy.client("easy")) {
                    client.say(method + " / HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n");
                    if (method.equals("PROXY")) {
                        closed(client);
                    } else {
                        assertThat(client.answer().body()).as(method).isEqualTo("hello");
                    }
                }
            }
            assertThat(refused(proxy, ProxyHeaderFlaw.Family)).as("what begins like a header is one").isEqualTo(1);
            try (RawClient client = proxy.client("easy")) {
                assertThat(client.say(v2() + REQUEST).answer().body()).isEqualTo("hello");
            }
            try (RawClient client = proxy.client("strict")) {
                closed(client.say(REQUEST));
            }
            assertThat(refused(proxy, ProxyHeaderFlaw.Absent)).isEqualTo(1);
            assertThat(endpoint.requests).hasSize(4);
            assertThat(endpoint.requests.getLast()).contains("X-Forwarded-For: 203.0.113.9\r\n");
        }
    }

    @Test
    void is_not_waited_for_forever() throws Exception {
        TimeoutsConfig hasty = new TimeoutsConfig(100, 10_000, 60_000, 60_000, 10_000);
        try (Endpoint endpoint = Endpoint.of(talk -> talk.say("welcome"));
                Running proxy = new Running().install(snapshot()
                        .listener("strict", 0, Protocol.TCP, null, hasty, "db")
                        .behind(true, LOOPBACK)
                        .listener("easy", 0, Protocol.TCP, null, hasty, "db")
                        .behind(false, LOOPBACK)
                        .backend("db", endpoint.port()))) {
            try (RawClient silent = proxy.client("strict")) {
                closed(silent);
            }
            try (RawClient slow = proxy.client("easy")) {
                closed(slow.say("PROXY TCP4 "));
            }
            assertThat(refused(proxy, ProxyHeaderFlaw.Timeout)).isEqualTo(2);
            try (RawClient listening = proxy.client("easy")) {
                assertThat(listening.octets(7)).isEqualTo("welcome");
            }
        }
    }

    @Test
    void clients_are_told_apart_by_it() throws Exception {
        AlgorithmConfig byAddress =
                new AlgorithmConfig(Algorithm.SourceIP, 2, new HashConfig(HashTable.Maglev, HashKey.SourceIP, "", 65_537, 0), null);
        try (Endpoint a = Endpoint.of(talk -> talk.say("a"));
                Endpoint b = Endpoint.of(talk -> talk.say("b"));
                Running proxy = new Running().install(snapshot()
                        .tcp("db", "db")
                        .behind(true, LOOPBACK)
                        .backend("db", policy -> with(policy, byAddress), a.port(), b.port()))) {
            Map<Integer, String> owners = new HashMap<>();
            for (int i = 0; i < 60; i++) {
                try (RawClient client = proxy.client("db")) {
                    client.say(text(ProxyHeaderWriter.line(at("203.0.113." + i % 20, 1024 + i), US)));
                    String owner = client.octets(1);
                    assertThat(owners.computeIfAbsent(i % 20, first -> owner)).isEqualTo(owner);
                }
            }
            assertThat(new HashSet<>(owners.values())).hasSize(2);
        }
    }

    private static PolicyConfig with(PolicyConfig p, AlgorithmConfig algorithm) {
        return new PolicyConfig(
                algorithm, p.health(), p.retryAttempts(), p.connectTimeoutMillis(), p.responseTimeoutMillis(), p.idleTimeoutMillis(), p.maxIdlePerEndpoint());
    }

    private static String expected(ProxyProtocol version) {
        return version == ProxyProtocol.V1 ? v1() : v2();
    }

    @ParameterizedTest
    @EnumSource(ProxyProtocol.class)
    void an_endpoint_is_told_before_the_first_byte(ProxyProtocol version) throws Exception {
        int length = expected(version).length();
        try (Endpoint endpoint = Endpoint.of(talk -> talk.say(talk.octets(length) + "!"));
                Running proxy = new Running().install(snapshot()
                        .tcp("db", "db")
                        .behind(true, LOOPBACK)
                        .backend("db", endpoint.port())
                        .connecting(new ConnectingConfig(version, null)));
                RawClient client = proxy.client("db")) {
            client.say(version == ProxyProtocol.V1 ? v2() : v1());
            assertThat(client.octets(length + 1)).as("without a byte from the client").isEqualTo(expected(version) + "!");
        }
    }

    @ParameterizedTest
    @EnumSource(ProxyProtocol.class)
    void a_connection_to_an_endpoint_serves_one_client_only(ProxyProtocol version) throws Exception {
        int length = expected(version).length();
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    String told = talk.octets(length);
                    while (!talk.head().isEmpty()) {
                        talk.say(Endpoint.ok(told.equals(expected(version)) ? "told" : "not told"));
                    }
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .behind(true, LOOPBACK)
                        .backend("shop", endpoint.port())
                        .connecting(new ConnectingConfig(version, null)))) {
            for (int i = 0; i < 2; i++) {
                try (RawClient client = proxy.client("web")) {
                    assertThat(client.say(v1() + REQUEST).answer().body()).isEqualTo("told");
                    assertThat(client.get("/").answer().body()).isEqualTo("told");
                }
            }
            assertThat(endpoint.connections()).isEqualTo(4);
            await().until(() -> endpoint.open() == 0);
        }
    }
}
