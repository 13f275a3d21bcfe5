package dev.ballast.contract.manifest;

import java.util.Map;

/** What a dataplane pod asks for and may use, as Kubernetes writes quantities. */
@Doc("What a pod asks for and may use.")
public record ResourcesSpec(
        @Doc("Asked for.") @Items(max = 8) @Quantity Map<String, String> requests, @Doc("At most.") @Items(max = 8) @Quantity Map<String, String> limits) {
    public ResourcesSpec {
        requests = requests == null ? Map.of("cpu", "100m", "memory", "128Mi") : Map.copyOf(requests);
        limits = limits == null ? Map.of("memory", "256Mi") : Map.copyOf(limits);
    }
}
