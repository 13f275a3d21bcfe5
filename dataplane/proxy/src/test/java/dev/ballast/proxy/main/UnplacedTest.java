package dev.ballast.proxy.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.proxy.config.Pushes;
import dev.ballast.traffic.balance.Location;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnplacedTest {
    private static List<String> affected(Preference prefer, String zone, String node) {
        Snapshot plain = Pushes.snapshot(8080);
        Snapshot preferring = plain.withBackends(plain.backends().stream()
                .map(backend -> new BackendConfig(
                        backend.name(), backend.policy().withTopology(new TopologyConfig(prefer, List.of())), backend.endpoints()))
                .toList());
        return new Unplaced(new Location(zone, node)).affected(preferring);
    }

    @Test
    void whoCannotBeFollowedIsNamed() {
        assertThat(affected(Preference.PreferSameZone, "", "n")).containsExactly("shop");
        assertThat(affected(Preference.PreferSameNode, "a", "")).containsExactly("shop");
    }

    @Test
    void whoCanBeFollowedIsNot() {
        assertThat(affected(Preference.PreferSameZone, "a", "")).isEmpty();
        assertThat(affected(Preference.PreferSameNode, "", "n")).isEmpty();
        assertThat(affected(Preference.Any, "", "")).isEmpty();
    }
}
