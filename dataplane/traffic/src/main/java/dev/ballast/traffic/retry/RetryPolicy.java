package dev.ballast.traffic.retry;

import dev.ballast.traffic.failure.Failure;

/**
 * Whether a failed attempt is made again.
 *
 * @param attempts tries after the first, from 0
 */
public record RetryPolicy(int attempts) {
    /**
     * Whether another attempt may be made.
     *
     * @param failure of the attempt that ended
     * @param retries tries after the first that were made so far
     * @param idempotent doing the request twice is the same as doing it once (RFC 9110, 9.2.2)
     * @param body whether the request's body can be sent (again) from its start
     */
    public boolean again(Failure failure, int retries, boolean idempotent, Body body) {
        if (retries >= attempts || body == Body.CONSUMED) {
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
