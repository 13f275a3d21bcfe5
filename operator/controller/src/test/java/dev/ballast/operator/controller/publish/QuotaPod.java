package dev.ballast.operator.controller.publish;

import dev.ballast.contract.snapshot.FleetConfig;
import dev.ballast.contract.snapshot.Revision;
import dev.ballast.contract.wire.BudgetName;
import dev.ballast.contract.wire.Event;
import dev.ballast.contract.wire.QuotasMessage.Quota;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pod that follows quotas of one budget, by the rules of the channel. */
final class QuotaPod {
    boolean reachable = true;
    long demand;
    /** Of a cap: what is at the endpoint now. */
    int inFlight;

    private final Target target;
    private final BudgetName budget;
    private final long untold;
    private final int cap;
    private @Nullable Revision followed;
    private Map<BudgetName, Long> quotas = Map.of();

    QuotaPod(String name, long untold) {
        this(name, QuotaLedgerTest.BUDGET, untold, 0);
    }

    /** One that shares a cap. */
    static QuotaPod ofCap(String name, BudgetName budget, int cap) {
        return new QuotaPod(name, budget, 0, cap);
    }

    private QuotaPod(String name, BudgetName budget, long untold, int cap) {
        this.target = new Target(name, name, "127.0.0.1", 9443, true, false);
        this.budget = budget;
        this.untold = untold;
        this.cap = cap;
    }

    Target target() {
        return target;
    }

    Revision followed() {
        return java.util.Objects.requireNonNull(followed);
    }

    long quota(BudgetName budget) {
        return quotas.getOrDefault(budget, untold);
    }

    /** Of the cap. */
    int permits() {
        return (int) FleetConfig.whole(quota(budget), cap);
    }

    /** One more at the endpoint, if it may be. */
    boolean begin() {
        boolean may = inFlight < permits();
        inFlight += may ? 1 : 0;
        return may;
    }

    /** So many are wanted at once. */
    void want(int places) {
        demand = FleetConfig.parts(places, cap);
    }

    /** @param next absent: as they are */
    Event.Uses take(Revision revision, @Nullable List<Quota> next) {
        if (followed == null || revision.compareTo(followed) > 0) {
            followed = revision;
            quotas = next == null ? quotas : next.stream().collect(Collectors.toMap(Quota::budget, Quota::parts));
        }
        return uses();
    }

    Event.Uses uses() {
        long held = cap == 0 ? quota(budget) : Math.max(quota(budget), FleetConfig.parts(inFlight, cap));
        return new Event.Uses(followed, List.of(new Event.Use(budget, demand, held)));
    }
}
