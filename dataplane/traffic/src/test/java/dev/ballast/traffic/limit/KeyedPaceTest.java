package dev.ballast.traffic.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyedPaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final KeyedPace bucket = new KeyedPace(TokenRate.of(100, SECOND, 50), 1024);

    private static long taken(KeyedPace pace, long key, long now, int asked) {
        return LongStream.range(0, asked).filter(i -> pace.take(key, now) == 0).count();
    }

    @Test
    void eachKeyHasABudgetOfItsOwn() {
        assertThat(taken(bucket, 7, 0, 100)).isEqualTo(50);
        assertThat(taken(bucket, 8, 0, 100)).isEqualTo(50);
        assertThat(bucket.take(7, 0)).isEqualTo(SECOND / 100);
        assertThat(taken(bucket, 7, SECOND / 10, 100)).isEqualTo(10);
    }

    @Test
    void everyNumberIsAKey() {
        assertThat(taken(bucket, 0, 0, 100)).isEqualTo(50);
        assertThat(taken(bucket, Long.MIN_VALUE, 0, 100)).isEqualTo(50);
    }

    @Test
    void aKeyThatIsUsedStaysWhileAnyNumberOfOthersComesAndGoes() {
        Random others = new Random(3);
        long let = 0;
        for (int milli = 0; milli < 60_000; milli++) {
            long now = milli * SECOND / 1000;
            let += bucket.take(42, now) == 0 ? 1 : 0;
            bucket.take(others.nextLong(), now);
        }
        // A thousand keys a second, each forgotten after 10 ms of its own accord: 6,050, and nobody had to go.
        assertThat(let).isBetween(6_049L, 6_051L);
    }

    @Test
    void aSlidingWindowIsKeptInTheSameTable() {
        KeyedPace window = new KeyedPace(new SlidingWindow(SECOND, 10), 8);
        assertThat(taken(window, 1, 0, 20)).isEqualTo(10);
        assertThat(taken(window, 2, 0, 20)).isEqualTo(10);
        assertThat(taken(window, 1, 0, 20)).isZero();
    }

    @Test
    void nothingIsGivenTwiceToThreadsThatAskAtOnce() throws Exception {
        assertThat(bucket.take(9, 0)).as("the key stands in the table").isZero();
        AtomicInteger taken = new AtomicInteger();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> taken.addAndGet((int) taken(bucket, 9, 0, 1_000)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(taken.get()).isEqualTo(49);
    }
}
