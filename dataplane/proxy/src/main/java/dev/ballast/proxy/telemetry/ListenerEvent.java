package dev.ballast.proxy.telemetry;

/** What is counted of a listener. */
public enum ListenerEvent {
    CONNECTION_OPENED,
    CONNECTION_CLOSED,
    /** A connection, or a stream of one, carries another protocol than HTTP from here on. */
    TUNNEL_OPENED,
    TUNNEL_CLOSED,
    /** From clients; without TLS's own. */
    BYTES_RECEIVED,
    /** To clients; without TLS's own. */
    BYTES_SENT
}
