package dev.ballast.operator.controller.identity;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * An object that is in the way: it has the name of one of ours, and is not ours.
 *
 * @param kind such as {@code Service}
 * @param name its name
 */
public record NameConflict(String kind, String name) {
    public static NameConflict of(HasMetadata object) {
        return new NameConflict(object.getKind(), object.getMetadata().getName());
    }

    /** As a condition says it. */
    public String message() {
        return kind + " \"" + name + "\" exists and is not owned by this LoadBalancer: expected no " + kind
                + " of that name; it is left as it is. Rename it, or rename the LoadBalancer";
    }
}
