package dev.ballast.traffic.backend;

import static dev.ballast.traffic.backend.Configs.PASSIVE;
import static dev.ballast.traffic.backend.Configs.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.CapConfig;
import dev.ballast.contract.snapshot.BackendConfig.PolicyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.traffic.balance.Caller;
import dev.ballast.traffic.balance.Location;
import dev.ballast.traffic.endpoint.Endpoint;
import dev.ballast.traffic.endpoint.EndpointState;
import dev.ballast.traffic.endpoint.Tried;
import dev.ballast.traffic.time.ManualTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BackendTopologyTest {
    private final Events events = new Events();
    private final BackendRegistry registry = new BackendRegistry(new ManualTicker(), bound -> 0, new Location("a", ""), events, events);

    private Backend install(PolicyConfig policy) {
        BackendConfig config = new BackendConfig("shop", policy, List.of(
                Configs.ready("a1").at("a", null), Configs.ready("a2").at("a", null), Configs.ready("b1").at("b", null), Configs.ready("b2").at("b", null)));
        return Objects.requireNonNull(registry.apply(List.of(config)).get("shop"));
    }

    private static PolicyConfig preferring(Preference prefer, String... evacuated) {
        return policy(PASSIVE).withTopology(new TopologyConfig(prefer, List.of(evacuated)));
    }

    private static Set<String> chosen(Backend backend) {
        Set<String> chosen = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            Lease lease = lease(backend);
            chosen.add(lease.endpoint().id());
            lease.close(Outcome.COMPLETED);
        }
        return chosen;
    }

    private static Lease lease(Backend backend) {
        return (Lease) backend.select(Caller.anyone(), Tried.NONE, Waiting.NOT);
    }

    @Test
    void theOwnZoneIsPreferredUntilThePolicySaysOtherwise() {
        assertThat(chosen(install(preferring(Preference.PreferSameZone)))).containsExactly("a1", "a2");
        assertThat(chosen(install(policy(PASSIVE)))).containsExactly("a1", "a2", "b1", "b2");
        assertThat(chosen(install(preferring(Preference.PreferSameZone)))).containsExactly("a1", "a2");
    }

    @Test
    void anEvacuatedZoneEndsWhatItHasAndGetsNothingNew() {
        Backend shop = install(preferring(Preference.PreferSameZone));
        Lease open = lease(shop);
        assertThat(open.endpoint().id()).startsWith("a");
        install(preferring(Preference.PreferSameZone, "a"));
        assertThat(chosen(shop)).containsExactly("b1", "b2");
        assertThat(open.endpoint().state()).isEqualTo(EndpointState.TERMINATING);
        assertThat(open.endpoint().inFlight()).isEqualTo(1);
        open.close(Outcome.COMPLETED);
        install(preferring(Preference.PreferSameZone));
        assertThat(chosen(shop)).as("it comes back").containsExactly("a1", "a2");
    }

    @Test
    void whereEveryZoneIsEvacuatedAllAreBetterThanNone() {
        assertThat(chosen(install(preferring(Preference.Any, "a", "b")))).containsExactly("a1", "a2", "b1", "b2");
    }

    @Test
    void whatIsFullInTheOwnZoneGoesElsewhereBeforeAnythingWaits() {
        Backend shop = install(preferring(Preference.PreferSameZone).withCaps(new CapConfig(3, 10, 0)));
        List<Lease> open = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            open.add(lease(shop));
        }
        assertThat(shop.endpoints()).extracting(Endpoint::inFlight).containsOnly(3);
        assertThat(shop.waiting()).isZero();
        open.forEach(lease -> lease.close(Outcome.COMPLETED));
    }
}
