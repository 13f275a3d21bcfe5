package dev.ballast.contract.manifest;

/** How many tries after the first there may be. */
@Doc("How many tries after the first a replica makes at most, so that a backend that fails is not given more to do for it. Connections that were refused, and are made to another endpoint, cost nothing.")
public record RetryBudgetSpec(
        @Doc("Of the requests of about the last 10 s.") @Default("20") @Bounds(min = 0, max = 100) Integer percent,
        @Doc("Beside those, for a backend with little traffic; what is not used is kept for 10 s.") @Default("10") @Bounds(min = 0, max = 1_000_000)
        Integer minPerSecond) {
    public RetryBudgetSpec {
        percent = percent == null ? 20 : percent;
        minPerSecond = minPerSecond == null ? 10 : minPerSecond;
    }
}
