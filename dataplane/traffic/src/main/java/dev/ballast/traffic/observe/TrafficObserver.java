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
     * @param failures connect failures in a row that led to it
     * @param millis for how long
     */
    default void ejected(String backend, String endpoint, int failures, long millis) {}

    /** An ejection has ended; the next connect failure begins another. */
    default void readmitted(String backend, String endpoint) {}

    /** Too few endpoints of the backend are well, and one was chosen among all of them. Raised for each such choice. */
    default void panicked(String backend) {}

    /** Nothing of the backend may be used, and its failover was used. Raised for each such choice. */
    default void failedOver(String backend, String failover) {}

    /** Hears nothing. */
    static TrafficObserver none() {
        return new TrafficObserver() {};
    }
}
