package dev.ballast.contract.manifest;

/** How many dataplane pods there are. */
@Doc("How many dataplane pods there are.")
public record ScalingSpec(@Doc("Number of pods.") @Default("2") @Bounds(min = 0, max = 1000) Integer replicas) {
    public ScalingSpec {
        replicas = replicas == null ? 2 : replicas;
    }
}
