package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a few endpoints by weight and takes the least busy of them (the power of choices; Mitzenmacher 2001). Unlike the least busy of
 * all, many proxies that see the same numbers do not fall upon the same endpoint.
 *
 * <p>Busy is {@code inFlight * leastWeight / weight} in whole numbers: of two idle endpoints, or of two with as many turns of the
 * lightest one, the first drawn is taken, so that with little traffic the shares are those of the weights. Cost: {@code choices} draws,
 * a few more where the same one is drawn again. Where a set is no larger than {@code choices}, all of it is compared.
 *
 * <p>Wrong where an endpoint that fails at once looks idle: passive removal has to take it out.
 */
public final class LeastRequest implements Picker {
    private final int choices;
    private final Randomness randomness;
    private final Endpoint[] endpoints;
    private final long[] weights;
    private final long least;
    private final AliasTable table;

    private LeastRequest(int choices, Randomness randomness, List<Endpoint> endpoints) {
        this.choices = choices;
        this.randomness = randomness;
        this.endpoints = Weights.positive(endpoints);
        this.weights = Weights.of(this.endpoints);
        this.least = Weights.least(weights);
        this.table = new AliasTable(weights);
    }

    /**
     * Over no endpoints yet.
     *
     * @param choices how many endpoints are compared, from 1 (a random one) up
     */
    public static LeastRequest of(int choices, Randomness randomness) {
        return new LeastRequest(choices, randomness, List.of());
    }

    @Override
    public Picker over(List<Endpoint> others) {
        return new LeastRequest(choices, randomness, others);
    }

    @Override
    public @Nullable Endpoint pick(Tried tried) {
        if (endpoints.length == 0) {
            return null;
        }
        int first = table.draw(randomness);
        if (!tried.isEmpty()) {
            return leastOfAll(first, tried);
        }
        if (endpoints.length <= choices) {
            return leastOfAll(first, Tried.NONE);
        }
        return endpoints[leastOfDrawn(first)];
    }

    private int leastOfDrawn(int first) {
        int best = first;
        int compared = 1;
        for (int draws = 1; compared < choices && draws < 2 * choices; draws++) {
            int other = table.draw(randomness);
            if (other != best) {
                compared++;
                best = busy(other) < busy(best) ? other : best;
            }
        }
        return best;
    }

    /** The first drawn leads, the others follow in their order from it. */
    private @Nullable Endpoint leastOfAll(int first, Tried tried) {
        int best = -1;
        for (int i = 0; i < endpoints.length; i++) {
            int place = (first + i) % endpoints.length;
            if (!tried.contains(endpoints[place]) && (best < 0 || busy(place) < busy(best))) {
                best = place;
            }
        }
        return best < 0 ? null : endpoints[best];
    }

    private long busy(int place) {
        return endpoints[place].inFlight() * least / weights[place];
    }
}
