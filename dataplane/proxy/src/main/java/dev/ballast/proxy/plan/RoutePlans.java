package dev.ballast.proxy.plan;

import dev.ballast.traffic.route.RouteTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a listener.
 *
 * @param table that finds the place of a request's route among them; null without any
 */
public record RoutePlans(@Nullable RouteTable table, List<RoutePlan> routes) {
    static final RoutePlans NONE = new RoutePlans(null, List.of());

    public RoutePlans {
        routes = List.copyOf(routes);
    }

    /** @param match as the table says */
    public RoutePlan route(int match) {
        RouteTable asked = table;
        if (asked == null) {
            throw new IllegalStateException("there are no routes");
        }
        return routes.get(asked.route(match));
    }

    /** How much of a path the match is; see {@link RouteTable#prefixLength}. */
    public int prefixLength(int match) {
        RouteTable asked = table;
        return asked == null ? 0 : asked.prefixLength(match);
    }
}
