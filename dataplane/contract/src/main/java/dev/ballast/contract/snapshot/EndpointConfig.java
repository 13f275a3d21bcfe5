package dev.ballast.contract.snapshot;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One address that serves.
 *
 * @param id its identity: {@code address:port} and, in a cluster, the pod's UID ({@code 10.0.0.1:8080#6f1c…}), so that a reused address
 *     inherits nothing
 * @param address an IPv4 or IPv6 literal
 * @param port 1 to 65535
 * @param weight its share, from 0
 * @param state whether it takes new work
 * @param zone that it is in; null where that is not known, or of no interest to its backend
 * @param node that it runs on; null as before
 */
public record EndpointConfig(String id, String address, int port, int weight, State state, @Nullable String zone, @Nullable String node) {
    /** What the cluster says of an endpoint. */
    public enum State {
        /** Takes new work. */
        Ready,
        /** Going down but still serving: used only where nothing is ready. */
        Terminating
    }

    /** One of which nobody knows where it is. */
    public EndpointConfig(String id, String address, int port, int weight, State state) {
        this(id, address, port, weight, state, null, null);
    }

    /** The identity of an endpoint that no pod stands behind. */
    public static EndpointConfig fixed(String address, int port, int weight) {
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        return new EndpointConfig(host + ":" + port, address, port, weight, State.Ready);
    }

    /** The same elsewhere. */
    public EndpointConfig at(@Nullable String otherZone, @Nullable String otherNode) {
        boolean there = Objects.equals(zone, otherZone) && Objects.equals(node, otherNode);
        return there ? this : new EndpointConfig(id, address, port, weight, state, otherZone, otherNode);
    }

    /** The same in another state. */
    public EndpointConfig in(State other) {
        return new EndpointConfig(id, address, port, weight, other, zone, node);
    }
}
