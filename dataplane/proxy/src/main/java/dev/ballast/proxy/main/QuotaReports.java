package dev.ballast.proxy.main;

import dev.ballast.contract.wire.Event;
import dev.ballast.proxy.admin.Events;
import dev.ballast.proxy.config.ConfigGate.GateClosedException;
import dev.ballast.proxy.config.QuotaGate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator each second what is asked of the budgets that the fleet shares, and within a fifth of it what other pods wait for. What has not changed is
 * told every five seconds; where there are none, nothing is.
 */
final class QuotaReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaReports.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int TOLD_EACH = 5;
    private static final int REPEATED_EACH = 5;

    private final QuotaGate gate;
    private final Events events;
    private final Thread thread;
    private Event.Uses told = new Event.Uses(null, List.of());
    private int silent;

    QuotaReports(QuotaGate gate, Events events) {
        this.gate = gate;
        this.events = events;
        this.thread = Thread.ofVirtual().name("quota-reports").start(this::reportEachSecond);
    }

    private void reportEachSecond() {
        try {
            for (int looks = 1; ; looks++) {
                Thread.sleep(LOOK);
                boolean news = gate.look();
                if (looks % TOLD_EACH == 0) {
                    report();
                } else if (news) {
                    tell(gate.told());
                }
            }
        } catch (InterruptedException | GateClosedException down) {
            LOG.debug("No more is told of shared budgets: {}", down.toString());
        }
    }

    private void report() throws InterruptedException {
        Event.Uses now = gate.sample();
        silent++;
        if (!now.equals(told) || !now.uses().isEmpty() && silent >= REPEATED_EACH) {
            tell(now);
        }
    }

    private void tell(Event.Uses now) {
        events.used(now);
        told = now;
        silent = 0;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
