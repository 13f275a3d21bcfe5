package dev.ballast.proxy.admin;

import static dev.ballast.proxy.config.Pushes.OWNER;
import static dev.ballast.proxy.config.Pushes.body;
import static dev.ballast.proxy.config.Pushes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.Features;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Answers.Source;
import dev.ballast.contract.wire.Wire;
import dev.ballast.proxy.config.Capabilities;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.Offer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private long nanos = -5;
    private final ConfigGate gate = new ConfigGate(
            OWNER, new Capabilities("1.2.3", Features.SUPPORTED), snapshot -> List.of(), null, Clock.systemUTC(), error -> {});
    private final Readiness readiness = new Readiness(gate, () -> nanos, Duration.ofSeconds(3));

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void nothingRunsNothingIsReady() {
        readiness.bootTrouble("/boot/snapshot: half of it is missing");
        assertThat(readiness.whyNot()).contains("no snapshot").contains("half of it is missing");
        nanos += TimeUnit.SECONDS.toNanos(60);
        assertThat(readiness.isReady()).as("waiting alone does not help").isFalse();
    }

    @Test
    void aBootSnapshotIsEnoughOnceNoPushCame() throws Exception {
        boot("1.1");
        assertThat(readiness.whyNot()).contains("waiting for a push");
        nanos += TimeUnit.SECONDS.toNanos(3);
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void aPushIsEnoughAtOnceAlsoOneThatSaysWhatRunsAlready() throws Exception {
        boot("1.1");
        push("1.1", OWNER);
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void anOperatorThatHasAskedAndDoesNotPushWantsNothingElse() throws Exception {
        boot("1.1");
        nanos += TimeUnit.MILLISECONDS.toNanos(500);
        readiness.operatorAsked(false);
        nanos += TimeUnit.MILLISECONDS.toNanos(999);
        readiness.operatorAsked(false);
        assertThat(readiness.isReady()).isFalse();
        nanos += TimeUnit.MILLISECONDS.toNanos(1);
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void anOperatorThatWantsWhatRunsPushesNothing() throws Exception {
        boot("1.1");
        readiness.operatorAsked(true);
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void askingLateDoesNotMakeTheWaitLonger() throws Exception {
        boot("1.1");
        nanos += TimeUnit.MILLISECONDS.toNanos(2_900);
        readiness.operatorAsked(false);
        nanos += TimeUnit.MILLISECONDS.toNanos(100);
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void aRefusedChangeDoesNotMakeItUnready() throws Exception {
        push("1.1", OWNER);
        push("1.2", "ballast://shop/other");
        assertThat(readiness.isReady()).isTrue();
    }

    @Test
    void aRefusedFirstPushIsSaid() throws Exception {
        readiness.bootTrouble("");
        push("1.1", "ballast://shop/other");
        assertThat(readiness.whyNot()).contains("ballast://shop/other");
    }

    @Test
    void drainingIsNotReady() throws Exception {
        push("1.1", OWNER);
        readiness.drain();
        assertThat(readiness.whyNot()).contains("draining");
    }

    private void boot(String revision) throws InterruptedException {
        gate.offer(new Offer.Whole(Source.Boot, null, body(revision, snapshot(8001))));
    }

    private void push(String revision, String owner) throws InterruptedException {
        byte[] body = body(revision, snapshot(owner, 8001));
        gate.offer(new Offer.Whole(
                Source.Push, new Offer.Announced(Revision.of(revision), Wire.digest(body), body.length), body));
    }
}
