package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is shared: the budget that a rate limit has for a listener, or for a route of it.
 *
 * @param limit name of the rate limit
 * @param listener its name
 * @param route its name; absent with key Listener, and with key Route for what no route matches
 */
public record BudgetName(String limit, String listener, @Nullable String route) implements Comparable<BudgetName> {
    private static final Comparator<BudgetName> ORDER = Comparator.comparing(BudgetName::limit)
            .thenComparing(BudgetName::listener)
            .thenComparing(BudgetName::route, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** The budgets of a limit, in order; none where each pod counts for itself. */
    public static Set<BudgetName> of(RateLimitConfig limit, Collection<ListenerConfig> listeners) {
        Set<BudgetName> names = new TreeSet<>();
        if (limit.scope() == RateLimitConfig.Scope.Fleet) {
            listeners.stream().filter(listener -> limit.listeners().contains(listener.name())).forEach(listener -> {
                names.add(new BudgetName(limit.name(), listener.name(), null));
                if (limit.key() == RateLimitConfig.Key.Route) {
                    listener.routes().stream().map(RouteConfig::name).forEach(route -> names.add(new BudgetName(limit.name(), listener.name(), route)));
                }
            });
        }
        return names;
    }

    @Override
    public int compareTo(BudgetName other) {
        return ORDER.compare(this, other);
    }

    /** As people read it: {@code few web/api}. */
    @Override
    public String toString() {
        return limit + " " + listener + (route == null ? "" : "/" + route);
    }
}
