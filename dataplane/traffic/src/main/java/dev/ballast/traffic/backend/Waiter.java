package dev.ballast.traffic.backend;

import dev.ballast.traffic.failure.Failure;

/** Waits for a place at an endpoint; hears one of the two, once, on whatever thread it happens, which holds up others: only hands it on to its own. */
public interface Waiter {
    /** The place is there. The lease must be closed, also by one who has stopped waiting in the meantime. */
    void granted(Lease lease);

    /** There is nothing to wait for any more. */
    void turnedAway(Failure why);
}
