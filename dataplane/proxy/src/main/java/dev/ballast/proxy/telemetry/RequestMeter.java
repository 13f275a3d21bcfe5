package dev.ballast.proxy.telemetry;

/**
 * What the requests are answered that a listener sends to a backend, and how long that takes.
 *
 * @param answers by class of status
 * @param durations from a request's first byte to its answer's last, of those that were answered; protocols that were changed to are none
 */
public record RequestMeter(Counters<StatusClass> answers, Durations durations) {
    RequestMeter(int loops) {
        this(new Counters<>(StatusClass.class, loops), new Durations(loops));
    }

    /** One more that was answered without being understood. On the loop of that index only. */
    public void refused(int loop, int status) {
        answers.count(loop, StatusClass.of(status));
    }

    /**
     * One more that has ended. On the loop of that index only.
     *
     * @param status 0 where there was no answer
     */
    public void ended(int loop, int status, long nanos) {
        StatusClass answer = StatusClass.of(status);
        answers.count(loop, answer);
        if (answer != StatusClass.NONE && answer != StatusClass.INFORMATIONAL) {
            durations.add(loop, nanos);
        }
    }
}
