package dev.ballast.contract.manifest;

import org.jspecify.annotations.Nullable;

/** A fixed address that serves. */
@Doc("A fixed address that serves.")
public record EndpointSpec(
        @Doc("An IPv4 or IPv6 address.") @Required @Text(minLength = 2, maxLength = 45, pattern = "^[0-9a-fA-F:.]+$", expected = "an IPv4 or IPv6 address")
        String address,
        @Doc("Its port.") @Required @Bounds(min = 1, max = 65535) int port,
        @Doc("Its share beside the other endpoints' weights; 0 gets nothing.") @Default("1") @Bounds(min = 0, max = 1000)
        Integer weight,
        @Doc("The zone that it is in, for trafficPolicy.topology; absent: unknown.")
        @Nullable @Text(maxLength = 63, pattern = TopologySpec.ZONE, expected = TopologySpec.ZONE_IN_WORDS)
        String zone) {
    public EndpointSpec {
        weight = weight == null ? 1 : weight;
    }

    /** One in a zone that is not known. */
    public EndpointSpec(String address, int port, Integer weight) {
        this(address, port, weight, null);
    }
}
