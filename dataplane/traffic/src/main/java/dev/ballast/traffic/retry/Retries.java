package dev.ballast.traffic.retry;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.RetryPolicy.Body;

/** What one exchange has tried in vain, and whether it tries again. One thread. */
public final class Retries {
    /**
     * So many endpoints that refuse the connection cost none of the attempts (unless there are none to have): nothing was sent and no time
     * was lost, and when a backend is scaled down most of its endpoints may be gone before anybody hears of it. nginx tries every server;
     * the bound is for a large backend that is gone as a whole, until its endpoints are ejected.
     */
    public static final int FREE_REFUSALS = 16;

    private Tried tried = Tried.NONE;
    private int refusals;
    private int charged;

    /** What follows an attempt that came to nothing. */
    public enum Next {
        /** Nothing. */
        NONE,
        /** Another one, at once, that nobody limits. */
        FREE,
        /** Another one, which is one of those that the policy allows. */
        CHARGED
    }

    /** The endpoints that failed. */
    public Tried tried() {
        return tried;
    }

    /** How many were made that the policy allows. */
    public int charged() {
        return charged;
    }

    /**
     * What may follow.
     *
     * @param endpoint of the attempt that ended
     * @param failure of the attempt that ended
     * @param idempotent doing the request twice is the same as doing it once (RFC 9110, 9.2.2)
     * @param body whether the request's body can be sent (again) from its start
     */
    public Next next(Endpoint endpoint, Failure failure, RetryPolicy policy, boolean idempotent, Body body) {
        if (!policy.again(failure, idempotent, body)) {
            return Next.NONE;
        }
        if (failure.reason() == Reason.ConnectFailure && refusals < FREE_REFUSALS && !tried.contains(endpoint)) {
            return Next.FREE;
        }
        return charged < policy.attempts() ? Next.CHARGED : Next.NONE;
    }

    /** It does follow. */
    public void follow(Endpoint endpoint, Next next) {
        tried = tried.with(endpoint);
        switch (next) {
            case FREE -> refusals++;
            case CHARGED -> charged++;
            case NONE -> throw new IllegalArgumentException("nothing follows");
        }
    }
}
