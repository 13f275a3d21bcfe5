package dev.ballast.traffic.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private final ManualTicker ticker = new ManualTicker();
    private final Latency latency = new Latency();

    @Test
    void isUnknownUntilTheFirstAnswer() {
        assertThat(latency.isUnknown()).isTrue();
        assertThat(latency.nanos(ticker.nanos())).isZero();
        observe(10);
        assertThat(latency.isUnknown()).isFalse();
        assertThat(millis()).isCloseTo(10, within(0.001));
    }

    @Test
    void jumpsToAPeakAndComesDownSlowly() {
        observe(10);
        observe(100);
        assertThat(millis()).isCloseTo(100, within(0.001));
        ticker.advance(Duration.ofSeconds(10));
        observe(10);
        assertThat(millis()).as("1/e of 100 and the rest of 10").isCloseTo(100 / Math.E + 10 * (1 - 1 / Math.E), within(0.1));
    }

    @Test
    void fadesWithoutAnswers() {
        observe(100);
        ticker.advance(Duration.ofSeconds(10));
        assertThat(millis()).isCloseTo(100 / Math.E, within(0.1));
        ticker.advance(Duration.ofDays(20));
        assertThat(millis()).isCloseTo(0, within(0.001));
    }

    private void observe(int millis) {
        latency.observe(Duration.ofMillis(millis).toNanos(), ticker.nanos());
    }

    private double millis() {
        return latency.nanos(ticker.nanos()) / 1e6;
    }
}
