package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.tls.HandshakeFailure;
import dev.ballast.proxy.transport.netty.NettyTransport;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that show who they are; and those who would rather not. */
@ExtendWith(NoLeaks.class)
class ClientCertificateIT {
    private static final String STAFF = "ConfigMap/staff";

    private TestAuthority staff;
    private CertificateConfig server;
    private Endpoint endpoint;
    private @Nullable Running running;

    static Stream<Arguments> everywhere() {
        return Stream.of(
                Arguments.of(false, "TLSv1.3"), Arguments.of(false, "TLSv1.2"), Arguments.of(true, "TLSv1.3"), Arguments.of(true, "TLSv1.2"));
    }

    @BeforeEach
    void begin() throws Exception {
        staff = new TestAuthority("staff");
        server = TestCertificates.certificate("shop", "admin.example");
        endpoint = Endpoint.saying("hello");
    }

    private Running proxy() {
        return Objects.requireNonNull(running);
    }

    @AfterEach
    void end() throws Exception {
        proxy().close();
        endpoint.close();
    }

    private void run(boolean portable, Snapshots snapshot) {
        CertificateStore certificates = portable ? CertificateStore.portable() : CertificateStore.best();
        running = new Running(HttpLimits.standard(), 100, NettyTransport.start(1), certificates).install(snapshot);
    }

    private Snapshots guarded(TestAuthority authority, boolean required, String... names) {
        ClientValidationConfig clients = new ClientValidationConfig(required, List.of(STAFF), List.of(names));
        return snapshot()
                .sharing("admin", Protocol.HTTPS, "admin.example", new TlsConfig(TlsMode.Terminate, List.of("shop"), "1.2", List.of(), clients), "shop")
                .sharing("open", Protocol.HTTPS, null, TlsConfig.terminate("shop"), "shop")
                .https("elsewhere", "shop", "1.2", "shop")
                .backend("shop", endpoint.port())
                .certificate(server)
                .authority(authority.config(STAFF));
    }

    private String ask(TlsClient client, String serverName, String version) throws IOException {
        try (RawClient talk = client.talk(proxy().port("admin"), serverName, version)) {
            return talk.say("GET / HTTP/1.1\r\nHost: " + serverName + "\r\n\r\n").answer().body();
        }
    }

    private void refused(TlsClient client, String version, HandshakeFailure reason) {
        assertThatThrownBy(() -> ask(client, "admin.example", version)).as(reason.name()).isInstanceOf(IOException.class);
        await(reason.name()).until(() -> proxy().metric("ballast_handshake_failures_total", "reason=\"" + reason + "\"", "listener=\"admin\"") == 1);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void only_with_a_certificate_that_is_believed(boolean portable, String version) throws Exception {
        run(portable, guarded(staff, true));
        assertThat(ask(TlsClient.with(staff.client("ann@staff.example")), "admin.example", version)).isEqualTo("hello");
        refused(TlsClient.anonymous(), version, HandshakeFailure.ClientCertificateMissing);
        refused(TlsClient.with(new TestAuthority("staff").client("ann@staff.example")), version, HandshakeFailure.ClientCertificateUntrusted);
        assertThat(endpoint.requests).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void without_one_too_but_not_with_a_strangers(boolean portable, String version) throws Exception {
        run(portable, guarded(staff, false));
        assertThat(ask(TlsClient.with(staff.client()), "admin.example", version)).isEqualTo("hello");
        assertThat(ask(TlsClient.anonymous(), "admin.example", version)).isEqualTo("hello");
        refused(TlsClient.with(new TestAuthority("others").client()), version, HandshakeFailure.ClientCertificateUntrusted);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void only_with_one_of_the_names(boolean portable, String version) throws Exception {
        run(portable, guarded(staff, true, "ANN@staff.example", "spiffe://shop/admin", "10.1.2.3", "gate.example"));
        for (String name : List.of("ann@staff.example", "spiffe://shop/admin", "10.1.2.3", "Gate.Example")) {
            assertThat(ask(TlsClient.with(staff.client("else.example", name)), "admin.example", version)).as(name).isEqualTo("hello");
        }
        refused(TlsClient.with(staff.client("bob@staff.example", "spiffe://shop/Admin", "10.1.2.4")), version, HandshakeFailure.ClientCertificateName);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void a_session_from_elsewhere_is_no_way_in(boolean portable, String version) throws Exception {
        run(portable, guarded(staff, true));
        TlsClient outsider = TlsClient.anonymous();
        for (int i = 0; i < 2; i++) {
            try (RawClient talk = outsider.talk(proxy().port("elsewhere"), "admin.example", version)) {
                assertThat(talk.get("/").answer().body()).isEqualTo("hello");
            }
        }
        assertThat(outsider.fullHandshakes()).as("resumed at the open listener").isEqualTo(1);
        refused(outsider, version, HandshakeFailure.ClientCertificateMissing);
        assertThat(outsider.fullHandshakes()).isEqualTo(2);

        try (RawClient talk = outsider.talk(proxy().port("open"), "open.example", version)) {
            assertThat(talk.say("GET / HTTP/1.1\r\nHost: admin.example\r\n\r\n").rest()).startsWith("HTTP/1.1 421 ");
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void a_session_ends_with_the_authority_that_stood_behind_it(boolean portable, String version) throws Exception {
        run(portable, guarded(staff, true));
        TlsClient ann = TlsClient.with(staff.client("ann@staff.example"));
        ask(ann, "admin.example", version);
        ask(ann, "admin.example", version);
        assertThat(ann.fullHandshakes()).isEqualTo(1);
        TestAuthority successor = new TestAuthority("staff");
        proxy().install(guarded(successor, true));
        refused(ann, version, HandshakeFailure.ClientCertificateUntrusted);
        assertThat(ask(TlsClient.with(successor.client()), "admin.example", version)).isEqualTo("hello");
    }
}
