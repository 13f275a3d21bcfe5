package dev.ballast.traffic.balance;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Google's Maglev hashing (Eisenbud and others, NSDI 2016): each endpoint has a permutation of the table's places and takes its next free one
 * in turn, as often as its weight says, until the table is full.
 *
 * <p>A look-up is a division. Shares differ by one place, whatever the endpoints. Building costs some {@code size * ln(size)} steps, 1 to 2 ms for
 * 65,537 places, and four bytes a place. One that is missing for a while moves only its own keys; see {@link ConsistentHash}.
 *
 * <p>When an endpoint leaves, keys move that need not: whoever takes one of its places takes another one less, which somebody else takes. How many
 * depends on the places that there are for each endpoint. Keys that move, divided by those that must:
 *
 * <table>
 * <tr><th>places<th>10 endpoints<th>100<th>1,000<th>memory<th>to build, of 100
 * <tr><td>65,537<td>1.02<td>1.55<td>6.6<td>0.3 MB<td>2 ms
 * <tr><td>655,373<td>1.01<td>1.14<td>4.3<td>2.6 MB<td>22 ms
 * <tr><td>6,553,601<td>1.002<td>1.04<td>1.7<td>26 MB<td>0.8 s
 * </table>
 *
 * <p>So 1.05 wants some 50,000 places for each endpoint, of every backend, made anew at each change. Where few keys are to move, {@link Rendezvous} moves
 * none that need not; this is for those who want even shares more than that.
 */
final class Maglev implements KeyTable {
    private final int[] owners;

    /** @param size made the next prime, so that every step visits every place */
    Maglev(long[] names, long[] weights, int size) {
        this.owners = new int[BigInteger.valueOf(size - 1L).nextProbablePrime().intValueExact()];
        fill(names, weights);
    }

    @Override
    public int owner(long hash) {
        return owners[(int) Long.remainderUnsigned(hash, owners.length)];
    }

    private void fill(long[] names, long[] weights) {
        int size = owners.length;
        Arrays.fill(owners, -1);
        int[] next = new int[names.length];
        int[] step = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            next[i] = (int) Long.remainderUnsigned(names[i], size);
            step[i] = 1 + (int) Long.remainderUnsigned(Hashing.next(names[i]), size - 1L);
        }
        long greatest = Weights.greatest(weights);
        long[] turns = new long[names.length];
        int filled = 0;
        while (true) {
            for (int i = 0; i < names.length; i++) {
                turns[i] += weights[i];
                if (turns[i] < greatest) {
                    continue;
                }
                turns[i] -= greatest;
                next[i] = free(next[i], step[i]);
                owners[next[i]] = i;
                if (++filled == size) {
                    return;
                }
            }
        }
    }

    private int free(int from, int step) {
        int place = from;
        while (owners[place] >= 0) {
            place += step;
            if (place >= owners.length) {
                place -= owners.length;
            }
        }
        return place;
    }
}
