package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.balance.Hashing;
import dev.ballast.traffic.limit.SharedBudget;
import dev.ballast.traffic.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rate limits, which outlive a plan. One that changes begins anew. Config worker only, where nothing else is said. */
public final class RateLimits {
    private final Telemetry telemetry;
    private final int loops;
    private final Ticker ticker;
    private volatile Map<RateLimitConfig, RateLimit> living = Map.of();
    /** What the operator said of budgets, also of those that are not there yet. */
    private Map<BudgetName, Long> quotas = Map.of();
    /** What there is of a budget of which it has said nothing. */
    private long untold;

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
            next.put(config, known == null ? new RateLimit(config, telemetry.rateLimit(config.name(), loops, () -> quota(config.name())), ticker) : known);
        }
        long first = untold(snapshot.limits());
        next.forEach((config, limit) -> limit.shared().add(
                BudgetName.of(config, snapshot.listeners()),
                name -> new SharedBudget(config, quotas.getOrDefault(name, first), ticker)));
        return next;
    }

    private static long untold(@Nullable LimitsConfig limits) {
        return limits == null || limits.fleet() == null ? 0 : limits.fleet().untold();
    }

    /** The limits that run from now on: what may be used of a budget before the operator has said how much depends on how many pods share it. */
    public void follow(@Nullable LimitsConfig limits) {
        untold = untold(limits);
        allow(quotas);
    }

    /** What may be used of the budgets that the fleet shares, in billionths; of each other one what may be used untold. */
    void allow(Map<BudgetName, Long> next) {
        quotas = Map.copyOf(next);
        eachBudget((name, budget) -> budget.allow(quotas.getOrDefault(name, untold)));
    }

    /** Looks at what was asked of the budgets that the fleet shares; each second or so. */
    void sample() {
        eachBudget((name, budget) -> budget.sample());
    }

    /** What becomes of the budgets that the fleet shares, in the order of their names; none where there are none. */
    List<Event.Use> uses() {
        return shared().entrySet().stream().map(each -> new Event.Use(each.getKey(), each.getValue().demand(), each.getValue().held())).toList();
    }

    /** The budgets that the fleet shares, in order. From any thread. */
    public SortedMap<BudgetName.OfLimit, SharedBudget> shared() {
        SortedMap<BudgetName.OfLimit, SharedBudget> all = new TreeMap<>();
        eachBudget(all::put);
        return all;
    }

    /** The part of a limit that is this pod's: 1 where it shares it with nobody; of several budgets the mean. From any thread. */
    private double quota(String limit) {
        return shared().entrySet().stream()
                .filter(each -> each.getKey().limit().equals(limit))
                .mapToLong(each -> each.getValue().allowed())
                .average()
                .orElse(FleetConfig.WHOLE) / FleetConfig.WHOLE;
    }

    private void eachBudget(BiConsumer<BudgetName.OfLimit, SharedBudget> action) {
        living.values().forEach(limit -> limit.shared().byName().forEach(action));
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
        List<ListenerConfig> listeners = plan.listeners().values().stream().map(ListenerPlan::config).toList();
        living.forEach((config, limit) -> limit.shared().retain(BudgetName.of(config, listeners)));
        telemetry.retainRateLimits(kept.keySet().stream().map(RateLimitConfig::name).collect(Collectors.toSet()));
    }
}
