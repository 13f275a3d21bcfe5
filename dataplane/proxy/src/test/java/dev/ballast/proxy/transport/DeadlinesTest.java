package dev.ballast.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A loop's deadlines, on a clock of the test. */
class DeadlinesTest {
    private final ManualTime time = new ManualTime();
    private final Deadlines deadlines = time.deadlines();

    @Test
    void comes_up_once_after_its_time() {
        List<Long> passed = new ArrayList<>();
        Deadlines.Deadline deadline = deadlines.deadline(() -> passed.add(time.now()));
        deadline.in(100);
        time.pass(99);
        assertThat(passed).isEmpty();
        time.pass(40);
        assertThat(passed).hasSize(1);
        time.pass(100_000);
        assertThat(passed).hasSize(1);
        assertThat(deadline.isSet()).isFalse();
    }

    @Test
    void moves_back_and_forth() {
        List<String> passed = new ArrayList<>();
        Deadlines.Deadline deadline = deadlines.deadline(() -> passed.add("x"));
        deadline.in(50);
        time.pass(40);
        deadline.in(50);
        time.pass(40);
        assertThat(passed).isEmpty();
        deadline.in(60_000);
        deadline.in(20);
        time.pass(60);
        assertThat(passed).containsExactly("x");
    }

    @Test
    void is_taken_away() {
        List<String> passed = new ArrayList<>();
        Deadlines.Deadline deadline = deadlines.deadline(() -> passed.add("x"));
        deadline.in(50);
        deadline.cancel();
        time.pass(1000);
        deadline.in(50);
        deadline.in(0);
        time.pass(1000);
        assertThat(passed).isEmpty();
    }

    @Test
    void reaches_further_than_one_turn_of_the_wheel() {
        List<Long> passed = new ArrayList<>();
        deadlines.deadline(() -> passed.add(time.now())).in(3_600_000);
        time.pass(3_599_999);
        assertThat(passed).isEmpty();
        time.pass(100);
        assertThat(passed).hasSize(1);
    }

    @Test
    void nothing_runs_while_nothing_is_set() {
        time.pass(100_000);
        assertThat(time.wakes()).isZero();
        Deadlines.Deadline deadline = deadlines.deadline(() -> {});
        deadline.in(50);
        time.pass(100);
        int before = time.wakes();
        time.pass(100_000);
        assertThat(time.wakes()).isEqualTo(before);
    }

    @Test
    void can_be_set_from_what_it_does() {
        List<Long> passed = new ArrayList<>();
        Deadlines.Deadline[] again = new Deadlines.Deadline[1];
        again[0] = deadlines.deadline(() -> {
            passed.add(time.now());
            if (passed.size() < 5) {
                again[0].in(1);
            }
        });
        again[0].in(1);
        time.pass(1000);
        assertThat(passed).hasSize(5);
    }

    @Test
    void many_come_up_neither_early_nor_more_than_two_slots_late() {
        Random random = new Random(7);
        long slack = 2 * Deadlines.SLOT_NANOS;
        long[] due = new long[500];
        int[] passed = new int[due.length];
        Deadlines.Deadline[] all = new Deadlines.Deadline[due.length];
        for (int i = 0; i < due.length; i++) {
            int index = i;
            due[i] = Long.MAX_VALUE;
            all[i] = deadlines.deadline(() -> {
                passed[index]++;
                assertThat(time.now()).isBetween(due[index], due[index] + slack);
                due[index] = Long.MAX_VALUE;
            });
        }
        for (int step = 0; step < 5_000; step++) {
            int index = random.nextInt(due.length);
            long millis = 1 + random.nextInt(step % 7 == 0 ? 40_000 : 300);
            due[index] = time.now() + TimeUnit.MILLISECONDS.toNanos(millis);
            all[index].in(millis);
            time.pass(random.nextInt(12));
            for (long each : due) {
                assertThat(each).isGreaterThan(time.now() - slack);
            }
        }
        time.pass(60_000);
        assertThat(due).containsOnly(Long.MAX_VALUE);
        assertThat(passed).contains(1);
    }

    /** A flood of connections that end in one slot: each deadline takes time to deal with. */
    @Test
    void those_that_come_up_together_leave_the_loop_to_others_between_them() {
        long each = Deadlines.NANOS_A_TURN / 4;
        long[] now = {0};
        ArrayDeque<Runnable> calls = new ArrayDeque<>();
        Deadlines slow = new Deadlines(() -> now[0], (task, delay) -> calls.add(task));
        List<Integer> passed = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            slow.deadline(() -> {
                passed.add(number);
                now[0] += each;
            }).in(1_000);
        }
        now[0] = TimeUnit.SECONDS.toNanos(2);
        int turns = 0;
        while (!calls.isEmpty()) {
            int before = passed.size();
            calls.remove().run();
            assertThat(passed.size() - before).isLessThanOrEqualTo(4);
            turns++;
        }
        assertThat(turns).isGreaterThanOrEqualTo(25);
        assertThat(passed).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }
}
