package dev.ballast.operator.controller.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.EndpointsMessage;
import dev.ballast.contract.wire.MalformedMessageException;
import dev.ballast.contract.wire.SnapshotMessage;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.testing.Snapshots;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WantedTest {
    private final Snapshot before = Snapshots.of(80, "10.0.0.1");
    private final Snapshot after = Snapshots.of(80, "10.0.0.2");

    @Test
    void theWholeIsEncodedOnceAndReadsAsItself() throws MalformedMessageException {
        Wanted wanted = wanted(1, before, null);

        assertThat(wanted.whole()).isSameAs(wanted.whole());
        assertThat(Wire.decodeSnapshot(Wire.gunzip(wanted.whole()))).isEqualTo(new SnapshotMessage(new Revision(1, 1), before));
    }

    @Test
    void aChangeHoldsTheChangedBackendsAndTheirBase() throws MalformedMessageException {
        Wanted wanted = wanted(2, after, wanted(1, before, null));

        EndpointsMessage message = Wire.decodeEndpoints(Wire.gunzip(wanted.change()));

        assertThat(message.base()).isEqualTo(Wire.digests(before));
        assertThat(message.backends()).containsOnlyKeys("shop");
        assertThat(message.backends().get("shop")).isEqualTo(after.backends().getFirst().endpoints());
        assertThat(wanted.reachableByEndpoints(Wire.digests(before))).isTrue();
        assertThat(wanted.reachableByEndpoints(Wire.digests(after))).isFalse();
        assertThat(wanted.reachableByEndpoints(null)).isFalse();
    }

    @Test
    void withoutAnythingBeforeItThereIsNoChange() {
        assertThatThrownBy(() -> wanted(1, before, null).change()).isInstanceOf(IllegalStateException.class);
    }

    private static Wanted wanted(long sequence, Snapshot snapshot, @Nullable Wanted previous) {
        return new Wanted(new Revision(1, sequence), snapshot, Wire.digests(snapshot), Instant.EPOCH, previous);
    }
}
