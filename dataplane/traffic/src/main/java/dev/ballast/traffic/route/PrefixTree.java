package dev.ballast.traffic.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prefixes of whole path elements. A look-up descends element by element as far as the tree goes, one pass over that part of the path, and then
 * rises through the prefixes on the way, the longest first; its cost does not depend on how many prefixes there are.
 */
final class PrefixTree {
    private final @Nullable Candidates candidates;
    private final @Nullable PrefixTree shorter;
    private final OctetMap<PrefixTree> children;

    /** @param shorter the next prefix above it that has candidates */
    private PrefixTree(Growing from, @Nullable PrefixTree shorter) {
        this.candidates = from.matches.isEmpty() ? null : new Candidates(from.matches);
        this.shorter = shorter;
        PrefixTree next = candidates == null ? shorter : this;
        Map<String, PrefixTree> grown = new HashMap<>();
        from.children.forEach((element, child) -> grown.put(element, new PrefixTree(child, next)));
        this.children = new OctetMap<>(grown, false);
    }

    /** The match of the longest prefix of the path whose conditions hold, or −1. */
    int find(RouteInput input, byte[] path, int start, int end) {
        PrefixTree deepest = deepest(path, start, end);
        PrefixTree at = deepest.candidates == null ? deepest.shorter : deepest;
        while (at != null) {
            int match = at.candidates == null ? -1 : at.candidates.find(input);
            if (match >= 0) {
                return match;
            }
            at = at.shorter;
        }
        return -1;
    }

    private PrefixTree deepest(byte[] path, int start, int end) {
        PrefixTree at = this;
        int element = start + 1;
        while (element <= end) {
            int next = element;
            while (next < end && path[next] != '/') {
                next++;
            }
            PrefixTree child = at.children.get(path, element, next);
            if (child == null) {
                return at;
            }
            at = child;
            element = next + 1;
        }
        return at;
    }

    /** A tree that takes prefixes still. */
    static final class Growing {
        private final List<Conditions> matches = new ArrayList<>();
        private final Map<String, Growing> children = new HashMap<>();

        /** @param prefix begins with a slash; one at its end means nothing */
        void add(String prefix, Conditions conditions) {
            String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
            Growing at = this;
            if (!trimmed.isEmpty()) {
                for (String element : trimmed.substring(1).split("/", -1)) {
                    at = at.children.computeIfAbsent(element, unused -> new Growing());
                }
            }
            at.matches.add(conditions);
        }

        PrefixTree grown() {
            return new PrefixTree(this, null);
        }
    }
}
