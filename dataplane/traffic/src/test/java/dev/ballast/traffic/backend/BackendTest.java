package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.backend;
import static dev.ballast.traffic.backend.Configs.policy;
import static dev.ballast.traffic.backend.Configs.ready;
import static dev.ballast.traffic.backend.Configs.terminating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.snapshot.BackendConfig.PassiveConfig;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.time.ManualTicker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackendTest {
    private final ManualTicker ticker = new ManualTicker();
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(ticker, bound -> 0, events, events);
    private Backend shop = living(backend("shop"));

    @AfterEach
    void everyLeaseWasGivenBack() {
        assertThat(shop.endpoints()).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
    }

    @Test
    void withoutEndpointsItSaysSo() {
        assertThat(shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT)).isEqualTo(new Selection.Refusal(Reason.NoEndpoint.failure()));
        shop = living(backend("shop", ready("a", 0)));
        assertThat(shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT)).isInstanceOf(Selection.Refusal.class);
    }

    @Test
    void aLeaseCountsFromSelectToClose() {
        shop = living(backend("shop", ready("a")));
        Lease one = lease(Tried.NONE);
        Lease two = lease(Tried.NONE);
        assertThat(one.endpoint().inFlight()).isEqualTo(2);
        one.close(Outcome.COMPLETED);
        two.close(Outcome.BROKE_BEFORE_RESPONSE);
        assertThat(one.endpoint().inFlight()).isZero();
    }

    @Test
    void aLeaseIsGivenBackOnce() {
        shop = living(backend("shop", ready("a")));
        Lease lease = lease(Tried.NONE);
        lease.close(Outcome.COMPLETED);
        assertThatThrownBy(() -> lease.close(Outcome.CANCELLED)).isInstanceOf(IllegalStateException.class).hasMessageContaining("twice");
        assertThat(lease.endpoint().inFlight()).isZero();
    }

    @Test
    void whatWentBadlyByTheEndpointsDoingIsCountedOnce() {
        shop = living(backend("shop", ready("a")));
        for (Outcome outcome : Outcome.values()) {
            lease(Tried.NONE).close(outcome);
        }
        Lease errorThatBreaksOff = lease(Tried.NONE);
        errorThatBreaksOff.answered(true);
        errorThatBreaksOff.close(Outcome.BROKE_AFTER_RESPONSE);
        Endpoint endpoint = errorThatBreaksOff.endpoint();
        assertThat(endpoint.leased()).isEqualTo(6);
        assertThat(endpoint.failed()).as("no connection, two that broke, and the error").isEqualTo(4);
    }

    @Test
    void heldBackByHandAnEndpointGetsNothingWhileThereIsAnother() {
        shop = living(backend("shop", ready("a"), ready("b")));
        assertThat(shop.holdBack("a", true)).isTrue();
        assertThat(chosenIn(10)).containsExactly("b");
        shop = living(backend("shop", ready("a"), ready("b"), ready("c")));
        assertThat(chosenIn(10)).as("a new snapshot").containsExactly("b", "c");
        shop.holdBack("a", false);
        assertThat(chosenIn(10)).containsExactly("a", "b", "c");
        assertThat(shop.holdBack("z", true)).isFalse();
    }

    @Test
    void terminatingEndpointsGetNothingWhileOneIsReady() {
        shop = living(backend("shop", ready("a"), terminating("b")));
        assertThat(chosenIn(10)).containsExactly("a");
        shop = living(backend("shop", terminating("a"), terminating("b")));
        assertThat(chosenIn(10)).containsExactly("a", "b");
    }

    @Test
    void anotherAttemptGoesElsewhereAndToATriedOneOnlyWhenNothingElseIsLeft() {
        shop = living(backend("shop", ready("a"), ready("b"), terminating("c")));
        Tried tried = Tried.NONE;
        Set<String> order = new TreeSet<>();
        for (int attempt = 0; attempt < 2; attempt++) {
            Lease lease = lease(tried);
            order.add(lease.endpoint().id());
            tried = tried.with(lease.endpoint());
            lease.close(Outcome.BROKE_BEFORE_RESPONSE);
        }
        assertThat(order).containsExactly("a", "b");
        Lease third = lease(tried);
        assertThat(third.endpoint().id()).as("serving, though terminating").isEqualTo("c");
        third.close(Outcome.BROKE_BEFORE_RESPONSE);
        Lease fourth = lease(tried.with(third.endpoint()));
        assertThat(fourth.endpoint().id()).as("all were tried: the ready ones again").isIn("a", "b");
        fourth.close(Outcome.COMPLETED);
    }

    @Test
    void anotherAttemptAvoidsAnEndpointThatRefusedItsLastConnection() {
        shop = living(backend("shop", ready("a"), ready("b"), ready("c")));
        refuse("b", 1);
        Endpoint a = endpoint("a");
        for (int attempt = 0; attempt < 10; attempt++) {
            Lease lease = lease(Tried.NONE.with(a));
            assertThat(lease.endpoint().id()).isEqualTo("c");
            lease.close(Outcome.CANCELLED);
        }
        Lease last = lease(Tried.NONE.with(a).with(endpoint("c")));
        assertThat(last.endpoint().id()).as("better than none").isEqualTo("b");
        last.close(Outcome.COMPLETED);
    }

    @Test
    void threeRefusedConnectionsInARowEjectAndTimeBringsBack() {
        shop = living(backend("shop", ready("a"), ready("b")));
        refuse("a", 3);
        assertThat(events.take())
                .containsExactly(
                        "connect failure a", "connect failure a", "connect failure a", "a READY -> EJECTED", "ejected a (3 connections in a row were not made) for 5000 ms");
        assertThat(chosenIn(10)).containsExactly("b");
        ticker.advance(Duration.ofMillis(4_999));
        assertThat(chosenIn(10)).containsExactly("b");
        ticker.advance(Duration.ofMillis(1));
        assertThat(chosenIn(10)).containsExactly("a", "b");
        assertThat(events.take()).containsExactly("a EJECTED -> READY", "readmitted a");
    }

    @Test
    void aConnectionBetweenFailuresBeginsTheRowAnew() {
        shop = living(backend("shop", ready("a"), ready("b")));
        refuse("a", 2);
        connect("a");
        refuse("a", 2);
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.READY);
        refuse("a", 1);
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.EJECTED);
    }

    @Test
    void neitherClientsNorBrokenAnswersCountAsConnectFailures() {
        shop = living(backend("shop", ready("a"), ready("b")));
        for (int i = 0; i < 10; i++) {
            leaseOf("a").close(Outcome.CANCELLED);
            leaseOf("a").close(Outcome.BROKE_BEFORE_RESPONSE);
            leaseOf("a").close(Outcome.BROKE_AFTER_RESPONSE);
        }
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.READY);
        assertThat(events.take()).isEmpty();
    }

    @Test
    void afterItsReturnOneFailureIsEnoughAndTheNextEjectionIsLonger() {
        shop = living(backend("shop", ready("a"), ready("b")));
        refuse("a", 3);
        backAfter(5_000);
        refuse("a", 1);
        backAfter(10_000);
        refuse("a", 1);
        assertThat(events.take())
                .filteredOn(event -> event.startsWith("ejected"))
                .as("base time, twice the base time, and then the longest")
                .containsExactly("ejected a (3 connections in a row were not made) for 5000 ms", "ejected a (3 connections in a row were not made) for 10000 ms", "ejected a (3 connections in a row were not made) for 12000 ms");
    }

    @Test
    void aTimeInGoodHealthIsForgiven() {
        shop = living(backend("shop", ready("a"), ready("b")));
        refuse("a", 3);
        backAfter(5_000);
        connect("a");
        ticker.advance(Duration.ofSeconds(5));
        refuse("a", 3);
        assertThat(events.take())
                .filteredOn(event -> event.startsWith("ejected"))
                .containsExactly("ejected a (3 connections in a row were not made) for 5000 ms", "ejected a (3 connections in a row were not made) for 5000 ms");
    }

    @Test
    void noMoreThanTheShareIsEjected() {
        shop = living(with(new PassiveConfig(1, 0, 5_000, 60_000, 50), ready("a"), ready("b"), ready("c")));
        refuse("a", 1);
        refuse("b", 5);
        assertThat(shop.endpoints()).extracting(Endpoint::state)
                .as("half of three is one")
                .containsExactly(EndpointState.EJECTED, EndpointState.READY, EndpointState.READY);
        backAfter(5_000);
        refuse("b", 1);
        assertThat(endpoint("b").state()).as("the place is free again").isEqualTo(EndpointState.EJECTED);
    }

    @Test
    void theOnlyEndpointIsNotEjectedByHalf() {
        shop = living(with(new PassiveConfig(1, 0, 5_000, 60_000, 50), ready("a")));
        refuse("a", 10);
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.READY);
    }

    @Test
    void zeroFailuresMeansNever() {
        shop = living(with(new PassiveConfig(0, 0, 5_000, 60_000, 100), ready("a"), ready("b")));
        refuse("a", 100);
        assertThat(endpoint("a").state()).isEqualTo(EndpointState.READY);
    }

    @Test
    void allEjectedMeansPanicAndAllAreUsed() {
        shop = living(backend("shop", ready("a"), ready("b")));
        refuse("a", 3);
        refuse("b", 3);
        events.take();
        assertThat(chosenIn(4)).containsExactly("a", "b");
        assertThat(events.take()).containsExactly("panic shop", "panic shop", "panic shop", "panic shop");
    }

    @Test
    void aTerminatingEndpointThatServesIsBetterThanAnEjectedOne() {
        shop = living(backend("shop", ready("a"), terminating("b")));
        refuse("a", 3);
        events.take();
        assertThat(chosenIn(4)).containsExactly("b");
        assertThat(events.take()).isEmpty();
    }

    @Test
    void thePlaceOfAnEjectedEndpointThatLeavesIsFree() {
        PassiveConfig half = new PassiveConfig(1, 0, 5_000, 60_000, 50);
        shop = living(with(half, ready("a"), ready("b")));
        refuse("a", 1);
        shop = living(with(half, ready("b"), ready("c")));
        refuse("b", 1);
        assertThat(endpoint("b").state()).isEqualTo(EndpointState.EJECTED);
    }

    private Backend living(BackendConfig config) {
        return Objects.requireNonNull(registry.apply(List.of(config)).get(config.name()));
    }

    private static BackendConfig with(PassiveConfig passive, EndpointConfig... endpoints) {
        return new BackendConfig("shop", policy(passive), List.of(endpoints));
    }

    private Endpoint endpoint(String id) {
        return shop.endpoints().stream().filter(endpoint -> endpoint.id().equals(id)).findFirst().orElseThrow();
    }

    private Lease lease(Tried tried) {
        return (Lease) shop.select(Caller.anyone(), tried, Waiting.NOT);
    }

    /** A lease of this endpoint, by refusing the others. */
    private Lease leaseOf(String id) {
        Tried others = Tried.NONE;
        for (Endpoint endpoint : shop.endpoints()) {
            others = endpoint.id().equals(id) ? others : others.with(endpoint);
        }
        Lease lease = lease(others);
        assertThat(lease.endpoint().id()).isEqualTo(id);
        return lease;
    }

    private void refuse(String id, int times) {
        for (int i = 0; i < times; i++) {
            leaseOf(id).close(Outcome.CONNECT_FAILED);
        }
    }

    private void connect(String id) {
        Lease lease = leaseOf(id);
        lease.connected();
        lease.close(Outcome.CANCELLED);
    }

    private void backAfter(long millis) {
        ticker.advance(Duration.ofMillis(millis));
        lease(Tried.NONE).close(Outcome.CANCELLED);
    }

    private Set<String> chosenIn(int selections) {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < selections; i++) {
            Lease lease = lease(Tried.NONE);
            chosen.add(lease.endpoint().id());
            lease.close(Outcome.CANCELLED);
        }
        return chosen;
    }

}
