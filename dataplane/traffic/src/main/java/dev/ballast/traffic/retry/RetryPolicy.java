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
    /**
     * So many tries of endpoints that refuse the connection cost none of the attempts (unless there are none to have): nothing was sent and no
     * time was lost, and when a backend is scaled down most of its endpoints may be gone before anybody hears of it. nginx tries every
     * server; the bound is for a large backend that is gone as a whole, until its endpoints are ejected.
     */
    public static final int FREE_REFUSALS = 16;

    /** As usual. */
    public RetryPolicy(int attempts) {
        this(attempts, RetryConfig.STANDARD);
    }

    /**
     * Whether another attempt may be made.
     *
     * @param failure of the attempt that ended
     * @param retries tries after the first that were made so far
     * @param refusals how many of these were made because of a {@link Reason#ConnectFailure}, each of another endpoint
     * @param idempotent doing the request twice is the same as doing it once (RFC 9110, 9.2.2)
     * @param body whether the request's body can be sent (again) from its start
     */
    public boolean again(Failure failure, int retries, int refusals, boolean idempotent, Body body) {
        if (retries - Math.min(refusals, FREE_REFUSALS) >= attempts || body == Body.CONSUMED || !wants(failure.reason())) {
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
