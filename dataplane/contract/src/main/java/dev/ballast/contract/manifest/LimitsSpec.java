package dev.ballast.contract.manifest;

/** How much comes in, all listeners together. */
@Doc("How much comes in, all listeners together.")
public record LimitsSpec(
        @Doc("Client connections of each replica; one more is closed at once. 0 = what the limit of open files allows.") @Default("0")
        @Bounds(min = 0, max = 1_000_000)
        Integer maxConnections) {
    public LimitsSpec {
        maxConnections = maxConnections == null ? 0 : maxConnections;
    }
}
