package dev.ballast.proxy.config;

import static dev.ballast.proxy.config.Pushes.OWNER;
import static dev.ballast.proxy.config.Pushes.announced;
import static dev.ballast.proxy.config.Pushes.body;
import static dev.ballast.proxy.config.Pushes.endpoints;
import static dev.ballast.proxy.config.Pushes.push;
import static dev.ballast.proxy.config.Pushes.pushEndpoints;
import static dev.ballast.proxy.config.Pushes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.problem.Reason;
import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Answers.Ack;
import dev.ballast.contract.wire.Answers.Answer;
import dev.ballast.contract.wire.Answers.Nack;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Answers.Stale;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.ConfigState.RunningSnapshot;
import dev.ballast.proxy.config.Offer.Announced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigGateTest {
    private static final Capabilities CAPABILITIES = new Capabilities("1.2.3", Features.SUPPORTED);

    @TempDir
    Path directory;

    private final List<Snapshot> installed = new ArrayList<>();
    private volatile List<Problem> trouble = List.of();
    private final List<Error> fatal = new ArrayList<>();
    private final ConfigGate gate = new ConfigGate(
            OWNER, CAPABILITIES, this::install, null, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), fatal::add);

    private List<Problem> install(Snapshot snapshot) {
        if (trouble.isEmpty()) {
            installed.add(snapshot);
        }
        return trouble;
    }

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aGoodSnapshotRunsAndIsAcknowledgedWithWhatItIs() throws Exception {
        Answer answer = gate.offer(push("1.1", snapshot(8001)));

        assertThat(answer).isEqualTo(new Ack(Revision.of("1.1"), Wire.digests(snapshot(8001))));
        assertThat(installed).containsExactly(snapshot(8001));
        assertThat(running().source()).isEqualTo(Source.Push);
        assertThat(gate.state().pushed()).isTrue();
    }

    @Test
    void theReceiverDecidesTheOrder() throws Exception {
        gate.offer(push("2.5", snapshot(8001)));
        Stale stale = new Stale(Revision.of("2.5"), Wire.digests(snapshot(8001)));

        assertThat(gate.offer(push("2.4", snapshot(8002)))).as("an older sequence").isEqualTo(stale);
        assertThat(gate.offer(push("1.99", snapshot(8002)))).as("an older epoch").isEqualTo(stale);
        assertThat(gate.offer(push("2.5", snapshot(8002)))).as("another content under the same revision").isEqualTo(stale);
        assertThat(installed).containsExactly(snapshot(8001));

        assertThat(gate.offer(push("3.1", snapshot(8002)))).as("a newer epoch").isInstanceOf(Ack.class);
        assertThat(installed).containsExactly(snapshot(8001), snapshot(8002));
        assertThat(gate.state().stale()).isEqualTo(3);
    }

    @Test
    void aRepeatedPushIsAcknowledgedAndInstalledOnce() throws Exception {
        Answer first = gate.offer(push("1.1", snapshot(8001)));

        assertThat(gate.offer(push("1.1", snapshot(8001)))).isEqualTo(first);
        assertThat(installed).hasSize(1);
    }

    @Test
    void aNewRevisionOfTheSameContentMovesTheOrderAndNothingElse() throws Exception {
        gate.offer(push("1.1", snapshot(8001)));

        assertThat(gate.offer(push("2.1", snapshot(8001)))).isInstanceOf(Ack.class);
        assertThat(installed).hasSize(1);
        assertThat(gate.offer(push("1.2", snapshot(8002)))).as("from the operator before").isInstanceOf(Stale.class);
    }

    @Test
    void noPrefixOfTheBytesIsTakenForTheWhole() throws Exception {
        gate.offer(push("1.1", snapshot(8001)));
        byte[] whole = body("1.2", snapshot(8002));
        Announced announced = announced("1.2", whole);
        Announced lengthUnknown = new Announced(announced.revision(), announced.digest(), -1);

        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(reasons(gate.offer(new Offer.Whole(Source.Push, announced, part))))
                    .as("%s of %s bytes, length announced", length, whole.length)
                    .containsExactly(Reason.Corrupt);
            assertThat(reasons(gate.offer(new Offer.Whole(Source.Push, lengthUnknown, part))))
                    .as("%s of %s bytes", length, whole.length)
                    .containsExactly(Reason.Corrupt);
        }
        assertThat(installed).containsExactly(snapshot(8001));
        assertThat(running().revision()).isEqualTo(Revision.of("1.1"));
    }

    @Test
    void aChangedByteIsNoticed() throws Exception {
        byte[] whole = body("1.1", snapshot(8001));
        Announced announced = announced("1.1", whole);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            assertThat(reasons(gate.offer(new Offer.Whole(Source.Push, announced, changed))))
                    .as("byte %s", at)
                    .containsExactly(Reason.Corrupt);
        }
        assertThat(installed).isEmpty();
    }

    @Test
    void bytesThatAreNotASnapshotAreMalformed() throws Exception {
        byte[] other = Wire.gzip("{\"hello\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Answer answer = gate.offer(new Offer.Whole(Source.Push, announced("1.1", other), other));

        assertThat(answer).isInstanceOf(Nack.class);
        assertThat(installed).isEmpty();
    }

    @Test
    void aMessageUnderAnotherRevisionThanAnnouncedIsCorrupt() throws Exception {
        byte[] body = body("1.1", snapshot(8001));

        assertThat(reasons(gate.offer(new Offer.Whole(Source.Push, announced("1.2", body), body))))
                .containsExactly(Reason.Corrupt);
        assertThat(installed).isEmpty();
    }

    @Test
    void anotherLoadBalancersSnapshotIsRefused() throws Exception {
        Answer answer = gate.offer(push("1.1", snapshot("ballast://shop/other", 8001)));

        assertThat(reasons(answer)).containsExactly(Reason.WrongOwner);
        assertThat(text(answer)).contains("ballast://shop/other").contains(OWNER);
        assertThat(installed).isEmpty();
    }

    @Test
    void anUnknownFeatureIsRefusedByNameAndVersion() throws Exception {
        Answer answer = gate.offer(push("1.1", snapshot(OWNER, List.of("protocol/HTTP", "route/Regex"), 8001)));

        assertThat(reasons(answer)).containsExactly(Reason.UnsupportedFeature);
        assertThat(text(answer)).contains("features").contains("route/Regex").contains("1.2.3");
        assertThat(installed).isEmpty();
    }

    @Test
    void whatCannotBeInstalledLeavesTheLastGoodOneRunning() throws Exception {
        gate.offer(push("1.1", snapshot(8001)));
        trouble = List.of(new Problem("listeners[web].bindPort", Reason.PortUnavailable, "80 is taken"));

        assertThat(gate.offer(push("1.2", snapshot(8002)))).isEqualTo(new Nack(Revision.of("1.2"), trouble));
        assertThat(running().revision()).isEqualTo(Revision.of("1.1"));
        assertThat(Objects.requireNonNull(gate.state().refusal()).problems()).isEqualTo(trouble);

        trouble = List.of();
        assertThat(gate.offer(push("1.2", snapshot(8002)))).as("the same once the port is free").isInstanceOf(Ack.class);
    }

    @Test
    void endpointsAreTakenOnTopOfTheirBaseOnly() throws Exception {
        gate.offer(push("1.1", snapshot(8001)));
        Digests base = Wire.digests(snapshot(8001));

        Answer answer = gate.offer(pushEndpoints("1.2", base, Map.of("shop", endpoints(8002, 8003))));
        assertThat(answer).isEqualTo(new Ack(Revision.of("1.2"), Wire.digests(snapshot(8002, 8003))));
        assertThat(installed).containsExactly(snapshot(8001), snapshot(8002, 8003));

        assertThat(gate.offer(pushEndpoints("1.3", base, Map.of("shop", endpoints(8004)))))
                .as("built on what ran before")
                .isEqualTo(new Stale(Revision.of("1.2"), Wire.digests(snapshot(8002, 8003))));
        assertThat(gate.offer(pushEndpoints("1.2", base, Map.of("shop", endpoints(8002, 8003)))))
                .as("the same once more")
                .isEqualTo(answer);
        assertThat(installed).hasSize(2);
    }

    @Test
    void endpointsOfNothingAndOfStrangersAreRefused() throws Exception {
        Digests base = Wire.digests(snapshot(8001));
        assertThat(gate.offer(pushEndpoints("1.2", base, Map.of("shop", endpoints(8002)))))
                .isEqualTo(new Stale(null, null));

        gate.offer(push("1.1", snapshot(8001)));
        Answer answer = gate.offer(pushEndpoints("1.2", base, Map.of("store", endpoints(8002))));
        assertThat(reasons(answer)).containsExactly(Reason.UnknownReference);
        assertThat(text(answer)).contains("store").contains("shop");
    }

    @Test
    void aWrittenFileIsAlwaysNewer() throws Exception {
        assertThat(gate.offer(new Offer.Written(snapshot(8001)))).isInstanceOf(Ack.class);
        assertThat(gate.offer(new Offer.Written(snapshot(8002)))).isInstanceOf(Ack.class);
        assertThat(gate.offer(new Offer.Written(snapshot(8002)))).as("saved once more").isInstanceOf(Ack.class);
        assertThat(running().revision()).isEqualTo(Revision.of("0.2"));
        assertThat(running().source()).isEqualTo(Source.File);
    }

    @Test
    void whatIsAcknowledgedWasSavedBefore() throws Exception {
        SnapshotFile file = new SnapshotFile(directory.resolve("state/snapshot"));
        List<byte[]> savedWhenHeard = new ArrayList<>();
        try (ConfigGate saving = gateWith(file)) {
            saving.onChange(() -> savedWhenHeard.add(read(file)));
            saving.offer(push("1.1", snapshot(8001)));
            saving.offer(pushEndpoints("1.2", Wire.digests(snapshot(8001)), Map.of("shop", endpoints(8002))));
        }
        assertThat(savedWhenHeard).containsExactly(body("1.1", snapshot(8001)), body("1.2", snapshot(8002)));
        assertThat(Files.getPosixFilePermissions(file.path())).hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void aSnapshotThatCannotBeSavedRunsAllTheSameAndIsCounted() throws Exception {
        Path notADirectory = Files.writeString(directory.resolve("occupied"), "");
        try (ConfigGate saving = gateWith(new SnapshotFile(notADirectory.resolve("snapshot")))) {
            assertThat(saving.offer(push("1.1", snapshot(8001)))).isInstanceOf(Ack.class);
            assertThat(saving.state().unsaved()).isEqualTo(1);
        }
    }

    @Test
    void aBugInTheTargetIsToldAndTheGateGoesOn() throws Exception {
        trouble = new ArrayList<>() {
            @Override
            public boolean isEmpty() {
                throw new IllegalStateException("made up");
            }
        };
        assertThatThrownBy(() -> gate.offer(push("1.1", snapshot(8001)))).hasRootCauseInstanceOf(IllegalStateException.class);

        trouble = List.of();
        assertThat(gate.offer(push("1.1", snapshot(8001)))).isInstanceOf(Ack.class);
        assertThat(fatal).isEmpty();
    }

    @Test
    void anErrorIsFatal() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("made up");
        assertThatThrownBy(() -> gate.onWorker(() -> {
                    throw error;
                }))
                .hasRootCause(error);
        assertThat(fatal).containsExactly(error);
    }

    @Test
    void aClosedGateTakesNothing() {
        gate.close();
        assertThatThrownBy(() -> gate.offer(push("1.1", snapshot(8001))))
                .isInstanceOf(ConfigGate.GateClosedException.class);
    }

    private RunningSnapshot running() {
        return Objects.requireNonNull(gate.state().running());
    }

    private ConfigGate gateWith(SnapshotFile file) {
        return new ConfigGate(OWNER, CAPABILITIES, this::install, file, Clock.systemUTC(), fatal::add);
    }

    private static byte[] read(SnapshotFile file) {
        try {
            return file.read().orElseThrow();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static List<Reason> reasons(Answer answer) {
        assertThat(answer).isInstanceOf(Nack.class);
        return ((Nack) answer).problems().stream().map(Problem::reason).toList();
    }

    private static String text(Answer answer) {
        return ((Nack) answer).problems().toString();
    }
}
