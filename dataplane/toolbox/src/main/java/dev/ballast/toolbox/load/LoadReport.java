package dev.ballast.toolbox.load;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What came of a load.
 *
 * @param began wall clock
 * @param seconds from the first request to the end of the last
 * @param requests that were begun; each has either succeeded or failed
 * @param latency of those that succeeded; at a fixed rate counted from the moment at which a request was due
 * @param histogram of the same; buckets in which there are none at either end are left out
 * @param connectionsOpened how many connections were made
 * @param staleReplaced re-used connections that were found closed before a byte was sent, and replaced
 * @param statuses answers by status
 * @param answeredBy answers by the value of the counted header
 * @param failures by reason, the most frequent first
 */
public record LoadReport(
        Instant began,
        double seconds,
        long requests,
        long succeeded,
        long failed,
        double perSecond,
        Latency latency,
        List<Bucket> histogram,
        long connectionsOpened,
        long staleReplaced,
        Map<Integer, Long> statuses,
        Map<String, Long> answeredBy,
        List<FailureCount> failures) {

    private static final int WIDEST_BAR = 50;

    /** In milliseconds. */
    public record Latency(double mean, double p50, double p90, double p99, double p999, double max) {}

    /** How many took longer than the bucket before allows, and at most so many milliseconds; the last one has no bound: infinite. */
    public record Bucket(double upToMillis, long count) {}

    /**
     * Failures of one reason.
     *
     * @param reason a {@link Cause}, with the code where it is a status
     * @param examples the first ones
     */
    public record FailureCount(String reason, long count, List<Example> examples) {}

    /**
     * One failure.
     *
     * @param at wall clock
     * @param afterSeconds since the load began
     */
    public record Example(Instant at, double afterSeconds, String detail) {}

    /** As a person reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("%.1f s, %,d requests, %.1f/s, %,d failed%n".formatted(seconds, requests, perSecond, failed));
        text.append("latency in ms: mean %.2f  p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f%n"
                .formatted(latency.mean, latency.p50, latency.p90, latency.p99, latency.p999, latency.max));
        histogram.forEach(bucket -> text.append(bar(bucket)));
        text.append("connections: %,d opened, %,d replaced that were found closed%n".formatted(connectionsOpened, staleReplaced));
        statuses.forEach((status, count) -> text.append("status %d: %,d%n".formatted(status, count)));
        answeredBy.forEach((name, count) -> text.append("answered by %s: %,d%n".formatted(name, count)));
        for (FailureCount failure : failures) {
            text.append("failed, %s: %,d%n".formatted(failure.reason, failure.count));
            failure.examples.forEach(example ->
                    text.append("  after %.3f s (%s): %s%n".formatted(example.afterSeconds, example.at, example.detail)));
        }
        return text.toString();
    }

    private String bar(Bucket bucket) {
        long most = histogram.stream().mapToLong(Bucket::count).max().orElse(1);
        String bound = Double.isInfinite(bucket.upToMillis) ? "more" : "up to %s ms".formatted(
                bucket.upToMillis == Math.rint(bucket.upToMillis) ? "%5.0f".formatted(bucket.upToMillis) : "%5.1f".formatted(bucket.upToMillis));
        return "  %-14s %,12d %s%n".formatted(bound, bucket.count, "#".repeat((int) Math.ceilDiv(bucket.count * WIDEST_BAR, most)));
    }
}
