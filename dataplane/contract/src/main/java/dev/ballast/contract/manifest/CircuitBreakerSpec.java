package dev.ballast.contract.manifest;

/** When a backend that fails as a whole is not asked for a while. */
@Doc("When a backend that fails as a whole is not asked for a while: requests are answered 503, or go to its failover. An attempt fails that finds no connection, breaks off before an answer, or is answered 5xx.")
@Rule(
        value = "self.consecutiveFailures > 0 || self.errorPercent > 0",
        message = "'consecutiveFailures and errorPercent are 0, so that it never opens: expected one of them above 0'",
        field = ".consecutiveFailures")
@Rule(
        value = "duration(self.window) >= duration('100ms')",
        message = "'window %s is too short to see a share in it: expected at least 100ms'.format([self.window])",
        field = ".window")
@Rule(
        value = "duration(self.openDuration) >= duration('10ms')",
        message = "'openDuration %s is too short to help: expected at least 10ms'.format([self.openDuration])",
        field = ".openDuration")
public record CircuitBreakerSpec(
        @Doc("Failed attempts in a row after which it opens; 0 = never.") @Default("5") @Bounds(min = 0, max = 100_000) Integer consecutiveFailures,
        @Doc("The share of failed attempts in the window from which on it opens; 0 = never.") @Default("50") @Bounds(min = 0, max = 100) Integer errorPercent,
        @Doc("With fewer attempts in the window their share does not count.") @Default("20") @Bounds(min = 1, max = 1_000_000) Integer minRequests,
        @Doc("How far the share looks back.") @Default("10s") GepDuration window,
        @Doc("How long the backend is not asked then.") @Default("30s") GepDuration openDuration,
        @Doc("So many attempts are made after that; it closes when all of them are good, and opens again when one is not.")
        @Default("3") @Bounds(min = 1, max = 1000)
        Integer maxHalfOpen) {
    public CircuitBreakerSpec {
        consecutiveFailures = consecutiveFailures == null ? 5 : consecutiveFailures;
        errorPercent = errorPercent == null ? 50 : errorPercent;
        minRequests = minRequests == null ? 20 : minRequests;
        window = window == null ? GepDuration.of("10s") : window;
        openDuration = openDuration == null ? GepDuration.of("30s") : openDuration;
        maxHalfOpen = maxHalfOpen == null ? 3 : maxHalfOpen;
    }
}
