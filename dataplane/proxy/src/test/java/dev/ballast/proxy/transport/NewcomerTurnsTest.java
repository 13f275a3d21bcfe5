package dev.ballast.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The newcomers of a loop whose turns and clock are the test's. */
class NewcomerTurnsTest {
    /** So that a turn has room for three steps, the last of which uses it up. */
    private static final long STEP = NewcomerTurns.NANOS_A_TURN * 2 / 5;

    private final ArrayDeque<Runnable> thisTurn = new ArrayDeque<>();
    private final ArrayDeque<Runnable> nextTurn = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();
    private long now;
    private final NewcomerTurns turns = new NewcomerTurns(() -> now, thisTurn::add, nextTurn::add);

    private void add(int step) {
        turns.add(() -> {
            done.add(step);
            now += STEP;
        });
    }

    /** What is ready has been looked at; answers the steps that were done. */
    private List<Integer> turn() {
        done.clear();
        thisTurn.addAll(nextTurn);
        nextTurn.clear();
        while (!thisTurn.isEmpty()) {
            thisTurn.remove().run();
        }
        return List.copyOf(done);
    }

    @Test
    void a_flood_of_steps_is_done_a_few_a_turn_in_the_order_in_which_they_came() {
        IntStream.range(0, 1_000).forEach(this::add);
        assertThat(done).as("nothing is done before its turn").isEmpty();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 334; i++) {
            List<Integer> some = turn();
            assertThat(some).hasSizeLessThanOrEqualTo(3);
            all.addAll(some);
        }
        assertThat(all).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
        assertThat(turn()).isEmpty();
        assertThat(nextTurn).as("an empty queue asks for no turn").isEmpty();
    }

    @Test
    void whoever_comes_during_a_flood_is_behind_it_and_whoever_comes_after_it_is_not_forgotten() {
        IntStream.range(0, 4).forEach(this::add);
        assertThat(turn()).containsExactly(0, 1, 2);
        add(4);
        assertThat(turn()).containsExactly(3, 4);
        add(5);
        assertThat(turn()).containsExactly(5);
    }

    @Test
    void a_step_that_takes_a_whole_turn_is_done_all_the_same() {
        turns.add(() -> now += 10 * NewcomerTurns.NANOS_A_TURN);
        add(1);
        assertThat(turn()).isEmpty();
        assertThat(turn()).containsExactly(1);
    }

    @Test
    void a_step_that_fails_takes_no_other_one_with_it() {
        turns.add(() -> {
            throw new IllegalStateException("one connection's");
        });
        add(1);
        assertThatThrownBy(this::turn).hasMessage("one connection's");
        assertThat(turn()).containsExactly(1);
    }

    @Test
    void a_step_may_bring_the_next_one() {
        turns.add(() -> add(1));
        assertThat(turn()).containsExactly(1);
    }
}
