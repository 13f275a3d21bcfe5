package dev.ballast.traffic.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.SlowStartConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Row 14 of what users suffer from: cold pods get a full share. Ten endpoints become twelve; the two are five times as slow at first, and as fast as the
 * others after 8 s.
 */
class ColdEndpointTest {
    private static final Duration MEAN = Duration.ofMillis(10);
    private static final Duration JOINED = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(30);
    private static final int WORKERS = 8;

    @ParameterizedTest
    @EnumSource(names = {"RoundRobin", "LeastRequest", "Random"})
    void endpoints_that_have_just_come_do_not_slow_their_clients_down(Algorithm type) {
        SlowStartConfig growing = new SlowStartConfig(10_000, 10);
        double steady = p99(type, growing, Duration.ofSeconds(5), JOINED);
        double joining = p99(type, growing, JOINED, END);
        double without = p99(type, null, JOINED, END);
        assertThat(joining / steady).isLessThanOrEqualTo(1.5);
        assertThat(without / steady).as("without slow start").isGreaterThan(1.5);
    }

    private static double p99(Algorithm type, @Nullable SlowStartConfig slowStart, Duration from, Duration to) {
        List<Server> warm = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            warm.add(Server.well(WORKERS, MEAN));
        }
        List<Server> cold = List.of(
                Server.cold(WORKERS, MEAN, JOINED, 5, Duration.ofSeconds(8)), Server.cold(WORKERS, MEAN, JOINED, 5, Duration.ofSeconds(8)));
        return new Fleet(new AlgorithmConfig(type, 2, null, slowStart), 10, warm, 0.4 * 10 * WORKERS * 100, END, Scenarios.SEED)
                .scaledOut(JOINED, cold)
                .measured(from, to)
                .run()
                .millis(99);
    }
}
