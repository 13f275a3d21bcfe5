package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.policy;
import static dev.ballast.traffic.backend.Configs.ready;
import static dev.ballast.traffic.backend.Configs.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.HealthConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.EndpointConfig;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.failure.Reason;
import dev.ballast.traffic.time.ManualTicker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where requests go when too little of a backend is well: its failover, and all of it. */
class BackendFallbackTest {
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(new ManualTicker(), bound -> 0, events, events);
    private Map<String, Backend> backends = Map.of();

    @Test
    void theFailoverIsUsedWhenNothingMayBeUsed() {
        install(withFailover(ready("a"), terminating("t")), backend("spare", ready("s")));
        assertThat(chosen()).containsExactly("a");
        refuse("a");
        assertThat(chosen()).as("what still serves comes first").containsExactly("t");
        install(withFailover(ready("a")), backend("spare", ready("s")));
        events.take();
        assertThat(chosen()).containsExactly("s");
        assertThat(events.take()).containsOnly("shop fails over to spare");
        install(withFailover(), backend("spare", ready("s")));
        assertThat(chosen()).as("nor is there any").containsExactly("s");
    }

    @Test
    void theLeaseOfAFailoverIsGivenBackToIt() {
        install(withFailover(), backend("spare", ready("s")));
        Lease lease = (Lease) shop().select(Caller.anyone(), Tried.NONE, Waiting.NOT);
        assertThat(lease.endpoint().backend()).isEqualTo("spare");
        assertThat(lease.endpoint().inFlight()).isEqualTo(1);
        lease.close(Outcome.COMPLETED);
        assertThat(lease.endpoint().inFlight()).isZero();
    }

    @Test
    void anEjectedEndpointOfItsOwnIsBetterThanAFailoverWithoutAny() {
        install(withFailover(ready("a")), backend("spare"));
        refuse("a");
        assertThat(chosen()).containsExactly("a");
        install(withFailover(), backend("spare"));
        assertThat(shop().select(Caller.anyone(), Tried.NONE, Waiting.NOT)).isEqualTo(new Selection.Refusal(Reason.NoEndpoint.failure()));
    }

    @Test
    void aFailoverThatIsTakenAwayIsNotUsed() {
        install(withFailover(), backend("spare", ready("s")));
        install(backend("shop"), backend("spare", ready("s")));
        assertThat(shop().select(Caller.anyone(), Tried.NONE, Waiting.NOT)).isInstanceOf(Selection.Refusal.class);
    }

    @Test
    void theFailoversOwnFailoverIsNotFollowed() {
        install(withFailover(), new BackendConfig("spare", policy(PASSIVE), "shop", List.of()));
        assertThat(shop().select(Caller.anyone(), Tried.NONE, Waiting.NOT)).isInstanceOf(Selection.Refusal.class);
    }

    @Test
    void belowThePanicThresholdAllAreUsed() {
        install(panicking(50, ready("a"), ready("b"), ready("c"), ready("d")));
        refuse("a");
        refuse("b");
        events.take();
        assertThat(chosen()).as("half of them are well").containsExactly("c", "d");
        assertThat(events.take()).isEmpty();
        refuse("c");
        events.take();
        assertThat(chosen()).containsExactly("a", "b", "c", "d");
        assertThat(events.take()).containsOnly("panic shop");
    }

    @Test
    void withoutAThresholdTheLastOneThatIsWellGetsAll() {
        install(panicking(0, ready("a"), ready("b"), ready("c")));
        refuse("a");
        refuse("b");
        assertThat(chosen()).containsExactly("c");
    }

    private void install(BackendConfig... configs) {
        backends = registry.apply(List.of(configs));
    }

    private static BackendConfig withFailover(EndpointConfig... endpoints) {
        return new BackendConfig("shop", policy(PASSIVE), "spare", List.of(endpoints));
    }

    private static BackendConfig backend(String name, EndpointConfig... endpoints) {
        return Configs.backend(name, endpoints);
    }

    private static BackendConfig panicking(int percent, EndpointConfig... endpoints) {
        PolicyConfig p = policy(PASSIVE);
        HealthConfig health = new HealthConfig(PASSIVE, percent);
        return new BackendConfig(
                "shop", new PolicyConfig(p.algorithm(), health, 1, 3_000, 0, 4_000, 32), List.of(endpoints));
    }

    private Backend shop() {
        return Objects.requireNonNull(backends.get("shop"));
    }

    /** Three connections refused by this endpoint. */
    private void refuse(String id) {
        Tried others = Tried.NONE;
        for (Endpoint endpoint : shop().endpoints()) {
            others = endpoint.id().equals(id) ? others : others.with(endpoint);
        }
        for (int i = 0; i < 3; i++) {
            ((Lease) shop().select(Caller.anyone(), others, Waiting.NOT)).close(Outcome.CONNECT_FAILED);
        }
    }

    private Set<String> chosen() {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            Lease lease = (Lease) shop().select(Caller.anyone(), Tried.NONE, Waiting.NOT);
            chosen.add(lease.endpoint().id());
            lease.close(Outcome.CANCELLED);
        }
        return chosen;
    }
}
