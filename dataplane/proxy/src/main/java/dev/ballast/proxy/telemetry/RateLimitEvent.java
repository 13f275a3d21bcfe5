package dev.ballast.proxy.telemetry;

/** What a rate limit makes of a request. */
public enum RateLimitEvent {
    LET_IN,
    /** Answered 429. */
    REFUSED,
    /** Too much, and let in all the same, because the limit only observes. */
    OBSERVED
}
