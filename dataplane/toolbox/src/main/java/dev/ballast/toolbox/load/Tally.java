package dev.ballast.toolbox.load;

import dev.ballast.toolbox.load.LoadReport.Bucket;
import dev.ballast.toolbox.load.LoadReport.Example;
import dev.ballast.toolbox.load.LoadReport.FailureCount;
import dev.ballast.toolbox.load.LoadReport.Latency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts what happens. Written by many threads; read by one. */
final class Tally {
    private static final int EXAMPLES = 5;
    private static final double[] BOUNDS_MILLIS = {
        0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, Double.POSITIVE_INFINITY
    };
    private static final long LONGEST = TimeUnit.HOURS.toNanos(1);

    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> answeredBy = new ConcurrentHashMap<>();
    private final Map<String, Failures> failures = new ConcurrentHashMap<>();
    private final Recorder latencies = new Recorder(LONGEST, 3);
    private final Histogram all = new Histogram(LONGEST, 3);

    void opened() {
        opened.increment();
    }

    void replaced() {
        replaced.increment();
    }

    /** A whole answer came, good or not. */
    void answered(int status, String by) {
        statuses.computeIfAbsent(status, code -> new LongAdder()).increment();
        if (!by.isEmpty()) {
            answeredBy.computeIfAbsent(by, name -> new LongAdder()).increment();
        }
    }

    void succeeded(long nanos) {
        succeeded.increment();
        latencies.recordValue(Math.clamp(nanos, 0, LONGEST));
    }

    void failed(String reason, String detail) {
        failed.increment();
        Example example = new Example(Instant.now(), (System.nanoTime() - beganNanos) / 1e9, detail);
        failures.computeIfAbsent(reason, key -> new Failures()).add(example);
    }

    long ended() {
        return succeeded.sum() + failed.sum();
    }

    /**
     * On the time since the last call.
     *
     * @param endedBefore what {@link #ended} was then
     * @param seconds since then
     */
    Progress progress(long endedBefore, double seconds) {
        Histogram interval = latencies.getIntervalHistogram();
        all.add(interval);
        long ended = ended();
        return new Progress(
                (System.nanoTime() - beganNanos) / 1e9, ended, failed.sum(), (ended - endedBefore) / seconds, interval.getValueAtPercentile(99) / 1e6);
    }

    LoadReport report() {
        all.add(latencies.getIntervalHistogram());
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        List<FailureCount> counts = new ArrayList<>();
        failures.forEach((reason, some) -> counts.add(some.count(reason)));
        counts.sort(Comparator.comparingLong(FailureCount::count).reversed());
        return new LoadReport(
                began,
                seconds,
                ended(),
                succeeded.sum(),
                failed.sum(),
                ended() / seconds,
                new Latency(all.getMean() / 1e6, millis(50), millis(90), millis(99), millis(99.9), all.getMaxValue() / 1e6),
                histogram(),
                opened.sum(),
                replaced.sum(),
                sums(statuses),
                sums(answeredBy),
                counts);
    }

    private List<Bucket> histogram() {
        List<Bucket> buckets = new ArrayList<>();
        long below = 0;
        for (double bound : BOUNDS_MILLIS) {
            long upTo = Double.isInfinite(bound) ? all.getTotalCount() : all.getCountBetweenValues(0, (long) (bound * 1e6));
            boolean leading = upTo == 0;
            if (!leading && below < all.getTotalCount()) {
                buckets.add(new Bucket(bound, upTo - below));
            }
            below = upTo;
        }
        return buckets;
    }

    private double millis(double percentile) {
        return all.getValueAtPercentile(percentile) / 1e6;
    }

    private static <K extends Comparable<K>> Map<K, Long> sums(Map<K, LongAdder> counts) {
        Map<K, Long> sums = new TreeMap<>();
        counts.forEach((key, count) -> sums.put(key, count.sum()));
        return sums;
    }

    /** The failures of one reason. */
    private static final class Failures {
        private final List<Example> examples = new ArrayList<>();
        private long count;

        synchronized void add(Example example) {
            count++;
            if (examples.size() < EXAMPLES) {
                examples.add(example);
            }
        }

        synchronized FailureCount count(String reason) {
            return new FailureCount(reason, count, List.copyOf(examples));
        }
    }
}
