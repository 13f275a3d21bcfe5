package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.AccessLogConfig.Mode;
import dev.ballast.contract.snapshot.BackendConfig.BackendTlsConfig;
import dev.ballast.contract.snapshot.BackendConfig.ConnectingConfig;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.contract.snapshot.BackendConfig.ProxyProtocol;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.FiltersConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderChangesConfig;
import dev.ballast.contract.snapshot.FiltersConfig.HeaderConfig;
import dev.ballast.contract.snapshot.FiltersConfig.PathChange;
import dev.ballast.contract.snapshot.FiltersConfig.PathChangeConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RedirectConfig;
import dev.ballast.contract.snapshot.FiltersConfig.RewriteConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.ShareConfig;
import dev.ballast.contract.snapshot.SourcesConfig;
import dev.ballast.contract.snapshot.SourcesConfig.ForwardedForConfig;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.http2.RawHttp2;
import dev.ballast.proxy.http2.RawHttp2.Frame;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan says of routes, clients and connections holds where the endpoints speak HTTP/2, too. */
@ExtendWith(NoLeaks.class)
class Http2EndpointPlanIT {
    private static final String MESH = "ConfigMap/mesh";
    private static final String NAME = "shop.internal";

    /** The heads of requests as they came. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Answers every request. */
    private Http2Endpoint.Script saying(String body, String... fields) {
        return talk -> {
            while (true) {
                Frame request = talk.next(RawHttp2.HEADERS);
                asked.add(request.fields());
                List<String> head = new ArrayList<>(List.of(":status", "200", "content-length", String.valueOf(body.length())));
                head.addAll(List.of(fields));
                talk.headers(request.stream(), false, head.toArray(String[]::new)).data(request.stream(), true, body);
            }
        };
    }

    private static Snapshots shop(Snapshots snapshot, Endpoint endpoint) {
        return snapshot.backend("shop", policy -> policy.over(Protocol.HTTP2), endpoint.port());
    }

    @Test
    void filters_change_requests_and_answers_and_redirect() throws Exception {
        HeaderChangesConfig changes = new HeaderChangesConfig(
                List.of("secret"), List.of(new HeaderConfig("Version", "two")), List.of(new HeaderConfig("Tag", "a b")));
        RewriteConfig rewrite = new RewriteConfig("inner.example", new PathChangeConfig(PathChange.ReplacePrefixMatch, "/new"));
        RouteConfig all = new RouteConfig(
                "all", List.of(MatchConfig.prefix("/shop")), new FiltersConfig(changes, changes, null, rewrite), List.of(new ShareConfig("shop", 1)), 0);
        RouteConfig old = new RouteConfig(
                "old", List.of(MatchConfig.prefix("/old")), new FiltersConfig(null, null, new RedirectConfig("https", null, null, 0, 302), null), List.of(), 0);
        try (Endpoint endpoint = Http2Endpoint.of(saying("hi", "secret", "x", "version", "one"));
                Running proxy = new Running().install(shop(snapshot().routed("web", null, all, old), endpoint));
                RawHttp2 http2 = new RawHttp2(proxy.port("web")).hello();
                RawClient http1 = proxy.client("web")) {
            RawClient.Answer answer = http1.say("GET /shop/a?b HTTP/1.1\r\nHost: Shop\r\nSECRET: x\r\nversion: one\r\n\r\n").answer();
            assertThat(answer.head()).isEqualTo("HTTP/1.1 200 OK\r\nVersion: two\r\nTag: a b\r\nContent-Length: 2\r\n\r\n");
            http2.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/shop/a?b", ":authority", "Shop", "secret", "x", "version", "one");
            assertThat(http2.next(RawHttp2.HEADERS).fields()).isEqualTo(":status: 200\nversion: two\ntag: a b\ncontent-length: 2\n");
            assertThat(asked).hasSize(2).allSatisfy(head -> assertThat(head)
                    .isEqualTo(":method: GET\n:scheme: http\n:path: /new/a?b\n:authority: inner.example\nversion: two\ntag: a b\n"
                            + "x-forwarded-for: 127.0.0.1\nx-forwarded-proto: http\nx-forwarded-host: Shop\n"));
            assertThat(http1.get("/old/x").answer().head()).startsWith("HTTP/1.1 302 ").contains("Location: https://shop/old/x\r\n");
        }
    }

