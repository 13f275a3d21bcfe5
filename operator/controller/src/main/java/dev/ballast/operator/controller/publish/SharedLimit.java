package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a budget can be divided.
 *
 * @param replicas that should share it
 * @param untold what a pod has before it was told anything, in billionths
 * @param units what it is divided into, where parts of one are worth nothing: requests of a window, or places at an endpoint; 0 where it can be divided at will
 * @param places whether it is a cap: then everybody should have a place, as far as there are enough
 */
record SharedLimit(int replicas, long untold, int units, boolean places) {
    /** Those of a snapshot, by name. */
    static Map<BudgetName, SharedLimit> of(Snapshot snapshot) {
        Map<BudgetName, SharedLimit> all = new TreeMap<>();
        LimitsConfig limits = snapshot.limits();
        FleetConfig fleet = limits == null ? null : limits.fleet();
        if (limits != null && fleet != null) {
            for (RateLimitConfig limit : limits.rateLimits()) {
                int requests = limit.algorithm() == RateLimitConfig.Algorithm.SlidingWindow ? limit.requests() : 0;
                SharedLimit undivided = new SharedLimit(fleet.replicas(), 0, requests, false);
                SharedLimit shared = new SharedLimit(fleet.replicas(), undivided.rounded(fleet.untold()), requests, false);
                BudgetName.of(limit, snapshot.listeners()).forEach(name -> all.put(name, shared));
            }
        }
        for (BackendConfig backend : snapshot.backends()) {
            SharedLimit cap = of(backend);
            if (cap != null) {
                BudgetName.of(backend).forEach(name -> all.put(name, cap));
            }
        }
        return all;
    }

    /** The cap of a backend's endpoints; null where each pod counts for itself. Nobody begins with anything, so that nothing is kept free. */
    static @Nullable SharedLimit of(BackendConfig backend) {
        CapConfig caps = backend.policy().caps();
        return caps == null || !caps.shared() ? null : new SharedLimit(0, 0, caps.perEndpoint(), true);
    }

    /** What is kept free for pods that nobody has seen yet, beside so many that there are. */
    long reserved(int pods) {
        return Math.max(0, replicas * FleetConfig.RESERVED_PER_REPLICA - pods) * untold;
    }

    /** What each of so many pods should have, however little is asked of it. */
    long least(int pods) {
        return !places ? untold : units >= pods ? FleetConfig.parts(1, units) : 0;
    }

    /** No more than this, and as much as is of use. */
    long rounded(long parts) {
        return units == 0 ? parts : FleetConfig.parts(FleetConfig.whole(parts, units), units);
    }

    /** The next amount that is of more use; the same where there is none. */
    long oneMore(long parts) {
        return units == 0 ? parts : FleetConfig.parts(Math.min(units, FleetConfig.whole(parts, units) + 1), units);
    }
}
