package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.LimitsConfig;
import dev.ballast.contract.snapshot.RateLimitConfig;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.contract.wire.BudgetName;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a budget can be divided.
 *
 * @param replicas that should share it
 * @param untold what a pod has before it was told anything, in billionths
 * @param requests what it is divided into, where parts of a request are worth nothing; 0 where it can be divided at will
 */
record SharedLimit(int replicas, long untold, int requests) {
    /** Those of a snapshot, by name. */
    static Map<BudgetName, SharedLimit> of(Snapshot snapshot, LimitsConfig limits, FleetConfig fleet) {
        Map<BudgetName, SharedLimit> all = new TreeMap<>();
        for (RateLimitConfig limit : limits.rateLimits()) {
            int requests = limit.algorithm() == RateLimitConfig.Algorithm.SlidingWindow ? limit.requests() : 0;
            SharedLimit undivided = new SharedLimit(fleet.replicas(), 0, requests);
            SharedLimit shared = new SharedLimit(fleet.replicas(), undivided.rounded(fleet.untold()), requests);
            BudgetName.of(limit, snapshot.listeners()).forEach(name -> all.put(name, shared));
        }
        return all;
    }

    /** What is kept free for pods that nobody has seen yet, beside so many that there are. */
    long reserved(int pods) {
        return Math.max(0, replicas * FleetConfig.RESERVED_PER_REPLICA - pods) * untold;
    }

    /** No more than this, and as much as is of use. */
    long rounded(long parts) {
        return requests == 0 ? parts : parts(whole(parts));
    }

    /** The next amount that is of more use; the same where there is none. */
    long oneMore(long parts) {
        return requests == 0 ? parts : parts(Math.min(requests, whole(parts) + 1));
    }

    private long whole(long parts) {
        return (parts + 1) * requests / FleetConfig.WHOLE;
    }

    private long parts(long whole) {
        return whole * FleetConfig.WHOLE / requests;
    }
}
