package dev.ballast.operator.controller.publish;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Digests;
import dev.ballast.operator.controller.identity.NameConflict;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a LoadBalancer's delivery is. Immutable; made by the ledger, read by the reconciler.
 *
 * @param standing whether the operator has taken its epoch: before that it pushes nothing, and does not know the last good snapshot
 * @param conflict what stands in the way of the boot Secret
 * @param lastGood what was wanted last, by this operator or by the one before it
 * @param revision of what is wanted
 * @param wanted digests of what is wanted
 * @param pods every pod, in the order of names
 * @param boot how the boot Secret stands to what is wanted
 * @param convergence how long the last change took from being wanted to the last Ready pod's Ack
 * @param connectFailures how often a pod reported that an endpoint that should be ready refused to connect; moves when endpoints should be
 *     read again
 */
public record Delivery(
        boolean standing,
        @Nullable NameConflict conflict,
        @Nullable Snapshot lastGood,
        @Nullable Revision revision,
        @Nullable Digests wanted,
        List<Pod> pods,
        Boot boot,
        @Nullable Duration convergence,
        long connectFailures) {
    /** Nothing is known yet. */
    public static final Delivery NONE =
            new Delivery(false, null, null, null, null, List.of(), new Boot.Behind(), null, 0);

    public Delivery {
        pods = List.copyOf(pods);
    }

    /**
     * A pod as the ledger sees it.
     *
     * @param heard whether it was ever reached
     * @param current whether it runs the wanted configuration, endpoints apart, with its listeners bound
     * @param lagging whether its endpoints have differed from the wanted ones for more than {@link DeliveryLedger#LAG}
     * @param refused why it refused what is wanted; empty when it did not
     * @param failure why it was not reached; absent when it was
     */
    public record Pod(
            String name,
            String uid,
            boolean heard,
            boolean current,
            boolean lagging,
            List<Problem> refused,
            @Nullable String failure) {
        public Pod {
            refused = List.copyOf(refused);
        }
    }

    /** How the boot Secret stands to what is wanted. */
    public sealed interface Boot {
        /** It holds the wanted configuration. */
        record Current() implements Boot {}

        /** It holds an older one, or none. */
        record Behind() implements Boot {}

        /** The wanted one does not fit. */
        record TooLarge(int bytes) implements Boot {}
    }

    /** Whether the two differ in what the reconciler acts on. */
    boolean sameFor(Delivery other) {
        return standing == other.standing
                && Objects.equals(conflict, other.conflict)
                && Objects.equals(revision, other.revision)
                && pods.equals(other.pods)
                && boot.equals(other.boot)
                && connectFailures == other.connectFailures;
    }
}
