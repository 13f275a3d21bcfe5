package dev.ballast.contract.snapshot;

/** Which requests and sessions have a line in the log. */
public record AccessLogConfig(Mode mode) {
    /** Which of them. */
    public enum Mode {
        /** None. */
        Off,
        /** Answers from 500 on, and what failed for a reason of its own. */
        Errors,
        /** Every one. */
        All
    }
}
