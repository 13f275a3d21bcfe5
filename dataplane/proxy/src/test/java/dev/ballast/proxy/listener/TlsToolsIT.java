package dev.ballast.proxy.listener;

import static dev.ballast.proxy.listener.Snapshots.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Credentials;
import dev.ballast.contract.snapshot.ListenerConfig.ClientValidationConfig;
import dev.ballast.contract.snapshot.ListenerConfig.Protocol;
import dev.ballast.contract.snapshot.ListenerConfig.TlsConfig;
import dev.ballast.contract.snapshot.ListenerConfig.TlsMode;
import dev.ballast.proxy.http.HttpLimits;
import dev.ballast.proxy.tls.CertificateStore;
import dev.ballast.proxy.tls.HandshakeFailure;
import dev.ballast.proxy.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of TLS that people use: openssl, curl, Java's. Each of them checks our certificate, too. */
@ExtendWith(NoLeaks.class)
class TlsToolsIT {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path work;

    private TestAuthority staff;
    private TestAuthority shops;
    private CertificateConfig ann;
    private Endpoint endpoint;
    private @Nullable Running running;

    @BeforeEach
    void begin() throws Exception {
        staff = new TestAuthority("staff");
        shops = new TestAuthority("shops");
        ann = staff.issue("ann", "ann@staff.example");
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

    private void run(boolean portable) throws Exception {
        CertificateStore certificates = portable ? CertificateStore.portable() : CertificateStore.best();
        ClientValidationConfig clients = new ClientValidationConfig(true, List.of("ConfigMap/staff"), List.of());
        running = new Running(HttpLimits.standard(), 100, NettyTransport.start(1), certificates).install(snapshot()
                .https("web", "shop", "1.2", "shop")
                .listener("admin", 0, Protocol.HTTPS, new TlsConfig(TlsMode.Terminate, List.of("shop"), "1.2", List.of(), clients), Snapshots.TIMEOUTS, "shop")
                .backend("shop", endpoint.port())
                .certificate(shops.issue("shop", "localhost"))
                .authority(staff.config("ConfigMap/staff")));
    }

    private String openssl(String listener, String... more) throws IOException, InterruptedException {
        Tool openssl = Tool.find("openssl", work);
        List<String> arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect", "127.0.0.1:" + proxy().port(listener),
                "-servername", "localhost",
                "-CAfile", openssl.file("shops.pem", shops.pem()).toString(),
                "-verify_return_error",
                "-ign_eof"));
        arguments.addAll(List.of(more));
        return openssl.run(REQUEST, arguments);
    }

    @ParameterizedTest
    @CsvSource({"false, tls1_2", "false, tls1_3", "true, tls1_2", "true, tls1_3"})
    void openssl_resumes_its_session(boolean portable, String version) throws Exception {
        run(portable);
        String session = work.resolve("session").toString();
        assertThat(openssl("web", "-" + version, "-sess_out", session)).contains("New, TLSv1").contains("HTTP/1.1 200 OK").contains("hello");
        assertThat(openssl("web", "-" + version, "-sess_in", session)).contains("Reused, TLSv1").contains("HTTP/1.1 200 OK").contains("hello");
    }

    @ParameterizedTest
    @CsvSource({"false, tls1_2", "false, tls1_3", "true, tls1_2", "true, tls1_3"})
    void openssl_shows_a_certificate(boolean portable, String version) throws Exception {
        run(portable);
        Tool openssl = Tool.find("openssl", work);
        String certificate = openssl.file("ann.pem", ann.chain()).toString();
        String key = openssl.file("ann.key", ann.key().reveal()).toString();
        assertThat(openssl("admin", "-" + version, "-cert", certificate, "-key", key))
                .contains("Acceptable client certificate CA names")
                .contains("CN = staff")
                .contains("HTTP/1.1 200 OK");
        assertThat(openssl("admin", "-" + version)).doesNotContain("200 OK");
        await().until(() -> failures(HandshakeFailure.ClientCertificateMissing) == 1);
    }

    /** The alerts of RFC 8446, 6: unknown_ca, certificate_expired, certificate_required; handshake_failure before TLS 1.3. */
    @ParameterizedTest
    @CsvSource({"tls1_2, 40", "tls1_3, 116"})
    void openssl_is_told_what_is_wrong_with_its_certificate(String version, int missing) throws Exception {
        run(false);
        assertThat(refused(version, new TestAuthority("strangers").issue("ann", "ann@staff.example"))).contains("SSL alert number 48");
        assertThat(refused(version, staff.expired("ann", "ann@staff.example"))).contains("SSL alert number 45");
        assertThat(openssl("admin", "-" + version)).contains("SSL alert number " + missing);
    }

    private String refused(String version, CertificateConfig shown) throws Exception {
        Tool openssl = Tool.find("openssl", work);
        return openssl(
                "admin", "-" + version, "-cert", openssl.file("refused.pem", shown.chain()).toString(), "-key",
                openssl.file("refused.key", shown.key().reveal()).toString());
    }

    private double failures(HandshakeFailure reason) {
        return proxy().metric("ballast_handshake_failures_total", "reason=\"" + reason + "\"", "listener=\"admin\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void curl_with_and_without_a_certificate(boolean portable) throws Exception {
        run(portable);
        Tool curl = Tool.find("curl", work);
        List<String> plain = List.of("-sS", "--http1.1", "--cacert", curl.file("shops.pem", shops.pem()).toString());
        List<String> named = new ArrayList<>(plain);
        named.addAll(List.of(
                "--cert", curl.file("ann.pem", ann.chain()).toString(),
                "--key", curl.file("ann.key", ann.key().reveal()).toString()));
        assertThat(curl(curl, plain, "web")).isEqualTo("hello");
        assertThat(curl(curl, named, "admin")).isEqualTo("hello");
        assertThat(curl(curl, plain, "admin")).startsWith("curl: (56) ");
        await().until(() -> failures(HandshakeFailure.ClientCertificateMissing) == 1);
    }

    private String curl(Tool curl, List<String> arguments, String listener) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        all.add("https://localhost:" + proxy().port(listener) + "/");
        return curl.run("", all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void java_with_and_without_a_certificate(boolean portable) throws Exception {
        run(portable);
        try (HttpClient anonymous = HttpClient.newBuilder().sslContext(context(null)).build();
                HttpClient named = HttpClient.newBuilder().sslContext(context(ann)).build()) {
            assertThat(anonymous.send(request("web"), BodyHandlers.ofString()).body()).isEqualTo("hello");
            assertThat(named.send(request("admin"), BodyHandlers.ofString()).body()).isEqualTo("hello");
            assertThatThrownBy(() -> anonymous.send(request("admin"), BodyHandlers.ofString())).isInstanceOf(IOException.class);
        }
        // Java tries again by itself.
        await().until(() -> failures(HandshakeFailure.ClientCertificateMissing) >= 1);
    }

    private HttpRequest request(String listener) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + proxy().port(listener) + "/")).build();
    }

    private SSLContext context(@Nullable CertificateConfig identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("shops", Credentials.authorities(shops.pem()).getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        if (identity != null) {
            Credentials credentials = Credentials.parse(identity.chain(), identity.key());
            store.setKeyEntry("identity", credentials.key(), new char[0], credentials.chain().toArray(X509Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
