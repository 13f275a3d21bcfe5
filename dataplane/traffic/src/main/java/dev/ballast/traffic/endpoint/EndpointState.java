package dev.ballast.traffic.endpoint;

/**
 * Where an endpoint is in its life.
 *
 * <ul>
 *   <li>READY to EJECTED by its connect failures, and back by time;
 *   <li>READY or EJECTED to TERMINATING, and TERMINATING to READY, as the snapshot says;
 *   <li>each of these to DRAINING when the snapshot no longer has it, and from there to GONE when its last exchange has ended.
 * </ul>
 */
public enum EndpointState {
    /** Takes new work. */
    READY,
    /** Refused connections; takes new work only when nothing else is left. */
    EJECTED,
    /** Going down but still serving; takes new work only when nothing is ready. */
    TERMINATING,
    /** No longer in the snapshot: ends what it has. */
    DRAINING,
    /** No longer in the snapshot, and without work. */
    GONE;

    /** Whether the snapshot has it. Unused connections to an endpoint that it does not have are closed at once. */
    public boolean listed() {
        return this != DRAINING && this != GONE;
    }
}
