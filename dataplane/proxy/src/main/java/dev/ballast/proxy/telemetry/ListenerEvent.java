package dev.ballast.proxy.telemetry;

/** What is counted of a listener. */
public enum ListenerEvent {
    CONNECTION_OPENED,
    CONNECTION_CLOSED,
    /** A connection was closed at once: the listener had as many as it may have. */
    REFUSED_BY_LIMIT,
    /** A connection was closed at once: more came in a second than may. */
    REFUSED_BY_RATE,
    /** A connection was closed at once: its client is not among those that are let in. */
    REFUSED_BY_SOURCE,
    /** A connection came to its end because it was open for as long as one may be. */
    ENDED_BY_DURATION,
    /** A connection, or a stream of one, carries another protocol than HTTP from here on. */
    TUNNEL_OPENED,
    TUNNEL_CLOSED,
    /** From clients; without TLS's own. */
    BYTES_RECEIVED,
    /** To clients; without TLS's own. */
    BYTES_SENT
}
