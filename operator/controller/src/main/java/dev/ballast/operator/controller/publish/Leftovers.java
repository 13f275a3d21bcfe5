package dev.ballast.operator.controller.publish;

import dev.ballast.contract.wire.BudgetName;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Who gets what is left of a budget where only whole units are of use and fair shares are none: of ten places at an endpoint three pods have three each, and one is
 * left; of one place they have none each. In this order:
 *
 * <ol>
 *   <li>pods that want something and have no place at any endpoint of the backend, the one first that has been without for longest. Then those that have had this one for
 *       the shortest time. So where there are fewer places than pods they take turns, a round each;
 *   <li>those that want more than their share;
 *   <li>the others; so an idle place is somewhere.
 * </ol>
 *
 * <p>Beside that an order that differs from budget to budget and stays the same from round to round (highest random weight; Thaler and Ravishankar, 1998): with many
 * endpoints each pod has its places at some of them, and where a pod comes or goes little else moves.
 */
final class Leftovers {
    private final BudgetName budget;
    private final SharedLimit limit;
    private final List<QuotaHolder> pods;
    private final long[] shares;
    private final long round;

    /**
     * @param shares of these pods, in this order; what they get is added
     * @param round number of this round
     */
    Leftovers(BudgetName budget, SharedLimit limit, List<QuotaHolder> pods, long[] shares, long round) {
        this.budget = budget;
        this.limit = limit;
        this.pods = pods;
        this.shares = shares;
        this.round = round;
    }

    /** Whole ones, as long as there are. */
    void handOut(long left) {
        long rest = left;
        for (int i : order()) {
            long more = limit.oneMore(shares[i]);
            if (more > shares[i] && more - shares[i] <= rest) {
                rest -= more - shares[i];
                shares[i] = more;
            }
        }
    }

    private int[] order() {
        int[] all = IntStream.range(0, pods.size()).toArray();
        if (!(budget instanceof BudgetName.OfCap cap)) {
            return all;
        }
        QuotaHolder.Turn[] turns = pods.stream().map(pod -> pod.turn(budget, round)).toArray(QuotaHolder.Turn[]::new);
        boolean[] starved = new boolean[all.length];
        boolean[] eager = new boolean[all.length];
        int[] weight = new int[all.length];
        for (int i : all) {
            QuotaHolder pod = pods.get(i);
            starved[i] = pod.demand(budget) > 0 && !pod.hasPlace(cap.backend());
            eager[i] = pod.demand(budget) > shares[i];
            weight[i] = weight(pod, budget);
        }
        boolean turning = IntStream.of(all).anyMatch(i -> starved[i]);
        Comparator<Integer> order = first(i -> starved[i])
                .thenComparingLong(i -> starved[i] ? turns[i].since() : 0)
                .thenComparing(first(i -> eager[i]))
                .thenComparingLong(i -> turning && turns[i].has() ? -turns[i].since() : 0)
                .thenComparingInt(i -> weight[i]);
        return IntStream.of(all).boxed().sorted(order).mapToInt(Integer::intValue).toArray();
    }

    private static Comparator<Integer> first(IntPredicate those) {
        return Comparator.comparing(i -> !those.test(i));
    }

    /** Of a pod, for a budget: its place in an order that any change of either makes another one (the finalizer of MurmurHash3). */
    private static int weight(QuotaHolder pod, BudgetName budget) {
        int mixed = 31 * pod.target().uid().hashCode() + budget.hashCode();
        mixed = (mixed ^ mixed >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }
}
