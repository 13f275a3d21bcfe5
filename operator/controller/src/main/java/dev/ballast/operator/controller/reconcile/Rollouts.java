package dev.ballast.operator.controller.reconcile;

import dev.ballast.contract.wire.Digests;
import dev.ballast.operator.controller.publish.Delivery;
import dev.ballast.operator.controller.publish.Delivery.Boot;
import dev.ballast.operator.controller.publish.Target;
import dev.ballast.operator.controller.status.Facts.Pod;
import dev.ballast.operator.controller.status.Facts.Rollout;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Joins the pods as the cluster has them with what the ledger knows of them. Pure. */
final class Rollouts {
    private Rollouts() {}

    /** @param wanted what should run; the ledger may still be at what was wanted before */
    static Rollout of(List<Target> pods, Delivery delivery, Digests wanted) {
        boolean begun = delivery.wanted() != null && delivery.wanted().configuration().equals(wanted.configuration());
        Map<String, Delivery.Pod> known =
                delivery.pods().stream().collect(Collectors.toMap(Delivery.Pod::uid, Function.identity()));
        List<Pod> joined = pods.stream()
                .filter(pod -> !pod.going())
                .map(pod -> joined(pod, known.get(pod.uid()), begun))
                .sorted(Comparator.comparing(Pod::name))
                .toList();
        return new Rollout(
                begun,
                delivery.boot() instanceof Boot.Behind,
                delivery.boot() instanceof Boot.TooLarge tooLarge ? tooLarge.bytes() : 0,
                delivery.revision() == null ? null : delivery.revision().toString(),
                delivery.convergence(),
                joined);
    }

    private static Pod joined(Target pod, Delivery.@Nullable Pod known, boolean begun) {
        if (known == null) {
            return new Pod(pod.name(), pod.ready(), false, false, false, List.of(), null);
        }
        return new Pod(
                pod.name(),
                pod.ready(),
                known.heard(),
                begun && known.current(),
                known.lagging(),
                begun ? known.refused() : List.of(),
                known.failure());
    }

    /**
     * Whether nothing true can be said yet: an operator that has just started has not told the ledger what it wants, or a Ready pod has
     * neither been reached nor found unreachable.
     */
    static boolean isOpen(Delivery delivery, Rollout rollout) {
        boolean unasked = delivery.standing() && delivery.wanted() == null;
        return unasked || rollout.pods().stream().anyMatch(pod -> pod.ready() && !pod.heard() && pod.failure() == null);
    }
}
