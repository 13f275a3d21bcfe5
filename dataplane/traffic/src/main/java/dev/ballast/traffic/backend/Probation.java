package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.Protocol;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.health.ActiveHealth;
import dev.ballast.traffic.observe.TrafficObserver;
import org.jspecify.annotations.Nullable;

/** What probes find out about an endpoint comes in here. Belongs to the one thread that probes it. */
public final class Probation {
    private final Backend backend;
    private final Endpoint endpoint;
    private final ActiveHealth health;

    Probation(Backend backend, Endpoint endpoint, TrafficObserver observer) {
        this.backend = backend;
        this.endpoint = endpoint;
        this.health = new ActiveHealth(endpoint, observer);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** How it is to be probed at the moment; null: no more. */
    public @Nullable ActiveConfig config() {
        return endpoint.state().listed() ? backend.policy().health().active() : null;
    }

    /** What the endpoint speaks. */
    public Protocol protocol() {
        return backend.policy().protocol();
    }

    /**
     * A probe has ended.
     *
     * @param why for a person, what was bad about it; {@code ""} for a good one
     */
    public void heard(String why) {
        ActiveConfig config = config();
        if (config != null && health.heard(why, config)) {
            backend.moved();
        }
    }
}
