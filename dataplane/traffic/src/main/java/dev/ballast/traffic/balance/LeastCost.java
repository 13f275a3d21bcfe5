package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a few endpoints by weight and takes the one of least cost, the first drawn among equals. Where the set is no larger than what is
 * compared, and where some were tried, all of it is compared.
 */
abstract class LeastCost implements Picker {
    final int choices;
    final Randomness randomness;
    private final Endpoint[] endpoints;
    private final long[] weights;
    private final long least;
    private final AliasTable table;

    /** @param choices how many are compared, from 1 */
    LeastCost(int choices, Randomness randomness, List<Endpoint> endpoints) {
        this.choices = choices;
        this.randomness = randomness;
        this.endpoints = Weights.positive(endpoints);
        this.weights = Weights.of(this.endpoints);
        this.least = Weights.least(weights);
        this.table = new AliasTable(weights);
    }

    /**
     * What it costs to give the endpoint one more.
     *
     * @param turns what it has in flight, in turns of the lightest endpoint: {@code inFlight * leastWeight / weight} in whole numbers
     */
    abstract double cost(Endpoint endpoint, long turns);

    @Override
    public final @Nullable Endpoint pick(Caller caller, Tried tried) {
        if (endpoints.length == 0) {
            return null;
        }
        int first = table.draw(randomness);
        return tried.isEmpty() && endpoints.length > choices ? endpoints[leastOfDrawn(first)] : leastOfAll(first, tried);
    }

    private int leastOfDrawn(int first) {
        int best = first;
        double lowest = cost(first);
        int compared = 1;
        for (int draws = 1; compared < choices && draws < 2 * choices; draws++) {
            int other = table.draw(randomness);
            if (other != best) {
                compared++;
                double cost = cost(other);
                if (cost < lowest) {
                    best = other;
                    lowest = cost;
                }
            }
        }
        return best;
    }

    /** The first drawn leads, the others follow in their order from it. */
    private @Nullable Endpoint leastOfAll(int first, Tried tried) {
        Endpoint best = null;
        double lowest = 0;
        for (int i = 0; i < endpoints.length; i++) {
            int place = first + i < endpoints.length ? first + i : first + i - endpoints.length;
            if (tried.contains(endpoints[place])) {
                continue;
            }
            double cost = cost(place);
            if (best == null || cost < lowest) {
                best = endpoints[place];
                lowest = cost;
            }
        }
        return best;
    }

    private double cost(int place) {
        Endpoint endpoint = endpoints[place];
        return cost(endpoint, endpoint.inFlight() * least / weights[place]);
    }
}
