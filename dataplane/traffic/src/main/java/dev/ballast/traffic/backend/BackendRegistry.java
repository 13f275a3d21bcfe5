package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Location;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.Randomness;
import dev.ballast.traffic.time.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All backends that are alive, carried from one snapshot to the next: a backend lives as long as its name is there, an endpoint as
 * long as its id is in its backend; what they have learnt stays with them.
 *
 * <p>Changed by the config worker only (one thread).
 */
public final class BackendRegistry {
    private final Surroundings surroundings;
    private Map<String, Backend> current = Map.of();

    /**
     * @param listener hears of every endpoint's moves
     * @param observer hears of ejections, connect failures and panic
     */
    public BackendRegistry(Ticker ticker, Randomness randomness, EndpointListener listener, TrafficObserver observer) {
        this(ticker, randomness, Location.UNKNOWN, listener, observer);
    }

    /** @param location where this process is, for backends that prefer who is near */
    public BackendRegistry(Ticker ticker, Randomness randomness, Location location, EndpointListener listener, TrafficObserver observer) {
        this.surroundings = new Surroundings(ticker, randomness, location, listener, observer, new Permits());
    }

    /** The backends of the last change that was committed, by name. */
    public Map<String, Backend> current() {
        return current;
    }

    /**
     * Prepares a new picture without touching what runs: new backends are made, the living are found. Nothing happens if it is never
     * committed. Cost: the backends that are new.
     */
    public Change prepare(List<BackendConfig> configs) {
        Map<String, Backend> backends = HashMap.newHashMap(configs.size());
        for (BackendConfig config : configs) {
            Backend living = current.get(config.name());
            if (backends.put(config.name(), living == null ? new Backend(config, surroundings) : living) != null) {
                throw new IllegalArgumentException("two backends are named " + config.name());
            }
        }
        return new Change(configs, Map.copyOf(backends));
    }

    /** Prepares and commits at once. */
    public Map<String, Backend> apply(List<BackendConfig> configs) {
        Change change = prepare(configs);
        change.commit();
        return change.backends();
    }

    /**
     * Gives a living backend other endpoints. Cost: the endpoints of that backend.
     *
     * @return the backend, or null when there is none of that name, and nothing was done
     */
    public @Nullable Backend update(String backend, List<EndpointConfig> endpoints) {
        Backend living = current.get(backend);
        if (living != null) {
            living.update(endpoints);
        }
        return living;
    }

    /**
     * What this pod may have of what endpoints are given at once, where its fleet shares that. Of others it may have nothing.
     *
     * @param parts in billionths of the whole, by backend and endpoint; also of those that are not there yet
     */
    public void permit(Map<String, Map<String, Long>> parts) {
        surroundings.permits().follow(parts);
        current.values().forEach(Backend::permit);
    }

    /** What the fleet shares of endpoints. */
    public List<CapShare> shares() {
        return current.values().stream().flatMap(backend -> backend.shares().stream()).toList();
    }

    /** Looks at how much is wanted of endpoints; to be called five times a second. */
    public void look() {
        current.values().forEach(Backend::look);
    }

    /**
     * Takes the next step wherever endpoints are exchanged in batches.
     *
     * @return whether any backend has other endpoints now
     */
    public boolean advance() {
        boolean any = false;
        for (Backend backend : current.values()) {
            any |= backend.advance();
        }
        return any;
    }

    /** A picture that is ready to become the current one. */
    public final class Change {
        private final List<BackendConfig> configs;
        private final Map<String, Backend> base = current;
        private final Map<String, Backend> backends;

        private Change(List<BackendConfig> configs, Map<String, Backend> backends) {
            this.configs = List.copyOf(configs);
            this.backends = backends;
        }

        /** The backends by name, immutable, for a plan. New ones are complete; the living change when this is committed. */
        public Map<String, Backend> backends() {
            return backends;
        }

        /**
         * Makes it the current one: gives the living their new endpoints and policies, and drains what is left out. Exchanges of an older
         * plan can go on to use a backend that is left out. Cost: backends whose configuration is equal are not touched.
         *
         * @throws IllegalStateException when another change was committed since this one was prepared
         */
        public void commit() {
            if (current != base) {
                throw new IllegalStateException("another change was committed since this one was prepared");
            }
            for (BackendConfig config : configs) {
                Backend backend = backendOf(config);
                backend.update(config);
                backend.keepSessions(config.sessions());
                backend.failOverTo(config.failover() == null ? null : backends.get(config.failover()));
            }
            current = backends;
            base.values().stream().filter(old -> backends.get(old.name()) != old).forEach(Backend::drain);
        }

        private Backend backendOf(BackendConfig config) {
            Backend backend = backends.get(config.name());
            if (backend == null) {
                throw new IllegalStateException("no backend " + config.name());
            }
            return backend;
        }
    }
}
