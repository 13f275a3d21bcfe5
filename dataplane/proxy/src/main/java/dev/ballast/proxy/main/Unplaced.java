package dev.ballast.proxy.main;

import dev.ballast.contract.snapshot.BackendConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig;
import dev.ballast.contract.snapshot.BackendConfig.TopologyConfig.Preference;
import dev.ballast.contract.snapshot.Snapshot;
import dev.ballast.traffic.balance.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log which backends prefer endpoints that are near, where this process does not know what is near. Config worker only. */
final class Unplaced {
    private static final Logger LOG = LoggerFactory.getLogger(Unplaced.class);

    private final Location location;
    private List<String> told = List.of();

    Unplaced(Location location) {
        this.location = location;
    }

    /** Once for as long as they are the same. */
    void tell(Snapshot snapshot) {
        List<String> affected = affected(snapshot);
        if (!affected.isEmpty() && !affected.equals(told)) {
            LOG.warn("topology has no effect on {}: this process does not know where it runs; expected --zone or BALLAST_ZONE (for PreferSameNode --node or "
                    + "BALLAST_NODE, too)", affected);
        }
        told = affected;
    }

    /** Names of the backends whose preference nobody can follow here. */
    List<String> affected(Snapshot snapshot) {
        return snapshot.backends().stream().filter(backend -> isLost(backend.policy().topology())).map(BackendConfig::name).toList();
    }

    private boolean isLost(@Nullable TopologyConfig topology) {
        return switch (topology == null ? Preference.Any : topology.prefer()) {
            case Any -> false;
            case PreferSameZone -> location.zone().isEmpty();
            case PreferSameNode -> location.node().isEmpty();
        };
    }
}
