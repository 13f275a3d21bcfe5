package dev.ballast.traffic.backend;

import dev.ballast.traffic.endpoint.Endpoint;

/**
 * The right to use an endpoint for one attempt. Closed exactly once, with how it went. Belongs to the thread that carries the exchange;
 * not safe for others.
 */
public final class Lease implements Selection {
    private final Backend backend;
    private final Endpoint endpoint;
    private boolean closed;

    Lease(Backend backend, Endpoint endpoint) {
        this.backend = backend;
        this.endpoint = endpoint;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** A connection was made for this attempt: the endpoint is reachable. Not called for one that is used again. */
    public void connected() {
        endpoint.setConnectFailures(0);
    }

    /**
     * Gives the right back.
     *
     * @throws IllegalStateException when it was given back before: the caller has lost count
     */
    public void close(Outcome outcome) {
        if (closed) {
            throw new IllegalStateException("lease of " + endpoint + " closed twice, now as " + outcome);
        }
        closed = true;
        backend.ended(endpoint, outcome);
    }
}
