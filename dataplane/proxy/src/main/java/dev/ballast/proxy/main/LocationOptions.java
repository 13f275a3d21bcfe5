package dev.ballast.proxy.main;

import dev.ballast.traffic.balance.Location;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where a process runs, as whoever starts it knows. */
final class LocationOptions {
    @Option(names = "--zone", defaultValue = "${env:BALLAST_ZONE:-}", showDefaultValue = Visibility.NEVER, paramLabel = "ZONE",
            description = "The zone that this runs in, for trafficPolicy.topology. Environment: BALLAST_ZONE.")
    private String zone = "";

    @Option(names = "--node", defaultValue = "${env:BALLAST_NODE:-}", showDefaultValue = Visibility.NEVER, paramLabel = "NODE",
            description = "The node that this runs on, for the same. Environment: BALLAST_NODE.")
    private String node = "";

    Location location() {
        return new Location(zone, node);
    }
}
