package dev.ballast.traffic.route;

import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.contract.snapshot.RouteConfig.MatchConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathConfig;
import dev.ballast.contract.snapshot.RouteConfig.PathType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a listener, compiled. Of those that match a request, the most specific one has it, in the order of Gateway API (HTTPRouteRule,
 * "Proxy or Load Balancer routing configuration"): the very host, then the longest wildcard, then those without a host; in each the very path, then
 * a regular expression, then the longest prefix; then a method, the most headers, the most query parameters; then the order in which they were
 * written. A place whose conditions do not hold leaves the request to the next one, also to the next host.
 *
 * <p>Cost of a look-up: one pass over the host for each of its labels, and one over the path for each of the host's places that have routes
 * (the very one, wildcards above it, and none); it does not grow with the number of hosts, exact paths or prefixes. It does grow with the number of
 * regular expressions of a host, each of which takes a pass over the path, and with the matches that have host and path in common and differ
 * only in method, headers or parameters. Nothing is allocated where no expression is asked.
 *
 * <p>Immutable; any thread.
 */
public final class RouteTable {
    private static final byte[] ROOT = {'/'};

    private final OctetMap<PathTable> hosts;
    /** By what follows the star, with its dot. */
    private final OctetMap<PathTable> wildcards;
    private final boolean anyWildcard;
    private final @Nullable PathTable everyHost;

    private final int[] routes;
    private final int[] prefixLengths;

    private RouteTable(
            List<Placed> matches, Map<String, PathTable> hosts, Map<String, PathTable> wildcards, @Nullable PathTable everyHost) {
        this.routes = matches.stream().mapToInt(Placed::route).toArray();
        this.prefixLengths = matches.stream().mapToInt(placed -> prefixLength(placed.config().path())).toArray();
        this.hosts = new OctetMap<>(hosts, true);
        this.wildcards = new OctetMap<>(wildcards, true);
        this.anyWildcard = !wildcards.isEmpty();
        this.everyHost = everyHost;
    }

    private record Placed(int route, MatchConfig config) {}

    private static int prefixLength(PathConfig path) {
        int length = path.value().length();
        return path.type() != PathType.PathPrefix ? 0 : path.value().endsWith("/") ? length - 1 : length;
    }

    /** Of routes that a snapshot's validator has passed. */
    public static RouteTable of(List<RouteConfig> routes) {
        Map<String, PathTable.Growing> growing = new HashMap<>();
        List<Placed> matches = new ArrayList<>();
        for (int route = 0; route < routes.size(); route++) {
            for (MatchConfig match : routes.get(route).matches()) {
                growing.computeIfAbsent(match.hostname() == null ? "" : match.hostname(), unused -> new PathTable.Growing())
                        .add(match.path(), new Conditions(matches.size(), match));
                matches.add(new Placed(route, match));
            }
        }
        Map<String, PathTable> hosts = new HashMap<>();
        Map<String, PathTable> wildcards = new HashMap<>();
        growing.forEach((host, table) -> {
            if (host.startsWith("*.")) {
                wildcards.put(host.substring(1), table.grown());
            } else if (!host.isEmpty()) {
                hosts.put(host, table.grown());
            }
        });
        PathTable.Growing everyHost = growing.get("");
        return new RouteTable(matches, hosts, wildcards, everyHost == null ? null : everyHost.grown());
    }

    /** The place in the list of the route that a match is of. */
    public int route(int match) {
        return routes[match];
    }

    /** How much of a path a match of a prefix is, in octets, without a slash at its end; 0 for another. */
    public int prefixLength(int match) {
        return prefixLengths[match];
    }

    /** The match that has the request, or −1 where there is none: its place among those of all routes, in their order. */
    public int find(RouteInput input) {
        boolean root = input.pathStart() == input.pathEnd();
        byte[] path = root ? ROOT : input.octets();
        int start = root ? 0 : input.pathStart();
        int end = root ? 1 : input.pathEnd();
        int match = find(hosts.get(input.octets(), input.hostStart(), input.hostEnd()), input, path, start, end);
        if (match < 0 && anyWildcard) {
            match = findByWildcard(input, path, start, end);
        }
        return match < 0 ? find(everyHost, input, path, start, end) : match;
    }

    private int findByWildcard(RouteInput input, byte[] path, int start, int end) {
        byte[] octets = input.octets();
        for (int dot = input.hostStart() + 1; dot < input.hostEnd(); dot++) {
            if (octets[dot] == '.') {
                int match = find(wildcards.get(octets, dot, input.hostEnd()), input, path, start, end);
                if (match >= 0) {
                    return match;
                }
            }
        }
        return -1;
    }

    private static int find(@Nullable PathTable table, RouteInput input, byte[] path, int start, int end) {
        return table == null ? -1 : table.find(input, path, start, end);
    }
}
