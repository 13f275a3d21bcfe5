package dev.ballast.proxy.http;

import dev.ballast.proxy.flow.Reading;
import dev.ballast.proxy.transport.Deadlines;

/**
 * Notices a client that lets us wait for its request's body: it sends nothing for the idle time, or, over a period as long as that, less than a
 * slow line would bring. A time in which we did not listen is nobody's fault. On the connection's loop only.
 */
final class BodyWatch {
    private static final long NOT_LISTENING = -1;

    private final Reading reading;
    private final HttpLimits limits;
    private final Runnable tooSlow;
    private final Deadlines.Deadline idle;
    private final Deadlines.Deadline period;
    private long arrived;
    private long pauses;

    /** @param tooSlow what is done once the client was too slow; the watch has ended then */
    BodyWatch(Deadlines deadlines, Reading reading, HttpLimits limits, Runnable tooSlow) {
        this.reading = reading;
        this.limits = limits;
        this.tooSlow = tooSlow;
        this.idle = deadlines.deadline(this::idleTimeIsUp);
        this.period = deadlines.deadline(this::periodIsUp);
    }

    /** It is the client's turn. */
    void begin() {
        idle.in(limits.bodyIdleMillis());
        if (!period.isSet()) {
            beginPeriod();
        }
    }

    void arrived(int octets) {
        begin();
        arrived += octets;
    }

    void end() {
        idle.cancel();
        period.cancel();
    }

    private void beginPeriod() {
        arrived = 0;
        pauses = reading.held() ? NOT_LISTENING : reading.pauses();
        period.in(limits.bodyIdleMillis());
    }

    private void idleTimeIsUp() {
        if (reading.held()) {
            idle.in(limits.bodyIdleMillis());
        } else {
            failed();
        }
    }

    private void periodIsUp() {
        boolean listened = !reading.held() && reading.pauses() == pauses;
        if (listened && arrived < limits.leastOfBody()) {
            failed();
        } else {
            beginPeriod();
        }
    }

    private void failed() {
        end();
        tooSlow.run();
    }
}
