package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.cache.Flights.Entry;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private final ManualTicker ticker = new ManualTicker();
    private final Flights flights = new Flights(ticker);

    @Test
    void one_leads_and_who_waits_is_called_once() {
        Entry first = flights.enter("a");
        Entry second = flights.enter("a");
        AtomicInteger called = new AtomicInteger();
        assertThat(first.leads()).isTrue();
        assertThat(second.leads()).isFalse();
        assertThat(second.flight()).isSameAs(first.flight());
        assertThat(flights.enter("b").leads()).isTrue();
        Runnable impatient = called::incrementAndGet;
        assertThat(second.flight().await(called::incrementAndGet)).isTrue();
        assertThat(second.flight().await(impatient)).isTrue();
        assertThat(flights.waiting()).isEqualTo(2);
        second.flight().leave(impatient);
        assertThat(flights.waiting()).isEqualTo(1);
        first.flight().end();
        first.flight().end();
        assertThat(called).hasValue(1);
        assertThat(second.flight().await(called::incrementAndGet)).as("it has ended").isFalse();
        assertThat(flights.enter("a").leads()).isTrue();
    }

    @Test
    void nobody_waits_for_one_that_takes_too_long() {
        Entry slow = flights.enter("a");
        ticker.advance(Duration.ofMillis(4_999));
        assertThat(flights.underWay("a")).isTrue();
        assertThat(flights.enter("a").flight().leftMillis()).isEqualTo(1);
        ticker.advance(Duration.ofMillis(1));
        assertThat(flights.underWay("a")).isFalse();
        Entry next = flights.enter("a");
        assertThat(next.leads()).isTrue();
        slow.flight().end();
        assertThat(flights.enter("a").flight()).as("the end of the old one does not end the new one").isSameAs(next.flight());
        next.flight().end();
        assertThat(flights.count()).isZero();
    }

    @Test
    void of_threads_that_come_at_once_one_leads_and_all_others_are_called() throws Exception {
        AtomicInteger leaders = new AtomicInteger();
        AtomicInteger called = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 2_000; round++) {
                    Entry entry = flights.enter("a");
                    if (entry.leads()) {
                        leaders.incrementAndGet();
                        entry.flight().end();
                    } else if (!entry.flight().await(called::incrementAndGet)) {
                        called.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(leaders.get() + called.get()).isEqualTo(16_000);
        assertThat(flights.count()).isZero();
    }
}
