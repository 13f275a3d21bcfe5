package dev.ballast.traffic.backend;

import dev.ballast.contract.snapshot.BackendConfig.SlowStartConfig;
import dev.ballast.traffic.balance.SlowStart;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.time.Ticker;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints of a backend that grow into their share, and when their parts are worth computing anew. Immutable. */
final class Growth {
    private final SlowStart slowStart;
    private final Map<Endpoint, Long> since;
    private final Ticker ticker;
    private final long due;

    private Growth(SlowStart slowStart, Map<Endpoint, Long> since, Ticker ticker) {
        this.slowStart = slowStart;
        this.since = since;
        this.ticker = ticker;
        this.due = ticker.nanos() + slowStart.stepNanos();
    }

    /**
     * Of new endpoints and of those that were growing. Sets the parts of all of them.
     *
     * @param config null: everything that is there has grown
     * @param all of the backend now; others are forgotten
     */
    static @Nullable Growth of(
            @Nullable Growth before, @Nullable SlowStartConfig config, List<Endpoint> fresh, List<Endpoint> all, Ticker ticker) {
        Map<Endpoint, Long> since = new IdentityHashMap<>();
        for (Endpoint endpoint : all) {
            Long seen = before == null ? null : before.since.get(endpoint);
            if (seen != null) {
                since.put(endpoint, seen);
            }
        }
        long now = ticker.nanos();
        fresh.forEach(endpoint -> since.put(endpoint, now));
        if (config == null) {
            since.keySet().forEach(endpoint -> endpoint.setSharePercent(100));
            return null;
        }
        return since.isEmpty() ? null : new Growth(new SlowStart(config), since, ticker).set();
    }

    /** When parts are to be computed anew, in the ticker's nanoseconds. */
    long due() {
        return due;
    }

    /** Computes the parts anew; null when all have grown. */
    @Nullable Growth next() {
        return new Growth(slowStart, new IdentityHashMap<>(since), ticker).set();
    }

    private @Nullable Growth set() {
        long now = ticker.nanos();
        since.entrySet().removeIf(entry -> {
            int percent = slowStart.percent(now - entry.getValue());
            entry.getKey().setSharePercent(percent);
            return percent == 100;
        });
        return since.isEmpty() ? null : this;
    }
}
