package dev.ballast.contract.manifest;

/** How a changed list of fixed addresses is taken over. */
@Doc("How a changed list of fixed addresses is taken over.")
@Rule(
        value = "duration(self.interval) >= duration('100ms')",
        message = "'interval %s is too short to watch anything: expected at least 100ms'.format([self.interval])",
        field = ".interval")
public record BackendRolloutSpec(
        @Doc("How many new endpoints come at once, and old ones go.") @Default("1") @Bounds(min = 1, max = 256) Integer batchSize,
        @Doc("How long they are watched before the next ones come.") @Default("30s") GepDuration interval) {
    public BackendRolloutSpec {
        batchSize = batchSize == null ? 1 : batchSize;
        interval = interval == null ? GepDuration.of("30s") : interval;
    }
}
