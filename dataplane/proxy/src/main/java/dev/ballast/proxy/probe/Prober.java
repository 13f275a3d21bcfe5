package dev.ballast.proxy.probe;

import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.proxy.plan.ConnectPlan;
import dev.ballast.proxy.transport.Loop;
import dev.ballast.traffic.backend.Backend;
import dev.ballast.traffic.backend.Probation;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Randomness;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Probes the endpoints of every backend that wants it: one probe for each backend and endpoint, whatever listeners and routes there are, on
 * one loop each. The first one comes at a random moment of the interval and each further one is up to a tenth early or late, so that neither
 * a start nor a change makes many of them at once.
 *
 * <p>Config worker only.
 */
public final class Prober {
    private final List<Loop> loops;
    private final Randomness randomness;
    private Map<Endpoint, Running> running = new IdentityHashMap<>();
    private int started;

    private record Running(ActiveConfig config, ConnectPlan connect, Probation probation, Rounds rounds) {}

    public Prober(List<Loop> loops, Randomness randomness) {
        this.loops = loops;
        this.randomness = randomness;
    }

    /**
     * These are the backends now: begins probing what is new, and stops probing what is gone. Cost: the endpoints that are to be probed.
     *
     * @param connects how a connection for a probe is made, by the names of the backends that are to be probed
     */
    public void probe(Collection<Backend> backends, Map<String, ConnectPlan> connects) {
        Map<Endpoint, Running> next = new IdentityHashMap<>();
        for (Backend backend : backends) {
            ActiveConfig config = backend.policy().health().active();
            ConnectPlan connect = connects.get(backend.name());
            if (config != null && connect != null) {
                backend.endpoints().forEach(endpoint -> next.put(endpoint, going(backend, endpoint, config, connect)));
            }
        }
        running.forEach((endpoint, before) -> {
            if (next.get(endpoint) != before) {
                before.rounds().stop();
            }
        });
        running = next;
    }

    /** With another interval, or another way to connect, it begins anew, but what was learnt stays. */
    private Running going(Backend backend, Endpoint endpoint, ActiveConfig config, ConnectPlan connect) {
        Running before = running.get(endpoint);
        if (before != null && before.config().equals(config) && before.connect().equals(connect)) {
            return before;
        }
        Loop loop = before == null ? loops.get(started++ % loops.size()) : before.rounds().loop();
        Probation probation = before == null ? backend.probation(endpoint) : before.probation();
        Rounds rounds = new Rounds(loop, probation, connect, randomness);
        rounds.start(config.intervalMillis());
        return new Running(config, connect, probation, rounds);
    }
}
