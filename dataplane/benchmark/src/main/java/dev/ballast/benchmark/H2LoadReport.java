package dev.ballast.benchmark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of h2load came to.
 *
 * @param succeeded requests that were answered with a status of 200 to 399
 * @param failed other requests
 * @param perSecond answers in a second
 */
record H2LoadReport(long succeeded, long failed, double perSecond) {
    private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
    private static final Pattern DONE = Pattern.compile("requests: .* (\\d+) done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUS = Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx");

    /** @throws IllegalArgumentException when this is not what h2load says */
    static H2LoadReport of(String output) {
        Matcher rate = RATE.matcher(output);
        Matcher done = DONE.matcher(output);
        Matcher status = STATUS.matcher(output);
        if (!rate.find() || !done.find() || !status.find()) {
            throw new IllegalArgumentException("not a report of h2load:\n" + output);
        }
        long good = Long.parseLong(status.group(1)) + Long.parseLong(status.group(2));
        long bad = Math.max(0, Long.parseLong(done.group(1)) - good) + Long.parseLong(done.group(4)) + Long.parseLong(done.group(5));
        return new H2LoadReport(good, bad, Double.parseDouble(rate.group(1)));
    }
}
