package dev.ballast.operator.playground.story;

import dev.ballast.toolbox.load.Load;
import dev.ballast.toolbox.load.LoadOptions;
import dev.ballast.toolbox.load.LoadReport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * GETs at a fixed rate, half of them over connections that are kept and half over a new connection each. Nothing is tried twice: whatever
 * is not a whole 200 counts as failed.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final int PER_SECOND = 250;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final List<Load> loads;
    private final List<CompletableFuture<LoadReport>> reports;

    private SteadyLoad(List<Load> loads, CountDownLatch flowing) {
        this.loads = loads;
        this.reports = loads.stream()
                .map(load -> CompletableFuture.supplyAsync(() -> run(load, flowing), task -> Thread.ofVirtual().start(task)))
                .toList();
    }

    /** What came of it, by kind of connection. */
    public record Outcome(List<LoadReport> reports) {
        public long requests() {
            return reports.stream().mapToLong(LoadReport::requests).sum();
        }

        public long failed() {
            return reports.stream().mapToLong(LoadReport::failed).sum();
        }

        /** Those that failed, by reason: what a test that expects none shows of them. */
        public List<LoadReport.FailureCount> failures() {
            return reports.stream().flatMap(report -> report.failures().stream()).toList();
        }

        /** The names that the answering echoes gave themselves. */
        public Set<String> answeredBy() {
            Set<String> names = new TreeSet<>();
            reports.forEach(report -> names.addAll(report.answeredBy().keySet()));
            return names;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(requests() + " requests, " + failed() + " failed");
            reports.forEach(report -> text.append("; p50 %.1f p99 %.1f max %.0f ms".formatted(
                    report.latency().p50(), report.latency().p99(), report.latency().max())));
            failures().forEach(failure -> text.append("\n  ").append(failure));
            return text.toString();
        }
    }

    /** Begins at once, and comes back when requests flow. */
    public static SteadyLoad on(InetSocketAddress target) throws InterruptedException {
        return on(target, PER_SECOND);
    }

    /** The same, so often in a second. */
    public static SteadyLoad on(InetSocketAddress target, double perSecond) throws InterruptedException {
        CountDownLatch flowing = new CountDownLatch(2);
        SteadyLoad load = new SteadyLoad(
                List.of(new Load(options(List.of(target), perSecond / 2, 0, false)), new Load(options(List.of(target), perSecond / 2, 0, true))),
                flowing);
        flowing.await();
        return load;
    }

    /** So many requests to each of several places in turn, over new connections, as fast as one after another goes. */
    public static Outcome burst(List<InetSocketAddress> targets, int requests) throws InterruptedException {
        return new Outcome(List.of(new Load(options(targets, 0, requests, true)).run(LONGEST, line -> {})));
    }

    /** No further requests; waits for those under way. */
    public Outcome stop() {
        loads.forEach(Load::stop);
        return new Outcome(reports.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public void close() {
        stop();
    }

    private static LoadReport run(Load load, CountDownLatch flowing) {
        try {
            return load.run(Duration.ofMillis(200), line -> flowing.countDown());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the load was interrupted", interrupted);
        }
    }

    private static LoadOptions options(List<InetSocketAddress> targets, double rate, long requests, boolean connectionPerRequest) {
        List<URI> urls = targets.stream()
                .map(target -> URI.create("http://" + target.getAddress().getHostAddress() + ":" + target.getPort() + "/"))
                .toList();
        return new LoadOptions(urls, null, "GET", List.of(), 0, requests > 0 ? 1 : 32, 0, rate, LONGEST, requests, Duration.ofSeconds(10),
                connectionPerRequest, false, true, List.of(), "Echo-Name");
    }
}
