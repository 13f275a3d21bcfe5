package dev.ballast.contract.manifest;

import java.util.List;

/** Which endpoints are preferred by where they run. */
@Doc("Which endpoints are preferred by where they run.")
public record TopologySpec(
        @Doc("""
                Any (all alike), PreferSameZone (those in the pod's own zone) or PreferSameNode (those on its own node, then those in its zone). A preferred \
                endpoint is given at most 1.4 times its even share, as if every zone (or node) with endpoints had as many clients: what is more goes to the \
                others by their weights, before those that are near are overloaded. On a cluster a pod finds its zone in its label topology.kubernetes.io/zone, \
                which Kubernetes sets from 1.35 on.""")
        @Default("Any") Mode mode,
        @Doc("Zones whose endpoints get no new work while any other is ready; what they have under way ends.")
        @Default("[]") @Items(max = 16) @Text(maxLength = 63, pattern = ZONE, expected = ZONE_IN_WORDS)
        List<String> evacuateZones) {
    /** What a zone is called: the value of a label of Kubernetes. */
    static final String ZONE = "^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$";

    static final String ZONE_IN_WORDS = "letters, digits, -, _ and ., with a letter or digit at both ends";

    public TopologySpec {
        mode = mode == null ? Mode.Any : mode;
        evacuateZones = evacuateZones == null ? List.of() : List.copyOf(evacuateZones);
    }

    /** Who comes first. */
    public enum Mode {
        Any,
        PreferSameZone,
        PreferSameNode
    }
}
