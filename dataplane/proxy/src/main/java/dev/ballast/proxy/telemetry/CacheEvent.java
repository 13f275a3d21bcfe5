package dev.ballast.proxy.telemetry;

/** What a route's cache made of a request. */
public enum CacheEvent {
    /** Answered with what was stored and fresh. */
    HIT("Hit"),
    /** Answered with what another request had just fetched. */
    JOINED("Joined"),
    /** Answered with what was stored, which an endpoint has just found to be still right. */
    VALIDATED("Validated"),
    /** Answered with what was stored and too old, as its endpoint allows while it is validated or while endpoints fail. */
    STALE("Stale"),
    /** An endpoint's answer was passed on. */
    MISS("Miss"),
    /** The cache had nothing to do with it. */
    BYPASS("Bypass"),
    /** Answered 504: nothing is stored, and the client wanted nothing else. */
    REFUSED("Refused");

    private final String outcome;

    CacheEvent(String outcome) {
        this.outcome = outcome;
    }

    /** As the metric's label, and the access log, have it. */
    public String outcome() {
        return outcome;
    }
}
