package dev.ballast.operator.controller.publish;

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

    private final Target target;
    private final long untold;
    private @Nullable Revision followed;
    private Map<BudgetName, Long> quotas = Map.of();

    QuotaPod(String name, long untold) {
        this.target = new Target(name, name, "127.0.0.1", 9443, true, false);
        this.untold = untold;
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

    /** @param next absent: as they are */
    Event.Uses take(Revision revision, @Nullable List<Quota> next) {
        if (followed == null || revision.compareTo(followed) > 0) {
            followed = revision;
            quotas = next == null ? quotas : next.stream().collect(Collectors.toMap(Quota::budget, Quota::parts));
        }
        return uses();
    }

    Event.Uses uses() {
        return new Event.Uses(followed, List.of(new Event.Use(QuotaLedgerTest.BUDGET, demand, quota(QuotaLedgerTest.BUDGET))));
    }
}
