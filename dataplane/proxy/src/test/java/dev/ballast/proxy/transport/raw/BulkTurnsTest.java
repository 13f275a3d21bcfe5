package dev.ballast.proxy.transport.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkTurnsTest {
    private final List<Runnable> endOfTurn = new ArrayList<>();
    private final BulkTurns turns = new BulkTurns(endOfTurn::add);

    @Test
    void a_turn_is_over_for_bulky_streams_when_they_have_moved_their_share_and_the_next_one_is_a_new_one() {
        for (int turn = 0; turn < 3; turn++) {
            turns.moved(BulkTurns.OCTETS_A_TURN - 1);
            assertThat(turns.over()).isFalse();
            turns.moved(1);
            assertThat(turns.over()).isTrue();
            assertThat(endOfTurn).hasSize(1);
            endOfTurn.removeFirst().run();
            assertThat(turns.over()).isFalse();
        }
    }
}
