package dev.ballast.contract.manifest;

/** How an endpoint is chosen. */
@Doc("How an endpoint is chosen.")
public record AlgorithmSpec(
        @Doc("LeastRequest (the least busy of a few chosen at random) or RoundRobin. Both follow weights.") @Default("LeastRequest") Type type,
        @Doc("LeastRequest only: how many endpoints are compared.") @Default("2") @Bounds(min = 2, max = 10) Integer choices) {
    public AlgorithmSpec {
        type = type == null ? Type.LeastRequest : type;
        choices = choices == null ? 2 : choices;
    }

    /** The algorithms. */
    public enum Type {
        RoundRobin,
        LeastRequest
    }
}
