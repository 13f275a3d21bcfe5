package dev.ballast.traffic.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.Weighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Eight endpoints and two that are four times as slow, of which nobody has said so: with equal weights these get twice what they can do, and their queues grow.
 */
class DynamicWeightsTest {
    private static final int WORKERS = 4;
    private static final double PER_SECOND = 2_000;

    @ParameterizedTest
    @EnumSource(names = {"RoundRobin", "Random"})
    void slow_endpoints_get_as_much_as_they_can_do(Algorithm type) {
        double fixed = p99(type, null);
        double measured = p99(type, Weighting.Dynamic);
        assertThat(fixed).as("ms with equal weights").isGreaterThan(10_000);
        assertThat(measured).as("ms with weights that follow").isLessThan(400);
    }

    private static double p99(Algorithm type, @Nullable Weighting weighting) {
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            servers.add(Server.well(WORKERS, Duration.ofMillis(10)));
        }
        servers.add(Server.well(WORKERS, Duration.ofMillis(40)));
        servers.add(Server.well(WORKERS, Duration.ofMillis(40)));
        return new Fleet(new AlgorithmConfig(type, 2, null, null, weighting), 10, servers, PER_SECOND, Duration.ofSeconds(90), Scenarios.SEED)
                .measured(Duration.ofSeconds(45), Duration.ofSeconds(90))
                .run()
                .millis(99);
    }
}
