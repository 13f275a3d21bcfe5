package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.SlowStartConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Slow start: new endpoints grow into their share. */
class BackendGrowthTest {
    private static final SlowStartConfig TEN_SECONDS = new SlowStartConfig(10_000, 10);

    private final ManualTicker ticker = new ManualTicker();
    private final BackendRegistry registry =
            new BackendRegistry(ticker, new Random(3)::nextInt, EndpointListener.none(), TrafficObserver.none());

    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = {"RoundRobin", "LeastRequest", "LeastConnections", "Random"})
    void aNewEndpointGrowsIntoItsShare(Algorithm algorithm) {
        install(algorithm, TEN_SECONDS, ready("old"));
        install(algorithm, TEN_SECONDS, ready("old"), ready("new"));
        assertThat(shareOfNew()).as("10 of 110").isCloseTo(0.0909, within(0.01));
        ticker.advance(Duration.ofSeconds(5));
        assertThat(shareOfNew()).as("50 of 150").isCloseTo(0.333, within(0.015));
        ticker.advance(Duration.ofSeconds(5));
        assertThat(shareOfNew()).isCloseTo(0.5, within(0.015));
    }

    @Test
    void thoseThatAreThereFromTheBeginningHaveGrown() {
        install(Algorithm.RoundRobin, TEN_SECONDS, ready("old"), ready("new", 3));
        assertThat(shareOfNew()).isCloseTo(0.75, within(0.001));
    }

    @Test
    void anotherChangeDoesNotBeginItAnew() {
        install(Algorithm.RoundRobin, TEN_SECONDS, ready("old"));
        install(Algorithm.RoundRobin, TEN_SECONDS, ready("old"), ready("new"));
        ticker.advance(Duration.ofSeconds(5));
        install(Algorithm.RoundRobin, TEN_SECONDS, ready("old", 2), ready("new", 2));
        assertThat(shareOfNew()).isCloseTo(0.333, within(0.01));
    }

    @Test
    void withoutAWindowItHasItAtOnce() {
        install(Algorithm.RoundRobin, TEN_SECONDS, ready("old"));
        install(Algorithm.RoundRobin, TEN_SECONDS, ready("old"), ready("new"));
        install(Algorithm.RoundRobin, null, ready("old"), ready("new"));
        assertThat(shareOfNew()).isCloseTo(0.5, within(0.001));
    }

    private void install(Algorithm algorithm, @Nullable SlowStartConfig slowStart, EndpointConfig... endpoints) {
        AlgorithmConfig config = new AlgorithmConfig(algorithm, 2, null, slowStart);
        PolicyConfig policy = new PolicyConfig(config, new HealthConfig(PASSIVE, 50), 1, 3_000, 0, 4_000, 32);
        registry.apply(List.of(new BackendConfig("shop", policy, List.of(endpoints))));
    }

    private double shareOfNew() {
        Backend shop = Objects.requireNonNull(registry.current().get("shop"));
        int picks = 11_000;
        return (double) IntStream.range(0, picks)
                        .filter(i -> {
                            Lease lease = (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
                            lease.close(Outcome.COMPLETED);
                            return lease.endpoint().id().equals("new");
                        })
                        .count()
                / picks;
    }
}
