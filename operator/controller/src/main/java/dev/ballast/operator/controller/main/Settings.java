package dev.ballast.operator.controller.main;

import dev.ballast.operator.controller.dependent.DataplaneDeployment;
import java.util.Set;

/**
 * What an operator is told.
 *
 * @param namespace its own: the Lease and the channel's authority are there
 * @param identity its name among several operators
 * @param watchNamespaces namespaces whose LoadBalancers it looks after; empty for all
 * @param className the class of LoadBalancers that it looks after
 * @param image what the dataplane pods run
 * @param leaderElection whether several may run at once, of which one works
 * @param healthPort of {@code /healthz}, {@code /readyz} and {@code /metrics}; 0 lets the kernel choose
 */
public record Settings(
        String namespace,
        String identity,
        Set<String> watchNamespaces,
        String className,
        DataplaneDeployment.Image image,
        boolean leaderElection,
        int healthPort) {
    public Settings {
        watchNamespaces = Set.copyOf(watchNamespaces);
    }
}
