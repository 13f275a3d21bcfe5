package dev.ballast.traffic.backend;

import dev.ballast.traffic.circuit.CircuitBreaker.Pass;
import dev.ballast.traffic.endpoint.Endpoint;

/**
 * The right to use an endpoint for one attempt. Closed exactly once, with how it went. Belongs to the thread that carries the exchange;
 * not safe for others.
 */
public final class Lease implements Selection {
    private final Backend backend;
    private final Endpoint endpoint;
    private final long since;
    private final boolean timed;
    private final boolean judged;
    private final Pass pass;
    private boolean shown;
    private boolean failed;
    private boolean closed;

    /**
     * @param since the ticker's nanoseconds, if it is timed
     * @param timed whether the backend's algorithm asks how long an answer takes
     * @param judged whether errors as answers lead to an ejection
     * @param pass the circuit breaker's
     */
    Lease(Backend backend, Endpoint endpoint, long since, boolean timed, boolean judged, Pass pass) {
        this.backend = backend;
        this.endpoint = endpoint;
        this.since = since;
        this.timed = timed;
        this.judged = judged;
        this.pass = pass;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Whose endpoint it is: the backend that was asked, or its failover. */
    public Backend backend() {
        return backend;
    }

    /** A connection was made for this attempt: the endpoint is reachable. Not called for one that is used again. */
    public void connected() {
        endpoint.setConnectFailures(0);
    }

    /**
     * The head of the answer has come; of a TCP session, its connection stands. Called once at most.
     *
     * @param failed whether it says that the endpoint failed: a status from 500 on
     */
    public void answered(boolean failed) {
        this.failed = failed;
        if (timed) {
            backend.answered(endpoint, since, !failed);
        }
        if (judged) {
            backend.judged(endpoint, !failed);
        }
        show(!failed);
    }

    private void show(boolean good) {
        if (!shown) {
            shown = true;
            backend.shown(pass, good);
        }
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
        if (failed || outcome.failed()) {
            endpoint.countFailed();
        }
        if (timed && (outcome == Outcome.CONNECT_FAILED || outcome == Outcome.BROKE_BEFORE_RESPONSE)) {
            backend.unanswered(endpoint, since);
        }
        if (judged && outcome == Outcome.BROKE_BEFORE_RESPONSE) {
            backend.judged(endpoint, false);
        }
        switch (outcome) {
            case COMPLETED, BROKE_AFTER_RESPONSE -> show(true);
            case CONNECT_FAILED, BROKE_BEFORE_RESPONSE -> show(false);
            case CANCELLED -> {
                if (!shown) {
                    backend.notShown(pass);
                }
            }
        }
        backend.ended(endpoint, outcome);
    }
}
