package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.proxy.listener.DataplaneOptions;
import dev.ballast.proxy.listener.TestCertificates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manifest that a person edits while it is being served. */
@Timeout(60)
class RunIT {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Origin first;
    private Origin second;
    private RunProcess run;
    private Shop shop;

    @BeforeEach
    void open() throws Exception {
        first = new Origin("first");
        second = new Origin("second");
        shop = new Shop(directory);
        DataplaneOptions options = DataplaneOptions.standard().on("127.0.0.1");
        Path file = shop.file();
        run = new RunProcess(
                ManifestRun.Source.of(file, "", true), options, AdminAt.loopback(0), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @AfterEach
    void close() {
        run.close();
        first.close();
        second.close();
    }

    @Test
    void aReloadClosesNoConnectionAndLosesNoRequest() throws Exception {
        shop.write(shop.text(first));
        start();
        try (KeptConnection kept = new KeptConnection(shop.port());
                KeptConnection idle = new KeptConnection(shop.port())) {
            assertThat(kept.get("/").body()).isEqualTo("first");
            assertThat(idle.get("/").body()).isEqualTo("first");
            for (int change = 0; change < 10; change++) {
                Origin next = change % 2 == 0 ? second : first;
                String name = change % 2 == 0 ? "second" : "first";
                shop.write(shop.text(next));
                await().untilAsserted(() -> {
                    KeptConnection.Answer answer = kept.get("/");
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.saysClose()).isFalse();
                    assertThat(answer.body()).isEqualTo(name);
                });
            }
            assertThat(idle.get("/").status()).as("the connection that was quiet").isEqualTo(200);
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aRequestInFlightEndsOnWhatItBeganWith() throws Exception {
        shop.write(shop.text(first));
        start();
        try (KeptConnection early = new KeptConnection(shop.port());
                KeptConnection late = new KeptConnection(shop.port())) {
            early.send("/held");
            first.awaitHeld();
            shop.write(shop.text(second));
            await().until(() -> late.get("/").body().equals("second"));
            first.release();
            assertThat(early.receive().body()).isEqualTo("first");
        }
    }

    @Test
    void aBadEditIsReportedAndWhatRanStillRuns() throws Exception {
        shop.write(shop.text(first));
        start();
        try (KeptConnection kept = new KeptConnection(shop.port())) {
            shop.write("apiVersion: ballast.dev/v1alpha1\nkind: LoadBalancer\nspec: {listeners: [{name: web,\n");
            awaitErr("shop.yaml:4:1: not YAML");
            awaitErr("what ran before still runs");
            assertThat(kept.get("/").body()).isEqualTo("first");

            shop.write(shop.text(first).replace("port: " + shop.port(), "port: 700000"));
            awaitErr("shop.yaml:6:39: spec.listeners[0].port: 700000");
            assertThat(kept.get("/").body()).isEqualTo("first");

            Files.delete(shop.file());
            awaitErr("there is no such file");
            assertThat(kept.get("/").body()).isEqualTo("first");

            shop.write(shop.text(second));
            await().until(() -> kept.get("/").body().equals("second"));
        }
    }

    @Test
    void aBadPartIsNamedAndTheRestIsTakenOver() throws Exception {
        shop.write(shop.text(first));
        start();
        shop.write(shop.text(second).replace("  backends:", "  - {name: other, port: 81, protocol: HTTP, backend: missing}\n  backends:"));
        awaitErr("shop.yaml:7:");
        awaitErr("missing");
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            assertThat(connection.get("/").body()).isEqualTo("second");
        }
        assertThat(out.toString()).contains("taken over, but for what is named above");
    }

    @Test
    void aPartThatHasBecomeBadServesOnAsItWas() throws Exception {
        int other = Shop.freePort();
        String both = shop.text(first).replace("  backends:", "  - {name: other, port: " + other + ", protocol: HTTP, backend: more}\n  backends:")
                + "  - {name: more, endpoints: [{address: 127.0.0.1, port: " + second.port() + "}]}\n";
        shop.write(both);
        start();
        shop.write(both.replace("port: " + other, "port: 700000"));
        awaitErr("spec.listeners[1].port: 700000");
        try (KeptConnection connection = new KeptConnection(other)) {
            assertThat(connection.get("/").body()).as("a listener").isEqualTo("second");
        }
        shop.write(both.replace("port: " + second.port(), "port: many").replace("port: " + first.port(), "port: " + second.port()));
        awaitErr("many");
        try (KeptConnection connection = new KeptConnection(other);
                KeptConnection changed = new KeptConnection(shop.port())) {
            assertThat(connection.get("/").body()).as("a backend").isEqualTo("second");
            await().until(() -> changed.get("/").body().equals("second"));
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsFieldAndTheOthersAreServed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            shop.write(shop.text(first)
                    .replace(
                            "  backends:",
                            "  - {name: other, port: " + taken.getLocalPort() + ", protocol: TCP, backend: shop}\n  backends:"));
            start();
            assertThat(err.toString())
                    .contains("shop.yaml:7:25: spec.listeners[1].port: port " + taken.getLocalPort() + " of listener \"other\"");
            try (KeptConnection connection = new KeptConnection(shop.port())) {
                assertThat(connection.get("/").body()).isEqualTo("first");
            }
        }
    }

    @Test
    void aListenerThatMovesToATakenPortServesOnWhereItWas() throws Exception {
        int other = Shop.freePort();
        String both = shop.text(first).replace("  backends:", "  - {name: other, port: " + other + ", protocol: HTTP, backend: shop}\n  backends:")
                + "  rateLimits: [{name: all, listeners: [other], key: Listener, requests: 1000}]\n";
        shop.write(both);
        start();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            shop.write(both.replace("port: " + other, "port: " + taken.getLocalPort()).replace("port: " + first.port(), "port: " + second.port()));
            awaitErr("spec.listeners[1].port: port " + taken.getLocalPort() + " of listener \"other\"");
            try (KeptConnection connection = new KeptConnection(other)) {
                await().until(() -> connection.get("/").body().equals("second"));
            }
        }
    }

    @Test
    void aPortThatWasTakenIsBoundOnceItIsFree() throws Exception {
        int other = Shop.freePort();
        try (ServerSocket taken = new ServerSocket(other, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            shop.write(shop.text(first).replace("  backends:", "  - {name: other, port: " + other + ", protocol: HTTP, backend: shop}\n  backends:"));
            start();
            awaitErr("listener \"other\"");
        }
        await().until(() -> page("/stats").contains("\"boundPort\" : " + other));
        try (KeptConnection connection = new KeptConnection(other)) {
            assertThat(connection.get("/").body()).isEqualTo("first");
        }
        assertThat(out.toString()).contains("Listening on port " + other);
    }

    @Test
    void onlyAListenerThatIsNewOrHasMovedIsToldOf() throws Exception {
        int other = Shop.freePort();
        shop.write(shop.text(first));
        start();
        shop.write(shop.text(second).replace("  backends:", "  - {name: other, port: " + other + ", protocol: HTTP, backend: shop}\n  backends:"));
        await().until(() -> out.toString().contains("Listening on port " + other));
        shop.write(shop.text(second));
        await().until(() -> out.toString().contains("No longer listening on port " + other));
        assertThat(out.toString()).containsOnlyOnce("Listening on port " + shop.port());
    }

    @Test
    void aCertificateThatHasNearlyExpiredIsToldOfOnce() throws Exception {
        CertificateConfig certificate = TestCertificates.certificate("own", "shop.example");
        String secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: own}\ntype: kubernetes.io/tls\nstringData:\n"
                + "  tls.crt: |\n" + certificate.chain().indent(4) + "  tls.key: |\n" + certificate.key().reveal().indent(4);
        String https = shop.text(first).replace("protocol: HTTP,", "protocol: HTTPS, tls: {secrets: [{name: own}]},").stripTrailing() + "\n" + secret;
        shop.write(https);
        start();
        shop.write(https.replace("port: " + first.port(), "port: " + second.port()));
        await().until(() -> out.toString().contains("is taken over"));
        assertThat(err.toString())
                .containsOnlyOnce("tls.secrets[0]: warning: the certificate in Secret \"own\" of listener \"web\" expires on ")
                .contains("shop.yaml:6:");
    }

    @Test
    void anAddressThatIsNotOfThisMachineIsNamed() throws Exception {
        shop.write(shop.text(first));
        try (RunProcess other = new RunProcess(
                ManifestRun.Source.of(shop.file(), "", false), DataplaneOptions.standard().on("192.0.2.1"), AdminAt.loopback(0),
                new PrintWriter(out, true), new PrintWriter(err, true))) {
            assertThat(other.start()).isFalse();
        }
        assertThat(err.toString())
                .contains("listener \"web\" cannot be bound: no interface of this machine has the address 192.0.2.1: expected one of its addresses for --bind-address");
    }

    @Test
    void anAdminPortThatIsTakenHidesNoFileThatIsNotThere() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunProcess other = new RunProcess(
                        ManifestRun.Source.of(directory.resolve("none.yaml"), "", false), DataplaneOptions.standard(), AdminAt.loopback(taken.getLocalPort()),
                        new PrintWriter(out, true), new PrintWriter(err, true))) {
            assertThatThrownBy(other::start).hasMessageContaining("somebody else has it");
        }
        assertThat(err.toString()).contains("none.yaml:1:1: there is no such file");
    }

    @Test
    void anAdminPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunProcess other = new RunProcess(
                        new ManifestRun.Source("text", at -> shop.text(first), "", null), DataplaneOptions.standard().on("127.0.0.1"), AdminAt.loopback(taken.getLocalPort()),
                        new PrintWriter(out, true), new PrintWriter(err, true))) {
            assertThatThrownBy(other::start).hasMessageContaining("--admin-port: " + taken.getLocalPort());
        }
    }

    @Test
    void aPortMayChangeWhatItSpeaks() throws Exception {
        shop.write(shop.text(first));
        start();
        for (String protocol : new String[] {"TCP", "HTTP", "TCP"}) {
            shop.write(shop.text(second).replace("protocol: HTTP", "protocol: " + protocol));
            await().until(() -> page("/stats").contains("\"protocol\" : \"" + protocol + "\""));
            try (KeptConnection connection = new KeptConnection(shop.port())) {
                assertThat(connection.get("/").body()).isEqualTo("second");
            }
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whereNothingCanBeServedItSaysSoAndDoesNotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(shop.port(), 1, InetAddress.getLoopbackAddress())) {
            shop.write(shop.text(first));
            assertThat(run.start()).isFalse();
            assertThat(err.toString()).contains("port " + taken.getLocalPort()).contains("nothing in it can be served");
        }
    }

    @Test
    void ofSeveralLoadBalancersOneIsToBeChosen() throws Exception {
        shop.write(shop.text(first) + "---\n" + shop.text(second).replace("name: shop}\nspec", "name: store}\nspec"));
        assertThat(run.start()).isFalse();
        assertThat(err.toString()).contains("shop, store").contains("--name");
    }

    @Test
    void theAdminPortTellsWhatRunsAndNoSecret() throws Exception {
        shop.write(shop.text(first));
        start();
        assertThat(page("/stats")).contains("\"revision\" : \"0.1\"").contains("\"boundPort\" : " + shop.port()).contains("127.0.0.1:" + first.port());
        assertThat(page("/readyz")).isEqualTo("ready\n");
        assertThat(page("/metrics"))
                .contains("ballast_config_sequence 1.0")
                .contains("ballast_ready 1.0")
                .contains("process_resident_memory_bytes")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void thePageForPeopleShowsWhatWasServed() throws Exception {
        shop.write(shop.text(first));
        start();
        try (KeptConnection connection = new KeptConnection(shop.port())) {
            assertThat(connection.get("/").status()).isEqualTo(200);
        }
        await().until(() -> page("/stats").contains("\"total\" : 1,"));
        assertThat(page("/stats")).contains("\"2xx\" : 1").doesNotContain("unreleased").doesNotContain("${");
        assertThat(page("/")).contains("<b>shop</b>").contains("1 of 1 ready").contains("2xx <b>1</b>").contains("127.0.0.1:" + first.port());
    }

    @Test
    void aDeadEndpointIsVisible() throws Exception {
        shop.write(shop.text(first).stripTrailing()
                + "\n  trafficPolicy: {healthCheck: {active: {interval: 100ms, timeout: 100ms, path: /}}}\n");
        start();
        await().until(() -> page("/metrics").contains("ballast_probes_total{backend=\"shop\",result=\"good\"}"));
        assertThat(page("/stats")).contains("\"state\" : \"Ready\"");
        first.close();
        await().until(() -> page("/stats").contains("\"state\" : \"Unhealthy\""));
        assertThat(page("/stats")).contains("\"why\" : \"the connection was not made\"");
        await().until(() -> page("/metrics").contains("ballast_endpoints{backend=\"shop\",state=\"unhealthy\"} 1.0"));
    }

    @Test
    void anOpenCircuitIsVisible() throws Exception {
        shop.write(shop.text(first).stripTrailing() + "\n  trafficPolicy: {circuitBreaker: {consecutiveFailures: 2}}\n");
        start();
        assertThat(page("/stats")).contains("\"circuit\" : \"Closed\"");
        first.close();
        try (HttpClient client = HttpClient.newHttpClient()) {
            await().until(() -> status(client) == 503);
        }
        assertThat(page("/stats")).contains("\"circuit\" : \"Open\"");
        assertThat(page("/metrics")).contains("ballast_circuit{backend=\"shop\"} 2.0");
    }

    @Test
    void steadyLoadThroughTwentyReloadsLosesNothing() throws Exception {
        shop.write(shop.text(first));
        start();
        AtomicInteger good = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Thread load = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    (status(client) == 200 ? good : bad).incrementAndGet();
                }
            });
            for (int reload = 0; reload < 20; reload++) {
                int seen = good.get();
                String sequence = "\"revision\" : \"0." + (reload + 2) + "\"";
                shop.write(shop.text(reload % 2 == 0 ? second : first));
                await().until(() -> page("/stats").contains(sequence));
                await().until(() -> good.get() > seen);
            }
            load.interrupt();
            load.join();
        }
        assertThat(bad).hasValue(0);
    }

    private int status(HttpClient client) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.port())).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return 200;
        } catch (IOException failed) {
            return Thread.currentThread().isInterrupted() ? 200 : 0;
        }
    }

    private String page(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + run.adminPort() + path)).build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private void start() throws Exception {
        assertThat(run.start()).as(() -> err.toString()).isTrue();
        run.watch(shop.file());
        run.retryTakenPorts();
    }

    private void awaitErr(String text) {
        await().untilAsserted(() -> assertThat(err.toString()).contains(text));
    }
}
