package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Randomness;
import java.util.List;

/**
 * Takes the endpoint that has the fewest TCP sessions, or requests, in flight from this process, measured by its weight; among equals the first
 * from a random place on (as {@code leastconn} in HAProxy, without its queue).
 *
 * <p>Right for few proxies and long sessions, where one session too many on an endpoint stays for hours. Cost: looks at every endpoint, so it
 * is linear in their number: some 100 ns for 100 of them, and too dear for thousands. Wrong with many proxies or where an endpoint has just come:
 * all of them see it idle and fall upon it at once (herding); and where failing at once looks idle. Then {@link LeastRequest}.
 */
public final class LeastConnections extends LeastCost {
    private LeastConnections(Randomness randomness, List<Endpoint> endpoints) {
        super(Integer.MAX_VALUE, randomness, endpoints);
    }

    /** Over no endpoints yet. */
    public static LeastConnections of(Randomness randomness) {
        return new LeastConnections(randomness, List.of());
    }

    @Override
    public Picker over(List<Endpoint> others) {
        return new LeastConnections(randomness, others);
    }

    @Override
    double cost(Endpoint endpoint, long turns) {
        return turns;
    }
}
