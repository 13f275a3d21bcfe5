package dev.ballast.proxy.admin;

import static dev.ballast.proxy.config.Pushes.OWNER;
import static dev.ballast.proxy.config.Pushes.body;
import static dev.ballast.proxy.config.Pushes.endpoints;
import static dev.ballast.proxy.config.Pushes.patch;
import static dev.ballast.proxy.config.Pushes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.CertificateConfig;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Sensitive;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Running;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Answers.Stale;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.admin.Authority.Identity;
import dev.ballast.proxy.config.Capabilities;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.QuotaGate;
import dev.ballast.proxy.config.SnapshotFile;
import dev.ballast.proxy.plan.FleetShares;
import dev.ballast.proxy.plan.RateLimits;
import dev.ballast.proxy.plan.SharedCaps;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.backend.BackendRegistry;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The channel as the operator, and as whoever pretends to be it, finds it. */
@Timeout(60)
class ChannelIT {
    private static final Authority AUTHORITY = new Authority();

    @TempDir
    Path tls;

    private final List<Snapshot> installed = new CopyOnWriteArrayList<>();
    private final ConfigGate gate = new ConfigGate(
            OWNER,
            new Capabilities("1.2.3", Features.SUPPORTED),
            snapshot -> {
                installed.add(snapshot);
                return List.of();
            },
            null,
            Clock.systemUTC(),
            error -> {});
    private final Readiness readiness = new Readiness(gate, System::nanoTime, Duration.ZERO);
    private final Events events = new Events(gate, readiness, System::nanoTime, Duration.ofMillis(200));
    private final Identity operator = AUTHORITY.operator();
    private ChannelServer channel;

