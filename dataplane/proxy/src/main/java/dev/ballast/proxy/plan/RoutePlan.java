package dev.ballast.proxy.plan;

import dev.ballast.traffic.route.Shares;
import java.util.List;

/**
 * A route compiled.
 *
 * @param key by which rate limits know it: a hash of its listener's name and its own
 * @param filters what is done on the way
 * @param shares whose turn it is
 * @param destinations in the order of the shares; empty with a redirect
 * @param nowhere where a request goes when no share has a weight
 * @param requestTimeoutMillis until the answer's head; 0 = no limit
 */
public record RoutePlan(
        long key, FilterPlan filters, Shares shares, List<Destination> destinations, Destination nowhere, long requestTimeoutMillis) {
    public RoutePlan {
        destinations = List.copyOf(destinations);
    }

    /** Where the next request goes. On the loop of that index only. */
    public Destination next(int loop) {
        int share = shares.next(loop);
        return share < 0 ? nowhere : destinations.get(share);
    }
}
