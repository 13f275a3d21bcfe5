package dev.ballast.contract.wire;

import dev.ballast.contract.snapshot.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /v1/quotas}: what a pod may use of the budgets that its fleet shares, all of them. The answer is {@link Event.Uses}, with 409 where
 * the pod has followed a newer one already.
 *
 * @param owner as in the snapshot
 * @param revision its place in the order of quotas, which is not that of snapshots
 * @param quotas of a budget that is not among them it uses {@link dev.ballast.contract.snapshot.FleetConfig#untold}, and of a cap nothing; absent: those of the budgets that it
 *     has stay, and what was sent before this and arrives after it changes nothing any more
 */
public record QuotasMessage(String owner, Revision revision, @Nullable List<Quota> quotas) {
    public QuotasMessage {
        quotas = quotas == null ? null : List.copyOf(quotas);
    }

    /**
     * What a pod may use of a budget.
     *
     * @param parts billionths of the budget, from 0 to {@link dev.ballast.contract.snapshot.FleetConfig#WHOLE}
     */
    public record Quota(BudgetName budget, long parts) {}
}
