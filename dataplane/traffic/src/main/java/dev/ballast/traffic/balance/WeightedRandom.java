package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A random endpoint, as likely as its weight says. Cost: one draw from an {@link AliasTable}, constant; nothing is shared between threads.
 *
 * <p>Right for very many proxies with little traffic each, where there is nothing to know. Wrong nearly everywhere else: of n endpoints with
 * n requests in flight the busiest has some {@code ln n / ln ln n} of them, where two choices leave {@code ln ln n} (Azar and others 1994).
 */
public final class WeightedRandom implements Picker {
    private final Randomness randomness;
    private final Endpoint[] endpoints;
    private final AliasTable table;

    private WeightedRandom(Randomness randomness, List<Endpoint> endpoints) {
        this.randomness = randomness;
        this.endpoints = Weights.positive(endpoints);
        this.table = new AliasTable(Weights.of(this.endpoints));
    }

    /** Over no endpoints yet. */
    public static WeightedRandom of(Randomness randomness) {
        return new WeightedRandom(randomness, List.of());
    }

    @Override
    public Picker over(List<Endpoint> others) {
        return new WeightedRandom(randomness, others);
    }

    @Override
    public @Nullable Endpoint pick(Caller caller, Tried tried) {
        if (endpoints.length == 0) {
            return null;
        }
        int first = table.draw(randomness);
        for (int i = 0; i < endpoints.length; i++) {
            Endpoint endpoint = endpoints[(first + i) % endpoints.length];
            if (!tried.contains(endpoint)) {
                return endpoint;
            }
        }
        return null;
    }
}
