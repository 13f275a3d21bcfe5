package dev.ballast.benchmark;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often something was counted under a reason.
 *
 * @param counts by the metric's name and the reason, with a blank between them
 */
record Counted(Map<String, Long> counts) {
    /** @param metrics in the text format of Prometheus */
    static Counted of(String metrics) {
        Map<String, Long> counts = new TreeMap<>();
        metrics.lines().filter(line -> !line.startsWith("#") && line.contains("reason=\"")).forEach(line -> counts.merge(
                line.substring(0, line.indexOf('{')).replaceFirst("^ballast_", "").replaceFirst("_total$", "") + " "
                        + line.replaceFirst(".*reason=\"([^\"]*)\".*", "$1"),
                (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                Long::sum));
        return new Counted(counts);
    }

    Counted since(Counted before) {
        Map<String, Long> grown = new TreeMap<>();
        counts.forEach((name, count) -> {
            long more = count - before.counts.getOrDefault(name, 0L);
            if (more != 0) {
                grown.put(name, more);
            }
        });
        return new Counted(grown);
    }

    /** Under this reason, whatever counts it. */
    long under(String reason) {
        return counts.entrySet().stream().filter(each -> each.getKey().endsWith(" " + reason)).mapToLong(Map.Entry::getValue).sum();
    }

    @Override
    public String toString() {
        return counts.entrySet().stream().map(each -> String.format("%s %,d", each.getKey(), each.getValue())).collect(Collectors.joining(", "));
    }
}
