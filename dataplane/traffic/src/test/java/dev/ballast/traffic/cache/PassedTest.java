package dev.ballast.traffic.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassedTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final ManualTicker ticker = new ManualTicker();
    private final Passed passed = new Passed(ticker);

    @Test
    void a_key_is_known_for_as_long_as_one_asks() {
        passed.note("a");
        assertThat(passed.within("a", MINUTE)).isTrue();
        ticker.advance(Duration.ofSeconds(60));
        assertThat(passed.within("a", MINUTE)).isTrue();
        ticker.advance(Duration.ofMillis(1));
        assertThat(passed.within("a", MINUTE)).isFalse();
        passed.note("a");
        assertThat(passed.within("a", MINUTE)).isTrue();
    }

    @Test
    void keys_that_were_not_seen_are_not_known_however_many_others_were() {
        IntStream.range(0, 100_000).forEach(i -> passed.note("seen" + i));
        assertThat(IntStream.range(0, 10_000).filter(i -> passed.within("other" + i, MINUTE)).count()).isLessThan(10);
        assertThat(IntStream.range(99_000, 100_000).filter(i -> passed.within("seen" + i, MINUTE)).count())
                .as("of the last thousand most are still in their places")
                .isGreaterThan(700);
    }
}
