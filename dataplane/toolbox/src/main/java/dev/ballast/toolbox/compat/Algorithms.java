package dev.ballast.toolbox.compat;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the older balancers called their algorithms. Every algorithm here is weighted, so that two of theirs are one. */
final class Algorithms {
    private static final Map<String, String> NAMES = Map.of(
            "round_robin", "RoundRobin",
            "roundrobin", "RoundRobin",
            "weighted_round_robin", "RoundRobin",
            "weighted_roundrobin", "RoundRobin",
            "least_connections", "LeastConnections",
            "least_conn", "LeastConnections",
            "random", "Random");

    private Algorithms() {}

    static Optional<String> named(String name) {
        return Optional.ofNullable(NAMES.get(name.toLowerCase(Locale.ROOT).replace('-', '_')));
    }
}
