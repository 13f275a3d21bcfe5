package dev.ballast.proxy.admin;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The process's metrics at one moment, by name: what people read is what Prometheus reads. */
final class Figures {
    private final Map<String, List<Meter>> byName = new HashMap<>();

    Figures(MeterRegistry registry) {
        for (Meter meter : registry.getMeters()) {
            byName.computeIfAbsent(meter.getId().getName(), name -> new ArrayList<>()).add(meter);
        }
    }

    /** The sum of all of a name that carry these labels; 0 where there is none. */
    long sum(String name, Tags labels) {
        double sum = 0;
        for (Meter meter : byName.getOrDefault(name, List.of())) {
            sum += carries(meter, labels) ? value(meter) : 0;
        }
        return (long) sum;
    }

    /** The sums by the values of a label; values of which nothing was counted are left out. */
    Map<String, Long> by(String label, String name, Tags labels) {
        Map<String, Long> sums = new TreeMap<>();
        for (Meter meter : byName.getOrDefault(name, List.of())) {
            @Nullable String word = meter.getId().getTag(label);
            if (word != null && carries(meter, labels)) {
                sums.merge(word, (long) value(meter), Long::sum);
            }
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private static boolean carries(Meter meter, Tags labels) {
        for (Tag label : labels) {
            if (!label.getValue().equals(meter.getId().getTag(label.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static double value(Meter meter) {
        for (Measurement measurement : meter.measure()) {
            return measurement.getValue();
        }
        return 0;
    }
}
