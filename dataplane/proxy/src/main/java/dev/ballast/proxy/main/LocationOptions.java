package dev.ballast.proxy.main;

import dev.ballast.traffic.balance.Location;
import java.util.Map;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Where a process runs, as whoever starts it knows. */
final class LocationOptions {
    private static final String ZONE = "BALLAST_ZONE";
    private static final String NODE = "BALLAST_NODE";

    @Option(names = "--zone", defaultValue = "${env:" + ZONE + ":-}", showDefaultValue = Visibility.NEVER, paramLabel = "ZONE",
            description = "The zone that this runs in, for trafficPolicy.topology. Environment: " + ZONE + ".")
    private String zone = "";

    @Option(names = "--node", defaultValue = "${env:" + NODE + ":-}", showDefaultValue = Visibility.NEVER, paramLabel = "NODE",
            description = "The node that this runs on, for trafficPolicy.topology. Environment: " + NODE + ".")
    private String node = "";

    /** The same without picocli. */
    static LocationOptions of(PlainArguments given, Map<String, String> environment) {
        LocationOptions where = new LocationOptions();
        where.zone = given.take("--zone", environment.getOrDefault(ZONE, ""));
        where.node = given.take("--node", environment.getOrDefault(NODE, ""));
        return where;
    }

    Location location() {
        return new Location(zone, node);
    }
}
