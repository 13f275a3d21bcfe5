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
 * Tells the operator each second what is asked of the budgets that the fleet shares. What has not changed is told every five seconds; where there are none,
 * nothing is.
 */
final class QuotaReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaReports.class);
    private static final Duration EACH = Duration.ofSeconds(1);
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
            while (true) {
                Thread.sleep(EACH);
                report();
            }
        } catch (InterruptedException | GateClosedException down) {
            LOG.debug("No more is told of shared budgets: {}", down.toString());
        }
    }

    private void report() throws InterruptedException {
        Event.Uses now = gate.sample();
        silent++;
        if (!now.equals(told) || !now.uses().isEmpty() && silent >= REPEATED_EACH) {
            events.used(now);
            told = now;
            silent = 0;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
