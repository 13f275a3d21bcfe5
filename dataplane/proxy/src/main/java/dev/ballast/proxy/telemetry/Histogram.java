package dev.ballast.proxy.telemetry;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A histogram of Prometheus that reads {@link Durations} when it is scraped. Micrometer has counters and gauges that ask for their value,
 * but no histogram that does. Any thread.
 */
final class Histogram implements Collector {
    private static final double[] BOUNDS = Durations.boundsSeconds();

    private final String name;
    private final String help;
    private final Map<Labels, Durations> series = new ConcurrentHashMap<>();

    /** @param name with its unit, as Prometheus wants it */
    Histogram(String name, String help) {
        this.name = name;
        this.help = help;
    }

    void put(Tags labels, Durations durations) {
        series.put(labels(labels), durations);
    }

    void remove(Tags labels) {
        series.remove(labels(labels));
    }

    private static Labels labels(Tags tags) {
        return Labels.of(
                tags.stream().map(Tag::getKey).toArray(String[]::new), tags.stream().map(Tag::getValue).toArray(String[]::new));
    }

    /** How many there are in each bucket, of all series with this label. */
    long[] counts(String label, String value) {
        long[] sums = new long[BOUNDS.length];
        series.forEach((labels, durations) -> {
            if (value.equals(labels.get(label))) {
                long[] counts = durations.counts();
                Arrays.setAll(sums, i -> sums[i] + counts[i]);
            }
        });
        return sums;
    }

    @Override
    public MetricSnapshot collect() {
        HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
        series.forEach((labels, durations) -> snapshot.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, durations.counts()))
                .sum(durations.sumSeconds())
                .build()));
        return snapshot.build();
    }
}
