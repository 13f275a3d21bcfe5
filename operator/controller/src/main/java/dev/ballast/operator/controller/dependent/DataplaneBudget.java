package dev.ballast.operator.controller.dependent;

import dev.ballast.operator.controller.identity.Names;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * At most one pod at a time goes by an eviction. With a single pod the budget would only keep nodes from being drained: then a drain is let
 * through, and the pod's own draining is what protects its connections.
 */
public final class DataplaneBudget {
    private DataplaneBudget() {}

    public static PodDisruptionBudget desired(Names names) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(Metadata.of(names, names.dataplane()))
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withNewSelector()
                .withMatchLabels(names.selector())
                .endSelector()
                .endSpec()
                .build();
    }
}
