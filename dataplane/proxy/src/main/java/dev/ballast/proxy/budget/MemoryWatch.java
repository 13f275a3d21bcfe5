package dev.ballast.proxy.budget;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second at how much memory is used, and sees to it that what {@link Shortage} says is done. On a thread of its own, which
 * {@link #close} ends.
 */
public final class MemoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final long PERIOD_MILLIS = 250;
    private static final long MIB = 1 << 20;

    private final Memory memory;
    private final MemoryBudget budget;
    private final MemoryPressure pressure;
    private final Runnable shortened;
    private final LongConsumer reset;
    private final Thread thread;
    private volatile long used;

    /**
     * @param pressure where the step is told that was reached
     * @param shortened what is done when idle times become shorter
     * @param reset gives so many bytes back, by ending what holds most; called at each look while that is needed
     */
    public MemoryWatch(Memory memory, MemoryPressure pressure, Runnable shortened, LongConsumer reset) {
        this.memory = memory;
        this.budget = new MemoryBudget(memory.budget());
        this.pressure = pressure;
        this.shortened = shortened;
        this.reset = reset;
        this.thread = Thread.ofPlatform().daemon().name("ballast-memory").unstarted(this::watch);
    }

    public MemoryWatch start() {
        thread.start();
        return this;
    }

    public void bindTo(MeterRegistry registry) {
        Gauge.builder("ballast.memory.budget", memory, Memory::budget)
                .baseUnit("bytes")
                .description("Memory that the process may use")
                .register(registry);
        Gauge.builder("ballast.memory.used", this, watch -> watch.used)
                .baseUnit("bytes")
                .description("Memory that it uses and cannot do without")
                .register(registry);
        Gauge.builder("ballast.memory.shortage", pressure, now -> now.now().percent())
                .description("The share of the budget, in percent, from which on it does without what it does without now; 0 without a shortage")
                .register(registry);
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        used = memory.used();
        Shortage before = pressure.now();
        Shortage next = budget.used(used);
        pressure.now(next);
        if (next != before) {
            LOG.warn("{} of {} MiB are in use: the shortage of memory is now {}, after {}", used / MIB, memory.budget() / MIB, next, before);
        }
        if (next.reaches(Shortage.SHORT_IDLE) && !before.reaches(Shortage.SHORT_IDLE)) {
            shortened.run();
        }
        if (next.reaches(Shortage.RESET_LARGEST)) {
            reset.accept(budget.excess(used));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
