package dev.ballast.traffic.retry;

import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;

/**
 * Whether a failed attempt is made again.
 *
 * @param attempts tries after the first, from 0
 */
public record RetryPolicy(int attempts) {
    /**
     * So many tries of endpoints that refuse the connection cost none of the attempts (unless there are none to have): nothing was sent and no
     * time was lost, and in a rolling update several endpoints may be gone before anybody hears of it. HAProxy makes three tries more by
     * default, nginx tries every server.
     */
    public static final int FREE_REFUSALS = 3;

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
        if (retries - Math.min(refusals, FREE_REFUSALS) >= attempts || body == Body.CONSUMED) {
            return false;
        }
        return switch (failure.reason().advice()) {
            case ALWAYS -> true;
            case IF_IDEMPOTENT -> idempotent;
            case NEVER -> false;
        };
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
