package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.cache.Freshness.Times;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final long NOW = HttpDate.parse("Sun, 06 Nov 1994 08:50:00 GMT");
    private static final Times AT_ONCE = new Times(0, 0, NOW);

    private static Freshness of(Times times, long lent, String... fields) {
        FieldValues answer = new Written(fields);
        return Freshness.of(answer, CacheControl.parse(answer.get("cache-control")), lent, times);
    }

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    @Test
    void what_is_said_to_shared_caches_counts_most() {
        assertThat(of(AT_ONCE, 1, "Cache-Control: max-age=5, s-maxage=9", "Expires: 0").lifetime()).isEqualTo(9);
        assertThat(of(AT_ONCE, 1, "Cache-Control: max-age=5", "Expires: 0").lifetime()).isEqualTo(5);
        assertThat(of(AT_ONCE, 1, "Date: Sun, 06 Nov 1994 08:50:00 GMT", "Expires: Sun, 06 Nov 1994 08:50:30 GMT").lifetime()).isEqualTo(30);
        assertThat(of(AT_ONCE, 1, "Expires: 0").lifetime()).isZero();
        assertThat(of(AT_ONCE, 1).lifetime()).as("lent").isEqualTo(1);
        assertThat(of(AT_ONCE, 1, "Cache-Control: no-cache, max-age=5").lifetime()).isZero();
    }

    @Test
    void it_was_as_old_as_its_date_or_the_caches_before_us_say_whichever_is_more() {
        assertThat(of(AT_ONCE, 0, "Date: Sun, 06 Nov 1994 08:49:50 GMT", "Age: 3").initialAge()).isEqualTo(10);
        assertThat(of(new Times(0, seconds(2), NOW), 0, "Date: Sun, 06 Nov 1994 08:50:00 GMT", "Age: 3").initialAge()).as("and the way here").isEqualTo(5);
        assertThat(of(AT_ONCE, 0, "Date: Sun, 06 Nov 1994 09:50:00 GMT").initialAge()).as("a clock that is fast").isZero();
    }

    @Test
    void it_is_fresh_until_its_age_is_its_lifetime() {
        Freshness freshness = of(AT_ONCE, 0, "Cache-Control: max-age=10", "Age: 4");
        assertThat(freshness.fresh(seconds(6) - 1)).isTrue();
        assertThat(freshness.fresh(seconds(6))).isFalse();
        assertThat(freshness.age(seconds(6))).isEqualTo(10);
        assertThat(freshness.left(seconds(8))).isEqualTo(-2);
    }

    @Test
    void afterwards_it_is_used_as_long_as_it_allows() {
        Freshness freshness = of(AT_ONCE, 0, "Cache-Control: max-age=10, stale-while-revalidate=5, stale-if-error=20");
        assertThat(freshness.usableWhileRevalidated(seconds(14))).isTrue();
        assertThat(freshness.usableWhileRevalidated(seconds(15))).isFalse();
        assertThat(freshness.usableOnError(seconds(29))).isTrue();
        assertThat(freshness.usableOnError(seconds(30))).isFalse();
        for (String strict : new String[] {"must-revalidate", "proxy-revalidate", "no-cache"}) {
            Freshness never = of(AT_ONCE, 0, "Cache-Control: max-age=10, stale-while-revalidate=5, stale-if-error=20, " + strict);
            assertThat(never.usableWhileRevalidated(seconds(10))).as(strict).isFalse();
            assertThat(never.usableOnError(seconds(10))).as(strict).isFalse();
        }
    }
}
