package dev.ballast.contract.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is made again on another endpoint: where the endpoint has not seen the request always, where it may have acted on it only if the
 * request is idempotent, or the user says that all are.
 */
@Doc("When a failed attempt is made again on another endpoint. One whose answer has begun is never made again.")
public record RetriesSpec(
        @Doc("Tries after the first. What up to 16 endpoints refused, or broke off as they went down, is tried elsewhere beside them, unless this is 0.") @Default("1") @Bounds(min = 0, max = 10) Integer attempts,
        @Doc("After what: ConnectFailure (no connection, or no TLS, in time), RefusedStream (HTTP/2: the endpoint has not looked at the request), ResetBeforeResponse (the connection broke before the answer; idempotent requests only).")
        @Default("[\"ConnectFailure\", \"RefusedStream\", \"ResetBeforeResponse\"]") @Items(max = 3)
        List<Condition> conditions,
        @Doc("Whether a request that is not idempotent, such as POST, may be done twice. Allow: the endpoints see to it that nothing happens twice.")
        @Default("Deny")
        NonIdempotent nonIdempotent,
        @Doc("What is waited before a try. Absent: its defaults.") @Nullable BackoffSpec backoff,
        @Doc("The most tries after the first, of all requests of the backend together. Absent: its defaults.") @Nullable RetryBudgetSpec budget,
        @Doc("A try whose answer has not begun after so long is given up, and an idempotent request is tried again; 0s = no limit.") @Default("0s") GepDuration perTryTimeout,
        @Doc("So much of a request's body is kept until its answer begins, at most 64Ki: one with a longer body is not tried again.") @Default("64Ki")
        ByteSize maxBodyBytes) {
    public RetriesSpec {
        attempts = attempts == null ? 1 : attempts;
        conditions = conditions == null ? List.of(Condition.values()) : List.copyOf(conditions);
        nonIdempotent = nonIdempotent == null ? NonIdempotent.Deny : nonIdempotent;
        perTryTimeout = perTryTimeout == null ? GepDuration.of("0s") : perTryTimeout;
        maxBodyBytes = maxBodyBytes == null ? ByteSize.of("64Ki") : maxBodyBytes;
    }

    /** What failed. */
    public enum Condition {
        ConnectFailure,
        RefusedStream,
        ResetBeforeResponse
    }

    /** Whether what is not idempotent may be done twice. */
    public enum NonIdempotent {
        Deny,
        Allow
    }
}
