package dev.ballast.operator.controller.status;

import dev.ballast.contract.manifest.LoadBalancerSpec;
import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.Digests;
import dev.ballast.operator.controller.identity.NameConflict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a status is made from.
 *
 * @param generation of the spec
 * @param problems of the translation
 * @param snapshot what is wanted
 * @param digests of what is wanted
 * @param kept names of listeners that keep their last good version, because the present one cannot be used
 * @param conflicts objects in the way
 * @param addresses where clients reach the traffic Service
 * @param selector of the pods
 * @param rollout how far the pods are
 */
public record Facts(
        long generation,
        LoadBalancerSpec spec,
        List<Problem> problems,
        Snapshot snapshot,
        Digests digests,
        Set<String> kept,
        List<NameConflict> conflicts,
        List<String> addresses,
        String selector,
        Rollout rollout) {
    public Facts {
        problems = List.copyOf(problems);
        kept = Set.copyOf(kept);
        conflicts = List.copyOf(conflicts);
        addresses = List.copyOf(addresses);
    }

    /**
     * How far the pods are.
     *
     * @param begun whether what is wanted is being delivered; before that nothing is known of the pods
     * @param bootBehind whether the boot Secret still holds an older configuration
     * @param bootTooLarge compressed size of a snapshot that does not fit the boot Secret; 0 when it fits
     * @param revision of what is wanted
     * @param convergence how long the last change took
     * @param pods every pod
     */
    public record Rollout(
            boolean begun,
            boolean bootBehind,
            int bootTooLarge,
            @Nullable String revision,
            @Nullable Duration convergence,
            List<Pod> pods) {
        public Rollout {
            pods = List.copyOf(pods);
        }
    }

    /**
     * A pod.
     *
     * @param heard whether it was ever reached
     * @param current whether it runs the wanted configuration, endpoints apart
     * @param lagging whether its endpoints are older than 5 s
     * @param refused why it refused what is wanted
     * @param failure why it was not reached
     */
    public record Pod(
            String name,
            boolean ready,
            boolean heard,
            boolean current,
            boolean lagging,
            List<Problem> refused,
            @Nullable String failure) {
        public Pod {
            refused = List.copyOf(refused);
        }
    }
}
