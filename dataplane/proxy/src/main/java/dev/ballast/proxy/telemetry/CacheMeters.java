package dev.ballast.proxy.telemetry;

import dev.ballast.traffic.cache.Storing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** What is counted of the caches of routes. Config worker only, but for what is read. */
public final class CacheMeters {
    private final MeterRegistry registry;
    private final Map<Tags, Exposed> exposed = new HashMap<>();

    /** @param dropped kept here, for a counter keeps nobody */
    private record Exposed(CacheMeter meter, List<Meter> meters, LongSupplier dropped) {}

    CacheMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * The counters of a route's cache; the same object while {@link #retain} keeps it.
     *
     * @param used bytes that are stored now, or on their way
     * @param waiting requests that wait for what another one fetches
     * @param dropped answers that went to make room
     */
    public CacheMeter of(String listener, String route, int loops, LongSupplier used, LongSupplier waiting, LongSupplier dropped) {
        return exposed.computeIfAbsent(Tags.of("listener", listener, "route", route), tags -> expose(tags, loops, used, waiting, dropped)).meter();
    }

    /** Drops the others. */
    public void retain(Set<CacheMeter> kept) {
        exposed.values().removeIf(each -> {
            boolean gone = !kept.contains(each.meter());
            if (gone) {
                each.meters().forEach(registry::remove);
            }
            return gone;
        });
    }

    private Exposed expose(Tags tags, int loops, LongSupplier used, LongSupplier waiting, LongSupplier dropped) {
        CacheMeter meter = new CacheMeter(loops);
        List<Meter> meters = new ArrayList<>();
        for (CacheEvent event : CacheEvent.values()) {
            meters.add(FunctionCounter.builder("ballast.cache.requests", meter.requests(), all -> all.sum(event))
                    .description("Requests of routes with a cache, by what it made of them")
                    .tags(tags.and("outcome", event.outcome()))
                    .register(registry));
        }
        for (Storing verdict : Storing.values()) {
            meters.add(FunctionCounter.builder("ballast.cache.answers", meter.answers(), all -> all.sum(verdict))
                    .description("Endpoints' answers to GET that could have been stored, by what became of them")
                    .tags(tags.and("outcome", verdict.name()))
                    .register(registry));
        }
        meters.add(FunctionCounter.builder("ballast.cache.dropped", dropped, LongSupplier::getAsLong)
                .description("Answers that were dropped from a cache to make room")
                .tags(tags)
                .register(registry));
        meters.add(Gauge.builder("ballast.cache.used", used, LongSupplier::getAsLong)
                .baseUnit("bytes")
                .description("What a cache holds, and what is on its way into it")
                .tags(tags)
                .strongReference(true)
                .register(registry));
        meters.add(Gauge.builder("ballast.cache.waiting", waiting, LongSupplier::getAsLong)
                .description("Requests that wait for what another one fetches")
                .tags(tags)
                .strongReference(true)
                .register(registry));
        return new Exposed(meter, meters, dropped);
    }
}
