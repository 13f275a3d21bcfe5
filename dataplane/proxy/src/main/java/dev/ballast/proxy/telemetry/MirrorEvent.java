package dev.ballast.proxy.telemetry;

/** What became of a copy of a request. */
public enum MirrorEvent {
    /** Its endpoint has answered, whatever that was. */
    ANSWERED("Answered"),
    /** It had no answer, or not all of one, or not in time. */
    FAILED("Failed"),
    /** Not sent: the request's body was longer than what is held of one. */
    BODY_TOO_LONG("BodyTooLong"),
    /** Not sent: not all of the request has come. */
    INCOMPLETE("Incomplete"),
    /** Not sent: too many copies were under way, or memory was short. */
    TOO_MANY("TooMany");

    private final String outcome;

    MirrorEvent(String outcome) {
        this.outcome = outcome;
    }

    /** As the metric's label has it. */
    String outcome() {
        return outcome;
    }
}
