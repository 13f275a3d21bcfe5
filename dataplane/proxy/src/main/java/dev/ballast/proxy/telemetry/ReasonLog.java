package dev.ballast.proxy.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what was refused, and what failed: how often for each reason since it was last said, in one line and no more than one a period,
 * however many clients try. It reads the counters that have a reason and costs whoever counts nothing. On a thread of its own, which {@link #close} ends.
 */
public final class ReasonLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReasonLog.class);
    private static final String REASON = "reason";
    private static final String OURS = "ballast.";
    /** So many counters in a line; the largest ones. */
    private static final int MOST = 20;

    private final MeterRegistry registry;
    private final Duration period;
    private final Map<Meter.Id, Double> said = new HashMap<>();
    private final Thread thread;

    /** @param period between two lines */
    public ReasonLog(MeterRegistry registry, Duration period) {
        this.registry = registry;
        this.period = period;
        this.thread = Thread.ofPlatform().daemon().name("ballast-reasons").unstarted(this::watch);
    }

    public ReasonLog start() {
        thread.start();
        return this;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(period);
                String news = news();
                if (!news.isEmpty()) {
                    LOG.info("In {} s: {}", period.toSeconds(), news);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was counted since the last call, such as {@code connections.refused ConnectionLimit: 12}; {@code ""} when nothing was. */
    String news() {
        Map<String, Double> grown = new TreeMap<>();
        Map<Meter.Id, Double> now = new HashMap<>();
        for (Meter meter : registry.getMeters()) {
            if (meter instanceof FunctionCounter counter && meter.getId().getTag(REASON) != null) {
                now.put(meter.getId(), counter.count());
                double more = counter.count() - said.getOrDefault(meter.getId(), 0.0);
                if (more > 0) {
                    grown.merge(words(meter.getId()), more, Double::sum);
                }
            }
        }
        said.clear();
        said.putAll(now);
        return grown.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(MOST)
                .map(each -> each.getKey() + ": " + each.getValue().longValue())
                .collect(Collectors.joining(", "));
    }

    private static String words(Meter.Id id) {
        String where = id.getTags().stream()
                .filter(tag -> !tag.getKey().equals(REASON))
                .map(ReasonLog::pair)
                .collect(Collectors.joining(" "));
        String name = id.getName().startsWith(OURS) ? id.getName().substring(OURS.length()) : id.getName();
        return name + " " + id.getTag(REASON) + (where.isEmpty() ? "" : " (" + where + ")");
    }

    private static String pair(Tag tag) {
        return tag.getKey() + "=" + tag.getValue();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
