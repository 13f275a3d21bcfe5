package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.backend;
import static dev.ballast.traffic.backend.Configs.ready;
import static dev.ballast.traffic.backend.Configs.terminating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.contract.snapshot.BackendConfig.Algorithm;
import dev.ballast.contract.snapshot.BackendConfig.AlgorithmConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointListener;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.observe.TrafficObserver;
import dev.ballast.traffic.time.ManualTicker;
import dev.ballast.traffic.time.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BackendRegistryTest {
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(new ManualTicker(), bound -> 0, events, events);

    @Test
    void theLivingKeepWhatTheyHaveLearnt() {
        Backend before = only(backend("shop", ready("a"), ready("b")));
        Endpoint a = before.endpoints().getFirst();
        Lease open = (Lease) before.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
        Backend after = only(backend("shop", ready("a", 7), ready("c")));
        assertThat(after).isSameAs(before);
        assertThat(after.endpoints()).extracting(Endpoint::id).containsExactly("a", "c");
        assertThat(after.endpoints().getFirst()).isSameAs(a);
        assertThat(a.config().weight()).isEqualTo(7);
        assertThat(a.inFlight()).isEqualTo(1);
        open.close(Outcome.COMPLETED);
    }

    @Test
    void whatIsLeftOutEndsItsWorkAndIsGone() {
        Backend shop = only(backend("shop", ready("a")));
        Lease open = (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
        only(backend("shop", ready("b")));
        assertThat(events.take()).containsExactly("a READY -> DRAINING");
        open.close(Outcome.COMPLETED);
        assertThat(events.take()).containsExactly("a DRAINING -> GONE");
    }

    @Test
    void aReusedAddressInheritsNothing() {
        Backend shop = only(backend("shop", new EndpointConfig("10.0.0.1:80#one", "10.0.0.1", 80, 1, EndpointConfig.State.Ready)));
        Endpoint old = shop.endpoints().getFirst();
        old.countConnectFailure();
        only(backend("shop", new EndpointConfig("10.0.0.1:80#two", "10.0.0.1", 80, 1, EndpointConfig.State.Ready)));
        assertThat(shop.endpoints().getFirst()).isNotSameAs(old);
        assertThat(shop.endpoints().getFirst().connectFailures()).isZero();
    }

    @Test
    void anIdWithAnotherAddressIsAnotherEndpoint() {
        Backend shop = only(backend("shop", ready("a")));
        Endpoint old = shop.endpoints().getFirst();
        only(backend("shop", new EndpointConfig("a", "10.0.0.9", 80, 1, EndpointConfig.State.Ready)));
        assertThat(shop.endpoints().getFirst()).isNotSameAs(old);
        assertThat(old.state()).isEqualTo(EndpointState.GONE);
    }

    @Test
    void nothingHappensBeforeTheCommit() {
        Backend shop = only(backend("shop", ready("a")));
        BackendRegistry.Change change = registry.prepare(List.of(backend("shop", ready("b")), backend("new", ready("n"))));
        assertThat(shop.endpoints()).extracting(Endpoint::id).containsExactly("a");
        assertThat(change.backends()).containsOnlyKeys("shop", "new");
        assertThat(change.backends().get("new")).isNotNull();
        assertThat(registry.current()).containsOnlyKeys("shop");
        assertThat(events.take()).isEmpty();
    }

    @Test
    void aChangeThatWasOvertakenIsRefused() {
        BackendRegistry.Change late = registry.prepare(List.of(backend("shop", ready("a"))));
        only(backend("shop", ready("b")));
        assertThatThrownBy(late::commit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equalConfigurationTouchesNothing() {
        Backend shop = only(backend("shop", ready("a"), terminating("b")));
        List<Endpoint> before = shop.endpoints();
        only(backend("shop", ready("a"), terminating("b")));
        assertThat(shop.endpoints()).isSameAs(before);
        assertThat(events.take()).isEmpty();
    }

    @Test
    void exchangesOfAnOlderPlanCanStillUseABackendThatIsLeftOut() {
        Backend old = only(backend("old", ready("a")));
        only(backend("new", ready("a")));
        Lease late = (Lease) old.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
        assertThat(late.endpoint().state()).isEqualTo(EndpointState.GONE);
        late.close(Outcome.COMPLETED);
        assertThat(late.endpoint().inFlight()).isZero();
    }

    @Test
    void aPolicyChangesUnderTheLivingEndpoints() {
        Backend shop = only(backend("shop", ready("a")));
        Endpoint a = shop.endpoints().getFirst();
        PolicyConfig least = new PolicyConfig(AlgorithmConfig.of(Algorithm.LeastRequest), new HealthConfig(PASSIVE, 50), 4, 3_000, 0, 4_000, 32);
        only(new BackendConfig("shop", least, List.of(ready("a"))));
        assertThat(shop.policy()).isEqualTo(least);
        assertThat(shop.retries().attempts()).isEqualTo(4);
        assertThat(shop.endpoints().getFirst()).isSameAs(a);
    }

    @Test
    void endpointsAloneCanBeUpdated() {
        Backend shop = only(backend("shop", ready("a")));
        assertThat(registry.update("shop", List.of(ready("a"), ready("b")))).isSameAs(shop);
        assertThat(shop.endpoints()).extracting(Endpoint::id).containsExactly("a", "b");
        assertThat(registry.update("unknown", List.of())).isNull();
    }

    @Test
    void anEndpointThatBeginsToTerminateIsAnnounced() {
        only(backend("shop", ready("a")));
        only(backend("shop", terminating("a")));
        assertThat(events.take()).containsExactly("a READY -> TERMINATING");
    }

    @Test
    void underLoadNoLeaseIsLostAndNoneIsGivenOnWhatHadLeftBefore() throws Exception {
        BackendRegistry busy = new BackendRegistry(new ManualTicker(), Randomness.system(), EndpointListener.none(), TrafficObserver.none());
        Backend shop = Objects.requireNonNull(
                busy.apply(List.of(backend("shop", ready("stays"), ready("e0")))).get("shop"));
        List<Endpoint> seen = new ArrayList<>(shop.endpoints());
        AtomicBoolean stop = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                callers.add(threads.submit(() -> {
                    while (!stop.get()) {
                        Lease lease = (Lease) shop.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
                        lease.close(lease.hashCode() % 3 == 0 ? Outcome.CONNECT_FAILED : Outcome.COMPLETED);
                    }
                }));
            }
            for (int i = 1; i <= 2_000; i++) {
                busy.update("shop", List.of(ready("stays"), ready("e" + i)));
                seen.addAll(shop.endpoints());
            }
            stop.set(true);
            for (Future<?> caller : callers) {
                caller.get();
            }
        }
        assertThat(seen).allSatisfy(endpoint -> assertThat(endpoint.inFlight()).isZero());
        assertThat(seen).filteredOn(endpoint -> !shop.endpoints().contains(endpoint)).hasSizeGreaterThan(1_999)
                .allSatisfy(endpoint -> assertThat(endpoint.state()).isEqualTo(EndpointState.GONE));
    }

    private Backend only(BackendConfig config) {
        return Objects.requireNonNull(registry.apply(List.of(config)).get(config.name()));
    }
}
