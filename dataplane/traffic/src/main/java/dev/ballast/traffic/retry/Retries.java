package dev.ballast.traffic.retry;

import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.RetryPolicy.Body;

/** What one exchange has tried in vain, and whether it tries again. One thread. */
public final class Retries {
    /**
     * So many endpoints that refuse the connection, or break it off as they go down, cost none of the attempts (unless there are none to have): it says
     * nothing about the request, and when a backend is scaled down most of its endpoints may be gone before anybody hears of it. nginx tries every
     * server; the bound is for a large backend that is gone as a whole, until its endpoints are ejected.
     */
    public static final int FREE_DEPARTURES = 16;

    /** After so long it is mostly known whether an endpoint that broke was told to go: a cluster says so when it tells it, and then we hear of it. */
    public static final long PATIENCE_MILLIS = 1_000;

    private Tried tried = Tried.NONE;
    private int departures;
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
        if (departed(endpoint, failure) && departures < FREE_DEPARTURES && !tried.contains(endpoint)) {
            return Next.FREE;
        }
        return charged < policy.attempts() ? Next.CHARGED : Next.NONE;
    }

    private static boolean departed(Endpoint endpoint, Failure failure) {
        return failure.reason() == Reason.ConnectFailure || failure.reason() == Reason.ResetBeforeResponse && endpoint.state().goesDown();
    }

    /**
     * Whether, after {@link Next#NONE}, the answer may be another one in {@link #PATIENCE_MILLIS}: the endpoint broke off, and perhaps it was going down without our
     * knowing. A request that kills whoever gets it is not told from that by breaking others, but by its endpoints not having been told to go.
     */
    public boolean perhapsLater(Endpoint endpoint, Failure failure, RetryPolicy policy, boolean idempotent, Body body) {
        return failure.reason() == Reason.ResetBeforeResponse && !tried.contains(endpoint) && policy.again(failure, idempotent, body);
    }

    /** It does follow. */
    public void follow(Endpoint endpoint, Next next) {
        tried = tried.with(endpoint);
        switch (next) {
            case FREE -> departures++;
            case CHARGED -> charged++;
            case NONE -> throw new IllegalArgumentException("nothing follows");
        }
    }
}
