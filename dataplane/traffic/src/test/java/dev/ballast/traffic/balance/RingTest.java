package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.HashTable;
import org.junit.jupiter.api.Test;

class RingTest extends ConsistentHashContract {
    @Override
    HashTable table() {
        return HashTable.Ring;
    }

    @Test
    void whenOneOfAHundredLeavesNoOtherKeyMoves() {
        assertThat(moved(0)).isEqualTo(1);
        assertThat(moved(37)).isEqualTo(1);
        assertThat(moved(99)).isEqualTo(1);
    }
}
