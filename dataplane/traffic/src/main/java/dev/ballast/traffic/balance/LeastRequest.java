package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Randomness;
import java.util.List;

/**
 * Draws a few endpoints by weight and takes the least busy of them (the power of choices; Mitzenmacher 2001). Unlike the least busy of
 * all, many proxies that see the same numbers do not fall upon the same endpoint.
 *
 * <p>Busy is counted in turns of the lightest endpoint, in whole numbers: of two idle endpoints, or of two with as many turns, the first drawn
 * is taken, so that with little traffic the shares are those of the weights. Cost: {@code choices} draws, a few more where the same one is
 * drawn again. Where a set is no larger than {@code choices}, all of it is compared.
 *
 * <p>Wrong where an endpoint that fails at once looks idle: passive removal has to take it out.
 */
public final class LeastRequest extends LeastCost {
    private LeastRequest(int choices, Randomness randomness, List<Endpoint> endpoints) {
        super(choices, randomness, endpoints);
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
    double cost(Endpoint endpoint, long turns) {
        return turns;
    }
}
