package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TimeoutsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS: which certificate is shown, and how it changes. */
class TlsIT {
    private static SSLSocket connect(int port, String serverName, String... protocols) throws Exception {
        return TlsClient.anonymous().connect(port, serverName, protocols);
    }

    private static Certificate shown(int port, String serverName) throws Exception {
        return TlsClient.anonymous().shown(port, serverName);
    }

    private static Running running(boolean portable) {
        return portable
                ? new Running(HttpLimits.standard(), 100, NettyTransport.startPortable(2), CertificateStore.portable())
                : new Running();
    }

    @Test
    void boringssl_and_epoll_are_what_this_machine_runs() {
        assertThat(CertificateStore.best().library()).isEqualTo("OPENSSL_REFCNT");
        assertThat(io.netty.channel.epoll.Epoll.isAvailable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void serves_requests_over_tls_on_either_library(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        try (Endpoint endpoint = Endpoint.saying("x".repeat(300_000));
                Running proxy = running(portable).install(snapshot()
                        .https("web", "shop", "1.2", "shop")
                        .backend("shop", endpoint.port())
                        .certificate(shop));
                RawClient client = new RawClient(connect(proxy.port("web"), "shop.example"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.get("/" + i).answer().body()).hasSize(300_000);
            }
            client.say("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n" + "y".repeat(200_000));
            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
            assertThat(endpoint.requests.getFirst()).contains("X-Forwarded-Proto: https\r\n");
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    /** A WebSocket's server closes first, and its client waits for that: the end must come through although the client has not ended. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ends_one_direction_and_goes_on_to_read_the_other(boolean portable) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (Endpoint endpoint = Endpoint.of(talk -> {
                    talk.head();
                    talk.say(UpgradeIT.AGREE + "bye");
                    talk.endOutput();
                    heard.complete(talk.until("!"));
                });
                Running proxy = running(portable).install(snapshot()
                        .https("web", "shop", "1.2", "shop")
                        .backend("shop", endpoint.port())
                        .certificate(TestCertificates.certificate("shop", "shop.example")));
                RawClient client = new RawClient(connect(proxy.port("web"), "shop.example"))) {
            assertThat(client.say(UpgradeIT.ASK).rest()).isEqualTo(UpgradeIT.AGREE + "bye");
            client.say("still here!");
            assertThat(heard.get(15, TimeUnit.SECONDS)).isEqualTo("still here!");
            client.endOutput();
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void picks_the_certificate_by_server_name() throws Exception {
        CertificateConfig first = TestCertificates.certificate("a-first", "first.example");
        CertificateConfig exact = TestCertificates.certificate("b-exact", "www.shop.example", "Other.Example");
        CertificateConfig wild = TestCertificates.certificate("c-wild", "*.shop.example");
        try (Running proxy = new Running().install(snapshot()
                .https("web", "shop", "1.2", "a-first", "b-exact", "c-wild")
                .backend("shop")
                .certificate(first)
                .certificate(exact)
                .certificate(wild))) {
            int port = proxy.port("web");
            assertThat(shown(port, "first.example")).isEqualTo(TestCertificates.leaf(first));
            assertThat(shown(port, "WWW.shop.example")).isEqualTo(TestCertificates.leaf(exact));
            assertThat(shown(port, "other.example")).isEqualTo(TestCertificates.leaf(exact));
            assertThat(shown(port, "api.shop.example")).isEqualTo(TestCertificates.leaf(wild));
            assertThat(shown(port, "a.b.shop.example")).isEqualTo(TestCertificates.leaf(first));
            assertThat(shown(port, "nobody.example")).isEqualTo(TestCertificates.leaf(first));
            assertThat(shown(port, "")).isEqualTo(TestCertificates.leaf(first));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changes_the_certificate_a_hundred_times_without_a_failed_handshake_and_keeps_old_connections(boolean portable) throws Exception {
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = running(portable)) {
            CertificateConfig[] current = {TestCertificates.certificate("shop", "shop.example")};
            proxy.install(with(current[0], endpoint));
            int port = proxy.port("web");
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger handshakes = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            List<Thread> clients = Stream.generate(() -> Thread.ofVirtual().start(() -> {
                        while (!over.get()) {
                            try (RawClient client = new RawClient(connect(port, "shop.example"))) {
                                assertThat(client.get("/").answer().body()).isEqualTo("hello");
                                handshakes.incrementAndGet();
                            } catch (Exception e) {
                                failed.incrementAndGet();
                            }
                        }
                    }))
                    .limit(4)
                    .toList();
            try (RawClient old = new RawClient(connect(port, "shop.example"))) {
                old.get("/").answer();
                for (int i = 0; i < 100; i++) {
                    int before = handshakes.get();
                    current[0] = TestCertificates.certificate("shop", "shop.example");
                    proxy.install(with(current[0], endpoint));
                    assertThat(shown(port, "shop.example")).isEqualTo(TestCertificates.leaf(current[0]));
                    await().until(() -> handshakes.get() > before);
                }
                over.set(true);
                for (Thread client : clients) {
                    client.join();
                }
                assertThat(failed).hasValue(0);
                assertThat(handshakes.get()).isGreaterThanOrEqualTo(100);
                assertThat(old.get("/").answer().body()).isEqualTo("hello");
            }
            assertThat(proxy.metric("ballast_handshake_failures_total")).isZero();
        }
    }

    /** More than one turn of a loop has room for: each waits for its own, and none is forgotten. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void serves_everybody_of_a_crowd_that_shakes_hands_at_once(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = running(portable).install(with(shop, endpoint))) {
            int port = proxy.port("web");
            CountDownLatch together = new CountDownLatch(1);
            List<CompletableFuture<String>> answers = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> {
                                try (RawClient client = new RawClient(connect(port, "shop.example"))) {
                                    together.await();
                                    return client.get("/").answer().body();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            task -> Thread.ofVirtual().start(task)))
                    .limit(90)
                    .toList();
            await().until(() -> proxy.dataplane.openConnections() == 90);
            together.countDown();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.get(15, TimeUnit.SECONDS)).isEqualTo("hello"));
        }
    }

    private static Snapshots with(CertificateConfig certificate, Endpoint endpoint) {
        return snapshot().https("web", "shop", "1.2", "shop").backend("shop", endpoint.port()).certificate(certificate);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refuses_versions_below_the_lowest(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop");
        try (Running proxy = running(portable).install(snapshot()
                        .https("new", "shop", "1.3", "shop")
                        .https("old", "shop", "1.2", "shop")
                        .backend("shop")
                        .certificate(shop));
                SSLSocket refused = connect(proxy.port("new"), "", "TLSv1.2");
                SSLSocket taken = connect(proxy.port("old"), "", "TLSv1.2")) {
            assertThatThrownBy(refused::startHandshake).isInstanceOf(IOException.class);
            taken.startHandshake();
            assertThat(taken.getSession().getProtocol()).isEqualTo("TLSv1.2");
            await().until(() -> failures(proxy, "Version", "listener=\"new\"") == 1);
        }
    }

    private static double failures(Running proxy, String reason, String... more) {
        String[] labels = Arrays.copyOf(more, more.length + 1);
        labels[more.length] = "reason=\"" + reason + "\"";
        return proxy.metric("ballast_handshake_failures_total", labels);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void counts_each_failed_handshake_under_its_own_reason(boolean portable) throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop");
        try (Running proxy = running(portable).install(snapshot()
                        .https("web", "shop", "1.2", "shop")
                        .backend("shop")
                        .certificate(shop))) {
            try (RawClient plain = proxy.client("web")) {
                assertThat(plain.get("/").rest()).startsWith("HTTP/1.1 400 Bad Request\r\n").endsWith("PlainHttp: plain HTTP was sent to an HTTPS port\n");
            }
            try (RawClient another = proxy.client("web")) {
                assertThat(HttpIT.restOrError(another.say("GETTING / HTTP/1.1\r\n\r\n"))).isEmpty();
            }
            try (RawClient large = proxy.client("web")) {
                assertThat(HttpIT.restOrError(large.say("\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0040\u0000"))).isEmpty();
            }
            try (RawClient broken = proxy.client("web")) {
                assertThat(HttpIT.restOrError(broken.say("\u0016\u0003\u0001\u0000\u0000"))).isEmpty();
            }
            try (RawClient gone = proxy.client("web")) {
                gone.say("\u0016\u0003\u0001").endOutput();
                assertThat(gone.rest()).isEmpty();
            }
            try (SSLSocket choosy = connect(proxy.port("web"), "", "TLSv1.2")) {
                choosy.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
                assertThatThrownBy(choosy::startHandshake).isInstanceOf(IOException.class);
            }
            SSLContext distrust = SSLContext.getInstance("TLS");
            distrust.init(null, null, null);
            try (SSLSocket doubting =
                    (SSLSocket) distrust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), proxy.port("web"))) {
                doubting.setEnabledProtocols(new String[] {"TLSv1.2"});
                assertThatThrownBy(doubting::startHandshake).isInstanceOf(IOException.class);
            }
            for (String reason : List.of("PlainHttp", "NotTls", "ClientHelloTooLarge", "ClientHelloMalformed", "ClientLeft", "CipherSuite", "ClientRefused")) {
                await(reason).until(() -> failures(proxy, reason) == 1);
            }
            assertThat(proxy.metric("ballast_handshake_failures_total")).isEqualTo(7);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void drops_a_client_that_does_not_shake_hands() throws Exception {
        TimeoutsConfig hasty = new TimeoutsConfig(150, 10_000, 60_000, 60_000, 10_000);
        CertificateConfig shop = TestCertificates.certificate("shop");
        try (Running proxy = new Running().install(snapshot()
                        .listener("web", 0, Protocol.HTTPS, TlsConfig.terminate("shop"), hasty, "shop")
                        .backend("shop")
                        .certificate(shop))) {
            try (RawClient silent = proxy.client("web")) {
                assertThat(silent.in.read()).isEqualTo(-1);
            }
            try (RawClient slow = proxy.client("web")) {
                assertThat(slow.say("\u0016\u0003\u0001\u0002\u0000\u0001").in.read()).isEqualTo(-1);
            }
            assertThat(failures(proxy, "Timeout")).isEqualTo(2);
            await().until(() -> proxy.dataplane.openConnections() == 0);
        }
    }

    @Test
    void refuses_a_snapshot_whose_certificate_is_no_good_and_keeps_the_one_that_runs() throws Exception {
        CertificateConfig shop = TestCertificates.certificate("shop", "shop.example");
        CertificateConfig other = TestCertificates.certificate("other");
        CertificateConfig mixed = new CertificateConfig("shop", shop.chain(), other.key());
        try (Endpoint endpoint = Endpoint.saying("hello");
                Running proxy = new Running().install(with(shop, endpoint))) {
            List<Problem> problems = proxy.dataplane.install(with(mixed, endpoint).build());
            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.reason()).isEqualTo(Reason.InvalidCertificateRef);
                assertThat(problem.path()).isEqualTo("listeners[0].tls.certificates[0]");
                assertThat(problem.message()).startsWith("\"shop\" ");
            });
            assertThat(proxy.dataplane.install(with(new CertificateConfig("shop", "nonsense", new Sensitive("x")), endpoint).build()))
                    .hasSize(1);
            assertThat(shown(proxy.port("web"), "shop.example")).isEqualTo(TestCertificates.leaf(shop));
        }
    }
}
