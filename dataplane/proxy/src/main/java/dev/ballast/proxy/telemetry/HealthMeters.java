package dev.ballast.proxy.telemetry;

import dev.ballast.traffic.observe.TrafficObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what is heard of the endpoints of each backend. What comes of backends that are not exposed is not counted. Any thread. */
final class HealthMeters implements TrafficObserver {
    private final Map<String, LongAdder[]> byBackend = new ConcurrentHashMap<>();

    /** Begins with zero. */
    List<Meter> expose(String backend, MeterRegistry registry) {
        LongAdder[] counts = Stream.generate(LongAdder::new).limit(HealthEvent.values().length).toArray(LongAdder[]::new);
        byBackend.put(backend, counts);
        List<Meter> exposed = new ArrayList<>();
        for (HealthEvent event : HealthEvent.values()) {
            Tags tags = Tags.of("backend", backend);
            exposed.add(FunctionCounter.builder(event.metric(), counts[event.ordinal()], LongAdder::sum)
                    .description(event.description())
                    .tags(event.label().isEmpty() ? tags : tags.and(event.label(), event.value()))
                    .register(registry));
        }
        return exposed;
    }

    private void count(String backend, HealthEvent event) {
        LongAdder[] counts = byBackend.get(backend);
        if (counts != null) {
            counts[event.ordinal()].increment();
        }
    }

    @Override
    public void probed(String backend, String endpoint, boolean good) {
        count(backend, good ? HealthEvent.GOOD_PROBE : HealthEvent.BAD_PROBE);
    }

    @Override
    public void ejected(String backend, String endpoint, String why, long millis) {
        count(backend, HealthEvent.EJECTED);
    }

    @Override
    public void readmitted(String backend, String endpoint) {
        count(backend, HealthEvent.READMITTED);
    }

    @Override
    public void unhealthy(String backend, String endpoint, String why) {
        count(backend, HealthEvent.UNHEALTHY);
    }

    @Override
    public void healthy(String backend, String endpoint) {
        count(backend, HealthEvent.HEALTHY);
    }

    @Override
    public void panicked(String backend) {
        count(backend, HealthEvent.PANICKED);
    }

    @Override
    public void failedOver(String backend, String failover) {
        count(backend, HealthEvent.FAILED_OVER);
    }

    @Override
    public void rolledBack(String backend, String endpoints) {
        count(backend, HealthEvent.ROLLED_BACK);
    }

    @Override
    public void circuitOpened(String backend, String why, long millis) {
        count(backend, HealthEvent.CIRCUIT_OPENED);
    }
}
