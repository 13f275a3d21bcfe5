package dev.ballast.traffic.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final SlidingWindow window = new SlidingWindow(SECOND, 10);

    @Test
    void letsItsNumberThroughAndThenNobodyUntilSomeOfThemAreHistory() {
        long state = window.fresh(0);
        for (int i = 0; i < 10; i++) {
            assertThat(window.waitNanos(state, 0)).isZero();
            state = window.take(state, 0);
        }
        assertThat(window.left(state, 0)).isZero();
        long wait = window.waitNanos(state, 0);
        assertThat(window.waitNanos(state, wait - MILLI)).isPositive();
        assertThat(window.waitNanos(state, wait)).isZero();
        assertThat(wait).isEqualTo(SECOND + SECOND / 10);
    }

    @Test
    void overAMinuteLetsThroughItsNumberForEachWindowAndNeverTwiceThatInOne() {
        long state = window.fresh(0);
        ArrayDeque<Long> taken = new ArrayDeque<>();
        int all = 0;
        for (long now = 0; now < 60 * SECOND; now += MILLI) {
            while (!taken.isEmpty() && taken.peekFirst() <= now - SECOND) {
                taken.removeFirst();
            }
            if (window.waitNanos(state, now) == 0) {
                state = window.take(state, now);
                taken.addLast(now);
                all++;
            }
            assertThat(taken.size()).isLessThanOrEqualTo(19); // The first window has no history: its ten may all come late.
        }
        assertThat(all).isBetween(540, 606);
    }

    @Test
    void whatItSaysMustBeWaitedIsEnoughAndNotTooMuch() {
        Random random = new Random(5);
        long state = window.fresh(0);
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt((int) (SECOND / 4));
            long wait = window.waitNanos(state, now);
            if (wait == 0) {
                state = window.take(state, now);
            } else {
                assertThat(window.waitNanos(state, now + wait)).isZero();
                assertThat(wait).isLessThanOrEqualTo(2 * SECOND);
            }
            assertThat(window.left(state, now)).isBetween(0L, 10L);
        }
    }

    @Test
    void forgetsAfterTwoWindows() {
        long state = window.take(window.fresh(0), 0);
        assertThat(window.remembersNanos(state, 0)).isEqualTo(2 * SECOND);
        assertThat(window.remembersNanos(state, 2 * SECOND)).isZero();
        assertThat(window.left(state, 2 * SECOND)).isEqualTo(10);
    }

    @Test
    void theClockMayWrap() {
        long now = Long.MAX_VALUE - MILLI;
        long state = window.take(window.fresh(now), now);
        assertThat(window.left(state, now)).isEqualTo(9);
        assertThat(window.left(state, now + 10 * SECOND)).isEqualTo(10);
    }
}
