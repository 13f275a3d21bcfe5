package dev.ballast.operator.controller.publish;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Who gets how much of something that is asked for by several: max-min fairness (Bertsekas and Gallager, Data Networks, 1992, 6.5.2). Nobody gets more than he
 * asks for while another one lacks something; what is left after that is for all of them alike, so that a pod that becomes busy finds something
 * there. In n log n steps.
 */
final class Apportionment {
    /** Asked for is what was asked for lately, and one part in so many: it is not the same in each second. */
    private static final int HEADROOM = 20;

    private Apportionment() {}

    /**
     * Shares in the order of the demands. They add up to the total, up to what rounding loses.
     *
     * @param demands from 0
     * @param total from 0
     * @param least what everybody gets, however little he asks for, as long as there is as much for all
     */
    static long[] of(long[] demands, long total, long least) {
        int n = demands.length;
        long[] wanted = new long[n];
        for (int i = 0; i < n; i++) {
            wanted[i] = Math.clamp(demands[i] + demands[i] / HEADROOM, Math.min(least, total), total);
        }
        int[] rising = IntStream.range(0, n).boxed().sorted(Comparator.comparingLong(i -> wanted[i])).mapToInt(Integer::intValue).toArray();
        long[] shares = new long[n];
        long left = total;
        for (int place = 0; place < n; place++) {
            int one = rising[place];
            shares[one] = Math.min(wanted[one], left / (n - place));
            left -= shares[one];
        }
        long more = n == 0 ? 0 : left / n;
        Arrays.setAll(shares, i -> shares[i] + more);
        return shares;
    }
}
