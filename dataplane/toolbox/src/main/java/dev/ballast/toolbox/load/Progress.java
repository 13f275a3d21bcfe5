package dev.ballast.toolbox.load;

/**
 * How far a load is.
 *
 * @param seconds since it began
 * @param ended requests, since it began
 * @param failed requests among them
 * @param perSecond requests that ended in a second, since it was last told
 * @param p99Millis of the latency of those that succeeded, since it was last told
 */
public record Progress(double seconds, long ended, long failed, double perSecond, double p99Millis) {
    /** For a file, or a terminal that cannot draw. */
    String line() {
        return "%6.1f s  %,9d requests  %9.1f/s  p99 %7.2f ms  %,d failed".formatted(seconds, ended, perSecond, p99Millis, failed);
    }
}
