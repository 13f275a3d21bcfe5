package dev.ballast.contract.manifest;

/**
 * When a failed attempt is made again on another endpoint: after a connect failure always; after a connection that broke before a
 * byte of the answer came only if the request is idempotent and has no body.
 */
@Doc("When a failed attempt is made again on another endpoint.")
public record RetriesSpec(
        @Doc("Tries after the first. Up to three connections that endpoints refused are made elsewhere beside them, unless this is 0.") @Default("1") @Bounds(min = 0, max = 10) Integer attempts) {
    public RetriesSpec {
        attempts = attempts == null ? 1 : attempts;
    }
}
