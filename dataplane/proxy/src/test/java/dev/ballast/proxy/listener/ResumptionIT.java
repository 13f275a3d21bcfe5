package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.transport.netty.NettyTransport;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that was here comes back without a full handshake; but nowhere else, and not for ever. */
class ResumptionIT {
    private final AtomicLong now = new AtomicLong();
    private final Endpoint endpoint = endpoint();

    private static Endpoint endpoint() {
        try {
            return Endpoint.saying("hello");
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    private Running running(boolean portable) {
        CertificateStore certificates = portable ? CertificateStore.portable() : CertificateStore.best(now::get);
        return new Running(HttpLimits.standard(), 100, NettyTransport.start(1), certificates);
    }

    private Snapshots listeners(CertificateConfig certificate) {
        return snapshot()
                .https("web", "shop", "1.2", "shop")
                .https("other", "shop", "1.2", "shop")
                .backend("shop", endpoint.port())
                .certificate(certificate);
    }

    /** One request: with TLS 1.3 a ticket comes after the handshake. */
    private static void visit(TlsClient client, int port, String version) throws Exception {
        try (RawClient talk = client.talk(port, "shop.example", version)) {
            assertThat(talk.get("/").answer().body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, TLSv1.3", "false, TLSv1.2", "true, TLSv1.3", "true, TLSv1.2"})
    void a_session_is_resumed_at_its_own_listener_only(boolean portable, String version) throws Exception {
        try (endpoint;
                Running proxy = running(portable).install(listeners(TestCertificates.certificate("shop", "shop.example")))) {
            TlsClient client = TlsClient.anonymous();
            for (int i = 0; i < 4; i++) {
                visit(client, proxy.port("web"), version);
            }
            assertThat(client.fullHandshakes()).isEqualTo(1);
            visit(client, proxy.port("other"), version);
            assertThat(client.fullHandshakes()).isEqualTo(2);
            assertThat(proxy.metric("ballast_handshake_failures_total")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void a_new_certificate_does_not_end_sessions(String version) throws Exception {
        try (endpoint;
                Running proxy = running(false).install(listeners(TestCertificates.certificate("shop", "shop.example")))) {
            TlsClient client = TlsClient.anonymous();
            visit(client, proxy.port("web"), version);
            for (int i = 0; i < 3; i++) {
                proxy.install(listeners(TestCertificates.certificate("shop", "shop.example")));
                visit(client, proxy.port("web"), version);
            }
            assertThat(client.fullHandshakes()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void keys_change_every_hour_and_the_last_ones_are_forgotten(String version) throws Exception {
        try (endpoint;
                Running proxy = running(false).install(listeners(TestCertificates.certificate("shop", "shop.example")))) {
            TlsClient early = TlsClient.anonymous();
            TlsClient late = TlsClient.anonymous();
            visit(early, proxy.port("web"), version);
            visit(late, proxy.port("web"), version);
            now.addAndGet(TimeUnit.MINUTES.toNanos(70));
            for (int i = 0; i < 3; i++) {
                visit(early, proxy.port("web"), version); // With TLS 1.3 a client has several tickets, and uses the oldest one first.
            }
            assertThat(early.fullHandshakes()).as("the key before the newest").isEqualTo(1);
            now.addAndGet(TimeUnit.MINUTES.toNanos(120));
            visit(late, proxy.port("web"), version);
            assertThat(late.fullHandshakes()).as("a key of three hours ago").isEqualTo(2);
            visit(early, proxy.port("web"), version);
            assertThat(early.fullHandshakes()).as("it got a ticket of the newest key when it came back").isEqualTo(1);
            now.addAndGet(TimeUnit.DAYS.toNanos(400));
            visit(early, proxy.port("web"), version);
            assertThat(early.fullHandshakes()).isEqualTo(2);
        }
    }

    @Test
    void sessions_of_a_listener_that_is_gone_do_not_live_again_with_a_new_one_of_its_name() throws Exception {
        try (endpoint;
                Running proxy = running(false).install(listeners(TestCertificates.certificate("shop", "shop.example")))) {
            TlsClient client = TlsClient.anonymous();
            visit(client, proxy.port("web"), "TLSv1.3");
            proxy.install(snapshot().backend("shop", endpoint.port()));
            proxy.install(listeners(TestCertificates.certificate("shop", "shop.example")));
            visit(client, proxy.port("web"), "TLSv1.3");
            assertThat(client.fullHandshakes()).isEqualTo(2);
        }
    }
}
