package dev.ballast.proxy.plan;

import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that this pod shares with its fleet. Config worker only. */
public record FleetShares(RateLimits limits, SharedCaps caps) {
    /** What may be used of each budget, in billionths, also of those that are not there yet; of each other one what may be used untold. */
    public void allow(Map<BudgetName, Long> quotas) {
        limits.allow(quotas);
        caps.allow(quotas);
    }

    /** Looks at what was asked for since the last time; each second or so. */
    public void sample() {
        limits.sample();
    }

    /**
     * Looks at what is wanted now; to be called five times a second.
     *
     * @return whether something has happened for which other pods wait
     */
    public boolean look() {
        return caps.look();
    }

    /** What becomes of the budgets, in the order of their names; none where there are none. */
    public List<Event.Use> uses() {
        return Stream.concat(limits.uses().stream(), caps.uses().stream()).toList();
    }
}
