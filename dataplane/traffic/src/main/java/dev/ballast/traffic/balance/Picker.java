package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HashConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one of a fixed set of endpoints. It knows nothing of health: who is in the set is decided elsewhere. Called by many threads at
 * once, without a lock and without allocation.
 */
public interface Picker {
    /** An endpoint of the set that was not tried; null when there is none. One of weight 0 is never chosen. */
    @Nullable Endpoint pick(Caller caller, Tried tried);

    /** The same algorithm, going on from where this one is, over another set with the weights that it has now. */
    Picker over(List<Endpoint> endpoints);

    /** The algorithm that a policy names, over no endpoints yet. */
    static Picker of(AlgorithmConfig config, Ticker ticker, Randomness randomness) {
        return switch (config.type()) {
            case RoundRobin -> RoundRobin.startingAt(randomness);
            case LeastRequest -> LeastRequest.of(config.choices(), randomness);
            case LeastConnections -> LeastConnections.of(randomness);
            case Random -> WeightedRandom.of(randomness);
            case PeakEWMA -> PeakEwma.of(config.choices(), ticker, randomness);
            case ConsistentHash, SourceIP -> ConsistentHash.of(hash(config), randomness);
        };
    }

    private static HashConfig hash(AlgorithmConfig config) {
        HashConfig hash = config.hash();
        if (hash == null) {
            throw new IllegalArgumentException(config.type() + " without what it hashes");
        }
        return hash;
    }
}
