package dev.ballast.traffic.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private long millis = 7;
    private long requests;

    private RetryBudget budget(int percent, int perSecond) {
        return new RetryBudget(percent, perSecond, () -> TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private int withdrawn(RetryBudget budget, int asked) {
        int got = 0;
        for (int i = 0; i < asked; i++) {
            got += budget.withdraw(requests) ? 1 : 0;
        }
        return got;
    }

    @Test
    void beginsWithTenSecondsOfTheLeast() {
        assertThat(withdrawn(budget(20, 10), 1_000)).isEqualTo(100);
        assertThat(withdrawn(budget(20, 0), 1_000)).isZero();
    }

    @Test
    void whenEverythingFailsAShareAndTheLeastAreTriedAgain() {
        RetryBudget budget = budget(20, 10);
        withdrawn(budget, 1_000);
        int got = 0;
        for (int i = 0; i < 60_000; i++) { // 1,000 a second, a minute, and each wants to be tried again
            millis++;
            requests++;
            got += withdrawn(budget, 1);
        }
        assertThat(got).isCloseTo(60_000 / 5 + 60 * 10, within(60));
    }

    @Test
    void aBurstFindsWhatTenSecondsHavePaidIn() {
        RetryBudget budget = budget(20, 0);
        for (int i = 0; i < 600_000; i++) {
            millis++;
            requests++;
            if (i % 1_000 == 0) {
                budget.withdraw(requests);
            }
        }
        assertThat(withdrawn(budget, 100_000)).as("0.2 of 1,000/s for 10 s, less one a second").isCloseTo(1_990, within(20));
    }

    @Test
    void howOftenItIsAskedMakesNoDifference() {
        RetryBudget once = budget(20, 10);
        millis += 10_000;
        requests += 1_000;
        int inOne = withdrawn(once, 1_000);
        millis = 7;
        requests = 0;
        RetryBudget often = budget(20, 10);
        int inMany = 0;
        for (int i = 0; i < 1_000; i++) {
            millis += 10;
            requests++;
            inMany += withdrawn(often, i == 999 ? 1_000 : 0);
        }
        assertThat(inMany).isCloseTo(inOne, within(1));
    }

    @Test
    void counterThatBeginsAnewPaysNothingIn() {
        RetryBudget budget = budget(20, 0);
        requests = 1_000;
        assertThat(withdrawn(budget, 1)).isEqualTo(1);
        requests = 0;
        assertThat(withdrawn(budget, 1_000)).isEqualTo(199);
    }

    @Test
    void manyThreadsGetNoMoreThanThereIs() throws Exception {
        RetryBudget budget = budget(0, 100);
        AtomicInteger got = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> got.addAndGet(withdrawn(budget, 1_000))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(got).hasValue(1_000);
    }
}
