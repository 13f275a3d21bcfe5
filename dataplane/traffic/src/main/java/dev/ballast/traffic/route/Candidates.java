package dev.ballast.traffic.route;

import java.util.List;

/** The matches that stand at one place, such as one host's prefix, and differ only in what else they ask for. */
final class Candidates {
    private final Conditions[] inOrder;

    Candidates(List<Conditions> all) {
        inOrder = all.stream().sorted(Conditions.PRECEDENCE).toArray(Conditions[]::new);
    }

    /** The first whose conditions hold, or −1. */
    int find(RouteInput input) {
        for (Conditions conditions : inOrder) {
            if (conditions.hold(input)) {
                return conditions.match();
            }
        }
        return -1;
    }
}
