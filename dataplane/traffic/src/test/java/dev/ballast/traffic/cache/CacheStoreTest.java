package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.cache.CacheStore.Lookup;
import dev.ballast.traffic.cache.Freshness.Times;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheStoreTest {
    private static final int KILO = 1024;

    private final ManualTicker ticker = new ManualTicker();
    private final CacheStore store = new CacheStore(64 * KILO, ticker);

    private Stored answer(String key, int octets, Written request, String... fields) {
        StoredHead answer = new Written(fields).stored();
        CacheControl control = CacheControl.parse("max-age=60");
        Freshness freshness = Freshness.of(answer, control, 0, new Times(ticker.nanos(), ticker.nanos(), 0));
        return Stored.of(Stored.Head.of(answer, 200, request, control, freshness), key, new byte[octets], ticker.nanos());
    }

    private Stored put(String key, int octets) {
        Stored answer = answer(key, octets, Written.NOTHING);
        assertThat(store.put(answer, 0)).isEqualTo(Storing.Stored);
        return answer;
    }

    private boolean has(String key) {
        return store.find(key, Written.NOTHING).stored() != null;
    }

    @Test
    void what_is_stored_is_found_again() {
        Stored answer = put("a", 10);
        assertThat(store.find("a", Written.NOTHING)).isEqualTo(new Lookup(answer, true));
        assertThat(store.find("b", Written.NOTHING)).isEqualTo(new Lookup(null, false));
        assertThat(store.answers()).isEqualTo(1);
        store.clear();
        assertThat(has("a")).isFalse();
        assertThat(store.used()).isZero();
    }

    @Test
    void an_answer_is_for_requests_that_say_the_same_in_the_fields_of_vary() {
        Stored german = answer("a", 10, new Written("Accept-Language: de"), "Vary: Accept-Language");
        Stored plain = answer("a", 10, Written.NOTHING, "Vary: accept-language");
        store.put(german, 0);
        store.put(plain, 0);
        assertThat(store.find("a", new Written("Accept-Language: de")).stored()).isSameAs(german);
        assertThat(store.find("a", Written.NOTHING).stored()).isSameAs(plain);
        assertThat(store.find("a", new Written("Accept-Language: en"))).isEqualTo(new Lookup(null, true));
        assertThat(store.selection("a", new Written("Accept-Language: en"))).isNotEqualTo(store.selection("a", Written.NOTHING));
        store.invalidate("a");
        assertThat(store.used()).isZero();
    }

    @Test
    void a_newer_answer_replaces_the_one_for_the_same_and_an_older_one_does_not() {
        Stored early = answer("a", 10, Written.NOTHING);
        ticker.advance(Duration.ofMillis(1));
        Stored late = put("a", 20);
        assertThat(store.put(early, 0)).isEqualTo(Storing.Superseded);
        assertThat(store.find("a", Written.NOTHING).stored()).isSameAs(late);
        assertThat(store.answers()).isEqualTo(1);
        assertThat(store.used()).isEqualTo(late.bytes());
    }

    @Test
    void what_has_been_asked_for_before_a_change_is_not_stored_after_it() {
        Stored before = answer("a", 10, Written.NOTHING);
        store.invalidate("a");
        assertThat(store.put(before, 0)).isEqualTo(Storing.Superseded);
        ticker.advance(Duration.ofNanos(1));
        put("a", 10);
        assertThat(has("a")).isTrue();
    }

    @Test
    void of_one_thing_sixteen_variants_are_kept() {
        for (int i = 0; i < 40; i++) {
            store.put(answer("a", 10, new Written("X: " + i), "Vary: x"), 0);
        }
        assertThat(store.answers()).isEqualTo(16);
        assertThat(store.find("a", new Written("X: 39")).stored()).isNotNull();
        assertThat(store.find("a", new Written("X: 23")).stored()).isNull();
    }

    @Test
    void more_than_its_bytes_is_never_in_it_whatever_comes() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String key = "k" + random.nextInt(500);
            switch (random.nextInt(4)) {
                case 0 -> store.find(key, Written.NOTHING);
                case 1 -> store.invalidate(key);
                default -> {
                    int octets = random.nextInt(8 * KILO);
                    if (store.reserve(octets)) {
                        store.put(answer(key, octets, Written.NOTHING), octets);
                    }
                }
            }
            ticker.advance(Duration.ofNanos(1));
            assertThat(store.used()).isBetween(0L, 64L * KILO);
        }
        assertThat(store.dropped()).isPositive();
        store.clear();
        assertThat(store.used()).isZero();
        assertThat(store.answers()).isZero();
    }

    @Test
    void what_is_used_stays_while_what_is_asked_for_once_passes_through() {
        for (int i = 0; i < 10; i++) {
            put("kept" + i, KILO);
        }
        for (int i = 0; i < 1_000; i++) {
            put("once" + i, KILO);
            IntStream.range(0, 10).forEach(kept -> assertThat(has("kept" + kept)).isTrue());
        }
        assertThat(store.dropped()).isGreaterThan(900);
    }

    @Test
    void half_of_it_may_be_on_its_way() {
        assertThat(store.reserve(32 * KILO)).isTrue();
        assertThat(store.reserve(1)).isFalse();
        store.release(32 * KILO);
        assertThat(store.reserve(1)).isTrue();
    }

    @Test
    void what_does_not_fit_is_not_stored_and_a_smaller_store_drops_what_is_too_much() {
        assertThat(store.put(answer("a", 65 * KILO, Written.NOTHING), 0)).isEqualTo(Storing.TooLarge);
        put("b", 30 * KILO);
        put("c", 20 * KILO);
        store.limit(25 * KILO);
        assertThat(store.answers()).isEqualTo(1);
        assertThat(store.used()).isLessThanOrEqualTo(25 * KILO);
    }

    @Test
    void one_that_turned_out_to_be_wrong_goes_and_nothing_else_does() {
        Stored wrong = put("a", 10);
        put("b", 10);
        store.remove(wrong);
        store.remove(wrong);
        assertThat(has("a")).isFalse();
        assertThat(has("b")).isTrue();
    }

    @Test
    void it_is_known_for_a_while_that_an_answer_was_not_to_be_stored() {
        store.passed("a");
        assertThat(store.passedWithin("a", Duration.ofSeconds(10).toNanos())).isTrue();
        ticker.advance(Duration.ofSeconds(11));
        assertThat(store.passedWithin("a", Duration.ofSeconds(10).toNanos())).isFalse();
        assertThat(store.passedWithin("b", Duration.ofSeconds(10).toNanos())).isFalse();
    }

    @Test
    void threads_that_use_it_at_once_leave_it_whole() throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            Random random = new Random(t);
            threads[t] = Thread.ofPlatform().start(() -> {
                try {
                    begin.await();
                } catch (InterruptedException ended) {
                    return;
                }
                for (int i = 0; i < 20_000; i++) {
                    String key = "k" + random.nextInt(100);
                    switch (random.nextInt(8)) {
                        case 0 -> store.put(answer(key, random.nextInt(4 * KILO), Written.NOTHING), 0);
                        case 1 -> store.invalidate(key);
                        default -> store.find(key, Written.NOTHING);
                    }
                }
            });
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(store.used()).isBetween(0L, 64L * KILO);
        store.clear();
        assertThat(store.used()).isZero();
        assertThat(store.answers()).isZero();
    }
}
