package dev.ballast.contract.manifest;

/**
 * When a failed attempt is made again on another endpoint: after a connect failure always; after a connection that broke before a
 * byte of the answer came only if the request is idempotent and has no body. Three by default, as HAProxy has it: where a Service scales from ten
 * endpoints to two, one other try meets a second endpoint that has just gone.
 */
@Doc("When a failed attempt is made again on another endpoint.")
public record RetriesSpec(
        @Doc("Tries after the first.") @Default("3") @Bounds(min = 0, max = 10) Integer attempts) {
    public RetriesSpec {
        attempts = attempts == null ? 3 : attempts;
    }
}
