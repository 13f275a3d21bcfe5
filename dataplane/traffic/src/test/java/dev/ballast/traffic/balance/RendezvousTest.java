package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RendezvousTest extends ConsistentHashContract {
    private static final int SIZE = 10_007;

    @Override
    HashTable table() {
        return HashTable.Rendezvous;
    }

    @Test
    void whenOneOfAHundredLeavesNoOtherKeyMoves() {
        assertThat(moved(0)).isEqualTo(1);
        assertThat(moved(37)).isEqualTo(1);
        assertThat(moved(99)).isEqualTo(1);
    }

    @Test
    void whenOneComesKeysMoveToItOnlyHoweverManyThereAre() {
        for (int count : new int[] {1, 2, 64, 65, 127, 128, 129}) {
            long[] more = names(count + 1);
            Rendezvous before = table(Arrays.copyOf(more, count), equal(count), null);
            Rendezvous after = table(more, equal(count + 1), before);
            for (int place = 0; place < SIZE; place++) {
                assertThat(after.owner(place)).isIn(before.owner(place), count);
            }
        }
    }

    @Test
    void aWeightThatChangesMovesKeysOfThatEndpointOnly() {
        long[] names = names(20);
        long[] weights = equal(20);
        weights[7] = 3;
        Rendezvous before = table(names, equal(20), null);
        Rendezvous after = table(names, weights, before);
        int[] places = new int[20];
        for (int place = 0; place < SIZE; place++) {
            places[after.owner(place)]++;
            assertThat(after.owner(place)).isIn(before.owner(place), 7);
        }
        assertThat(places[7]).as("3 of 22, within four standard deviations").isBetween(1_226, 1_503);
    }

    @Test
    void whatComesOfATableThatWasThereBeforeIsTheSame() {
        Random random = new Random(20_261_121);
        long[] all = names(60);
        Rendezvous running = null;
        for (int change = 0; change < 40; change++) {
            int[] there = IntStream.range(0, 60).filter(i -> random.nextInt(3) > 0).toArray();
            long[] names = Arrays.stream(there).mapToLong(i -> all[i]).toArray();
            long[] weights = Arrays.stream(there).mapToLong(i -> 1 + random.nextInt(3)).toArray();
            running = table(names, weights, running);
            Rendezvous anew = table(names, weights, null);
            for (int place = 0; place < SIZE; place++) {
                assertThat(running.owner(place)).isEqualTo(anew.owner(place));
            }
        }
    }

    private static Rendezvous table(long[] names, long[] weights, @Nullable Rendezvous before) {
        return new Rendezvous(names, weights, SIZE, before);
    }

    private static long[] names(int count) {
        return IntStream.range(0, count).mapToLong(i -> Hashing.of("10.0.0." + i + ":8080")).toArray();
    }

    private static long[] equal(int count) {
        return IntStream.range(0, count).mapToLong(i -> 1).toArray();
    }
}
