package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.ready;
import static dev.ballast.traffic.backend.Configs.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.ActiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.ProbeType;
import dev.ballast.contract.snapshot.BackendConfig.StatusRange;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What probes find out, and what answers say, decides who is left out. */
class BackendProbesTest {
    /** Two good ones, three bad ones. */
    private static final ActiveConfig PROBES =
            new ActiveConfig(ProbeType.HTTP, 1_000, 500, 2, 3, "/", List.of(new StatusRange(200, 399)), 0);

    private final ManualTicker ticker = new ManualTicker();
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(ticker, bound -> 0, events, events);
    private Backend shop = living(PROBES, PASSIVE, ready("a"), ready("b"));
    private Probation a = shop.probation(endpoint("a"));

    @Test
    void theFirstProbeDecidesAtOnceAndUntilThenTheSnapshot() {
        assertThat(chosen()).containsExactly("a", "b");
        a.heard("status 503");
        assertThat(chosen()).containsExactly("b");
        assertThat(endpoint("a").standing().why()).isEqualTo("status 503");
        assertThat(events.take()).containsExactly("bad probe a", "a READY -> UNHEALTHY", "unhealthy a: status 503");
    }

    @Test
    void soManyBadOnesInARowLeaveItOutAndSoManyGoodOnesBringItBack() {
        hear("", "down", "down", "", "down", "down");
        assertThat(chosen()).containsExactly("a", "b");
        hear("down");
        assertThat(chosen()).containsExactly("b");
        hear("", "down", "");
        assertThat(chosen()).containsExactly("b");
        events.take();
        hear("");
        assertThat(chosen()).containsExactly("a", "b");
        assertThat(events.take()).containsExactly("good probe a", "a UNHEALTHY -> READY", "healthy a");
    }

    @Test
    void oneThatWasEjectedIsUnhealthyAndItsPlaceIsFree() {
        shop = living(PROBES, new PassiveConfig(1, 0, 5_000, 12_000, 50), ready("a"), ready("b"), ready("c"));
        refuse("a");
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.EJECTED);
        hear("down");
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.UNHEALTHY);
        refuse("b");
        assertThat(endpoint("b").state()).isEqualTo(EndpointState.EJECTED);
        assertThat(chosen()).as("one of three is well: panic").containsExactly("a", "b", "c");
        ticker.advance(Duration.ofSeconds(5));
        assertThat(chosen()).as("time ends ejections, not what probes found").containsExactly("b", "c");
    }

    @Test
    void whenAllFailTheirProbesAllAreUsed() {
        hear("down");
        shop.probation(endpoint("b")).heard("down");
        events.take();
        assertThat(chosen()).containsExactly("a", "b");
        assertThat(events.take()).containsOnly("panic shop");
    }

    @Test
    void withoutProbesItIsAsTheSnapshotSays() {
        hear("down");
        shop = living(null, PASSIVE, ready("a"), ready("b"));
        assertThat(chosen()).containsExactly("a", "b");
        assertThat(a.config()).isNull();
        hear("down");
        assertThat(chosen()).containsExactly("a", "b");
    }

    @Test
    void oneThatTerminatesIsLastWhateverItsProbesSay() {
        shop = living(PROBES, PASSIVE, terminating("a"), ready("b"));
        hear("down", "down", "down");
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.TERMINATING);
        shop = living(PROBES, PASSIVE, terminating("a"));
        assertThat(chosen()).containsExactly("a");
    }

    @Test
    void soManyErrorsInARowEject() {
        shop = living(null, new PassiveConfig(3, 2, 5_000, 12_000, 50), ready("a"), ready("b"));
        answer("a", true, Outcome.COMPLETED);
        answer("a", false, Outcome.COMPLETED);
        answer("a", true, Outcome.COMPLETED);
        assertThat(chosen()).containsExactly("a", "b");
        leaseOf("a").close(Outcome.BROKE_BEFORE_RESPONSE);
        assertThat(chosen()).containsExactly("b");
        assertThat(endpoint("a").standing().why()).isEqualTo("2 answers in a row were errors or none");
        ticker.advance(Duration.ofSeconds(5));
        assertThat(chosen()).containsExactly("a", "b");
        answer("a", true, Outcome.COMPLETED);
        assertThat(chosen()).as("after its return one is enough").containsExactly("b");
    }

    @Test
    void errorsDoNotCountUnlessAsked() {
        shop = living(null, PASSIVE, ready("a"), ready("b"));
        for (int i = 0; i < 100; i++) {
            answer("a", true, Outcome.COMPLETED);
        }
        assertThat(chosen()).containsExactly("a", "b");
    }

    private void hear(String... found) {
        for (String why : found) {
            a.heard(why);
        }
    }

    private void answer(String id, boolean failed, Outcome outcome) {
        Lease lease = leaseOf(id);
        lease.answered(failed);
        lease.close(outcome);
    }

    private void refuse(String id) {
        leaseOf(id).close(Outcome.CONNECT_FAILED);
    }

    private Lease leaseOf(String id) {
        Tried others = Tried.NONE;
        for (Endpoint endpoint : shop.endpoints()) {
            others = endpoint.id().equals(id) ? others : others.with(endpoint);
        }
        Lease lease = (Lease) shop.select(Caller.anyone(), others, Waiting.NOT);
        assertThat(lease.endpoint().id()).isEqualTo(id);
        return lease;
    }

    private Endpoint endpoint(String id) {
        return shop.endpoints().stream().filter(endpoint -> endpoint.id().equals(id)).findFirst().orElseThrow();
    }

    private Backend living(@Nullable ActiveConfig active, PassiveConfig passive, EndpointConfig... endpoints) {
        PolicyConfig policy = new PolicyConfig(
                AlgorithmConfig.of(Algorithm.RoundRobin), new HealthConfig(active, passive, 50), 1, 3_000, 0, 4_000, 32);
        return Objects.requireNonNull(registry.apply(List.of(new BackendConfig("shop", policy, List.of(endpoints)))).get("shop"));
    }

    private Set<String> chosen() {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            Lease lease = (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
            chosen.add(lease.endpoint().id());
            lease.close(Outcome.CANCELLED);
        }
        return chosen;
    }
}
