package dev.ballast.proxy.http;

import dev.ballast.proxy.plan.Destination;
import dev.ballast.proxy.telemetry.BackendEvent;
import dev.ballast.proxy.telemetry.Counters;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.retry.Retries;
import dev.ballast.traffic.retry.RetryPolicy;
import org.jspecify.annotations.Nullable;

/** The attempts of one exchange that came to nothing, and whether another one follows. On the exchange's loop only. */
final class Tries {
    /** No other one. */
    static final long NO_MORE = -1;
    /** Nobody knows yet: the same is to be asked once more in {@link Retries#PATIENCE_MILLIS}. */
    static final long LATER = -2;

    private final int loop;
    private final Retries retries = new Retries();
    private boolean raced;
    private @Nullable Attempt doubtful;

    /** @param loop whose counters are used */
    Tries(int loop) {
        this.loop = loop;
    }

    /** The endpoints that failed. */
    Tried tried() {
        return retries.tried();
    }

    /** Whether the next attempt needs a connection of its own, because a kept one has just broken. */
    boolean raced() {
        return raced;
    }

    /**
     * What follows an attempt that failed.
     *
     * @return the milliseconds that are waited before another one, from 0; {@link #NO_MORE}; {@link #LATER}, once of an attempt
     */
    long after(Attempt ended, Failure failure, boolean idempotent, RetryPolicy.Body body, Destination destination) {
        Backend backend = destination.backend();
        Counters<BackendEvent> events = destination.meter().events();
        RetryPolicy policy = backend.retries();
        if (!raced && body != RetryPolicy.Body.CONSUMED && stale(ended, failure, policy, idempotent)) {
            raced = true;
            events.count(loop, BackendEvent.STALE_CONNECTION);
            return 0;
        }
        Retries.Next next = retries.next(ended.endpoint(), failure, policy, idempotent, body);
        if (next == Retries.Next.NONE) {
            boolean doubt = ended != doubtful && retries.perhapsLater(ended.endpoint(), failure, policy, idempotent, body);
            doubtful = ended;
            return doubt ? LATER : NO_MORE;
        }
        boolean free = next == Retries.Next.FREE;
        if (!free && !backend.retryBudget().withdraw(requests(events))) {
            events.count(loop, BackendEvent.RETRY_DENIED);
            return NO_MORE;
        }
        long wait = free ? 0 : backend.backoffMillis(retries.charged());
        retries.follow(ended.endpoint(), next);
        events.count(loop, BackendEvent.RETRY);
        return wait;
    }

    /** The endpoint ended the kept connection as the request was on its way: no fault, and not a retry that anybody limits. */
    private static boolean stale(Attempt ended, Failure failure, RetryPolicy policy, boolean idempotent) {
        return switch (failure.reason()) {
            case RefusedStream -> policy.wants(Reason.RefusedStream);
            case ResetBeforeResponse -> ended.reused() && policy.mayBeDoneTwice(idempotent);
            default -> false;
        };
    }

    private static long requests(Counters<BackendEvent> events) {
        return events.sum(BackendEvent.ATTEMPT) - events.sum(BackendEvent.RETRY) - events.sum(BackendEvent.STALE_CONNECTION);
    }
}
