package dev.ballast.traffic.balance;

import dev.ballast.traffic.endpoint.Endpoint;
import java.util.Arrays;
import java.util.List;

/** The weights that a picker works with: as they are when it is made. */
final class Weights {
    private Weights() {}

    /** Those that get something. */
    static Endpoint[] positive(List<Endpoint> endpoints) {
        return endpoints.stream().filter(endpoint -> endpoint.config().weight() > 0).toArray(Endpoint[]::new);
    }

    /** Finer by a hundred while an endpoint has a part of its weight only, so that a part of a small weight is not nothing. */
    static long[] of(Endpoint[] endpoints) {
        boolean parts = Arrays.stream(endpoints).anyMatch(endpoint -> endpoint.weightPercent() < 100);
        return Arrays.stream(endpoints)
                .mapToLong(endpoint -> (long) endpoint.config().weight() * (parts ? endpoint.weightPercent() : 1))
                .toArray();
    }

    static long greatest(long[] weights) {
        return Arrays.stream(weights).max().orElse(0);
    }

    static long least(long[] weights) {
        return Arrays.stream(weights).min().orElse(0);
    }
}
