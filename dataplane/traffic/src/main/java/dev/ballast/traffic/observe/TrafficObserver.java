package dev.ballast.traffic.observe;

/**
 * Hears what happens to endpoints. Called on the thread where it happens, which may be an event loop: an implementation counts or
 * enqueues, and neither waits nor throws.
 */
public interface TrafficObserver {
    /** An endpoint that the snapshot calls ready refused a connection or did not take it in time. */
    default void connectFailed(String backend, String endpoint) {}

    /**
     * An endpoint gets no new work for a while.
     *
     * @param why for a person
     * @param millis for how long
     */
    default void ejected(String backend, String endpoint, String why, long millis) {}

    /** An ejection has ended; the next failure begins another. */
    default void readmitted(String backend, String endpoint) {}

    /** A probe has ended. Raised for each, on the loop that probes. */
    default void probed(String backend, String endpoint, boolean good) {}

    /**
     * An endpoint failed its probes and gets no new work.
     *
     * @param why for a person: what the last of them found
     */
    default void unhealthy(String backend, String endpoint, String why) {}

    /** An endpoint that had failed its probes passes them again. */
    default void healthy(String backend, String endpoint) {}

    /** Too few endpoints of the backend are well, and one was chosen among all of them. Raised for each such choice. */
    default void panicked(String backend) {}

    /** Nothing of the backend may be used, and its failover was used. Raised for each such choice. */
    default void failedOver(String backend, String failover) {}

    /**
     * A backend fails as a whole and is not asked for a while.
     *
     * @param why for a person
     * @param millis for how long
     */
    default void circuitOpened(String backend, String why, long millis) {}

    /** A few attempts at such a backend are made, to see whether it has recovered. */
    default void circuitHalfOpen(String backend) {}

    /** They went well: it is used as before. */
    default void circuitClosed(String backend) {}

    /**
     * A new endpoint was left out while endpoints were exchanged in batches: the old ones are used again.
     *
     * @param endpoints those that are left out
     */
    default void rolledBack(String backend, String endpoints) {}

    /** Hears nothing. */
    static TrafficObserver none() {
        return new TrafficObserver() {};
    }
}
