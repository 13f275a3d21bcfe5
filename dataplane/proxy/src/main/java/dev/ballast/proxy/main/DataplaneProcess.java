package dev.ballast.proxy.main;

import dev.ballast.contract.problem.Problem;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.admin.ApiPages;
import dev.ballast.proxy.admin.ConfigMetrics;
import dev.ballast.proxy.admin.Events;
import dev.ballast.proxy.admin.HeritagePages;
import dev.ballast.proxy.admin.Pages;
import dev.ballast.proxy.admin.ProcessMetrics;
import dev.ballast.proxy.admin.ProbePages;
import dev.ballast.proxy.admin.Readiness;
import dev.ballast.proxy.admin.Statistics;
import dev.ballast.proxy.admin.StatsPages;
import dev.ballast.proxy.config.Capabilities;
import dev.ballast.proxy.config.ConfigGate;
import dev.ballast.proxy.config.ConfigGate.GateClosedException;
import dev.ballast.proxy.config.SnapshotFile;
import dev.ballast.proxy.listener.Dataplane;
import dev.ballast.proxy.listener.DataplaneOptions;
import dev.ballast.proxy.telemetry.AccessLogWriter;
import dev.ballast.proxy.telemetry.ReasonLog;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.proxy.telemetry.TrafficLog;
import dev.ballast.traffic.observe.Observers;
import dev.ballast.traffic.observe.TrafficObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every Ballast process has, however it gets its configuration: the dataplane, the gate before it, and the way down. */
final class DataplaneProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataplaneProcess.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration REASONS = Duration.ofSeconds(10);
    private static final Duration DRAIN_REPORT = Duration.ofSeconds(1);
    private static final long LOOK_AT_ROLLOUTS_MILLIS = 200;

    private final AccessLogWriter accessLog = new AccessLogWriter(System.out);
    private final Telemetry telemetry = new Telemetry(accessLog);
    private final TrafficLog log = new TrafficLog(telemetry.registry());
    private final RunningLogLevel logLevel = new RunningLogLevel();
    private final Dataplane dataplane;
    private final Unplaced unplaced;
    private final ConfigGate gate;
    private final Readiness readiness;
    private final Events events;
    private final ReasonLog reasons;
    private final Statistics statistics;
    private final ScheduledExecutorService rollouts =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("rollouts").factory());

    /**
     * @param owner whose snapshots are taken
     * @param store where accepted snapshots are kept; absent on a laptop
     * @param pushWait how long a push is waited for before a boot snapshot is enough to be ready
     */
    DataplaneProcess(String owner, DataplaneOptions options, @Nullable SnapshotFile store, Duration pushWait) {
        dataplane = new Dataplane(options, telemetry, new Observers(log, new TrafficObserver() {
            @Override
            public void connectFailed(String backend, String endpoint) {
                refused(backend, endpoint);
            }
        }));
        unplaced = new Unplaced(options.location());
        gate = new ConfigGate(owner, Capabilities.ofThisProgram(), this::install, store, Clock.systemUTC(), Fatal::end);
        readiness = new Readiness(gate, System::nanoTime, pushWait);
        events = new Events(gate, readiness, System::nanoTime, HEARTBEAT);
        reasons = new ReasonLog(telemetry.registry(), REASONS).start();
        statistics = new Statistics(
                gate, readiness, telemetry, dataplane::boundPorts, dataplane::backends, dataplane::openConnections, dataplane.rateLimits());
        ConfigMetrics.bind(telemetry.registry(), gate, readiness);
        rollouts.scheduleWithFixedDelay(this::advanceRollouts, LOOK_AT_ROLLOUTS_MILLIS, LOOK_AT_ROLLOUTS_MILLIS, TimeUnit.MILLISECONDS);
    }

    private List<Problem> install(Snapshot snapshot) {
        List<Problem> problems = dataplane.install(snapshot);
        if (problems.isEmpty()) {
            unplaced.tell(snapshot);
            logLevel.follow(snapshot.observability());
        }
        return problems;
    }

    /** Endpoints that are exchanged in batches: the next one, where it is due. */
    private void advanceRollouts() {
        if (!dataplane.moving()) {
            return;
        }
        try {
            gate.onWorker(() -> {
                dataplane.advance();
                return true;
            });
        } catch (GateClosedException down) {
            rollouts.shutdown();
        } catch (IllegalStateException failed) {
            // What is thrown out of a scheduled task would end its schedule, and every rollout would stand still without a word.
            LOG.error("Endpoints could not be exchanged; it is tried again in {} ms", LOOK_AT_ROLLOUTS_MILLIS, failed.getCause());
        } catch (InterruptedException down) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called on event loops, and not before the first snapshot is installed: the fields are set then. */
    private void refused(String backend, String endpoint) {
        events.connectFailed(backend, endpoint);
    }

    Dataplane dataplane() {
        return dataplane;
    }

    ConfigGate gate() {
        return gate;
    }

    Readiness readiness() {
        return readiness;
    }

    Events events() {
        return events;
    }

    /** {@code /healthz}, {@code /readyz}, {@code /metrics}. */
    Pages probes() {
        return ProbePages.of(readiness, telemetry, new ProcessMetrics(telemetry.registry()));
    }

    /**
     * What the admin port shows.
     *
     * @param editor of the configuration; absent where an operator configures this
     */
    Pages admin(ApiPages.@Nullable Editor editor) {
        return StatsPages.of(statistics)
                .and(HeritagePages.of(statistics))
                .and(ApiPages.of(gate, statistics, dataplane::backends, logLevel, editor));
    }

    Statistics statistics() {
        return statistics;
    }

    /**
     * The way down: not ready; for the announced time new connections are still taken, because not everybody has heard yet; then none are,
     * and what is open may end until the timeout. Configuration is taken until accepting ends.
     *
     * @param accept how long new connections are still accepted
     * @param total from now; what is open after it is cut
     * @return how many connections were cut
     */
    int goDown(Duration accept, Duration total) throws InterruptedException {
        long start = System.nanoTime();
        readiness.drain();
        gate.onWorker(() -> {
            dataplane.beginDrain();
            return true;
        });
        int open = dataplane.openConnections();
        LOG.info("Going down with {} open connections: accepting for {}, cutting after {}", open, accept, total);
        events.changed();
        Thread reports = Thread.ofVirtual().name("drain-reports").start(this::reportDrain);
        try {
            Thread.sleep(accept.compareTo(total) < 0 ? accept : total);
            Duration left = total.minusNanos(System.nanoTime() - start);
            int cut = gate.onWorker(() -> dataplane.awaitDrained(left.isNegative() ? Duration.ZERO : left));
            LOG.info("Went down: {} connections were cut", cut);
            return cut;
        } finally {
            reports.interrupt();
        }
    }

    private void reportDrain() {
        try {
            while (true) {
                events.draining(dataplane.openConnections());
                Thread.sleep(DRAIN_REPORT);
            }
        } catch (InterruptedException down) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        rollouts.shutdownNow();
        reasons.close();
        gate.close();
        dataplane.close();
        telemetry.close();
        accessLog.close();
        log.close();
    }
}
