package dev.ballast.traffic.retry;

import dev.ballast.contract.snapshot.BackendConfig.RetryCondition;
import dev.ballast.contract.snapshot.BackendConfig.RetryConfig;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.time.Randomness;

/**
 * Whether a failed attempt is made again, and when.
 *
 * @param attempts tries after the first, from 0
 * @param config everything else
 */
public record RetryPolicy(int attempts, RetryConfig config) {
    /** As usual. */
    public RetryPolicy(int attempts) {
        this(attempts, RetryConfig.STANDARD);
    }

    /**
     * Whether another attempt may be made, if there are any left.
     *
     * @param failure of the attempt that ended
     * @param idempotent doing the request twice is the same as doing it once (RFC 9110, 9.2.2)
     * @param body whether the request's body can be sent (again) from its start
     */
    public boolean again(Failure failure, boolean idempotent, Body body) {
        if (attempts == 0 || body == Body.CONSUMED || !wants(failure.reason())) {
            return false;
        }
        return switch (failure.reason().advice()) {
            case ALWAYS -> true;
            case IF_IDEMPOTENT -> mayBeDoneTwice(idempotent);
            case NEVER -> false;
        };
    }

    /** Whether another attempt is wanted after this, if it can do no harm. */
    public boolean wants(Reason reason) {
        return switch (reason) {
            case ConnectFailure, ConnectTimeout, EndpointHandshake, EndpointCertificate -> config.on().contains(RetryCondition.ConnectFailure);
            case RefusedStream -> config.on().contains(RetryCondition.RefusedStream);
            case ResetBeforeResponse -> config.on().contains(RetryCondition.ResetBeforeResponse);
            default -> true; // The user asks for these by other fields, or they are never tried again.
        };
    }

    /** Whether a request may be done twice. */
    public boolean mayBeDoneTwice(boolean idempotent) {
        return idempotent || config.nonIdempotent();
    }

    /**
     * What is waited before a try, in milliseconds: by chance from nothing to a bound that doubles with each (Brooker, "Exponential Backoff And
     * Jitter", 2015: full jitter), so that what failed together is not tried again together.
     *
     * @param retries tries after the first that were made so far
     */
    public long backoffMillis(int retries, Randomness randomness) {
        long bound = Math.min(config.backoffMaxMillis(), config.backoffBaseMillis() << Math.min(retries, 30));
        return bound == 0 ? 0 : randomness.below((int) Math.min(bound, Integer.MAX_VALUE - 1) + 1);
    }

    /** What is left of a request's body. */
    public enum Body {
        /** The request has none. */
        NONE,
        /** All of it is still held, or none of it has been taken from the client. */
        REPLAYABLE,
        /** A part was sent and is not held any more. */
        CONSUMED
    }
}
