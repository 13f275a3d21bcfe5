package dev.ballast.proxy.telemetry;

/** What is counted of a backend. */
public enum BackendEvent {
    ATTEMPT,
    /** An attempt after the first. */
    RETRY,
    /** One that was not made, because there were too many of them. */
    RETRY_DENIED,
    /** An attempt again because a kept connection broke, or was ended, as it was used. */
    STALE_CONNECTION,
    CONNECTION_MADE
}
