package dev.ballast.contract.manifest;

import java.util.Map;
import java.util.Set;

/** What the resource is going to have and this version does not: refused by that word instead of as a slip of the pen. */
final class NotYet {
    private static final Map<Class<?>, Set<String>> FIELDS = Map.ofEntries(
            Map.entry(SecretRef.class, Set.of("namespace")),
            Map.entry(ServiceRef.class, Set.of("namespace")),
            Map.entry(BackendSpec.class, Set.of("serviceSelector", "podSelector", "dns")),
            Map.entry(ConnectionsSpec.class, Set.of("maxRequestsPerConnection", "bufferBytes")),
            Map.entry(RolloutSpec.class, Set.of("strategy", "config", "revisionHistoryLimit", "rollbackTo")),
            Map.entry(MetricsSpec.class, Set.of("serviceMonitor")),
            Map.entry(ScalingSpec.class, Set.of("autoscaling", "podDisruptionBudget", "topologySpread")),
            Map.entry(TrafficServiceSpec.class, Set.of("loadBalancerClass")),
            Map.entry(DataplanePodSpec.class, Set.of("nodeSelector", "tolerations", "affinity", "priorityClassName")));

    private NotYet() {}

    static boolean field(Class<?> section, String name) {
        return FIELDS.getOrDefault(section, Set.of()).contains(name);
    }
}
