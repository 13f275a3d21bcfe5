package dev.ballast.traffic.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.CircuitConfig;
import dev.ballast.traffic.circuit.CircuitBreaker.Pass;
import dev.ballast.traffic.observe.TrafficObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private long millis = -5;
    private final List<String> events = new ArrayList<>();

    private final TrafficObserver observer = new TrafficObserver() {
        @Override
        public void circuitOpened(String backend, String why, long forMillis) {
            events.add("open for " + forMillis + ": " + why);
        }

        @Override
        public void circuitHalfOpen(String backend) {
            events.add("half open");
        }

        @Override
        public void circuitClosed(String backend) {
            events.add("closed");
        }
    };

    private CircuitBreaker breaker(int consecutive, int percent) {
        return new CircuitBreaker("shop", new CircuitConfig(consecutive, percent, 20, 10_000, 30_000, 3), () -> TimeUnit.MILLISECONDS.toNanos(millis), observer);
    }

    private static Pass enter(CircuitBreaker breaker) {
        return Objects.requireNonNull(breaker.enter(), "refused");
    }

    private static void attempts(CircuitBreaker breaker, int count, boolean good) {
        for (int i = 0; i < count; i++) {
            breaker.judge(enter(breaker), good);
        }
    }

    @Test
    void opens_after_so_many_failures_in_a_row() {
        CircuitBreaker breaker = breaker(5, 0);
        attempts(breaker, 4, false);
        attempts(breaker, 1, true);
        attempts(breaker, 4, false);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
        assertThat(breaker.judge(enter(breaker), false)).isTrue();
        assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
        assertThat(breaker.enter()).isNull();
        assertThat(events).containsExactly("open for 30000: 5 attempts in a row failed");
    }

    @Test
    void opens_when_a_share_of_enough_attempts_failed() {
        CircuitBreaker breaker = breaker(0, 50);
        for (int i = 0; i < 9; i++) {
            attempts(breaker, 1, true);
            attempts(breaker, 1, false);
        }
        attempts(breaker, 1, true);
        assertThat(breaker.state()).as("9 of 19").isEqualTo(CircuitState.CLOSED);
        attempts(breaker, 1, false);
        assertThat(breaker.state()).isEqualTo(CircuitState.OPEN);
        assertThat(events).containsExactly("open for 30000: 10 of 20 attempts failed");
    }

    @Test
    void forgets_what_is_older_than_the_window() {
        CircuitBreaker breaker = breaker(0, 50);
        attempts(breaker, 19, false);
        millis += 10_000;
        attempts(breaker, 19, false);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
        millis += 8_900;
        attempts(breaker, 1, false);
        assertThat(breaker.state()).as("what is younger still counts").isEqualTo(CircuitState.OPEN);
    }

    @Test
    void lets_a_few_through_when_its_time_is_over_and_closes_when_they_were_good() {
        CircuitBreaker breaker = breaker(1, 0);
        attempts(breaker, 1, false);
        millis += 29_999;
        assertThat(breaker.refuses()).isTrue();
        assertThat(breaker.enter()).isNull();
        millis++;
        assertThat(breaker.refuses()).isFalse();
        Pass first = enter(breaker);
        Pass second = enter(breaker);
        Pass third = enter(breaker);
        assertThat(breaker.enter()).as("no more than maxHalfOpen").isNull();
        assertThat(breaker.refuses()).isTrue();
        assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);
        breaker.judge(first, true);
        breaker.judge(second, true);
        assertThat(breaker.enter()).isNull();
        breaker.judge(third, true);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
        assertThat(events).containsExactly("open for 30000: 1 attempts in a row failed", "half open", "closed");
    }

    @Test
    void opens_again_when_one_of_the_few_fails_and_does_not_hear_the_others() {
        CircuitBreaker breaker = breaker(1, 0);
        attempts(breaker, 1, false);
        millis += 30_000;
        Pass good = enter(breaker);
        Pass bad = enter(breaker);
        Pass late = enter(breaker);
        breaker.judge(good, true);
        assertThat(breaker.judge(bad, false)).isTrue();
        assertThat(breaker.judge(late, false)).isFalse();
        assertThat(breaker.enter()).isNull();
        assertThat(events).endsWith("half open", "open for 30000: an attempt failed while it was half open");
        millis += 30_000;
        attempts(breaker, 3, true);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void gives_the_place_of_one_that_shows_nothing_to_another() {
        CircuitBreaker breaker = breaker(1, 0);
        attempts(breaker, 1, false);
        millis += 30_000;
        attempts(breaker, 2, true);
        breaker.cancel(enter(breaker));
        attempts(breaker, 1, true);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void does_not_wait_forever_for_those_that_do_not_come_back() {
        CircuitBreaker breaker = breaker(1, 0);
        attempts(breaker, 1, false);
        millis += 30_000;
        Pass lost = enter(breaker);
        enter(breaker);
        enter(breaker);
        millis += 30_000;
        attempts(breaker, 3, true);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
        breaker.judge(lost, false);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
        assertThat(events).containsExactly("open for 30000: 1 attempts in a row failed", "half open", "closed");
    }

    @Test
    void does_not_hear_what_was_begun_before_it_opened() {
        CircuitBreaker breaker = breaker(2, 0);
        Pass slow = enter(breaker);
        attempts(breaker, 2, false);
        millis += 30_000;
        Pass trial = enter(breaker);
        breaker.judge(slow, false);
        assertThat(breaker.state()).isEqualTo(CircuitState.HALF_OPEN);
        breaker.judge(trial, true);
        attempts(breaker, 2, true);
        assertThat(breaker.state()).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void watches_nothing_where_nothing_is_asked_for() {
        CircuitBreaker none = new CircuitBreaker("shop", null, () -> 0, observer);
        attempts(none, 1_000, false);
        assertThat(none.refuses()).isFalse();
        assertThat(none.state()).isEqualTo(CircuitState.CLOSED);
        assertThat(events).isEmpty();
    }

    @Test
    void never_lets_more_than_the_few_through_whatever_thread_they_come_from() throws Exception {
        for (int round = 0; round < 200; round++) {
            CircuitBreaker breaker = breaker(1, 0);
            attempts(breaker, 1, false);
            millis += 30_000;
            AtomicInteger through = new AtomicInteger();
            CountDownLatch ready = new CountDownLatch(4);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    while (ready.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    for (int j = 0; j < 3; j++) {
                        if (breaker.enter() != null) {
                            through.incrementAndGet();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(through).hasValue(3);
        }
    }
}
