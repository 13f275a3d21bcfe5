package dev.ballast.proxy.telemetry;

import dev.ballast.traffic.observe.TrafficObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line to the log whenever an endpoint, or a whole backend, is left out or used again. Called on event loops, so that the lines are written by a
 * thread of its own; where that does not keep up, lines are dropped and counted.
 */
public final class TrafficLog implements TrafficObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficLog.class);
    private static final int WAITING_LINES = 1024;

    private final LongAdder dropped = new LongAdder();
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_LINES),
            Thread.ofPlatform().daemon().name("traffic-log").factory(),
            (line, full) -> dropped.increment());

    public TrafficLog(MeterRegistry registry) {
        FunctionCounter.builder("ballast.log.lines.dropped", dropped, LongAdder::sum)
                .description("Lines of the log about endpoints that were not written because there were too many")
                .register(registry);
    }

    @Override
    public void ejected(String backend, String endpoint, String why, long millis) {
        writer.execute(() -> LOG.warn("Backend {}: endpoint {} is left out for {} ms: {}", backend, endpoint, millis, why));
    }

    @Override
    public void readmitted(String backend, String endpoint) {
        writer.execute(() -> LOG.info("Backend {}: endpoint {} is tried again: its time out has ended", backend, endpoint));
    }

    @Override
    public void unhealthy(String backend, String endpoint, String why) {
        writer.execute(() -> LOG.warn("Backend {}: endpoint {} is left out: its probes failed, the last one with: {}", backend, endpoint, why));
    }

    @Override
    public void healthy(String backend, String endpoint) {
        writer.execute(() -> LOG.info("Backend {}: endpoint {} is used again: it passes its probes", backend, endpoint));
    }

    @Override
    public void rolledBack(String backend, String endpoints) {
        writer.execute(() -> LOG.warn("Backend {}: the changed list of endpoints is taken back: {} left out", backend, endpoints));
    }

    @Override
    public void circuitOpened(String backend, String why, long millis) {
        writer.execute(() -> LOG.warn("Backend {}: the circuit breaker is open for {} ms: {}", backend, millis, why));
    }

    @Override
    public void circuitHalfOpen(String backend) {
        writer.execute(() -> LOG.info("Backend {}: the circuit breaker is half open: a few attempts are made", backend));
    }

    @Override
    public void circuitClosed(String backend) {
        writer.execute(() -> LOG.info("Backend {}: the circuit breaker is closed: the backend is used again", backend));
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
