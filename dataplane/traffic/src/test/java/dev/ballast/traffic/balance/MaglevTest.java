package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevTest extends ConsistentHashContract {
    @Override
    HashTable table() {
        return HashTable.Maglev;
    }

    @Test
    void whenOneOfAHundredLeavesFewKeysMoveThatNeedNot() {
        assertThat(List.of(moved(0), moved(37), moved(99)))
                .as("times what must move; Rendezvous moves exactly that")
                .allSatisfy(times -> assertThat(times).isBetween(1.0, 1.6));
    }

    @Test
    void everyEndpointHasAsManyPlacesAsAnyOtherOrOneMore() {
        long[] names = IntStream.range(0, 100).mapToLong(i -> Hashing.of("e" + i)).toArray();
        Maglev table = new Maglev(names, Arrays.stream(names).map(name -> 1).toArray(), 65_537);
        int[] places = new int[100];
        for (int place = 0; place < 65_537; place++) {
            places[table.owner(place)]++;
        }
        assertThat(places).containsOnly(655, 656);
    }
}
