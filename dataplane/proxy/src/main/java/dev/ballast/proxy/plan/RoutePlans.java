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

    /** @param place as the table says */
    public RoutePlan route(int place) {
        return routes.get(place);
    }
}
