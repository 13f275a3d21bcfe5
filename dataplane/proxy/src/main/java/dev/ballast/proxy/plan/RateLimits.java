package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rate limits, which outlive a plan. One that changes begins anew. Config worker only. */
public final class RateLimits {
    private final Telemetry telemetry;
    private final int loops;
    private final Ticker ticker;
    private Map<RateLimitConfig, RateLimit> living = Map.of();

    public RateLimits(Telemetry telemetry, int loops, Ticker ticker) {
        this.telemetry = telemetry;
        this.loops = loops;
        this.ticker = ticker;
    }

    /** Those of a snapshot, by their configuration: that which lives already, or a new one. Nothing else changes. */
    Map<RateLimitConfig, RateLimit> prepare(Snapshot snapshot) {
        Map<RateLimitConfig, RateLimit> next = new HashMap<>();
        for (RateLimitConfig config : configs(snapshot)) {
            RateLimit known = living.get(config);
            next.put(config, known == null ? new RateLimit(config, telemetry.rateLimit(config.name(), loops), ticker) : known);
        }
        return next;
    }

    private static List<RateLimitConfig> configs(Snapshot snapshot) {
        return snapshot.limits() == null ? List.of() : snapshot.limits().rateLimits();
    }

    /** Those that count a listener's requests, in the order of their names. */
    static List<RateLimit> of(String listener, Map<RateLimitConfig, RateLimit> all) {
        List<RateLimit> own = new ArrayList<>();
        all.forEach((config, limit) -> {
            if (config.listeners().contains(listener)) {
                own.add(limit);
            }
        });
        own.sort(Comparator.comparing(limit -> limit.config().name()));
        return List.copyOf(own);
    }

    /** Of a route. */
    static long key(String listener, String route) {
        // A name has no space.
        byte[] octets = (listener + " " + route).getBytes(StandardCharsets.UTF_8);
        return Hashing.of(octets, 0, octets.length);
    }

    /** Of those that were prepared, the ones of this plan stay. */
    public void retain(Plan plan) {
        Map<RateLimitConfig, RateLimit> kept = new HashMap<>();
        plan.listeners().values().forEach(listener -> listener.rateLimits().forEach(limit -> kept.put(limit.config(), limit)));
        living = Map.copyOf(kept);
        telemetry.retainRateLimits(kept.keySet().stream().map(RateLimitConfig::name).collect(Collectors.toSet()));
    }
}
