package dev.ballast.traffic.endpoint;

/**
 * Where an endpoint is in its life.
 *
 * <ul>
 *   <li>READY to EJECTED by what the traffic shows, and back by time;
 *   <li>READY or EJECTED to UNHEALTHY by probes, and from there to READY;
 *   <li>READY, EJECTED or UNHEALTHY to TERMINATING, and TERMINATING to READY, as the snapshot says;
 *   <li>each of these to DRAINING when the snapshot no longer has it, and from there to GONE when its last exchange has ended.
 * </ul>
 */
public enum EndpointState {
    /** Takes new work. */
    READY,
    /** Failed under the traffic; takes new work only when nothing else is left. */
    EJECTED,
    /** Failed its probes; takes new work only when nothing else is left. */
    UNHEALTHY,
    /** Going down but still serving; takes new work only when nothing is ready. */
    TERMINATING,
    /** No longer in the snapshot: ends what it has. */
    DRAINING,
    /** No longer in the snapshot, and without work. */
    GONE;

    /** Whether the snapshot calls it ready and what was learnt of it does not. */
    public boolean leftOut() {
        return this == EJECTED || this == UNHEALTHY;
    }

    /** Whether whoever made it has told it to go, so that what breaks there is nobody's fault. */
    public boolean goesDown() {
        return this == TERMINATING || !listed();
    }

    /** Whether the snapshot has it. Unused connections to an endpoint that it does not have are closed at once. */
    public boolean listed() {
        return this != DRAINING && this != GONE;
    }
}
