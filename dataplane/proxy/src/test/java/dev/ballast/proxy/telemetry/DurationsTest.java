package dev.ballast.proxy.telemetry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DurationsTest {
    private final Durations durations = new Durations(2);

    @Test
    void aBoundBelongsToItsBucket() {
        durations.add(0, MILLISECONDS.toNanos(5));
        durations.add(1, MILLISECONDS.toNanos(5) + 1);
        durations.add(1, Long.MAX_VALUE / 2);

        double[] bounds = Durations.boundsSeconds();
        long[] counts = durations.counts();
        assertThat(bounds).hasSameSizeAs(counts).isSorted();
        for (int i = 0; i < bounds.length; i++) {
            boolean one = bounds[i] == 0.005 || bounds[i] == 0.01 || Double.isInfinite(bounds[i]);
            assertThat(counts[i]).as("up to %s s", bounds[i]).isEqualTo(one ? 1 : 0);
        }
    }

    @Test
    void aQuantileIsBetweenTheBoundsOfItsBucket() {
        for (int i = 0; i < 90; i++) {
            durations.add(0, MILLISECONDS.toNanos(2));
        }
        for (int i = 0; i < 10; i++) {
            durations.add(1, MILLISECONDS.toNanos(400));
        }
        long[] counts = durations.counts();
        assertThat(Durations.quantileMillis(counts, 0.5)).isCloseTo(1 + 1.5 * 50 / 90, within(1e-9));
        assertThat(Durations.quantileMillis(counts, 0.9)).isEqualTo(2.5);
        assertThat(Durations.quantileMillis(counts, 0.95)).isEqualTo(375);
        assertThat(Durations.quantileMillis(counts, 1)).isEqualTo(500);
    }

    @Test
    void thereIsNoQuantileOfNothingAndNoneAboveTheLastBound() {
        assertThat(Durations.quantileMillis(durations.counts(), 0.99)).isNaN();
        durations.add(0, MILLISECONDS.toNanos(90_000));
        assertThat(Durations.quantileMillis(durations.counts(), 0.5)).isEqualTo(60_000);
    }
}
