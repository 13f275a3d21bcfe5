package dev.ballast.contract.translate;

import dev.ballast.contract.manifest.ListenerSpec;
import dev.ballast.contract.manifest.LoadBalancerSpec;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The port that a pod binds for a port that clients use. Pods run without the right to ports below 1024 and keep three for themselves,
 * so that the traffic Service maps one to the other. Both sides compute it here.
 *
 * <p>A port's place depends on that port alone, so that listeners come and go beside it: {@code 1..1023 → 10001..11023} (80 is 10080, 443 is 10443), and
 * those that would be there go to {@code 61001..62023}; the pod's own three go to {@code 62024..62026}; every other port is itself. Only a listener that
 * was itself written with a port in {@code 61001..62026}, beside the very one that is mapped there, is moved to the next free place above.
 */
public final class BindPorts {
    /** The channel, probes and metrics, and the admin page: never a listener's. */
    public static final Set<Integer> RESERVED = Set.of(9443, 9090, 9000);

    private BindPorts() {}

    /** For every listener of the spec, whatever else is wrong with it: the port as written → the port to bind. */
    public static SortedMap<Integer, Integer> of(LoadBalancerSpec spec) {
        return of(spec.listeners().stream().map(ListenerSpec::port).toList());
    }

    /** For ports in 1..65535; what is outside is left out. No two have the same place; each place is in 1024..65535. */
    public static SortedMap<Integer, Integer> of(Collection<Integer> ports) {
        SortedMap<Integer, Integer> places = new TreeMap<>();
        Set<Integer> taken = new TreeSet<>();
        for (int port : new TreeSet<>(ports)) {
            if (port >= 1 && port <= 65535) {
                int place = place(port);
                while (!taken.add(place)) {
                    place = place == 65535 ? 12_000 : place + 1;
                }
                places.put(port, place);
            }
        }
        return places;
    }

    private static int place(int port) {
        return switch (port) {
            case 9000 -> 62_024;
            case 9090 -> 62_025;
            case 9443 -> 62_026;
            default -> {
                if (port < 1024) {
                    yield 10_000 + port;
                }
                yield port > 10_000 && port < 11_024 ? port + 51_000 : port;
            }
        };
    }
}
