package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.Weighting;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Of three endpoints {@code b} needs twice as long as {@code a}, and {@code c} answers at once, and with errors. */
class ReweighingTest {
    private static final Map<String, Duration> TAKES = Map.of("a", Duration.ofMillis(10), "b", Duration.ofMillis(20), "c", Duration.ofMillis(1));

    private final ManualTicker time = new ManualTicker();
    private final Events events = new Events();
    private Runnable meanwhile = () -> {};
    private final BackendRegistry registry = new BackendRegistry(this::read, bound -> 0, events, events);

    /** Something may happen just before the clock is read. */
    private long read() {
        Runnable now = meanwhile;
        meanwhile = () -> {};
        now.run();
        return time.nanos();
    }

    private Backend install(boolean dynamic) {
        AlgorithmConfig algorithm = new AlgorithmConfig(Algorithm.RoundRobin, 2, null, null, dynamic ? Weighting.Dynamic : null);
        PolicyConfig policy = new PolicyConfig(algorithm, new HealthConfig(PASSIVE, 50), 1, 3_000, 0, 4_000, 32);
        BackendConfig config = new BackendConfig("shop", policy, List.of(Configs.ready("a"), Configs.ready("b"), Configs.ready("c")));
        return Objects.requireNonNull(registry.apply(List.of(config)).get("shop"));
    }

    /** Answers how many of the requests each endpoint got. */
    private Map<String, Integer> ask(Backend shop, int requests) {
        Map<String, Integer> got = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            Lease lease = (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
            String id = lease.endpoint().id();
            got.merge(id, 1, Integer::sum);
            time.advance(Objects.requireNonNull(TAKES.get(id)));
            lease.answered(id.equals("c"));
            lease.close(Outcome.COMPLETED);
        }
        return got;
    }

    private static List<Integer> percent(Backend shop) {
        return shop.endpoints().stream().map(Endpoint::measuredPercent).toList();
    }

    @Test
    void weightsFollowLatencyAndErrors() {
        Backend shop = install(true);
        assertThat(ask(shop, 300)).as("nothing is known").containsEntry("a", 100).containsEntry("b", 100).containsEntry("c", 100);
        time.advance(Duration.ofSeconds(5));
        ask(shop, 1);
        assertThat(percent(shop)).containsExactly(100, 50, 10);
        Map<String, Integer> got = ask(shop, 160);
        assertThat(got.get("a")).isBetween(95, 105);
        assertThat(got.get("b")).isBetween(45, 55);
        assertThat(got.get("c")).as("enough to notice that it is well again").isBetween(8, 12);
    }

    @Test
    void fewAnswersSayNothing() {
        Backend shop = install(true);
        ask(shop, 27);
        time.advance(Duration.ofSeconds(5));
        ask(shop, 1);
        assertThat(percent(shop)).containsExactly(100, 100, 100);
    }

    @Test
    void aMeasurementThatIsUnderWayLeavesNothingWhenWeightsBecomeStatic() {
        Backend shop = install(true);
        ask(shop, 300);
        time.advance(Duration.ofSeconds(5));
        meanwhile = () -> install(false);
        ask(shop, 1);
        assertThat(percent(shop)).containsExactly(100, 100, 100);
        assertThat(ask(shop, 30)).containsEntry("a", 10).containsEntry("b", 10).containsEntry("c", 10);
    }

    @Test
    void weightsAreWhatTheyAreWhereNobodyAsksForMore() {
        Backend shop = install(true);
        ask(shop, 300);
        time.advance(Duration.ofSeconds(5));
        ask(shop, 1);
        install(false);
        assertThat(percent(shop)).containsExactly(100, 100, 100);
        time.advance(Duration.ofSeconds(5));
        assertThat(ask(shop, 30)).containsEntry("a", 10).containsEntry("b", 10).containsEntry("c", 10);
    }
}
