package dev.ballast.proxy.config;

import static dev.ballast.proxy.config.Pushes.OWNER;
import static dev.ballast.proxy.config.Pushes.body;
import static dev.ballast.proxy.config.Pushes.push;
import static dev.ballast.proxy.config.Pushes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Source;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootSnapshotTest {
    @TempDir
    Path directory;

    private final List<Snapshot> installed = new ArrayList<>();
    private boolean buggy;
    private ConfigGate gate;
    private SnapshotFile secret;
    private SnapshotFile state;

    @BeforeEach
    void open() {
        secret = new SnapshotFile(directory.resolve("boot/snapshot"));
        state = new SnapshotFile(directory.resolve("state/snapshot"));
        gate = new ConfigGate(
                OWNER,
                new Capabilities("1.2.3", Features.SUPPORTED),
                snapshot -> {
                    if (buggy) {
                        throw new IllegalStateException("made up");
                    }
                    installed.add(snapshot);
                    return List.of();
                },
                state,
                Clock.systemUTC(),
                error -> {});
    }

    @AfterEach
    void close() {
        gate.close();
    }

    private String boot() throws InterruptedException {
        return new BootSnapshot(secret, state).offerTo(gate);
    }

    private String runningRevision() {
        return Objects.requireNonNull(gate.state().running()).revision().toString();
    }

    @Test
    void aFreshPodBeginsWithTheSecret() throws Exception {
        secret.write(body("1.7", snapshot(8001)));

        assertThat(boot()).isEmpty();
        assertThat(installed).containsExactly(snapshot(8001));
        assertThat(Objects.requireNonNull(gate.state().running()).source()).isEqualTo(Source.Boot);
        assertThat(gate.state().pushed()).isFalse();
        assertThat(state.read()).as("kept for the next start").hasValue(body("1.7", snapshot(8001)));
    }

    @Test
    void aRestartedPodBeginsWithWhatItHadAcceptedWhenThatIsNewer() throws Exception {
        secret.write(body("1.7", snapshot(8001)));
        state.write(body("1.9", snapshot(8002)));

        assertThat(boot()).isEmpty();
        assertThat(runningRevision()).isEqualTo("1.9");
        assertThat(installed).containsExactly(snapshot(8002));
    }

    @Test
    void andWithTheSecretWhenThatIsNewer() throws Exception {
        secret.write(body("2.1", snapshot(8001)));
        state.write(body("1.9", snapshot(8002)));

        assertThat(boot()).isEmpty();
        assertThat(runningRevision()).isEqualTo("2.1");
    }

    @Test
    void whenTheNewerOneCannotBeUsedTheOlderOneIs() throws Exception {
        secret.write(body("2.1", snapshot("ballast://shop/other", 8001)));
        state.write(body("1.9", snapshot(8002)));
        assertThat(boot()).isEmpty();
        assertThat(runningRevision()).isEqualTo("1.9");
    }

    @Test
    void aDamagedFileIsPassedOver() throws Exception {
        byte[] whole = body("2.1", snapshot(8001));
        secret.write(Arrays.copyOf(whole, whole.length / 2));
        state.write(body("1.9", snapshot(8002)));

        assertThat(boot()).isEmpty();
        assertThat(runningRevision()).isEqualTo("1.9");
    }

    @Test
    void whereNothingCanBeUsedItSaysWhyAndAPushIsStillTaken() throws Exception {
        byte[] whole = body("2.1", snapshot(8001));
        secret.write(Arrays.copyOf(whole, whole.length / 2));

        assertThat(boot()).contains("boot/snapshot").contains("gzip");
        assertThat(installed).isEmpty();
        assertThat(gate.offer(push("2.1", snapshot(8001)))).isInstanceOf(Ack.class);
    }

    @Test
    void aBugInTheInstallationIsNoReasonToStartOverAndOver() throws Exception {
        secret.write(body("2.1", snapshot(8001)));
        buggy = true;
        assertThat(boot()).contains("boot/snapshot").contains("made up");
        buggy = false;
        assertThat(gate.offer(push("2.2", snapshot(8001)))).isInstanceOf(Ack.class);
    }

    @Test
    void whereThereIsNothingItSaysWhereItLooked() throws Exception {
        assertThat(boot()).contains("boot/snapshot").contains("state/snapshot");
    }

    @Test
    void aPushThatWasQuickerIsNotUndone() throws Exception {
        secret.write(body("1.7", snapshot(8001)));
        gate.offer(push("1.8", snapshot(8002)));

        assertThat(boot()).isEmpty();
        assertThat(runningRevision()).isEqualTo("1.8");
        assertThat(installed).containsExactly(snapshot(8002));
    }
}
