package dev.ballast.traffic.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharesTest {
    @ParameterizedTest
    @ValueSource(strings = {"1 1", "3 1", "90 10", "1 0 2", "7 5 3 1", "1000000 1", "1 999999", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"})
    void every_share_has_its_part_after_any_number_of_turns(String written) {
        List<Integer> weights = List.of(written.split(" ")).stream().map(Integer::valueOf).toList();
        double total = weights.stream().mapToInt(Integer::intValue).sum();
        Shares shares = Shares.of(weights, 1, new Random(1)::nextInt);
        int[] turns = new int[weights.size()];
        for (int turn = 1; turn <= 1_000_000; turn++) {
            turns[shares.next(0)]++;
            for (int i = 0; i < turns.length; i++) {
                if (Math.abs(turns[i] - (double) turn * weights.get(i) / total) > 4) {
                    throw new AssertionError("after " + turn + " turns share " + i + " of " + written + " had " + turns[i]);
                }
            }
        }
    }

    @Test
    void a_small_share_comes_in_even_steps() {
        Shares shares = Shares.of(List.of(90, 10), 1, new Random(1)::nextInt);
        int since = 0;
        for (int turn = 0; turn < 10_000; turn++) {
            since++;
            if (shares.next(0) == 1) {
                assertThat(turn < 20 ? 10 : since).isBetween(5, 13);
                since = 0;
            }
        }
    }

    @Test
    void loops_do_not_disturb_each_other() {
        Shares together = Shares.of(List.of(2, 3, 5), 3, new Random(7)::nextInt);
        Shares alone = Shares.of(List.of(2, 3, 5), 3, new Random(7)::nextInt);
        for (int turn = 0; turn < 1000; turn++) {
            together.next(0);
            together.next(2);
            assertThat(together.next(1)).isEqualTo(alone.next(1));
        }
    }

    @Test
    void where_no_weight_is_positive_nobody_has_a_turn() {
        assertThat(Shares.of(List.of(0, 0), 1, new Random(1)::nextInt).next(0)).isEqualTo(-1);
        assertThat(Shares.of(List.of(0, 4), 1, new Random(1)::nextInt).next(0)).isEqualTo(1);
        assertThat(Shares.of(List.of(4, 0), 1, new Random(1)::nextInt).next(0)).isZero();
    }
}
