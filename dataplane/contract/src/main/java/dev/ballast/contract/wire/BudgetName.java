package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.contract.snapshot.ListenerConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.RouteConfig;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is shared. Rate limits come before caps in their order. */
public sealed interface BudgetName extends Comparable<BudgetName> {
    /**
     * The budget that a rate limit has for a listener, or for a route of it.
     *
     * @param limit name of the rate limit
     * @param listener its name
     * @param route its name; absent with key Listener, and with key Route for what no route matches
     */
    record OfLimit(String limit, String listener, @Nullable String route) implements BudgetName {
        private static final Comparator<OfLimit> ORDER = Comparator.comparing(OfLimit::limit)
                .thenComparing(OfLimit::listener)
                .thenComparing(OfLimit::route, Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(BudgetName other) {
            return other instanceof OfLimit limit ? ORDER.compare(this, limit) : -1;
        }

        /** As people read it: {@code few web/api}. */
        @Override
        public String toString() {
            return limit + " " + listener + (route == null ? "" : "/" + route);
        }
    }

    /**
     * What an endpoint is given at once.
     *
     * @param backend its name
     * @param endpoint its id
     */
    record OfCap(String backend, String endpoint) implements BudgetName {
        private static final Comparator<OfCap> ORDER = Comparator.comparing(OfCap::backend).thenComparing(OfCap::endpoint);

        @Override
        public int compareTo(BudgetName other) {
            return other instanceof OfCap cap ? ORDER.compare(this, cap) : 1;
        }

        /** As people read it: {@code shop 10.0.0.1:8080}. */
        @Override
        public String toString() {
            return backend + " " + endpoint;
        }
    }

    /** The budgets of a limit, in order; none where each pod counts for itself. */
    static Set<OfLimit> of(RateLimitConfig limit, Collection<ListenerConfig> listeners) {
        Set<OfLimit> names = new TreeSet<>();
        if (limit.scope() == RateLimitConfig.Scope.Fleet) {
            listeners.stream().filter(listener -> limit.listeners().contains(listener.name())).forEach(listener -> {
                names.add(new OfLimit(limit.name(), listener.name(), null));
                if (limit.key() == RateLimitConfig.Key.Route) {
                    listener.routes().stream().map(RouteConfig::name).forEach(route -> names.add(new OfLimit(limit.name(), listener.name(), route)));
                }
            });
        }
        return names;
    }

    /** The budgets of a backend's endpoints, in order; none where each pod counts for itself. */
    static Set<OfCap> of(BackendConfig backend) {
        CapConfig caps = backend.policy().caps();
        return caps == null || !caps.shared()
                ? Set.of()
                : backend.endpoints().stream()
                        .map(EndpointConfig::id)
                        .map(id -> new OfCap(backend.name(), id))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