    @BeforeEach
    void open() throws Exception {
        AUTHORITY.pod(OWNER).mount(tls, AUTHORITY.pem());
        channel = new ChannelServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                tls,
                "ballast://operator",
                gate,
                readiness,
                events,
                new QuotaGate(OWNER, gate, shares(), new SnapshotFile(tls.resolve("quotas"))),
                () -> List.of("web"));
    }

    /** Of nothing. */
    private static FleetShares shares() {
        BackendRegistry none = new BackendRegistry(Ticker.system(), Randomness.system(), EndpointListener.none(), new TrafficObserver() {});
        return new FleetShares(new RateLimits(new Telemetry(), 1, Ticker.system()), new SharedCaps(none));
    }

    @AfterEach
    void close() {
        channel.close();
        gate.close();
    }

    @Test
    void theOperatorPushesAndReadsBackWhatRuns() throws Exception {
        try (Caller client = client(operator.client())) {
            assertThat(push(client, "1.1", snapshot(8001)))
                    .isEqualTo(new Ack(Revision.of("1.1"), Wire.digests(snapshot(8001))));
            assertThat(push(client, "1.0", snapshot(8002)))
                    .isEqualTo(new Stale(Revision.of("1.1"), Wire.digests(snapshot(8001))));
            assertThat(((Nack) push(client, "1.2", snapshot("ballast://shop/other", 8002))).problems())
                    .singleElement()
                    .extracting(problem -> problem.reason())
                    .isEqualTo(Reason.WrongOwner);

            Running running = Wire.decodeRunning(
                    client.send(get("/v1/snapshot"), BodyHandlers.ofByteArray()).body());
            assertThat(running.revision()).isEqualTo(Revision.of("1.1"));
            assertThat(running.source()).isEqualTo(Source.Push);
            assertThat(running.listeners()).containsExactly("web");
            assertThat(running.features()).containsExactlyElementsOf(Features.SUPPORTED);
            assertThat(installed).containsExactly(snapshot(8001));
        }
    }

    @Test
    void endpointsArePatchedOnTheirBase() throws Exception {
        try (Caller client = client(operator.client())) {
            push(client, "1.1", snapshot(8001));
            byte[] body = patch("1.2", Wire.digests(snapshot(8001)), Map.of("shop", endpoints(8002)));

            assertThat(answer(client, call("PATCH", "/v1/endpoints", "1.2", body)))
                    .isEqualTo(new Ack(Revision.of("1.2"), Wire.digests(snapshot(8002))));
            byte[] late = patch("1.3", Wire.digests(snapshot(8001)), Map.of("shop", endpoints(8003)));
            assertThat(answer(client, call("PATCH", "/v1/endpoints", "1.3", late))).isInstanceOf(Stale.class);
        }
    }

    @Test
    void whoReadsTheWholeBackReadsNoKey() throws Exception {
        Identity shop = AUTHORITY.pod("ballast://shop/site");
        Snapshot plain = snapshot(8001);
        Snapshot secret = new Snapshot(
                plain.owner(),
                plain.features(),
                plain.listeners(),
                plain.backends(),
                List.of(new CertificateConfig("site", shop.chain(), new Sensitive(shop.key()))),
                plain.drain());
        try (Caller client = client(operator.client())) {
            assertThat(push(client, "1.1", secret)).isInstanceOf(Ack.class);
            String whole = client.send(get("/v1/snapshot?full"), BodyHandlers.ofString()).body();
            assertThat(whole).contains("BEGIN CERTIFICATE").contains("redacted").doesNotContain("PRIVATE");
        }
    }

    @Test
    void nobodyElseGetsIn() throws Exception {
        Authority stranger = new Authority();
        assertRefused("no certificate", Identity.nobody());
        assertRefused("a pod's own key", AUTHORITY.pod(OWNER).client());
        assertRefused("a pod's name in a client certificate", AUTHORITY.client(OWNER).client());
        assertRefused(
                "the operator's name in a server certificate",
                AUTHORITY.issue(List.of("ballast://operator"), KeyPurposeId.id_kp_serverAuth).client());
        assertRefused(
                "the operator's name without a purpose",
                AUTHORITY.issue(List.of("ballast://operator"), null).client());
        assertRefused("the operator's name and another", AUTHORITY.client("ballast://operator", OWNER).client());
        assertRefused("a longer name", AUTHORITY.client("ballast://operator/x").client());
        assertRefused("no name", AUTHORITY.client().client());
        assertRefused("another authority", stranger.operator().client());

        assertThat(installed).isEmpty();
        assertThat(channel.refusedClients()).isGreaterThanOrEqualTo(8);
        try (Caller client = client(operator.client())) {
            assertThat(push(client, "1.1", snapshot(8001))).as("the operator, after all of them").isInstanceOf(Ack.class);
        }
    }

    @Test
    void aPushThatBreaksOffAnywhereLeavesTheLastGoodOne() throws Exception {
        byte[] whole = body("1.2", snapshot(8002));
        try (Caller client = client(operator.client())) {
            push(client, "1.1", snapshot(8001));
            for (int sixteenth = 0; sixteenth < 16; sixteenth++) {
                breakOff(whole, whole.length * sixteenth / 16);
            }
            assertThat(push(client, "1.1", snapshot(8001))).as("what runs").isInstanceOf(Ack.class);
            assertThat(installed).containsExactly(snapshot(8001));
            assertThat(push(client, "1.2", snapshot(8002))).as("the whole").isInstanceOf(Ack.class);
        }
    }

    @Test
    void requestsThatAreNotOfTheChannelAreToldWhatIsExpected() throws Exception {
        try (Caller client = client(operator.client())) {
            assertThat(status(client, get("/v1/snapshots"))).isEqualTo(404);
            assertThat(status(client, get("/v1/snapshot/x"))).isEqualTo(404);
            assertThat(status(client, get("/v1/endpoints"))).isEqualTo(405);
            HttpResponse<String> headless = client.send(
                    HttpRequest.newBuilder(uri("/v1/snapshot")).PUT(BodyPublishers.ofString("x")).build(),
                    BodyHandlers.ofString());
            assertThat(headless.statusCode()).isEqualTo(400);
            assertThat(headless.body()).contains("Ballast-Revision").contains("expected");
            HttpResponse<String> wrong = client.send(
                    HttpRequest.newBuilder(uri("/v1/snapshot"))
                            .header("Ballast-Revision", "three")
                            .header("Ballast-Digest", Wire.digest(new byte[0]))
                            .PUT(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("three").contains("3.14");
        }
    }

    @Test
    void aBodyAboveTheLimitIsRefused() throws Exception {
        try (Caller client = client(operator.client())) {
            byte[] large = new byte[Wire.MAX_BODY_BYTES + 1];
            assertThat(status(client, call("PUT", "/v1/snapshot", "1.1", large))).isEqualTo(413);
            assertThat(push(client, "1.1", snapshot(8001))).isInstanceOf(Ack.class);
        }
    }

    @Test
    void theEventsBeginWithWhatRunsAndTellChangesAtOnce() throws Exception {
        try (Caller client = client(operator.client());
                BufferedReader lines = events(client)) {
            assertThat(next(lines, any -> true)).isEqualTo(new Event.Heartbeat(null, null, false));

            push(client, "1.1", snapshot(8001));
            next(lines, new Event.Heartbeat(Revision.of("1.1"), Wire.digests(snapshot(8001)), true)::equals);

            for (int i = 0; i < 100; i++) {
                events.connectFailed("shop", "127.0.0.1:8001");
            }
            events.connectFailed("shop", "127.0.0.1:8002");
            assertThat(next(lines, Event.ConnectFailure.class::isInstance))
                    .isEqualTo(new Event.ConnectFailure("shop", "127.0.0.1:8001"));
            assertThat(next(lines, Event.ConnectFailure.class::isInstance))
                    .as("the next one is about another endpoint: one a second for each")
                    .isEqualTo(new Event.ConnectFailure("shop", "127.0.0.1:8002"));

            readiness.drain();
            events.draining(3);
            assertThat(next(lines, Event.Draining.class::isInstance)).isEqualTo(new Event.Draining(3));
            next(lines, event -> event instanceof Event.Heartbeat heartbeat && !heartbeat.ready());
        }
    }

    @Test
    void aReaderThatDoesNotReadHoldsUpNobody() throws Exception {
        try (SSLSocket slow = socket(operator.client());
                Caller client = client(operator.client());
                BufferedReader lines = events(client)) {
            write(slow, "GET /v1/events HTTP/1.1\r\nHost: pod\r\n\r\n");
            await().until(() -> events.readers() == 2);

            for (int i = 0; i < 200_000; i++) {
                events.connectFailed("shop", "10.0." + (i >> 8) + "." + (i & 255) + ":8080");
            }
            push(client, "1.1", snapshot(8001));

            next(lines, event -> event instanceof Event.Heartbeat heartbeat && heartbeat.ready());
        }
        await("both have gone").until(() -> {
            events.changed();
            return events.readers() == 0;
        });
    }

    @Test
    void oneReaderTooManyEndsTheOldest() throws Exception {
        try (Caller client = client(operator.client());
                BufferedReader oldest = events(client)) {
            next(oldest, any -> true);
            for (int i = 0; i < Events.READERS; i++) {
                next(events(client), any -> true);
            }
            assertThatThrownBy(() -> {
                        while (oldest.readLine() != null) {
                            // whatever was on its way
                        }
                        throw new IOException("ended");
                    })
                    .isInstanceOf(IOException.class);
            await().untilAsserted(() -> assertThat(events.readers()).isEqualTo(Events.READERS));
        }
    }

    @Test
    void aRotatedCertificateAndAuthorityAreUsedWithoutARestart() throws Exception {
        Authority next = new Authority();
        try (Caller standing = client(operator.client())) {
            push(standing, "1.1", snapshot(8001));

            Identity rotated = next.pod(OWNER);
            rotated.mount(tls, AUTHORITY.pem() + next.pem());
            await().until(() -> shownBy(operator.client()).equals(rotated.certificate()));

            assertThat(push(standing, "1.2", snapshot(8002))).as("the connection that stands").isInstanceOf(Ack.class);
            try (Caller renewed = client(next.operator().client())) {
                assertThat(push(renewed, "1.3", snapshot(8003))).as("the operator's new certificate").isInstanceOf(Ack.class);
            }
        }
    }

    @Test
    void filesThatCannotBeUsedLeaveTheOnesBefore() throws Exception {
        X509Certificate before = shownBy(operator.client());
        Files.writeString(tls.resolve("tls.crt"), "not a certificate");
        Identity rotated = AUTHORITY.pod(OWNER);
        assertThat(shownBy(operator.client())).isEqualTo(before);

        rotated.mount(tls, AUTHORITY.pem());
        await().until(() -> shownBy(operator.client()).equals(rotated.certificate()));
    }

    private void assertRefused(String who, SSLContext context) {
        assertThatThrownBy(() -> {
                    try (Caller client = client(context)) {
                        push(client, "1.1", snapshot(8001));
                    }
                })
                .as(who)
                .isInstanceOf(IOException.class);
    }

    private X509Certificate shownBy(SSLContext context) throws Exception {
        try (SSLSocket socket = socket(context)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** Sends a head that announces the whole body, then a part of it, and is gone. */
    private void breakOff(byte[] whole, int after) throws Exception {
        try (SSLSocket socket = socket(operator.client())) {
            write(
                    socket,
                    "PUT /v1/snapshot HTTP/1.1\r\nHost: pod\r\nContent-Length: " + whole.length
                            + "\r\nBallast-Revision: 1.2\r\nBallast-Digest: " + Wire.digest(whole) + "\r\n\r\n");
            socket.getOutputStream().write(whole, 0, after);
            socket.getOutputStream().flush();
        }
    }

    private static void write(SSLSocket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private SSLSocket socket(SSLContext context) throws IOException {
        return (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), channel.port());
    }

    private Answer push(Caller client, String revision, Snapshot snapshot) throws Exception {
        return answer(client, call("PUT", "/v1/snapshot", revision, body(revision, snapshot)));
    }

    private static Answer answer(Caller client, HttpRequest request) throws Exception {
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        return Wire.decodeAnswer(response.statusCode(), response.body());
    }

    private static int status(Caller client, HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private BufferedReader events(Caller client) throws Exception {
        return new BufferedReader(new InputStreamReader(
                client.send(get("/v1/events"), BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }

    /** Reads on until an event of interest. */
    private static Event next(BufferedReader lines, Predicate<Event> interesting) throws Exception {
        while (true) {
            Event event = Wire.decodeEvent(Objects.requireNonNull(lines.readLine(), "the stream has ended"));
            if (interesting.test(event)) {
                return event;
            }
        }
    }

    private HttpRequest call(String method, String path, String revision, byte[] body) {
        return HttpRequest.newBuilder(uri(path))
                .header(Wire.REVISION_HEADER, revision)
                .header(Wire.DIGEST_HEADER, Wire.digest(body))
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(uri(path)).build();
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + channel.port() + path);
    }

    private static Caller client(SSLContext context) {
        return new Caller(
                HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_1_1).build());
    }

    /** A client whose end does not wait for streams that have none. */
    private record Caller(HttpClient http) implements AutoCloseable {
        <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
                throws IOException, InterruptedException {
            return http.send(request, handler);
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
