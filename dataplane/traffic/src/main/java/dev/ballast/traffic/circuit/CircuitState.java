package dev.ballast.traffic.circuit;

/** How a circuit breaker stands; the order is that of a metric. */
public enum CircuitState {
    /** Everything goes through. */
    CLOSED,
    /** A few attempts go through, to see what becomes of them. */
    HALF_OPEN,
    /** Nothing goes through. */
    OPEN
}
