package dev.ballast.traffic.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.SlowStartConfig;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowStartTest {
    @ParameterizedTest(name = "after {0} ms: {1} %")
    @CsvSource({"0, 10", "999, 10", "1000, 10", "5000, 50", "9999, 99", "10000, 100", "20000, 100"})
    void growsInAStraightLineFromTheLeast(long millis, int percent) {
        assertThat(new SlowStart(new SlowStartConfig(10_000, 10)).percent(Duration.ofMillis(millis).toNanos())).isEqualTo(percent);
    }
}
