package dev.ballast.benchmark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one run of wrk came to.
 *
 * @param succeeded answers with a status of 200 to 399
 * @param failed other answers and broken connections
 * @param perSecond answers in a second
 * @param p99 the latency that 99 % stay below, as wrk writes it
 */
record WrkReport(long succeeded, long failed, double perSecond, String p99) {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern BROKEN = Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern P99 = Pattern.compile("(?m)^ *99% +(\\S+)");

    /** @throws IllegalArgumentException when this is not what wrk says with {@code --latency} */
    static WrkReport of(String output) {
        Matcher broken = BROKEN.matcher(output);
        long errors = 0;
        if (broken.find()) {
            for (int i = 1; i <= broken.groupCount(); i++) {
                errors += Long.parseLong(broken.group(i));
            }
        }
        String bad = find(BAD_STATUS, output);
        long badStatuses = bad == null ? 0 : Long.parseLong(bad);
        return new WrkReport(
                Long.parseLong(must(REQUESTS, output)) - badStatuses, badStatuses + errors, Double.parseDouble(must(RATE, output)), must(P99, output));
    }

    private static String must(Pattern pattern, String output) {
        String found = find(pattern, output);
        if (found == null) {
            throw new IllegalArgumentException("not a report of wrk: no " + pattern + " in:\n" + output);
        }
        return found;
    }

    private static @Nullable String find(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        return matcher.find() ? matcher.group(1) : null;
    }
}
