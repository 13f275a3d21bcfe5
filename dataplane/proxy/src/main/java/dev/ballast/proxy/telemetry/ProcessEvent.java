package dev.ballast.proxy.telemetry;

/** What is counted of the process. */
public enum ProcessEvent {
    /** A connection was closed at once: there were as many as there may be. */
    CONNECTION_REFUSED,
    /** A connection was closed at once: there was too little memory. */
    CONNECTION_REFUSED_FOR_MEMORY,
    /** What held much was reset: there was too little memory. */
    RESET_FOR_MEMORY,
    /** Something happened in a state where it cannot happen; a defect of ours, survived. */
    ILLEGAL_TRANSITION,
    /** A connection was cut when a drain ended. */
    CONNECTION_CUT
}
