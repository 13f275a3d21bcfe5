package dev.ballast.proxy.telemetry;

/** What is counted of the process. */
public enum ProcessEvent {
    /** A connection was closed at once: there were as many as there may be. */
    CONNECTION_REFUSED,
    /** Something happened in a state where it cannot happen; a defect of ours, survived. */
    ILLEGAL_TRANSITION,
    /** A connection was cut when a drain ended. */
    CONNECTION_CUT
}
