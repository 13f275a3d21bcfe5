package dev.ballast.traffic.backend;

/** How an attempt ended. */
public enum Outcome {
    /** The exchange, or the TCP session, came to its end. */
    COMPLETED,
    /** No connection was made, by refusal or by time: counts towards passive removal. */
    CONNECT_FAILED,
    /** The connection broke, or an answer did not come in time, before the first byte of it. */
    BROKE_BEFORE_RESPONSE,
    /** The connection broke, or the endpoint stalled, in the middle of the answer or of the session. */
    BROKE_AFTER_RESPONSE,
    /** The endpoint has no part in it: the client left, this process went down or lacked something. */
    CANCELLED;

    /** Whether it went badly by the endpoint's doing. */
    boolean failed() {
        return this != COMPLETED && this != CANCELLED;
    }
}
