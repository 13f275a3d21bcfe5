package dev.ballast.traffic.balance;

import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.Randomness;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one of a fixed set of endpoints. It knows nothing of health: who is in the set is decided elsewhere. Called by many threads at
 * once, without a lock and without allocation.
 */
public interface Picker {
    /** An endpoint of the set that was not tried; null when there is none. One of weight 0 is never chosen. */
    @Nullable Endpoint pick(Tried tried);

    /** The same algorithm, going on from where this one is, over another set with the weights that it has now. */
    Picker over(List<Endpoint> endpoints);

    /** The algorithm that a policy names, over no endpoints yet. */
    static Picker of(PolicyConfig policy, Randomness randomness) {
        return switch (policy.algorithm()) {
            case RoundRobin -> RoundRobin.startingAt(randomness);
            case LeastRequest -> LeastRequest.of(policy.choices(), randomness);
        };
    }
}
