package dev.ballast.traffic.backend;

/** Waits for a place at an endpoint. */
@FunctionalInterface
public interface Waiter {
    /**
     * The place is there. On the thread that gave it back, which holds up others: only hands it on to its own. The lease must be closed, also by one who
     * has stopped waiting in the meantime.
     */
    void granted(Lease lease);
}
