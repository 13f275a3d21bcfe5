package dev.ballast.contract.manifest;

/** What is waited before a request is tried again. */
@Doc("What is waited before a request is tried again: a random time up to base, up to twice that the next time, and so on. Nothing where an endpoint refused the connection and another one is asked.")
@Rule(
        value = "duration(self.base) <= duration(self.max)",
        message = "'base %s is longer than max %s: expected at most that'.format([self.base, self.max])",
        field = ".base")
public record BackoffSpec(
        @Doc("Before the first of them, at most; 0s = nothing.") @Default("25ms") GepDuration base, @Doc("At most, ever.") @Default("250ms") GepDuration max) {
    public BackoffSpec {
        base = base == null ? GepDuration.of("25ms") : base;
        max = max == null ? GepDuration.of("250ms") : max;
    }
}
