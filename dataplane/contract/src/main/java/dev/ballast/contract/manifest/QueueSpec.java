package dev.ballast.contract.manifest;

/** The waiting room of a backend whose endpoints have as much as they may have. */
@Doc("The waiting room of a backend whose endpoints have as much as they may have; first come, first served.")
public record QueueSpec(
        @Doc("How many may wait; one more is answered 503 at once.") @Default("1024") @Bounds(min = 0, max = 1_000_000) Integer maxLength,
        @Doc("How long one may wait before it is answered 503; 0s = no limit.") @Default("5s") GepDuration timeout) {
    public QueueSpec {
        maxLength = maxLength == null ? 1024 : maxLength;
        timeout = timeout == null ? GepDuration.of("5s") : timeout;
    }
}
