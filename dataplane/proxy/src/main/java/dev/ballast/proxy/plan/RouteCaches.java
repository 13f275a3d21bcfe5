package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.FiltersConfig.CacheConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import dev.ballast.proxy.telemetry.CacheMeter;
import dev.ballast.proxy.telemetry.Telemetry;
import dev.ballast.traffic.time.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The caches of routes, which outlive a plan. What is stored stays while its listener and its route are written as they were, whatever else changes (endpoints,
 * policies, other routes); a route of which anything changes, its matches and filters and backends included, begins with an empty one. Config worker only, but
 * for {@link #clear} and the metrics.
 *
 * <p>What is stored stands in the heap. All caches together get a quarter of it: where they ask for more, each gets as much less.
 */
public final class RouteCaches {
    private static final int HEAP_SHARE = 4;

    private final Telemetry telemetry;
    private final int loops;
    private final Ticker ticker;
    private final long most;
    private final Map<Route, CachePlan> prepared = new HashMap<>();
    private volatile Map<Route, CachePlan> living = Map.of();

    private record Route(String listener, ListenerConfig.Protocol protocol, RouteConfig config) {}

    public RouteCaches(Telemetry telemetry, int loops, Ticker ticker) {
        this(telemetry, loops, ticker, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** @param most bytes of all together */
    RouteCaches(Telemetry telemetry, int loops, Ticker ticker, long most) {
        this.telemetry = telemetry;
        this.loops = loops;
        this.ticker = ticker;
        this.most = most;
    }

    /** That of a route: the one that lives already, or a new one; null where it has none. Nothing else changes. */
    @Nullable CachePlan of(ListenerConfig listener, RouteConfig route) {
        CacheConfig config = route.cache();
        if (config == null) {
            return null;
        }
        Route key = new Route(listener.name(), listener.protocol(), route);
        CachePlan known = living.get(key);
        CachePlan plan = known == null ? CachePlan.of(config, ticker, meter(listener.name(), route.name())) : known;
        prepared.put(key, plan);
        return plan;
    }

    private CacheMeter meter(String listener, String route) {
        return telemetry.caches().of(
                listener,
                route,
                loops,
                () -> sum(listener, route, each -> each.store().used()),
                () -> sum(listener, route, each -> each.flights().waiting()),
                () -> sum(listener, route, each -> each.store().dropped()));
    }

    private long sum(String listener, String route, ToLongFunction<CachePlan> what) {
        return living.entrySet().stream()
                .filter(each -> each.getKey().listener().equals(listener) && each.getKey().config().name().equals(route))
                .mapToLong(each -> what.applyAsLong(each.getValue()))
                .sum();
    }

    /** Of those that were prepared, these stay, and share what there is. */
    public void retain(Set<CachePlan> kept) {
        Map<Route, CachePlan> next = new HashMap<>(living);
        next.putAll(prepared);
        next.values().retainAll(kept);
        prepared.clear();
        living = Map.copyOf(next);
        long asked = kept.stream().mapToLong(each -> each.config().maxBytes()).sum();
        double share = asked <= most ? 1 : (double) most / asked;
        kept.forEach(each -> each.store().limit((long) (each.config().maxBytes() * share)));
        telemetry.caches().retain(kept.stream().map(CachePlan::meter).collect(Collectors.toSet()));
    }

    /** Memory is short: everything that is stored is dropped. From any thread. */
    public void clear() {
        living.values().forEach(each -> each.store().clear());
    }
}
