package dev.ballast.proxy.plan;

import dev.ballast.contract.snapshot.DrainConfig;
import dev.ballast.traffic.backend.Backend;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A snapshot compiled for running. Immutable; the backends that it points at live. */
public record Plan(Map<String, ListenerPlan> listeners, Map<String, Backend> backends, DrainConfig drain) {
    /** Before the first snapshot. */
    public static final Plan NONE = new Plan(Map.of(), Map.of(), new DrainConfig(0, 0));

    public Plan {
        listeners = Map.copyOf(listeners);
        backends = Map.copyOf(backends);
    }

    public @Nullable ListenerPlan listener(String name) {
        return listeners.get(name);
    }
}
