package dev.ballast.proxy.transport;

/** Hears what happens to a connection; called on its loop, one event at a time. */
public interface ConnectionHandler {
    /** Bytes have come; they are valid until this returns. */
    void received(Received bytes);

    /** So many bytes have come and were written to the connection that {@link Connection#mayPassTo} named. Never without that. */
    default void passedOn(int count) {
        throw new IllegalStateException("bytes were passed on that somebody waits for");
    }

    /** What had come has been handed over: a good moment to flush. */
    void batchEnded();

    /** The peer will send no more. What we send may still reach it. */
    void ended();

    /** Little enough waits again; see {@link Connection#writable}. */
    void writable();

    /**
     * The connection is closed, by whomever; the last event, exactly once, never from inside a call to the connection.
     *
     * @param reset whether it broke with an error: the peer's reset, or a failure of the network or of TLS
     */
    void closed(boolean reset);
}
