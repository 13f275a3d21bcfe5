package dev.ballast.contract.snapshot;

/**
 * The pods that share budgets. What each may use of one is its quota, in billionths of the budget; the operator says how much that is
 * by {@code PUT /v1/quotas}. Quotas never add up to more than the budget. Of what a cap of endpoints allows a pod has nothing before it was told how much.
 *
 * @param replicas how many pods there should be, from 1
 */
public record FleetConfig(int replicas) {
    /** A whole budget, in the unit of quotas. */
    public static final long WHOLE = 1_000_000_000L;

    /**
     * Pods at once for which {@link #untold} is kept free, to each replica: a rollout has more of them than there should be, and so has a fleet that
     * grows before its boot snapshot knows of it.
     */
    public static final int RESERVED_PER_REPLICA = 2;

    /** One part in so many of a budget is shared by the replicas before any of them was told more. */
    private static final int UNTOLD_PART = 100;

    /**
     * So many of a number that is shared. A part that was made of a whole number is that number again, though billionths of it are rounded down.
     *
     * @param parts billionths
     * @param of from 1 to 1,000,000
     */
    public static long whole(long parts, long of) {
        return Math.min(of, (parts + 1) * of / WHOLE);
    }

    /**
     * The part that a number is of another.
     *
     * @param of from 1 to 1,000,000
     * @return billionths; more than {@link #WHOLE} where it is more
     */
    public static long parts(long number, long of) {
        return number * WHOLE / of;
    }

    /**
     * What a pod may use of each budget before it was told anything, and what it always may at least. It is little, for nobody knows what the other
     * pods were told: only what was never given away is safe to begin with.
     */
    public long untold() {
        return WHOLE / UNTOLD_PART / replicas;
    }
}