    @Test
    void a_cap_counts_streams_and_what_is_too_much_waits() throws Exception {
        Semaphore finish = new Semaphore(0);
        try (Endpoint endpoint = Http2Endpoint.of(talk -> {
                    while (true) {
                        Frame request = talk.next(RawHttp2.HEADERS);
                        asked.add(request.fields());
                        finish.acquireUninterruptibly();
                        talk.headers(request.stream(), true, ":status", "200");
                    }
                });
                Running proxy = new Running().install(snapshot()
                        .http("web", "shop")
                        .backend("shop", policy -> CapsIT.capped(1, 1, 0).apply(policy).over(Protocol.HTTP2), endpoint.port()));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            client.get(1, "/first");
            await().until(() -> asked.size() == 1);
            client.get(3, "/second");
            await().until(() -> proxy.metric("ballast_waiting") == 1);
            client.get(5, "/third");
            assertThat(client.end(5).stream()).isEqualTo(5);
            assertThat(client.content(5)).contains("QueueFull");
            assertThat(asked).hasSize(1);
            finish.release(2);
            client.end(1);
            client.end(3);
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void the_access_log_names_the_endpoint_and_counts() throws Exception {
        try (Endpoint endpoint = Http2Endpoint.of(saying("hello"));
                Running proxy = new Running().install(shop(snapshot().http("web", "shop"), endpoint).logged(Mode.All));
                RawClient client = proxy.client("web")) {
            client.get("/a").answer();
            await().until(() -> !proxy.logged.isEmpty());
            assertThat(proxy.logged.getFirst().toString())
                    .contains("protocol=HTTP/1.1, client=127.0.0.1,", "path=/a")
                    .contains("status=200, reason=null, backend=shop, endpoint=127.0.0.1:" + endpoint.port() + ", attempts=1, received=0, sent=5,");
        }
    }

    @Test
    void the_client_is_who_a_trusted_proxy_says() throws Exception {
        SourcesConfig sources = new SourcesConfig(List.of(), new ForwardedForConfig(List.of("127.0.0.0/8"), 0));
        try (Endpoint endpoint = Http2Endpoint.of(saying("hello"));
                Running proxy = new Running().install(shop(snapshot().http("web", "shop").letting(sources), endpoint));
                RawClient client = proxy.client("web")) {
            client.say("GET / HTTP/1.1\r\nHost: shop\r\nX-Forwarded-For: 1.2.3.4, 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n").answer();
            assertThat(asked.getFirst()).endsWith("x-forwarded-for: 203.0.113.9\nx-forwarded-proto: https\nx-forwarded-host: shop\n");
        }
    }

    /** A connection says who its client is before anything else, and serves nobody but this one. */
    @ParameterizedTest
    @EnumSource(ProxyProtocol.class)
    void an_endpoint_is_told_of_each_client(ProxyProtocol version) throws Exception {
        Endpoint.Script script = talk -> {
            String told = version == ProxyProtocol.V1 ? talk.until("\r\n") : talk.octets(28);
            Http2Endpoint.speaking(saying(told.startsWith("PROXY TCP4 127.0.0.1 127.0.0.1 ") || told.startsWith("\r\n\r\n\0") ? "told" : told)).serve(talk);
        };
        try (Endpoint endpoint = Endpoint.of(script);
                Running proxy = new Running()
                        .install(shop(snapshot().http("web", "shop"), endpoint).connecting(new ConnectingConfig(version, null)));
                RawHttp2 client = new RawHttp2(proxy.port("web")).hello()) {
            for (int stream : new int[] {1, 3}) {
                client.get(stream, "/").end(stream);
                assertThat(client.content(stream)).isEqualTo("told");
            }
            assertThat(endpoint.connections()).isEqualTo(2);
        }
    }

    // ---- TLS

    private static Running running(boolean portable) {
        CertificateStore certificates = portable ? CertificateStore.portable() : CertificateStore.best();
        return new Running(HttpLimits.standard(), 100, NettyTransport.start(1), certificates);
    }

    private static Snapshots secured(Endpoint endpoint, TestAuthority mesh) {
        ConnectingConfig verified = new ConnectingConfig(null, new BackendTlsConfig(true, List.of(MESH), NAME, null));
        return shop(snapshot().http("web", "shop"), endpoint).connecting(verified).authority(mesh.config(MESH));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void over_tls_it_is_agreed_on_and_connections_do_not_outlive_their_trust(boolean portable) throws Exception {
        TestAuthority mesh = new TestAuthority("mesh");
        CertificateConfig shown = mesh.issue("endpoint", NAME);
        try (Endpoint endpoint = Endpoint.on(TlsServer.showing(shown).speaking("http/1.1", "h2"), Http2Endpoint.speaking(saying("hello")));
                Running proxy = running(portable).install(secured(endpoint, mesh));
                RawClient client = proxy.client("web")) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.get("/").answer().body()).isEqualTo("hello");
            }
            assertThat(asked).hasSize(3).allSatisfy(head -> assertThat(head).contains(":scheme: https\n"));
            assertThat(endpoint.connections()).isEqualTo(1);

            proxy.install(secured(endpoint, new TestAuthority("mesh")));
            assertThat(client.get("/").answer().body()).contains("EndpointCertificate");
            assertThat(asked).hasSize(3);
            await().untilAsserted(() -> assertThat(endpoint.open()).isZero());
        }
    }

    /** One that knows nothing of ALPN, and one that agrees on another protocol only: nothing of a request is sent to it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "http/1.1"})
    void what_is_not_agreed_on_is_not_spoken(String spoken) throws Exception {
        TestAuthority mesh = new TestAuthority("mesh");
        TlsServer server = TlsServer.showing(mesh.issue("endpoint", NAME));
        for (boolean portable : new boolean[] {false, true}) {
            try (Endpoint endpoint = Endpoint.on(spoken.isEmpty() ? server.speaking() : server.speaking(spoken), this::listen);
                    Running proxy = running(portable).install(secured(endpoint, mesh));
                    RawClient client = proxy.client("web")) {
                assertThat(client.get("/").answer().body()).isEqualTo("502 Bad Gateway: EndpointHandshake\n");
                assertThat(asked).isEmpty();
            }
        }
    }

    private void listen(Endpoint.Talk talk) throws IOException {
        String first = talk.octets(1);
        if (!first.isEmpty()) {
            asked.add(first);
        }
    }
}
