package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.ready;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.CircuitConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.circuit.CircuitState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Failure;
import dev.ballast.traffic.failure.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a circuit breaker does to choices. */
class BackendCircuitTest {
    private static final Selection OPEN = new Selection.Refusal(Reason.CircuitOpen.failure());

    private long millis;
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(() -> TimeUnit.MILLISECONDS.toNanos(millis), bound -> 0, events, events);
    private final Deque<Lease> granted = new ArrayDeque<>();
    private final List<Failure> turnedAway = new ArrayList<>();
    private Backend shop = living(null, null);

    private Backend living(@Nullable CapConfig caps, @Nullable String failover) {
        PolicyConfig policy = Configs.policy(PASSIVE).withCircuit(new CircuitConfig(2, 0, 20, 10_000, 1_000, 2)).withCaps(caps);
        return Objects.requireNonNull(registry.apply(List.of(
                        new BackendConfig("shop", policy, failover, List.of(ready("a"), ready("b"))),
                        new BackendConfig("spare", Configs.policy(PASSIVE), List.of(ready("s")))))
                .get("shop"));
    }

    private Selection select() {
        return shop.select(Caller.anyone(), Tried.NONE, Waiting.of(granted::add, turnedAway::add));
    }

    private Lease lease() {
        return (Lease) select();
    }

    private void attempts(Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            lease().close(outcome);
        }
    }

    private void answered(boolean failed) {
        Lease lease = lease();
        lease.answered(failed);
        lease.close(Outcome.COMPLETED);
    }

    @Test
    void aBackendThatFailsIsNotAskedForAWhile() {
        attempts(Outcome.BROKE_BEFORE_RESPONSE);
        answered(true);
        assertThat(select()).isEqualTo(OPEN);
        assertThat(shop.circuit()).isEqualTo(CircuitState.OPEN);
        millis += 1_000;
        answered(false);
        answered(false);
        assertThat(shop.circuit()).isEqualTo(CircuitState.CLOSED);
        assertThat(events.take()).contains("circuit of shop open (2 attempts in a row failed) for 1000 ms", "circuit of shop half open", "circuit of shop closed");
    }

    @Test
    void anAttemptThatShowsNothingGivesItsPlaceBack() {
        attempts(Outcome.CONNECT_FAILED, Outcome.CONNECT_FAILED);
        millis += 1_000;
        Lease first = lease();
        Lease second = lease();
        assertThat(select()).as("two attempts at most").isEqualTo(OPEN);
        first.close(Outcome.CANCELLED);
        second.close(Outcome.COMPLETED);
        attempts(Outcome.COMPLETED);
        assertThat(shop.circuit()).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void whatBreaksAfterItsBeginningIsGood() {
        attempts(Outcome.BROKE_BEFORE_RESPONSE, Outcome.BROKE_AFTER_RESPONSE, Outcome.BROKE_BEFORE_RESPONSE);
        assertThat(shop.circuit()).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void theFailoverIsUsedWhileItIsOpen() {
        shop = living(null, "spare");
        attempts(Outcome.BROKE_BEFORE_RESPONSE, Outcome.BROKE_BEFORE_RESPONSE);
        Lease there = lease();
        assertThat(there.endpoint().id()).isEqualTo("s");
        there.close(Outcome.COMPLETED);
    }

    @Test
    void thoseWhoWaitAreTurnedAwayWhenItOpens() {
        shop = living(new CapConfig(1, 10, 0), null);
        Lease one = lease();
        Lease two = lease();
        assertThat(select()).isInstanceOf(Selection.Waiting.class);
        assertThat(select()).isInstanceOf(Selection.Waiting.class);
        one.answered(true);
        two.answered(true);
        assertThat(turnedAway).containsExactly(Reason.CircuitOpen.failure(), Reason.CircuitOpen.failure());
        assertThat(shop.waiting()).isZero();
        one.close(Outcome.COMPLETED);
        two.close(Outcome.COMPLETED);
        assertThat(granted).isEmpty();
        assertThat(shop.endpoints()).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
    }

    @Test
    void whileItIsHalfOpenNobodyWaits() {
        shop = living(new CapConfig(1, 10, 0), null);
        attempts(Outcome.BROKE_BEFORE_RESPONSE, Outcome.BROKE_BEFORE_RESPONSE);
        millis += 1_000;
        Lease one = lease();
        Lease two = lease();
        assertThat(select()).isEqualTo(OPEN);
        one.close(Outcome.COMPLETED);
        two.close(Outcome.COMPLETED);
        assertThat(shop.circuit()).isEqualTo(CircuitState.CLOSED);
    }

    @Test
    void anotherConfigurationBeginsClosedAndTheSameOneGoesOn() {
        attempts(Outcome.BROKE_BEFORE_RESPONSE, Outcome.BROKE_BEFORE_RESPONSE);
        shop = living(null, null);
        assertThat(select()).isEqualTo(OPEN);
        registry.apply(List.of(Configs.backend("shop", ready("a"))));
        assertThat(shop.circuit()).isEqualTo(CircuitState.CLOSED);
        attempts(Outcome.BROKE_BEFORE_RESPONSE, Outcome.BROKE_BEFORE_RESPONSE, Outcome.BROKE_BEFORE_RESPONSE);
    }
}
