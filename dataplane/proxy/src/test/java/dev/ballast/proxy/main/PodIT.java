package dev.ballast.proxy.main;

import static dev.ballast.proxy.config.Pushes.OWNER;
import static dev.ballast.proxy.config.Pushes.body;
import static dev.ballast.proxy.config.Pushes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.admin.Authority;
import dev.ballast.proxy.config.SnapshotFile;
import dev.ballast.traffic.balance.Location;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pod from its start: with nobody there, with the operator there, and with what it finds broken. */
@Timeout(300)
class PodIT {
    private static final Authority AUTHORITY = new Authority();
    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration LONG_WAIT = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private Origin old;
    private Origin current;
    private SnapshotFile boot;
    private SnapshotFile state;

    @BeforeEach
    void open() throws Exception {
        old = new Origin("old");
        current = new Origin("current");
        boot = new SnapshotFile(directory.resolve("boot/snapshot"));
        state = new SnapshotFile(directory.resolve("state/snapshot"));
        AUTHORITY.pod(OWNER).mount(directory.resolve("tls"), AUTHORITY.pem());
    }

    @AfterEach
    void close() {
        http.close();
        old.close();
        current.close();
    }

    @Test
    void withNobodyThereItServesFromItsBootSnapshot() throws Exception {
        boot.write(body("1.1", snapshot(old.port())));
        try (PodProcess pod = start(NO_WAIT)) {
            assertThat(readyz(pod).statusCode()).isEqualTo(200);
            assertThat(served(pod)).isEqualTo("old");
        }
    }

    @Test
    void withTheOperatorThereItIsNotReadyBeforeItsPush() throws Exception {
        boot.write(body("1.1", snapshot(old.port())));
        try (PodProcess pod = start(LONG_WAIT)) {
            assertThat(readyz(pod).statusCode()).isEqualTo(503);
            assertThat(readyz(pod).body()).contains("waiting for a push");

            assertThat(push(pod, "1.2", snapshot(current.port()))).isInstanceOf(Ack.class);
            assertThat(readyz(pod).statusCode()).isEqualTo(200);
            assertThat(served(pod)).isEqualTo("current");
        }
    }

    @Test
    void aRestartedContainerGoesOnWithWhatItHadAccepted() throws Exception {
        boot.write(body("1.1", snapshot(old.port())));
        try (PodProcess pod = start(NO_WAIT)) {
            assertThat(push(pod, "1.2", snapshot(current.port()))).isInstanceOf(Ack.class);
        }
        try (PodProcess again = start(NO_WAIT)) {
            assertThat(served(again)).isEqualTo("current");
        }
    }

    @Test
    void aBrokenBootSnapshotLeavesTheChannelOpen() throws Exception {
        boot.write(new byte[] {1, 2, 3});
        try (PodProcess pod = start(NO_WAIT)) {
            HttpResponse<String> readyz = readyz(pod);
            assertThat(readyz.statusCode()).isEqualTo(503);
            assertThat(readyz.body()).contains("boot/snapshot").contains("gzip");

            assertThat(push(pod, "1.1", snapshot(current.port()))).isInstanceOf(Ack.class);
            assertThat(readyz(pod).statusCode()).isEqualTo(200);
            assertThat(served(pod)).isEqualTo("current");
        }
    }

    @Test
    void aRefusedPushLeavesItServingAndReady() throws Exception {
        boot.write(body("1.1", snapshot(old.port())));
        try (PodProcess pod = start(NO_WAIT)) {
            assertThat(push(pod, "1.2", snapshot("ballast://shop/other", current.port()))).isNotInstanceOf(Ack.class);
            assertThat(readyz(pod).statusCode()).isEqualTo(200);
            assertThat(served(pod)).isEqualTo("old");
        }
    }

    @Test
    void goingDownItIsUnreadyAndServesWhoeverHasNotHeard() throws Exception {
        boot.write(body("1.1", snapshot(old.port())));
        try (PodProcess pod = start(NO_WAIT)) {
            int port = port(pod);
            Thread down = Thread.ofVirtual().start(() -> {
                try {
                    pod.process().goDown(LONG_WAIT, LONG_WAIT);
                } catch (InterruptedException enough) {
                    Thread.currentThread().interrupt();
                }
            });
            await().until(() -> readyz(pod).statusCode() == 503);
            assertThat(readyz(pod).body()).contains("draining");
            assertThat(push(pod, "1.2", snapshot(current.port()))).as("endpoints still move").isInstanceOf(Ack.class);
            await().untilAsserted(() -> {
                try (KeptConnection late = new KeptConnection(port)) {
                    KeptConnection.Answer answer = late.get("/");
                    assertThat(answer.body()).isEqualTo("current");
                    assertThat(answer.saysClose()).isTrue();
                }
            });
            down.interrupt();
            down.join();
        }
    }

    @Test
    void aPodsProcessEndsWithStatusZeroAndLogsNoKey() throws Exception {
        boot.write(body("1.1", snapshot(old.port())));
        try (Child child = new Child(
                directory,
                "pod",
                "--owner=" + OWNER,
                "--boot-dir=" + directory.resolve("boot"),
                "--state-dir=" + directory.resolve("state"),
                "--tls-dir=" + directory.resolve("tls"),
                "--bind-address=127.0.0.1",
                "--channel-port=0",
                "--probe-port=0",
                "--admin-port=0",
                "--push-wait=0s")) {
            String channel = child.awaitLog("Channel on port (\\d+)");
            child.awaitLog("Running revision 1.1");
            assertThat(push(Integer.parseInt(channel), "1.2", snapshot(current.port()))).isInstanceOf(Ack.class);
            child.terminate();
            assertThat(child.awaitEnd()).isZero();
            assertThat(child.log().lines()).allSatisfy(line -> assertThat(line).startsWith("{\"timestamp\":").endsWith("}"));
            assertThat(child.log()).contains("Went down: 0 connections were cut").doesNotContain("PRIVATE KEY");
        }
    }

    private PodProcess start(Duration pushWait) throws Exception {
        return new PodProcess(new PodProcess.Settings(
                OWNER,
                directory.resolve("boot"),
                directory.resolve("tls"),
                directory.resolve("state"),
                "ballast://operator",
                "127.0.0.1",
                0,
                0,
                0,
                pushWait,
                Location.UNKNOWN));
    }

    private static int port(PodProcess pod) {
        return Objects.requireNonNull(pod.process().dataplane().boundPorts().get("web"));
    }

    private static String served(PodProcess pod) throws Exception {
        try (KeptConnection connection = new KeptConnection(port(pod))) {
            return connection.get("/").body();
        }
    }

    private HttpResponse<String> readyz(PodProcess pod) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pod.probePort() + "/readyz")).build(),
                BodyHandlers.ofString());
    }

    private static Answer push(PodProcess pod, String revision, Snapshot snapshot) throws Exception {
        return push(pod.channelPort(), revision, snapshot);
    }

    private static Answer push(int port, String revision, Snapshot snapshot) throws Exception {
        byte[] body = body(revision, snapshot);
        try (HttpClient operator = HttpClient.newBuilder().sslContext(AUTHORITY.operator().client()).build()) {
            HttpResponse<byte[]> response = operator.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/v1/snapshot"))
                            .header(Wire.REVISION_HEADER, revision)
                            .header(Wire.DIGEST_HEADER, Wire.digest(body))
                            .PUT(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            return Wire.decodeAnswer(response.statusCode(), response.body());
        }
    }
}
