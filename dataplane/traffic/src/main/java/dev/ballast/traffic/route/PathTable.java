package dev.ballast.traffic.route;

import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The matches of one host, by path: exact ones first, then regular expressions, then prefixes from the longest on. Gateway API leaves the place of
 * expressions open; who writes one means less than the prefix beside it.
 */
final class PathTable {
    private final OctetMap<Candidates> exact;
    private final Expressive[] expressions;
    private final PrefixTree prefixes;

    private record Expressive(Value path, Conditions conditions) {}

    private PathTable(Growing from) {
        Map<String, Candidates> places = new HashMap<>();
        from.exact.forEach((path, matches) -> places.put(path, new Candidates(matches)));
        exact = new OctetMap<>(places, false);
        expressions = from.expressions.stream()
                .sorted(Comparator.comparing(Expressive::conditions, Conditions.PRECEDENCE))
                .toArray(Expressive[]::new);
        prefixes = from.prefixes.grown();
    }

    /** The match, or −1. */
    int find(RouteInput input, byte[] path, int start, int end) {
        Candidates here = exact.get(path, start, end);
        int match = here == null ? -1 : here.find(input);
        if (match >= 0) {
            return match;
        }
        for (Expressive expressive : expressions) {
            if (expressive.conditions.hold(input) && expressive.path.fits(path, start, end)) {
                return expressive.conditions.match();
            }
        }
        return prefixes.find(input, path, start, end);
    }

    /** A table that takes matches still. */
    static final class Growing {
        private final Map<String, List<Conditions>> exact = new HashMap<>();
        private final List<Expressive> expressions = new ArrayList<>();
        private final PrefixTree.Growing prefixes = new PrefixTree.Growing();

        void add(PathConfig path, Conditions conditions) {
            switch (path.type()) {
                case Exact -> exact.computeIfAbsent(path.value(), unused -> new ArrayList<>()).add(conditions);
                case RegularExpression -> expressions.add(new Expressive(Value.expression(path.value()), conditions));
                case PathPrefix -> prefixes.add(path.value(), conditions);
            }
        }

        PathTable grown() {
            return new PathTable(this);
        }
    }
}
