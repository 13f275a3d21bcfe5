package dev.ballast.operator.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.Digests;
import dev.ballast.contract.wire.Wire;
import dev.ballast.operator.controller.publish.Delivery;
import dev.ballast.operator.controller.publish.Delivery.Boot;
import dev.ballast.operator.controller.publish.Target;
import dev.ballast.operator.controller.testing.Snapshots;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutsTest {
    private static final Digests WANTED = Wire.digests(Snapshots.of(80, "10.0.0.1"));
    private static final Target POD = new Target("a", "uid-a", "10.1.0.1", 9443, true, false);

    @Test
    void nothingIsSaidBeforeThePodWasReached() {
        assertThat(isOpen(delivery(WANTED, false, null))).isTrue();
        assertThat(isOpen(delivery(WANTED, false, "connection refused"))).isFalse();
        assertThat(isOpen(delivery(WANTED, true, null))).isFalse();
    }

    /** A pod may answer the operator that has just started before it knows what the pod should run. */
    @Test
    void nothingIsSaidBeforeTheLedgerKnowsWhatIsWanted() {
        assertThat(isOpen(delivery(null, true, null))).isTrue();
    }

    private static boolean isOpen(Delivery delivery) {
        return Rollouts.isOpen(delivery, Rollouts.of(List.of(POD), delivery, WANTED));
    }

    private static Delivery delivery(@Nullable Digests wanted, boolean heard, @Nullable String failure) {
        var pod = new Delivery.Pod("a", "uid-a", heard, heard, false, List.of(), failure);
        Revision revision = wanted == null ? null : new Revision(1, 1);
        return new Delivery(true, null, null, revision, wanted, List.of(pod), new Boot.Current(), null, 0);
    }
}
